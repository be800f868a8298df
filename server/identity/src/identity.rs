use std::time::Duration;

use db::Db;

use crate::passwords::Passwords;

/// Users and what they may be, kept in our own database.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) passwords: Passwords,
    pub(crate) token_life: Duration,
}

impl Identity {
    /// Identity over `db`, whose tables are up to date. Tokens live for an hour.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            passwords: Passwords::new(),
            token_life: Duration::from_secs(3600),
        }
    }

    /// The same, with tokens that live for `life`.
    #[must_use]
    pub fn with_token_life(self, life: Duration) -> Self {
        Self {
            token_life: life,
            ..self
        }
    }
}
