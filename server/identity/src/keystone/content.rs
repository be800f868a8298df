use model::{Caller, DomainId, Invalid, OffsetDateTime, Origin, Project, ProjectId, Roles, UserId};
use serde::Deserialize;
use time::format_description::well_known::Rfc3339;

use crate::Principal;

/// What Keystone says of a token, as far as it concerns us.
#[derive(Debug, Deserialize)]
pub struct Body {
    token: TokenWire,
}

#[derive(Debug, Deserialize)]
struct TokenWire {
    user: NamedWire,
    project: Option<ProjectWire>,
    system: Option<serde_json::Value>,
    #[serde(default)]
    roles: Vec<RoleWire>,
    expires_at: String,
    application_credential: Option<CredentialWire>,
}

#[derive(Debug, Deserialize)]
struct NamedWire {
    id: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct RoleWire {
    name: String,
}

#[derive(Debug, Deserialize)]
struct DomainWire {
    id: String,
}

#[derive(Debug, Deserialize)]
struct ProjectWire {
    id: String,
    name: String,
    domain: DomainWire,
}

#[derive(Debug, Deserialize)]
struct CredentialWire {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    restricted: bool,
}

/// The user and scope of a token, as Keystone says.
#[derive(Clone, Debug)]
pub struct Verified {
    pub principal: Principal,
    pub caller: Option<Caller>,
    pub expires_at: OffsetDateTime,
}

impl TryFrom<Body> for Verified {
    type Error = Invalid;

    fn try_from(Body { token }: Body) -> Result<Self, Invalid> {
        let user: UserId = token.user.id.parse()?;
        let roles = roles(&token.roles);
        let expires_at = OffsetDateTime::parse(&token.expires_at, &Rfc3339)
            .map_err(|error| Invalid::new("token.expires_at", error))?;
        let used = token.application_credential.as_ref();
        let origin = used.map_or_else(Origin::default, |used| Origin {
            credential_id: used.id.clone(),
            credential_name: used.name.clone(),
            ..Origin::default()
        });
        let caller = token.project.map(|project| {
            Ok::<_, Invalid>(Caller {
                user: user.clone(),
                user_name: token.user.name.clone(),
                project: project.id.parse::<ProjectId>()?,
                project_name: project.name,
                domain: project.domain.id.parse::<DomainId>()?,
                roles: roles.clone(),
                origin: origin.clone(),
            })
        });
        let caller = caller.transpose()?;
        let principal = Principal {
            name: token.user.name,
            roles,
            project: caller.as_ref().map(|caller| caller.project.clone()),
            system: token.system.is_some(),
            restricted: token
                .application_credential
                .is_some_and(|used| used.restricted),
            origin: origin.clone(),
            ..Principal::without_roles(user)
        };
        Ok(Self {
            principal,
            caller,
            expires_at,
        })
    }
}

/// All of them by name: an operator's policies may ask for any.
fn roles(named: &[RoleWire]) -> Roles {
    named.iter().map(|role| role.name.clone()).collect()
}

/// The projects for which somebody may have a token.
#[derive(Debug, Deserialize)]
pub struct ProjectList {
    projects: Vec<ListedProject>,
}

#[derive(Debug, Deserialize)]
struct ListedProject {
    id: String,
    name: String,
    domain_id: String,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

impl TryFrom<ProjectList> for Vec<Project> {
    type Error = Invalid;

    fn try_from(list: ProjectList) -> Result<Self, Invalid> {
        let enabled = list.projects.into_iter().filter(|project| project.enabled);
        let mut projects = enabled
            .map(|project| {
                Ok(Project {
                    id: project.id.parse()?,
                    name: project.name,
                    domain: project.domain_id.parse()?,
                    // Keystone tells them with a token for the project, not before.
                    roles: Roles::none(),
                })
            })
            .collect::<Result<Self, Invalid>>()?;
        projects.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(projects)
    }
}

#[cfg(test)]
mod tests {
    use model::Role;
    use serde_json::json;

    use super::*;

    fn verified(token: &serde_json::Value) -> Result<Verified, Invalid> {
        let body: Body = serde_json::from_value(json!({ "token": token })).expect("a body");
        body.try_into()
    }

    #[test]
    fn roles_are_known_by_name_whatever_its_case() {
        let token = verified(&json!({
            "user": { "id": "u1", "name": "nova", "domain": { "id": "default", "name": "Default" } },
            "project": { "id": "p1", "name": "service", "domain": { "id": "default", "name": "Default" } },
            "roles": [{ "id": "1", "name": "Service" }, { "id": "2", "name": "heat_stack_owner" }],
            "expires_at": "2099-01-01T00:00:00.000000Z",
        }))
        .expect("a token");
        let caller = token.caller.expect("a project");
        assert!(caller.roles.has(Role::Service) && !caller.can_write());
        assert!(caller.roles.includes("heat_stack_owner"));
        assert_eq!(caller.domain.as_str(), "default");
        assert!(!token.principal.system && !token.principal.restricted);
    }

    #[test]
    fn an_id_that_is_none_is_refused() {
        let token = json!({
            "user": { "id": "../x", "name": "x" }, "expires_at": "2099-01-01T00:00:00.000000Z",
        });
        assert!(verified(&token).is_err());
    }
}
