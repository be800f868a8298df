use model::{Actor, Caller, CredentialId, Origin, ProjectId, Role, Roles, UserId};

use crate::{Scoped, Token, WebSession};

/// Who asks about users, projects and roles: also somebody who is nothing in any project.
#[derive(Clone, Debug)]
pub struct Asker {
    pub user: UserId,
    /// Empty where only the directory knows it.
    pub name: String,
    pub roles: Roles,
    /// The project for which they ask, if any.
    pub project: Option<ProjectId>,
    /// Whether they ask for the whole system.
    pub system: bool,
    /// Whether an application credential speaks that may make no other.
    pub restricted: bool,
    /// The application credential that speaks.
    pub credential: Option<CredentialId>,
    /// From where they ask.
    pub origin: Origin,
}

impl Asker {
    /// Somebody who is let in, and nothing more.
    pub fn guest(user: UserId) -> Self {
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

impl From<&Caller> for Asker {
    fn from(caller: &Caller) -> Self {
        Self {
            name: caller.user_name.clone(),
            roles: caller.roles.clone(),
            project: Some(caller.project.clone()),
            origin: caller.origin.clone(),
            ..Self::guest(caller.user.clone())
        }
    }
}

/// Somebody of whom only the session is known: a guest.
impl From<&WebSession> for Asker {
    fn from(session: &WebSession) -> Self {
        Self {
            name: session.user_name.clone(),
            origin: session.origin.clone(),
            ..Self::guest(session.user.clone())
        }
    }
}

impl From<&Token> for Asker {
    fn from(token: &Token) -> Self {
        Self {
            user: token.user.clone(),
            name: token.user_name.clone(),
            roles: token.roles().clone(),
            project: token.caller().map(|caller| caller.project.clone()),
            system: matches!(token.scope, Scoped::System { .. }),
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

impl From<&Asker> for Actor {
    fn from(asker: &Asker) -> Self {
        Self {
            user: Some(asker.user.clone()),
            name: asker.name.clone(),
            project: asker.project.clone(),
            origin: asker.origin.clone(),
        }
    }
}
