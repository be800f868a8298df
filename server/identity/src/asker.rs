use model::{Caller, ProjectId, Role, Roles, UserId};

use crate::{Scoped, Token};

/// Who asks about users, projects and roles: also somebody who is nothing in any project.
#[derive(Clone, Debug)]
pub struct Asker {
    pub user: UserId,
    pub roles: Roles,
    /// The project for which they ask, if any.
    pub project: Option<ProjectId>,
    /// Whether they ask for the whole system.
    pub system: bool,
    /// Whether an application credential speaks that may make no other.
    pub restricted: bool,
}

impl Asker {
    /// Somebody who is let in, and nothing more.
    pub fn guest(user: UserId) -> Self {
        Self {
            user,
            roles: Roles::default(),
            project: None,
            system: false,
            restricted: false,
        }
    }

    /// Whether they may change anything. Keystone asks for the role admin, wherever it was given.
    pub fn is_admin(&self) -> bool {
        self.roles.has(Role::Admin)
    }

    /// Whether they may look at anything.
    pub fn reads_all(&self) -> bool {
        self.is_admin() || (self.system && self.roles.iter().next().is_some())
    }

    /// Whether another service of the cloud asks.
    pub fn is_service(&self) -> bool {
        self.roles.has(Role::Service)
    }
}

impl From<&Caller> for Asker {
    fn from(caller: &Caller) -> Self {
        Self {
            roles: caller.roles.clone(),
            project: Some(caller.project.clone()),
            ..Self::guest(caller.user.clone())
        }
    }
}

impl From<&Token> for Asker {
    fn from(token: &Token) -> Self {
        Self {
            user: token.user.clone(),
            roles: token.roles().clone(),
            project: token.caller().map(|caller| caller.project.clone()),
            system: matches!(token.scope, Scoped::System { .. }),
            restricted: token
                .credential
                .as_ref()
                .is_some_and(|used| !used.unrestricted),
        }
    }
}
