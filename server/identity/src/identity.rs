use std::{sync::Arc, time::Duration};

use db::Db;

use crate::{keystone::Keystone, passwords::Passwords};

/// Users and what they may be, kept in our own database, or by the cloud's Keystone.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) passwords: Passwords,
    pub(crate) token_life: Duration,
    pub(crate) keystone: Option<Arc<Keystone>>,
}

impl Identity {
    /// Identity over `db`, whose tables are up to date. Tokens live for an hour.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            passwords: Passwords::new(),
            token_life: Duration::from_secs(3600),
            keystone: None,
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

    /// The same, with `keystone` as the one who knows who somebody is. Users of our own count for nothing then.
    #[must_use]
    pub fn with_keystone(self, keystone: Keystone) -> Self {
        Self {
            keystone: Some(Arc::new(keystone)),
            ..self
        }
    }
}
