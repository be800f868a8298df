use std::{fs, time::Duration};

use model::{Invalid, Project};
use reqwest::{Certificate, Client, RequestBuilder, Response, StatusCode, redirect::Policy};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::{sync::Semaphore, time::timeout};

use super::{
    KeystoneSettings, KeystoneUnavailable,
    content::{Body, ProjectList, Verified},
};

/// How many questions are put to Keystone at once; the others wait.
const AT_ONCE: usize = 32;
/// The longest that a question waits for its turn.
pub(super) const TURN: Duration = Duration::from_secs(5);
/// The longest that an answer may take, from the first byte sent to the last received.
pub(super) const ANSWER: Duration = Duration::from_secs(8);
const CONNECT: Duration = Duration::from_secs(3);
/// The longest answer that is read.
const LONGEST: usize = 8 << 20;

/// Keystone, asked over HTTP.
#[derive(Debug)]
pub struct KeystoneClient {
    client: Client,
    v3: String,
    turns: Semaphore,
}

/// What Keystone has at an address, for whoever asks.
#[derive(Debug)]
pub enum FetchOutcome<T> {
    Found(T),
    /// The token that asks has ended.
    Ended,
    /// Whoever asks may not see it.
    Denied,
}

/// What Keystone says to the question what a token is good for.
#[derive(Debug)]
pub enum TokenValidation {
    Good(Box<Verified>),
    /// There is no such token, or it has ended.
    Unknown,
    /// It does not know who asks: our own token has ended.
    WhoAsks,
}

impl KeystoneClient {
    pub fn new(settings: &KeystoneSettings) -> Result<Self, Invalid> {
        // Refused only where a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent("vitrine")
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // A token goes to the address that was configured, and nowhere else.
            .redirect(Policy::none())
            .no_proxy();
        if let Some(path) = &settings.ca_file {
            let wrong = |error: &dyn std::fmt::Display| {
                Invalid::new(
                    "keystone.ca_file",
                    format_args!("{} is no file of certificates: {error}", path.display()),
                )
            };
            let pem = fs::read(path).map_err(|error| wrong(&error))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| wrong(&error))?;
            if certificates.is_empty() {
                return Err(wrong(&"it holds none"));
            }
            for certificate in certificates {
                builder = builder.add_root_certificate(certificate);
            }
        }
        let client = builder.build().map_err(|error| {
            Invalid::new("keystone", format_args!("cannot be reached: {error}"))
        })?;
        Ok(Self {
            client,
            v3: settings.v3(),
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// Asks for a token; `None` if what the request says of somebody is not so.
    pub async fn issue(
        &self,
        request: &Value,
    ) -> Result<Option<(String, Verified)>, KeystoneUnavailable> {
        let url = format!("{}/auth/tokens?nocatalog", self.v3);
        let response = self.send(self.client.post(url).json(request)).await?;
        match response.status() {
            StatusCode::CREATED => {
                let text = response
                    .headers()
                    .get("x-subject-token")
                    .and_then(|value| value.to_str().ok())
                    .map(ToOwned::to_owned);
                let text =
                    text.ok_or_else(|| unavailable("it gave out a token without its text"))?;
                Ok(Some((text, convert(read::<Body>(response).await?)?)))
            }
            // 403 and 404 say that a project, a domain or a user is shut or not there.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Ok(None),
            other => Err(unavailable(format_args!(
                "it answered {other} to a request for a token"
            ))),
        }
    }

    /// What `token` is good for; asked with our `own` one.
    pub async fn show(
        &self,
        own: &str,
        token: &str,
        though_expired: bool,
    ) -> Result<TokenValidation, KeystoneUnavailable> {
        let allow = if though_expired {
            "&allow_expired=1"
        } else {
            ""
        };
        let url = format!("{}/auth/tokens?nocatalog{allow}", self.v3);
        let request = self
            .client
            .get(url)
            .header("x-auth-token", own)
            .header("x-subject-token", token);
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::OK => {
                let token = convert(read::<Body>(response).await?)?;
                Ok(TokenValidation::Good(Box::new(token)))
            }
            StatusCode::NOT_FOUND => Ok(TokenValidation::Unknown),
            StatusCode::UNAUTHORIZED => Ok(TokenValidation::WhoAsks),
            StatusCode::FORBIDDEN => Err(unavailable(
                "it does not let our service user look at tokens; give that user the role `service` or `admin`",
            )),
            other => Err(unavailable(format_args!(
                "it answered {other} when asked about a token"
            ))),
        }
    }

    /// The projects for which whoever has `token` may have one; `None` if it has ended.
    pub async fn projects(&self, token: &str) -> Result<Option<Vec<Project>>, KeystoneUnavailable> {
        match self.fetch::<ProjectList>("auth/projects", token).await? {
            FetchOutcome::Found(list) => convert(list).map(Some),
            FetchOutcome::Ended => Ok(None),
            FetchOutcome::Denied => Err(unavailable("it does not let users list their projects")),
        }
    }

    /// What Keystone has at `path` for whoever has `token`.
    pub async fn fetch<T: DeserializeOwned>(
        &self,
        path: &str,
        token: &str,
    ) -> Result<FetchOutcome<T>, KeystoneUnavailable> {
        let request = self
            .client
            .get(format!("{}/{path}", self.v3))
            .header("x-auth-token", token);
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::OK => read(response).await.map(FetchOutcome::Found),
            StatusCode::UNAUTHORIZED => Ok(FetchOutcome::Ended),
            StatusCode::FORBIDDEN => Ok(FetchOutcome::Denied),
            other => Err(unavailable(format_args!(
                "it answered {other} when asked for {path}"
            ))),
        }
    }

    /// Ends a token, with itself.
    pub async fn revoke(&self, token: &str) -> Result<(), KeystoneUnavailable> {
        let request = self
            .client
            .delete(format!("{}/auth/tokens", self.v3))
            .header("x-auth-token", token)
            .header("x-subject-token", token);
        self.send(request).await.map(drop)
    }

    pub(super) fn get(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, KeystoneUnavailable> {
        let Ok(Ok(_turn)) = timeout(TURN, self.turns.acquire()).await else {
            return Err(unavailable("too many questions wait for it"));
        };
        request
            .send()
            .await
            .map_err(|error| unavailable(format_args!("it cannot be reached: {}", causes(&error))))
    }
}

/// The answer's body.
async fn read<T: DeserializeOwned>(mut response: Response) -> Result<T, KeystoneUnavailable> {
    let mut body = Vec::new();
    let cut = |error: reqwest::Error| {
        unavailable(format_args!("its answer broke off: {}", causes(&error)))
    };
    while let Some(piece) = response.chunk().await.map_err(cut)? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(unavailable("its answer does not end"));
        }
    }
    serde_json::from_slice(&body)
        .map_err(|error| unavailable(format_args!("its answer is not to be understood: {error}")))
}

/// The same in our words.
fn convert<Wire, T: TryFrom<Wire, Error = Invalid>>(wire: Wire) -> Result<T, KeystoneUnavailable> {
    T::try_from(wire)
        .map_err(|error| unavailable(format_args!("its answer is not to be used: {error}")))
}

/// Tells the operator why Keystone is of no use just now. Whoever asked us is told that it is.
pub fn unavailable(why: impl std::fmt::Display) -> KeystoneUnavailable {
    tracing::warn!("Keystone is away: {why}");
    KeystoneUnavailable
}

pub(super) fn causes(error: &reqwest::Error) -> String {
    let mut sentence = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        sentence = format!("{sentence}: {cause}");
        source = cause.source();
    }
    sentence
}
