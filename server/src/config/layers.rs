use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use ::identity::KeystoneSettings;
use rustix::process;
use toml::{Table, Value};

use super::{Config, Error, Result};
use crate::cli::Flags;

const PREFIX: &str = "VITRINE_";
/// Read from the current folder where no file is named.
const USUAL_FILE: &str = "vitrine.toml";

/// Variables that begin like ours and are not: what Kubernetes says of a service named `vitrine`, and what the
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
        let path = flags.config.as_deref();
        let mut table = file(path)?;
        let has_secrets = has_secrets(&table);
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
        let mut config = Self::from_table(table)?;
        let path = path.unwrap_or(Path::new(USUAL_FILE));
        config.secret_file = has_secrets.then(|| path.to_owned());
        Ok(config)
    }
}

/// Whether a file's table holds passwords.
fn has_secrets(table: &Table) -> bool {
    let has_password = |url: &Value| url.as_str().is_some_and(|url| url.contains('@'));
    table.contains_key("admin_password")
        || table.get("database_url").is_some_and(has_password)
        || table
            .get("keystone")
            .is_some_and(|keystone| keystone.get("password").is_some())
}

/// Why a file of that mode and owner is not read by `user`: who writes it decides who is an admin.
fn distrust(mode: u32, owner: u32, user: u32, asked_for: bool) -> Option<&'static str> {
    if mode & 0o002 != 0 {
        return Some("can be written by every user of this machine; take that right away");
    }
    // In a folder of somebody else their file is found, too.
    (!asked_for && owner != user && owner != 0)
        .then_some("belongs to another user; name it with --config if it is meant")
}

fn file(path: Option<&Path>) -> Result<Table> {
    let (path, asked_for) = path.map_or((Path::new(USUAL_FILE), false), |path| (path, true));
    let read = File::open(path).and_then(|mut file| {
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok((text, file.metadata()?))
    });
    let text = match read {
        Ok((text, metadata)) => {
            let user = process::geteuid().as_raw();
            if let Some(problem) = distrust(metadata.mode(), metadata.uid(), user, asked_for) {
                return Err(Error::new(format!("{} {problem}", path.display())));
            }
            text
        }
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
    use std::fs;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_layers(&Flags::default(), variables)
    }

    #[test]
    fn a_file_that_others_write_is_not_read() {
        for (mode, owner, asked_for, trusted) in [
            (0o100_600, 1000, false, true),
            (0o100_644, 0, false, true),
            (0o100_644, 1001, false, false),
            (0o100_644, 1001, true, true),
            (0o100_664, 1000, false, true),
            (0o100_666, 1000, false, false),
            (0o100_666, 0, true, false),
        ] {
            let problem = distrust(mode, owner, 1000, asked_for);
            assert_eq!(
                problem.is_none(),
                trusted,
                "{mode:o} of {owner}: {problem:?}"
            );
        }
    }

    #[test]
    fn a_file_with_passwords_is_known_and_no_password_is_repeated() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vitrine.toml");
        let flags = Flags {
            config: Some(path.clone()),
            ..Flags::default()
        };
        let read = |text: &str| {
            fs::write(&path, text).expect("a file");
            Config::from_layers(&flags, std::iter::empty())
        };
        for (text, secret) in [
            ("region = \"x\"", false),
            ("database_url = \"postgres://h/d\"", false),
            ("database_url = \"postgres://u:p@h/d\"", true),
            ("admin_password = \"secret-secret\"", true),
        ] {
            let config = read(text).expect(text);
            assert_eq!(config.secret_file.is_some(), secret, "{text}");
        }
        for text in [
            "admin_password = 12345678",
            "database_url = 12345678",
            "[keystone]\npassword = 12345678",
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(
                error.contains("expected a string") && !error.contains("1234"),
                "{error}"
            );
        }
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
