use db::OnUnique;
use model::{
    AuditAction, AuditEvent, CredentialId, Invalid, OffsetDateTime, Password, ProjectId, UserId,
    now,
};

use super::{Directory, table};
use crate::{
    Error, Principal, Result, Secret,
    activity::about,
    records::{Credential, Role, User, found},
    used::UsedRow,
    users::checked_name,
};

/// The most credentials that one goes back to, each made by the one before: enough for programs that set up others.
const DEEPEST: i64 = 10;

const CREDENTIAL: &str =
    "id, user_id, project_id, name, description, roles, unrestricted, expires_at";

/// The longest description, in characters, as in the tables of Keystone.
const LONGEST_DESCRIPTION: usize = 255;

/// The most credentials of one user: far more than programs, and a list of them is 1 MB at most.
const MOST_OF_USER: i64 = 500;

/// An application credential to be made. Without `roles` it gets those of its maker.
#[derive(Clone, Debug, Default)]
pub struct NewCredential {
    pub name: String,
    pub description: String,
    /// Ids or names.
    pub roles: Option<Vec<String>>,
    pub unrestricted: bool,
    pub expires_at: Option<OffsetDateTime>,
    pub secret: Option<Password>,
}

/// A credential that was made, and the secret that is shown this once.
#[derive(Debug)]
pub struct CreatedCredential {
    pub credential: Credential,
    pub secret: Password,
}

