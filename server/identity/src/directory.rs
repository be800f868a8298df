//! Users, projects, domains, roles, limits: looked at and changed by somebody who may.

mod assignments;
mod credentials;
mod domains;
mod groups;
mod limits;
mod new_event;
mod own_account;
mod projects;
mod quota;
mod registered;
mod roles;
mod sign_ins;
mod table;
mod users;

pub use assignments::{AssignmentFilter, Target};
pub use credentials::{CreatedCredential, NewCredential};
pub use limits::{LimitFilter, NewLimit};
pub use registered::NewRegisteredLimit;
pub use users::UserChange;

use model::{DomainId, UserId};
use serde::Deserialize;

use crate::{Error, Identity, Principal, Result, hash_slots::Line, records::Extra};

/// The directory as `principal` may see and change it.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'a> {
    identity: &'a Identity,
    principal: &'a Principal,
}

/// Which of a list are wanted. What is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub name: Option<String>,
    pub domain: Option<String>,
    pub enabled: Option<bool>,
}

/// What a client says of a thing to be made or changed. What is `None` stays, or is as usual.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Change {
    pub name: Option<String>,
    pub description: Option<String>,
    pub enabled: Option<bool>,
    pub domain_id: Option<DomainId>,
    #[serde(flatten)]
    pub extra: Extra,
}

impl Change {
    fn domain(&self) -> DomainId {
        self.domain_id
            .clone()
            .unwrap_or_else(DomainId::default_domain)
    }
}

impl Identity {
    /// The directory as `principal` may see and change it.
    pub fn directory<'a>(&'a self, principal: &'a Principal) -> Directory<'a> {
        Directory {
            identity: self,
            principal,
        }
    }
}

impl Directory<'_> {
    /// In whose name passwords are hashed.
    fn line(&self) -> Line {
        Line::User(self.principal.user.to_string())
    }

    /// Only an admin goes on.
    fn admin(&self, action: &'static str) -> Result<()> {
        if self.principal.is_admin() {
            Ok(())
        } else {
            Err(Error::Forbidden(action))
        }
    }

    /// An application credential that may make no other goes no further: what it made would outlive it, or may do more.
    fn unrestricted(&self, action: &'static str) -> Result<()> {
        if self.principal.restricted {
            Err(Error::Forbidden(action))
        } else {
            Ok(())
        }
    }

    /// Only who may look at everything goes on.
    fn reader(&self, action: &'static str) -> Result<()> {
        if self.principal.reads_all() {
            Ok(())
        } else {
            Err(Error::Forbidden(action))
        }
    }

    /// Only that user goes on, or who may look at everything.
    fn self_or_reader(&self, user: &UserId, action: &'static str) -> Result<()> {
        if self.principal.user == *user {
            Ok(())
        } else {
            self.reader(action)
        }
    }
}
