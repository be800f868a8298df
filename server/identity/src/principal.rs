use model::{Actor, Caller, CredentialId, Origin, ProjectId, Role, Roles, UserId};

use crate::{Token, TokenScope, WebSession};

/// Who asks about users, projects and roles: also somebody who is nothing in any project.
#[derive(Clone, Debug)]
pub struct Principal {
    pub user: UserId,
    /// Empty where only the directory knows it.
    pub name: String,
    pub roles: Roles,
    /// The project for which they ask, if any.
    pub project: Option<ProjectId>,
    /// Whether they ask for the whole system.
    pub system: bool,
    /// Whether the request used an application credential that may make no other.
    pub restricted: bool,
    /// The application credential that the request used.
    pub credential: Option<CredentialId>,
    /// From where they ask.
    pub origin: Origin,
}

impl Principal {
    /// An authenticated user, and nothing more.
    pub fn without_roles(user: UserId) -> Self {
        Self {
            user,
            name: String::new(),
            roles: Roles::default(),
            project: None,
            system: false,
            restricted: false,
            credential: None,
            origin: Origin::default(),
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

impl From<&Caller> for Principal {
    fn from(caller: &Caller) -> Self {
        Self {
            name: caller.user_name.clone(),
            roles: caller.roles.clone(),
            project: Some(caller.project.clone()),
            origin: caller.origin.clone(),
            ..Self::without_roles(caller.user.clone())
        }
    }
}

/// Somebody of whom only the session is known: a guest.
impl From<&WebSession> for Principal {
    fn from(session: &WebSession) -> Self {
        Self {
            name: session.user_name.clone(),
            origin: session.origin.clone(),
            ..Self::without_roles(session.user.clone())
        }
    }
}

impl From<&Token> for Principal {
    fn from(token: &Token) -> Self {
        Self {
            user: token.user.clone(),
            name: token.user_name.clone(),
            roles: token.roles().clone(),
            project: token.caller().map(|caller| caller.project.clone()),
            system: matches!(token.scope, TokenScope::System { .. }),
            restricted: token
                .credential
                .as_ref()
                .is_some_and(|used| !used.unrestricted),
            credential: token.credential.as_ref().map(|used| used.id.clone()),
            origin: token
                .credential
                .as_ref()
                .map_or_else(Origin::default, |used| Origin {
                    credential_id: used.id.to_string(),
                    credential_name: used.name.clone(),
                    ..Origin::default()
                }),
        }
    }
}

impl From<&Principal> for Actor {
    fn from(principal: &Principal) -> Self {
        Self {
            user: Some(principal.user.clone()),
            name: principal.name.clone(),
            project: principal.project.clone(),
            origin: principal.origin.clone(),
        }
    }
}
