//! Users, projects and what belongs to them, as they are kept: what an admin sees.

use model::{CredentialId, DomainId, LimitId, OffsetDateTime, ProjectId, RoleId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::FromRow;

use crate::{Error, Result};

/// What a client keeps with a user, a project or a domain that means nothing to us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(pub Map<String, Value>);

impl Extra {
    /// Words that are ours, and are never kept from a client.
    const OURS: [&str; 7] = [
        "id",
        "links",
        "options",
        "is_domain",
        "parent_id",
        "password_expires_at",
        "original_password",
    ];

    /// Refuses an option that is to be in force, such as `lock_password`: none is. Clients send those that are not, too.
    fn check_options(&self) -> Result<()> {
        let options = self.0.get("options").and_then(Value::as_object);
        let wanted = options.into_iter().flatten().find(|(_, value)| {
            let empty = value.as_array().is_some_and(Vec::is_empty);
            !(empty || value.is_null() || **value == Value::Bool(false))
        });
        wanted.map_or(Ok(()), |(name, _)| {
            let field = format!("options.{name}");
            Err(model::Invalid::new(&field, "is not supported").into())
        })
    }

    /// The text to keep of these changed by `changes`.
    pub(crate) fn changed(&self, changes: &Self) -> Result<String> {
        changes.check_options()?;
        let mut all = self.0.clone();
        let changes = changes
            .0
            .iter()
            .filter(|(key, _)| !Self::OURS.contains(&key.as_str()));
        all.extend(changes.map(|(key, value)| (key.clone(), value.clone())));
        let text = Value::Object(all).to_string();
        // PostgreSQL could not keep it, and nobody needs a book.
        if text.len() > 65536 || text.contains("\\u0000") {
            return Err(model::Invalid::new("the request", "is too large to be stored").into());
        }
        Ok(text)
    }
}

model::text_column!(Extra);

impl TryFrom<String> for Extra {
    type Error = serde_json::Error;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        serde_json::from_str(&text)
    }
}

/// A domain.
#[derive(Clone, Debug, FromRow)]
pub struct Domain {
    pub id: DomainId,
    pub name: String,
    pub description: String,
    pub enabled: bool,
    pub extra: Extra,
}

/// A project.
#[derive(Clone, Debug, FromRow)]
pub struct Project {
    pub id: ProjectId,
    pub domain_id: DomainId,
    pub name: String,
    pub description: String,
    pub enabled: bool,
    pub extra: Extra,
}

/// A user, without anything they prove themselves with.
#[derive(Clone, Debug, FromRow)]
pub struct User {
    pub id: UserId,
    pub domain_id: DomainId,
    pub name: String,
    pub enabled: bool,
    pub default_project_id: Option<String>,
    pub extra: Extra,
}

/// A role. `fixed` ones can be neither changed nor deleted.
#[derive(Clone, Debug, FromRow)]
pub struct Role {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    pub fixed: bool,
}

/// That a user has a role in something, with everything's names.
#[derive(Clone, Debug, FromRow)]
pub struct Assignment {
    pub scope: String,
    pub target: String,
    pub target_name: Option<String>,
    pub target_domain_id: Option<String>,
    pub target_domain_name: Option<String>,
    pub user_id: UserId,
    pub user_name: String,
    pub user_domain_id: String,
    pub user_domain_name: String,
    pub role_id: RoleId,
    pub role_name: String,
}

/// An application credential, without its secret.
#[derive(Clone, Debug, FromRow)]
pub struct Credential {
    pub id: CredentialId,
    pub user_id: UserId,
    pub project_id: ProjectId,
    pub name: String,
    pub description: String,
    pub roles: String,
    pub unrestricted: bool,
    pub expires_at: Option<OffsetDateTime>,
}

impl Credential {
    /// The names of its roles.
    pub fn role_names(&self) -> impl Iterator<Item = &str> {
        self.roles.split(',')
    }
}

/// How much of a resource a project may use if nothing else is said.
#[derive(Clone, Debug, FromRow)]
pub struct RegisteredLimit {
    pub id: LimitId,
    pub service_id: String,
    pub region_id: String,
    pub resource_name: String,
    pub default_limit: i64,
    pub description: Option<String>,
}

/// How much of a resource one project may use.
#[derive(Clone, Debug, FromRow)]
pub struct Limit {
    pub id: LimitId,
    pub service_id: String,
    pub region_id: String,
    pub resource_name: String,
    pub project_id: ProjectId,
    pub domain_id: DomainId,
    pub resource_limit: i64,
    pub description: Option<String>,
}

/// The one row that was asked for, or the sentence that there is none.
pub(crate) fn found<T>(
    row: Option<T>,
    what: &'static str,
    id: &(impl ToString + ?Sized),
) -> Result<T> {
    row.ok_or_else(|| Error::Missing {
        what,
        id: id.to_string(),
    })
}
