use std::path::PathBuf;

use model::{Invalid, Password};
use serde::{Deserialize, Deserializer, de::Error as _};

/// Where Keystone is, and as whom we ask it: the table `[keystone]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeystoneSettings {
    pub auth_url: String,
    /// What clients are told, where they reach it at another address than we do.
    pub public_url: Option<String>,
    pub username: String,
    pub password: Option<Password>,
    pub password_file: Option<PathBuf>,
    #[serde(default = "service")]
    pub project: String,
    #[serde(default = "default_domain")]
    pub user_domain: String,
    #[serde(default = "default_domain")]
    pub project_domain: String,
    /// The domain of whoever signs in at the dashboard and names none.
    #[serde(default = "default_domain")]
    pub sign_in_domain: String,
    /// Barbican, OpenStack's key manager: where certificates are that images are signed with. Without it only those of the registry
    /// count.
    pub key_manager_url: Option<String>,
    /// Certificates to trust beside the well-known ones.
    pub ca_file: Option<PathBuf>,
    /// How long an answer counts. A revocation is seen when they have passed.
    #[serde(default = "usual_seconds", deserialize_with = "number")]
    pub cache_seconds: u64,
}

fn service() -> String {
    "service".into()
}

fn default_domain() -> String {
    "Default".into()
}

fn usual_seconds() -> u64 {
    30
}

impl KeystoneSettings {
    /// The keys, each of which may come from a variable too.
    pub const KEYS: [&str; 12] = [
        "auth_url",
        "public_url",
        "username",
        "password",
        "password_file",
        "project",
        "user_domain",
        "project_domain",
        "sign_in_domain",
        "key_manager_url",
        "ca_file",
        "cache_seconds",
    ];
    /// The longest that an answer may count: a revocation is seen within a minute.
    const LONGEST: u64 = 60;

    /// Says which key is wrong, if one is.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let is_address = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        if !is_address(&self.auth_url) {
            return Err((
                "keystone.auth_url",
                "begins with neither http:// nor https://",
            ));
        }
        if self.public_url.as_ref().is_some_and(|url| !is_address(url)) {
            return Err((
                "keystone.public_url",
                "begins with neither http:// nor https://",
            ));
        }
        if self
            .key_manager_url
            .as_ref()
            .is_some_and(|url| !is_address(url))
        {
            return Err((
                "keystone.key_manager_url",
                "begins with neither http:// nor https://",
            ));
        }
        if self.password.is_some() == self.password_file.is_some() {
            return Err((
                "keystone.password",
                "is needed, here or in the file that `password_file` names, and not in both",
            ));
        }
        if !(1..=Self::LONGEST).contains(&self.cache_seconds) {
            return Err(("keystone.cache_seconds", "is not a number from 1 to 60"));
        }
        Ok(())
    }

    /// The address of its API v3, without a slash at the end.
    pub fn v3(&self) -> String {
        v3(&self.auth_url)
    }

    /// The same, as clients reach it.
    pub fn public_v3(&self) -> String {
        v3(self.public_url.as_ref().unwrap_or(&self.auth_url))
    }

    /// The service user's password, wherever it is kept.
    pub(super) fn secret(&self) -> Result<Password, Invalid> {
        match (&self.password, &self.password_file) {
            (Some(password), _) => Ok(password.clone()),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Invalid::new(
                        "keystone.password_file",
                        format_args!("{} cannot be read: {error}", path.display()),
                    )
                })?;
                Password::new(text.trim_end_matches(['\r', '\n']))
            }
            (None, None) => Err(Invalid::new("keystone.password", "is missing")),
        }
    }
}

fn v3(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let url = url.strip_suffix("/v3").unwrap_or(url);
    format!("{url}/v3")
}

/// A number, or the text of one: variables are texts.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum RawNumber {
        Number(u64),
        Text(String),
    }
    match RawNumber::deserialize(from)? {
        RawNumber::Number(number) => Ok(number),
        RawNumber::Text(text) => text
            .parse()
            .map_err(|_| D::Error::custom(format_args!("`{text}` is not a number"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_named_once() {
        for url in [
            "http://k:5000",
            "http://k:5000/",
            "http://k:5000/v3",
            "http://k:5000/v3/",
        ] {
            assert_eq!(v3(url), "http://k:5000/v3");
        }
        assert_eq!(v3("https://k/identity"), "https://k/identity/v3");
    }
}
