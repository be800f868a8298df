use std::{sync::Arc, time::Duration};

use db::Db;

use crate::{
    PasswordRules, SignInLimits, attempts::Attempts, keystone::Keystone, passwords::Passwords,
    refusals::Refusals,
};

/// Users and what they may be, kept in our own database, or by the cloud's Keystone.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) passwords: Passwords,
    pub(crate) password_rules: PasswordRules,
    pub(crate) attempts: Attempts,
    pub(crate) refusals: Refusals,
    pub(crate) token_life: Duration,
    pub(crate) sign_in_limits: SignInLimits,
    pub(crate) keystone: Option<Arc<Keystone>>,
}

impl Identity {
    /// Identity over `db`, whose tables are up to date. Tokens live for an hour.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            passwords: Passwords::new(),
            password_rules: PasswordRules::default(),
            attempts: Attempts::default(),
            refusals: Refusals::default(),
            token_life: Duration::from_secs(3600),
            sign_in_limits: SignInLimits::default(),
            keystone: None,
        }
    }

    /// Whether users and their passwords are kept here, rather than by a Keystone.
    pub fn keeps_users(&self) -> bool {
        self.keystone.is_none()
    }

    /// How long people stay signed in.
    pub fn sign_in_limits(&self) -> SignInLimits {
        self.sign_in_limits
    }

    /// What new passwords must be like.
    pub fn password_rules(&self) -> PasswordRules {
        self.password_rules
    }

    /// The same, where new passwords must be as `rules` say.
    #[must_use]
    pub fn with_password_rules(self, rules: PasswordRules) -> Self {
        Self {
            password_rules: rules,
            ..self
        }
    }

    /// The same, with hashes of new passwords that are quick to make, and to guess. For tests.
    #[must_use]
    pub fn with_cheap_passwords(self) -> Self {
        Self {
            passwords: self.passwords.cheap(),
            ..self
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

    /// The same, where people stay signed in as long as `limits` say.
    #[must_use]
    pub fn with_sign_in_limits(self, limits: SignInLimits) -> Self {
        Self {
            sign_in_limits: limits,
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
