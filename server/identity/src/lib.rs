//! Who: domains, projects, users, roles, passwords, tokens, application credentials, web sessions. All of it ends in a `Caller`.

mod activity;
mod admins;
mod attempt;
mod attempts;
mod authenticated;
mod bootstrap;
mod callers;
mod directory;
mod error;
mod flash;
mod hash_slots;
mod identity;
mod keystone;
mod limits;
mod login;
mod operator;
mod password_rules;
mod passwords;
mod principal;
mod projects;
pub mod records;
mod refusals;
mod requester_status;
mod requesters;
mod rows;
mod scopes;
mod secret;
mod sessions;
mod sign_ins;
mod stored_sessions;
mod token_cipher;
mod tokens;
mod used;
mod users;

pub use authenticated::Authenticated;
pub use bootstrap::FirstStart;
pub use directory::{
    AssignmentFilter, Change, CreatedCredential, Directory, Filter, LimitFilter, NewCredential,
    NewLimit, NewRegisteredLimit, Target, UserChange,
};
pub use error::{Error, Result};
pub use flash::FLASH_LIFE;
pub use identity::Identity;
pub use keystone::{Keystone, KeystoneSettings};
pub use login::{EntityRef, Login, Proof, Scope};
pub use operator::ListedUser;
pub use password_rules::PasswordRules;
pub use principal::Principal;
pub use requester_status::RequesterStatus;
pub use scopes::TokenScope;
pub use secret::Secret;
pub use sessions::WebSession;
pub use sign_ins::{SignIn, SignInLimits, TimeLeft, Visitor};
pub use tokens::{Token, UsedCredential};
