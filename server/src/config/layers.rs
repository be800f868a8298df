use std::{fs, io, path::Path};

use ::identity::KeystoneSettings;
use toml::{Table, Value};

use super::{Config, Error, Result};
use crate::cli::Flags;

const PREFIX: &str = "VITRINE_";

/// Variables that begin like ours and are not: what Kubernetes tells of a service named `vitrine`, and what the
/// tests are told.
const NOT_OURS: [&str; 5] = ["SERVICE_", "PORT", "TEST_", "TOOLS", "BIN"];

impl Config {
    /// Reads the configuration of this process.
    pub fn read(flags: &Flags) -> Result<Self> {
        Self::from_layers(flags, std::env::vars())
    }

    /// Merges file, `variables` and `flags`, the later above the earlier.
    pub fn from_layers(
        flags: &Flags,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut table = file(flags.config.as_deref())?;
        for (name, value) in variables {
            let Some(key) = name.strip_prefix(PREFIX) else {
                continue;
            };
            if NOT_OURS.iter().any(|other| key.starts_with(other)) {
                continue;
            }
            let key = key.to_ascii_lowercase();
            if let Some(inner) = key.strip_prefix("keystone_")
                && KeystoneSettings::KEYS.contains(&inner)
            {
                let keystone = table
                    .entry("keystone")
                    .or_insert_with(|| Value::Table(Table::new()));
                if let Value::Table(keystone) = keystone {
                    keystone.insert(inner.to_owned(), Value::String(value));
                }
                continue;
            }
            if !Self::KEYS.contains(&key.as_str()) {
                return Err(Error::new(format!(
                    "{name} is not a variable of Vitrine; `vitrine --help` and the README list them"
                )));
            }
            table.insert(key, Value::String(value));
        }
        for (key, value) in flags.given() {
            table.insert(key.to_owned(), Value::String(value.to_owned()));
        }
        Self::from_table(table)
    }
}

fn file(path: Option<&Path>) -> Result<Table> {
    let (path, asked_for) = path.map_or((Path::new("vitrine.toml"), false), |path| (path, true));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !asked_for => {
            return Ok(Table::new());
        }
        Err(error) => {
            return Err(Error::new(format!(
                "--config: {} cannot be read: {error}",
                path.display()
            )));
        }
    };
    text.parse().map_err(|error: toml::de::Error| {
        Error::new(format!("{}: {}", path.display(), error.message()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_layers(&Flags::default(), variables)
    }

    #[test]
    fn keystone_can_be_described_by_variables() {
        let mut variables = vec![
            ("VITRINE_IDENTITY", "keystone"),
            ("VITRINE_KEYSTONE_AUTH_URL", "https://keystone.example:5000"),
            ("VITRINE_KEYSTONE_USERNAME", "vitrine"),
            ("VITRINE_KEYSTONE_PASSWORD", "secret-secret"),
            ("VITRINE_KEYSTONE_CACHE_SECONDS", "20"),
        ];
        let keystone = read(&variables)
            .expect("fine")
            .keystone
            .expect("it is there");
        assert_eq!(
            (keystone.cache_seconds, keystone.project.as_str()),
            (20, "service")
        );
        assert!(!format!("{keystone:?}").contains("secret-secret"));
        for (variable, value, words) in [
            (
                "VITRINE_KEYSTONE_CACHE_SECONDS",
                "61",
                "keystone.cache_seconds",
            ),
            (
                "VITRINE_KEYSTONE_CACHE_SECONDS",
                "soon",
                "`soon` is not a number",
            ),
            ("VITRINE_KEYSTONE_AUTH_URL", "keystone", "keystone.auth_url"),
            (
                "VITRINE_KEYSTONE_PASSWORD_FILE",
                "/nowhere",
                "keystone.password",
            ),
            (
                "VITRINE_KEYSTONE_PASWORD",
                "x",
                "VITRINE_KEYSTONE_PASWORD is not a variable",
            ),
        ] {
            variables.push((variable, value));
            let error = read(&variables).expect_err(variable).to_string();
            assert!(error.contains(words), "{error}");
            variables.pop();
        }
        let error = read(&variables[..1]).expect_err("alone").to_string();
        assert!(error.contains("[keystone]"), "{error}");
    }
}
