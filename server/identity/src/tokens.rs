use db::with_db;
use model::{Caller, DomainId, OffsetDateTime, Password, Project, ProjectId, UserId, now};
use uuid::Uuid;

use crate::{Error, Identity, Result, Secret, callers::caller, users::Domain};

/// How a client names a user, a project or a domain: by id, or by name within something.
#[derive(Clone, Debug)]
pub enum Named {
    Id(String),
    Name(String),
}

impl Named {
    fn domain(&self) -> Domain<'_> {
        match self {
            Self::Id(id) => Domain::Id(id),
            Self::Name(name) => Domain::Name(name),
        }
    }
}

/// What a client proves itself with.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A user of a domain, or by id alone, and their password.
    Password {
        user: Named,
        domain: Option<Named>,
        password: Password,
    },
    /// A token from before.
    Token(String),
}

/// What a token is to be good for.
#[derive(Clone, Debug)]
pub enum Scope {
    /// A project, by id or by name within a domain.
    Project {
        project: Named,
        domain: Option<Named>,
    },
    /// Nothing in particular.
    Unscoped,
}

/// A request for a token.
#[derive(Clone, Debug)]
pub struct Login {
    pub proof: Proof,
    pub scope: Scope,
}

/// A token's content. `caller` is there where it is good for a project.
#[derive(Clone, Debug)]
pub struct Token {
    pub user: UserId,
    pub user_name: String,
    pub user_domain: DomainId,
    pub user_domain_name: String,
    pub caller: Option<Caller>,
    pub methods: Vec<String>,
    pub audit_id: String,
    pub issued_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    #[sqlx(try_from = "String")]
    user_id: UserId,
    project_id: Option<String>,
    methods: String,
    audit_id: String,
    issued_at: OffsetDateTime,
    expires_at: OffsetDateTime,
}

impl Identity {
    /// Gives out a token, whose text is shown this once.
    pub async fn issue(&self, login: &Login) -> Result<(Secret, Token)> {
        let (user, method, ends) = match &login.proof {
            Proof::Password {
                user,
                domain,
                password,
            } => {
                let user = self
                    .authenticate_named(user, domain.as_ref(), password)
                    .await?;
                (user, "password", now() + self.token_life)
            }
            Proof::Token(text) => {
                // A token begets none that lives longer.
                let token = self
                    .token(text)
                    .await
                    .map_err(|_| Error::WrongCredentials)?;
                let user = self
                    .user(&token.user)
                    .await?
                    .ok_or(Error::WrongCredentials)?;
                (user, "token", token.expires_at)
            }
        };
        let project = match &login.scope {
            Scope::Project { project, domain } => {
                Some(self.project_for(&user.id, project, domain.as_ref()).await?)
            }
            Scope::Unscoped => None,
        };
        let (secret, issued_at) = (Secret::new()?, now());
        let audit_id = Uuid::new_v4().simple().to_string();
        let sql = "
            insert into token (digest, user_id, project_id, methods, audit_id, issued_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7)";
        with_db!(self.db, |pool, Any| sqlx::query(sql)
            .bind(Secret::digest(secret.expose()))
            .bind(user.id.as_str())
            .bind(project.as_ref().map(|project| project.id.as_str()))
            .bind(method)
            .bind(&audit_id)
            .bind(issued_at)
            .bind(ends)
            .execute(pool)
            .await
            .map(drop))?;
        let token = Token {
            user: user.id.clone(),
            user_name: user.name.clone(),
            user_domain: user.domain_id.clone(),
            user_domain_name: user.domain_name.clone(),
            caller: project.map(|project| caller(user, project)),
            methods: vec![method.to_owned()],
            audit_id,
            issued_at,
            expires_at: ends,
        };
        Ok((secret, token))
    }

    /// The token of that text: its user and roles as they are now.
    pub async fn token(&self, text: &str) -> Result<Token> {
        let sql = "
            select user_id, project_id, methods, audit_id, issued_at, expires_at
            from token where digest = $1 and expires_at > $2";
        let row = with_db!(self.db, |pool, Any| sqlx::query_as::<Any, TokenRow>(sql)
            .bind(Secret::digest(text))
            .bind(now())
            .fetch_optional(pool)
            .await)?;
        let row = row.ok_or(Error::NoToken)?;
        let user = self.user(&row.user_id).await?.ok_or(Error::NoToken)?;
        let (user_name, user_domain) = (user.name.clone(), user.domain_id.clone());
        let user_domain_name = user.domain_name.clone();
        let caller = match row.project_id {
            // Whoever lost their roles lost the token with them.
            Some(id) => Some(
                self.caller(user, &ProjectId::try_from(id)?)
                    .await?
                    .ok_or(Error::NoToken)?,
            ),
            None => None,
        };
        Ok(Token {
            user: row.user_id,
            user_name,
            user_domain,
            user_domain_name,
            caller,
            methods: row.methods.split(',').map(ToOwned::to_owned).collect(),
            audit_id: row.audit_id,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
        })
    }

    /// Ends a token.
    pub async fn revoke(&self, text: &str) -> Result<()> {
        let sql = "delete from token where digest = $1";
        let done = with_db!(self.db, |pool, Any| {
            sqlx::query(sql)
                .bind(Secret::digest(text))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if done == 0 {
            Err(Error::NoToken)
        } else {
            Ok(())
        }
    }

    /// Forgets tokens that have expired.
    pub async fn sweep_tokens(&self) -> Result<()> {
        let sql = "delete from token where expires_at <= $1";
        Ok(with_db!(self.db, |pool, Any| sqlx::query(sql)
            .bind(now())
            .execute(pool)
            .await
            .map(drop))?)
    }

    async fn authenticate_named(
        &self,
        user: &Named,
        domain: Option<&Named>,
        password: &Password,
    ) -> Result<crate::rows::UserRow> {
        match user {
            Named::Name(name) => {
                let default = Named::Id(DomainId::default_domain().to_string());
                self.authenticate(name, password, domain.unwrap_or(&default).domain())
                    .await
            }
            Named::Id(id) => {
                let user = match id.parse() {
                    Ok(id) => self.user(&id).await?,
                    Err(_) => None,
                };
                let hash = user.as_ref().map(|user| user.password_hash.as_str());
                match (self.passwords.verify(password, hash).await?, user) {
                    (true, Some(user)) => Ok(user),
                    _ => Err(Error::WrongCredentials),
                }
            }
        }
    }

    async fn project_for(
        &self,
        user: &UserId,
        project: &Named,
        domain: Option<&Named>,
    ) -> Result<Project> {
        let domain = match domain {
            Some(Named::Id(id)) => Some(id.clone()),
            Some(Named::Name(name)) => self.domain_id(name).await?,
            None => Some(DomainId::default_domain().to_string()),
        };
        let matches = |have: &Project| match project {
            Named::Id(id) => have.id.as_str() == id,
            Named::Name(name) => {
                have.name == *name && Some(have.domain.as_str()) == domain.as_deref()
            }
        };
        // Keystone says 401 here, and the same for a project that does not exist.
        self.projects_of(user)
            .await?
            .into_iter()
            .find(matches)
            .ok_or(Error::WrongCredentials)
    }

    async fn domain_id(&self, name: &str) -> Result<Option<String>> {
        let sql = "select id from domain where name = $1 and enabled";
        Ok(with_db!(self.db, |pool, Any| sqlx::query_scalar::<
            Any,
            String,
        >(sql)
        .bind(name)
        .fetch_optional(pool)
        .await)?)
    }
}
