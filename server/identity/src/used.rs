use model::{CredentialId, OffsetDateTime, ProjectId, UserId};

use crate::{EntityRef, Identity, Result, Token, UsedCredential, records};

/// An application credential with what is needed to let it in.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct UsedRow {
    pub id: CredentialId,
    pub name: String,
    pub user_id: UserId,
    pub project_id: ProjectId,
    pub secret_hash: String,
    pub roles: String,
    pub unrestricted: bool,
    pub expires_at: Option<OffsetDateTime>,
    /// How many credentials it goes back to.
    pub depth: i64,
}

impl UsedRow {
    pub fn used(self) -> UsedCredential {
        UsedCredential {
            id: self.id,
            name: self.name,
            project: self.project_id,
            roles: self.roles.split(',').map(ToOwned::to_owned).collect(),
            unrestricted: self.unrestricted,
        }
    }
}

const COLUMNS: &str =
    "id, name, user_id, project_id, secret_hash, roles, unrestricted, expires_at, depth";

impl Identity {
    pub(crate) async fn credential_by_id(&self, id: &str) -> Result<Option<UsedRow>> {
        let sql = format!("select {COLUMNS} from application_credential where id = $1");
        let query = db::query(sqlx::AssertSqlSafe(sql)).bind(id);
        Ok(self.db.fetch_optional(query).await?)
    }

    /// The credential of that id, or of that name and that owner, expired or not.
    pub(crate) async fn credential_named(
        &self,
        named: &EntityRef,
        owner: Option<&UserId>,
    ) -> Result<Option<UsedRow>> {
        let (id, name) = match named {
            EntityRef::Id(id) => (Some(id.as_str()), None),
            EntityRef::Name(name) => (None, Some(name.as_str())),
        };
        let sql = format!(
            "
            select {COLUMNS} from application_credential
            where id = $1 or (name = $2 and user_id = $3)"
        );
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .bind(name)
            .bind(owner.map(UserId::as_str));
        Ok(self.db.fetch_optional(query).await?)
    }

    /// The roles of a token with their ids, and those that they imply, by name.
    pub async fn roles_of(&self, token: &Token) -> Result<Vec<records::Role>> {
        let own = token.roles().with_implied();
        let mut roles = self.all_roles().await?;
        roles.retain(|role| own.includes(&role.name));
        Ok(roles)
    }

    /// The name of the domain of a token's project.
    pub async fn project_domain_name(&self, token: &Token) -> Result<String> {
        let Some(caller) = token.caller() else {
            return Ok(String::new());
        };
        Ok(self.domain_name(&caller.domain).await?.unwrap_or_default())
    }

    pub(crate) async fn all_roles(&self) -> Result<Vec<records::Role>> {
        let sql = "select id, name, description, fixed from role order by name";
        Ok(self.db.fetch_all(db::query(sql)).await?)
    }
}
