use model::CertificateId;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use tokio::time::timeout;

use super::{
    Keystone,
    client::{ANSWER, KeystoneClient, TURN, causes},
};
use crate::{Error, Identity, Result, WebSession};

/// The most bytes of a certificate that are read.
const LARGEST: usize = 64 << 10;

/// What Barbican says of a secret, as far as it matters here.
#[derive(Debug, Deserialize)]
struct SecretMetadata {
    #[serde(default)]
    content_types: ContentTypes,
}

#[derive(Debug, Default, Deserialize)]
struct ContentTypes {
    /// In what form it gives the secret out.
    default: Option<String>,
}

/// How Barbican says that there is no such secret. At an address where it serves nothing it describes nothing.
#[derive(Debug, Default, Deserialize)]
struct NotFound {
    #[serde(default)]
    description: String,
}

impl Identity {
    /// Whether certificates may be in a Barbican, which is asked with the token of whoever wants one.
    pub fn has_key_manager(&self) -> bool {
        let settings = self.keystone.as_ref().map(|keystone| &keystone.settings);
        settings.is_some_and(|settings| settings.key_manager_url.is_some())
    }

    /// The certificate that Barbican has as a secret of that id, for whoever has `token`. `None` where it has none, or not for them.
    pub async fn secret_of_token(&self, token: &str, id: CertificateId) -> Result<Option<Vec<u8>>> {
        match &self.keystone {
            Some(keystone) => keystone.secret(token, id).await,
            None => Ok(None),
        }
    }

    /// The same for whoever has a web session.
    pub async fn secret_of_session(
        &self,
        session: &WebSession,
        id: CertificateId,
    ) -> Result<Option<Vec<u8>>> {
        let (Some(keystone), Some(project)) = (&self.keystone, &session.project) else {
            return Ok(None);
        };
        let token = keystone.token_of(session, project).await?;
        let token = token.ok_or(Error::SessionEnded)?;
        keystone.secret(&token, id).await
    }
}

impl Keystone {
    async fn secret(&self, token: &str, id: CertificateId) -> Result<Option<Vec<u8>>> {
        let Some(url) = &self.settings.key_manager_url else {
            return Ok(None);
        };
        let url = url.trim_end_matches('/');
        let url = url.strip_suffix("/v1").unwrap_or(url);
        let secret = format!("{url}/v1/secrets/{id}");
        // Its own turns: a slow Barbican keeps nobody from asking Keystone.
        let Ok(Ok(_turn)) = timeout(TURN, self.secret_turns.acquire()).await else {
            return Err(away("too many questions wait for it"));
        };
        let answer = timeout(ANSWER, self.client.secret(&secret, token)).await;
        answer.map_err(|_| away("it takes too long"))?
    }
}

impl KeystoneClient {
    /// A secret of Barbican's, in the form that it says it is in.
    async fn secret(&self, url: &str, token: &str) -> Result<Option<Vec<u8>>> {
        let ask = |url: &str, form: &str| {
            let request = self.get(url);
            request.header("x-auth-token", token).header("accept", form)
        };
        let Some(metadata) = self.found(ask(url, "application/json")).await? else {
            return Ok(None);
        };
        let metadata: SecretMetadata = serde_json::from_slice(&metadata)
            .map_err(|error| away(format_args!("its answer is not to be understood: {error}")))?;
        // Without a payload it has no form either.
        let Some(form) = metadata.content_types.default else {
            return Ok(None);
        };
        self.found(ask(&format!("{url}/payload"), &form)).await
    }

    /// The body of an answer; `None` where there is nothing, or nothing for whoever asks.
    async fn found(&self, request: RequestBuilder) -> Result<Option<Vec<u8>>> {
        let response = request.send().await;
        let response = response
            .map_err(|error| away(format_args!("it cannot be reached: {}", causes(&error))))?;
        match response.status() {
            StatusCode::OK => body(response).await.map(Some),
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Ok(None),
            StatusCode::NOT_FOUND => {
                let told: NotFound =
                    serde_json::from_slice(&body(response).await?).unwrap_or_default();
                if told.description.is_empty() {
                    return Err(away(
                        "it answered 404, but not as Barbican does; check keystone.key_manager_url",
                    ));
                }
                Ok(None)
            }
            other => Err(away(format_args!("it answered {other}"))),
        }
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    let cut = |error| away(format_args!("its answer broke off: {error}"));
    while let Some(piece) = response.chunk().await.map_err(cut)? {
        body.extend_from_slice(&piece);
        if body.len() > LARGEST {
            return Err(away("its secret is larger than any certificate"));
        }
    }
    Ok(body)
}

/// Tells the operator why Barbican is of no use just now. Whoever asked us is told that it is.
fn away(why: impl std::fmt::Display) -> Error {
    tracing::warn!("Barbican is away: {why}");
    Error::KeyManagerUnavailable
}