impl Directory<'_> {
    /// Makes a credential for who asks, in the project for which they ask. Its roles are never above theirs.
    pub async fn add_credential(
        &self,
        user: &UserId,
        new: NewCredential,
    ) -> Result<CreatedCredential> {
        let project = self
            .minting(user, "identity:create_application_credential")?
            .project
            .as_ref();
        let missing = || {
            Invalid::new(
                "the token",
                "has no project; an application credential needs one",
            )
        };
        let project = project.ok_or_else(missing)?;
        let name = checked_name("application_credential.name", &new.name, 255)?;
        if new.description.chars().count() > LONGEST_DESCRIPTION {
            let problem = format!("is longer than {LONGEST_DESCRIPTION} characters");
            return Err(Invalid::new("application_credential.description", problem).into());
        }
        if new.expires_at.is_some_and(|at| at <= now()) {
            return Err(Invalid::new("application_credential.expires_at", "has passed").into());
        }
        let maker = self.maker().await?;
        let depth = maker.as_ref().map_or(0, |maker| maker.depth + 1);
        if depth > DEEPEST {
            let problem = format!("would go back to more than {DEEPEST} others");
            return Err(Invalid::new("application_credential", problem).into());
        }
        let expires_at = ending(
            new.expires_at,
            maker.as_ref().and_then(|maker| maker.expires_at),
        )?;
        let roles = self.delegable(new.roles.as_deref()).await?;
        let secret = match new.secret {
            Some(secret) => {
                let rules = self.identity.password_rules;
                rules.check(
                    "application_credential.secret",
                    &secret,
                    &self.principal.name,
                )?;
                secret
            }
            None => Password::new(Secret::new()?.expose())?,
        };
        let (id, hash) = (
            CredentialId::new(),
            self.identity.passwords.hash(&secret, &self.line()).await?,
        );
        let sql = format!("
            insert into application_credential
                (id, user_id, project_id, name, description, secret_hash, roles, unrestricted, created_at, expires_at,
                made_by, depth)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning {CREDENTIAL}");
        let mut tx = self.identity.db.begin().await?;
        // Held, so that two at once are counted one after the other.
        table::hold::<User>(&mut tx, user.as_str()).await?;
        let count = "select count(*) from application_credential where user_id = $1";
        let count = tx.scalar::<i64>(db::query(count).bind(user.as_str()));
        if count.await? >= MOST_OF_USER {
            let problem = format!("would be more than the {MOST_OF_USER} that a user may have");
            return Err(Invalid::new("application_credential", problem).into());
        }
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .bind(user.as_str())
            .bind(project.as_str())
            .bind(name)
            .bind(&new.description)
            .bind(&hash)
            .bind(roles.join(","))
            .bind(new.unrestricted)
            .bind(now())
            .bind(expires_at)
            .bind(maker.as_ref().map(|maker| maker.id.as_str()))
            .bind(depth);
        let credential = tx.fetch_one(query).await.on_unique(|| Error::Taken {
            what: "application credential",
            name: name.to_owned(),
        })?;
        let event = about(self.principal, AuditAction::CredentialCreate, &id, name);
        let owner = Some(project.clone());
        tx.record_audit_event(&AuditEvent { owner, ..event })
            .await?;
        tx.commit().await?;
        Ok(CreatedCredential { credential, secret })
    }

    /// The credentials of `user`, by name; or the one of that name.
    pub async fn credentials(&self, user: &UserId, name: Option<&str>) -> Result<Vec<Credential>> {
        self.self_or_reader(user, "identity:list_application_credentials")?;
        let sql = format!(
            "
            select {CREDENTIAL} from application_credential
            where user_id = $1 and (cast($2 as text) is null or name = $2) order by name, id"
        );
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(user.as_str())
            .bind(name);
        Ok(self.identity.db.fetch_all(query).await?)
    }

    /// One credential of `user`.
    pub async fn credential(&self, user: &UserId, id: &CredentialId) -> Result<Credential> {
        self.self_or_reader(user, "identity:get_application_credential")?;
        let sql = format!(
            "select {CREDENTIAL} from application_credential where id = $1 and user_id = $2"
        );
        let query = db::query(sqlx::AssertSqlSafe(sql))
            .bind(id.as_str())
            .bind(user.as_str());
        let row = self.identity.db.fetch_optional(query).await?;
        found(row, "application credential", id)
    }

    /// Ends a credential, every one that it made, and every token that was got with them.
    pub async fn delete_credential(&self, user: &UserId, id: &CredentialId) -> Result<()> {
        let action = "identity:delete_application_credential";
        if self.principal.restricted || (self.principal.user != *user && !self.principal.is_admin())
        {
            return Err(Error::Forbidden(action));
        }
        // Held by being written as it is: nobody makes one by it meanwhile.
        let hold = "update application_credential set name = name where id = $1 and user_id = $2";
        let made_by_it = "
            with recursive made (id, name, project_id) as (
                select id, name, project_id from application_credential where made_by = $1
                union all
                select next.id, next.name, next.project_id
                from application_credential next join made on next.made_by = made.id
            ) select id, name, project_id from made";
        let sql = "
            delete from application_credential where id = $1 and user_id = $2 returning name, project_id";
        let mut tx = self.identity.db.begin().await?;
        let query = db::query(hold).bind(id.as_str()).bind(user.as_str());
        tx.execute(query).await?;
        let query = db::query(made_by_it).bind(id.as_str());
        let made = tx.fetch_all::<(String, String, String)>(query).await?;
        let query = db::query(sql).bind(id.as_str()).bind(user.as_str());
        let gone = tx.fetch_optional::<(String, String)>(query).await?;
        let (name, project) = found(gone, "application credential", id)?;
        let event = about(self.principal, AuditAction::CredentialDelete, id, &name);
        let owner = Some(ProjectId::try_from(project)?);
        tx.record_audit_event(&AuditEvent { owner, ..event })
            .await?;
        for (id, name, project) in made {
            let event = about(self.principal, AuditAction::CredentialDelete, &id, &name);
            let owner = Some(ProjectId::try_from(project)?);
            tx.record_audit_event(&AuditEvent { owner, ..event })
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The roles of credentials, by what each names: for showing them with their ids.
    pub async fn all_roles(&self) -> Result<Vec<Role>> {
        self.identity.all_roles().await
    }

    /// The application credential that the request used.
    async fn maker(&self) -> Result<Option<UsedRow>> {
        let Some(id) = &self.principal.credential else {
            return Ok(None);
        };
        let row = self.identity.credential_by_id(id.as_str()).await?;
        // It has ended since the request began.
        let ended = Error::Forbidden("identity:create_application_credential");
        row.ok_or(ended).map(Some)
    }

    fn minting(&self, user: &UserId, action: &'static str) -> Result<&Principal> {
        // No user makes one for another user, an admin neither: it would act as them.
        if self.principal.user != *user || self.principal.restricted {
            return Err(Error::Forbidden(action));
        }
        Ok(self.principal)
    }

    /// The names of the roles that who asks may give away, all or those of `wanted`.
    async fn delegable(&self, wanted: Option<&[String]>) -> Result<Vec<String>> {
        let own = self.principal.roles.with_implied();
        let roles = &self.principal.roles;
        let mut names: Vec<String> = roles.names().map(ToOwned::to_owned).collect();
        if let Some(wanted) = wanted {
            let roles = self.all_roles().await?;
            names.clear();
            for want in wanted {
                let role = roles
                    .iter()
                    .find(|role| role.id.as_str() == want || role.name == *want);
                let role = found(role, "role", want)?;
                if !own.includes(&role.name) {
                    return Err(Invalid::new(
                        "application_credential.roles",
                        format_args!("names `{}`, which you do not have", role.name),
                    )
                    .into());
                }
                names.push(role.name.clone());
            }
        }
        if names.is_empty() {
            return Err(Invalid::new("application_credential.roles", "is empty").into());
        }
        Ok(names)
    }
}

/// When a credential ends: as is `wanted`, and never after the one that makes it.
fn ending(
    wanted: Option<OffsetDateTime>,
    maker: Option<OffsetDateTime>,
) -> Result<Option<OffsetDateTime>> {
    match (wanted, maker) {
        (Some(wanted), Some(maker)) if wanted > maker => Err(Invalid::new(
            "application_credential.expires_at",
            "is later than the end of the application credential that makes this one",
        )
        .into()),
        (wanted, maker) => Ok(wanted.or(maker)),
    }
}
