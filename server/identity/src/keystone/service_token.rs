use model::Password;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{
    KeystoneSettings, KeystoneUnavailable,
    client::{KeystoneClient, unavailable},
};

/// Our own token: the service user's. Got when it is needed, and again when Keystone does not know it any more.
#[derive(Debug)]
pub struct ServiceToken {
    request: Redacted,
    held: Mutex<Option<String>>,
}

/// A request with a password in it, that is not to be seen in a log.
struct Redacted(Value);

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl ServiceToken {
    pub fn new(settings: &KeystoneSettings, password: &Password) -> Self {
        let request = json!({ "auth": {
            "identity": password_of(&settings.username, &settings.user_domain, password),
            "scope": { "project": {
                "name": settings.project,
                "domain": { "name": settings.project_domain },
            } },
        } });
        Self {
            request: Redacted(request),
            held: Mutex::new(None),
        }
    }

    /// What proves the service user.
    pub fn proof(&self) -> &Value {
        &self.request.0["auth"]["identity"]
    }

    /// The token; a new one if the one we hold is `ended`.
    pub async fn token(
        &self,
        client: &KeystoneClient,
        ended: Option<&str>,
    ) -> Result<String, KeystoneUnavailable> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref().filter(|token| Some(token.as_str()) != ended) {
            return Ok(token.clone());
        }
        *held = None;
        let issued = client.issue(&self.request.0).await?;
        let (token, _) = issued.ok_or_else(|| {
            tracing::error!("Keystone refuses our service user: look at [keystone] username, password, project and domains");
            unavailable("it refuses our service user")
        })?;
        *held = Some(token.clone());
        Ok(token)
    }
}

/// What proves a user by password.
pub fn password_of(name: &str, domain: &str, password: &Password) -> Value {
    json!({
        "methods": ["password"],
        "password": { "user": {
            "name": name,
            "domain": { "name": domain },
            "password": String::from_utf8_lossy(password.expose()),
        } },
    })
}
