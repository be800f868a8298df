use std::{fmt, path::PathBuf, str::FromStr};

use sqlx::sqlite::SqliteConnectOptions;

use crate::Error;

/// Where the database is. Shows itself without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The file of a SQLite database.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        if !self.is_sqlite() {
            return None;
        }
        let options = SqliteConnectOptions::from_str(&self.0).ok()?;
        Some(options.get_filename().to_owned())
    }

    /// Whether it names a SQLite file, rather than a PostgreSQL database.
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

impl FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = ["sqlite://", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| text.starts_with(scheme)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::Scheme(
                text.split("//").next().unwrap_or_default().to_owned(),
            ))
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => write!(f, "{scheme}://…@{place}"),
            _ => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_hides_its_password() {
        let url: Url = "postgres://vitrine:secret@db.example:5432/vitrine"
            .parse()
            .expect("an address");
        assert_eq!(url.to_string(), "postgres://…@db.example:5432/vitrine");
    }

    #[test]
    fn an_unknown_scheme_is_named_without_the_rest() {
        let error = Url::from_str("mysql://root:secret@localhost").expect_err("not ours");
        assert_eq!(
            error.to_string(),
            "`mysql:` is not a database address: it begins with `sqlite://` or `postgres://`"
        );
    }
}
