//! Who: domains, projects, users, roles, passwords, tokens, application credentials, web sessions. All of it ends in a `Caller`.

mod activity;
mod admins;
mod asker;
mod attempt;
mod attempts;
mod bootstrap;
mod callers;
mod directory;
mod error;
mod flash;
mod identity;
mod keystone;
mod known;
mod limits;
mod login;
mod operator;
mod password_rules;
mod passwords;
mod projects;
pub mod records;
mod refusals;
mod requesters;
mod rows;
mod scopes;
mod seal;
mod secret;
mod sessions;
mod sign_ins;
mod standing;
mod stored_sessions;
mod tokens;
mod turns;
mod used;
mod users;

pub use asker::Asker;
pub use bootstrap::FirstStart;
pub use directory::{
    AssignmentFilter, Change, Directory, Filter, LimitFilter, MadeCredential, NewCredential,
    NewLimit, NewRegisteredLimit, Target, UserChange,
};
pub use error::{Error, Result};
pub use flash::FLASH_LIFE;
pub use identity::Identity;
pub use keystone::{Keystone, KeystoneSettings};
pub use known::Known;
pub use login::{Login, Named, Proof, Scope};
pub use operator::ListedUser;
pub use password_rules::PasswordRules;
pub use scopes::Scoped;
pub use secret::Secret;
pub use sessions::WebSession;
pub use sign_ins::{SignIn, SignInLimits, TimeLeft, Visitor};
pub use standing::Standing;
pub use tokens::{Token, UsedCredential};
