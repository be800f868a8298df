use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Caller, CredentialId, DomainId, OffsetDateTime, ProjectId, Roles, UserId, now};
use uuid::Uuid;

use crate::{Error, Identity, Login, Result, Secret, Target, TokenScope, rows::UserRow};

/// How long after its end a token is still shown to a service that finishes what its user began.
const GRACE: Duration = Duration::from_secs(48 * 3600);

/// The most tokens that one goes back to. Their deletion goes from one to the next, and SQLite follows 1,000 of them.
const DEEPEST: i64 = 100;

/// What another token may be made from, and ends with.
#[derive(Clone, Debug)]
pub(crate) struct Parent {
    digest: String,
    depth: i64,
}

/// A token's content.
#[derive(Clone, Debug)]
pub struct Token {
    pub user: UserId,
    pub user_name: String,
    pub user_domain: DomainId,
    pub user_domain_name: String,
    pub scope: TokenScope,
    pub methods: Vec<String>,
    /// Its own, and those of the tokens that it was made from.
    pub audit_ids: Vec<String>,
    /// The application credential that it was got with.
    pub credential: Option<UsedCredential>,
    pub issued_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub(crate) parent: Parent,
}

/// The application credential behind a token.
#[derive(Clone, Debug)]
pub struct UsedCredential {
    pub id: CredentialId,
    pub name: String,
    pub project: ProjectId,
    pub roles: Roles,
    pub unrestricted: bool,
}

impl Token {
    /// Who it makes one in a project, where it is good for one.
    pub fn caller(&self) -> Option<&Caller> {
        match &self.scope {
            TokenScope::Project(caller) => Some(caller),
            _ => None,
        }
    }

    /// The roles that it gives, wherever it is good.
    pub fn roles(&self) -> &Roles {
        static NONE: Roles = Roles::none();
        match &self.scope {
            TokenScope::Nothing => &NONE,
            TokenScope::Project(caller) => &caller.roles,
            TokenScope::Domain { roles, .. } | TokenScope::System { roles } => roles,
        }
    }
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    user_id: UserId,
    project_id: Option<String>,
    domain_id: Option<String>,
    system_wide: bool,
    credential_id: Option<String>,
    methods: String,
    audit_id: String,
    issued_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    depth: i64,
}

impl TokenRow {
    fn target(&self) -> Result<Option<Target>> {
        Ok(match (&self.project_id, &self.domain_id) {
            (Some(id), _) => Some(Target::Project(id.parse()?)),
            (None, Some(id)) => Some(Target::Domain(id.parse()?)),
            (None, None) => self.system_wide.then_some(Target::System),
        })
    }
}

impl Identity {
    /// Gives out a token, whose text is shown this once.
    pub async fn issue(&self, login: &Login) -> Result<(Secret, Token)> {
        let proven = self.prove(&login.proof, &login.origin).await?;
        let depth = proven.parent.as_ref().map_or(0, |parent| parent.depth + 1);
        if depth > DEEPEST {
            let problem = format!("goes back to {DEEPEST} others; sign in again");
            return Err(model::Invalid::new("auth.identity.token", problem).into());
        }
        let target = self.target(&proven, &login.scope).await?;
        let (secret, mut audit) = (Secret::new()?, vec![audit_id()]);
        // Keystone shows the first of the chain.
        audit.extend(proven.audit.last().cloned());
        let id = |kind: &str| {
            target
                .as_ref()
                .map(Target::columns)
                .filter(|(have, _)| *have == kind)
                .map(|(_, id)| id)
        };
        let sql = "
            insert into token (digest, user_id, project_id, domain_id, system_wide, credential_id, methods, audit_id,
                issued_at, expires_at, generation, made_from, depth)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let query = db::query(sql)
            .bind(Secret::digest(secret.expose()))
            .bind(proven.user.id.as_str())
            .bind(id("project"))
            .bind(id("domain"))
            .bind(id("system").is_some())
            .bind(proven.credential.as_ref().map(|used| used.id.as_str()))
            .bind(proven.methods.join(","))
            .bind(audit.join(","))
            .bind(now())
            .bind(proven.ends)
            .bind(proven.user.generation)
            .bind(proven.parent.as_ref().map(|parent| parent.digest.as_str()))
            .bind(depth);
        let done = self.db.execute(query).await.map(drop);
        match done {
            // The token that it was to be made from, or the user, has just ended.
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
                return Err(Error::WrongCredentials);
            }
            done => done?,
        }
        match self.token(secret.expose()).await {
            Ok(token) => Ok((secret, token)),
            // What an application credential is for is closed, or something has just ended.
            Err(Error::NoToken) => Err(Error::ScopeRefused),
            Err(error) => Err(error),
        }
    }

    /// The token of that text: its user and roles as they are now.
    pub async fn token(&self, text: &str) -> Result<Token> {
        self.token_after(text, now()).await
    }

    /// The same, though it expired within the last two days. For services alone.
    pub async fn token_though_expired(&self, text: &str) -> Result<Token> {
        self.token_after(text, now() - GRACE).await
    }

    async fn token_after(&self, text: &str, moment: OffsetDateTime) -> Result<Token> {
        let sql = "
            select token.user_id, token.project_id, token.domain_id, token.system_wide, token.credential_id,
                token.methods, token.audit_id, token.issued_at, token.expires_at, token.depth
            from token join users on users.id = token.user_id
            where token.digest = $1 and token.expires_at > $2 and token.generation = users.generation";
        let query = db::query(sql).bind(Secret::digest(text)).bind(moment);
        let row = self.db.fetch_optional::<TokenRow>(query).await?;
        let row = row.ok_or(Error::NoToken)?;
        let user = self.user(&row.user_id).await?.ok_or(Error::NoToken)?;
        let credential = match &row.credential_id {
            // A token never outlives the credential that limits it.
            Some(id) => {
                let limit = self.credential_by_id(id).await?;
                let limit = limit.filter(|limit| limit.expires_at.is_none_or(|end| end > moment));
                Some(limit.ok_or(Error::NoToken)?.used())
            }
            None => None,
        };
        let named = user.clone();
        let scope = match row.target()? {
            Some(target) => self.scoped(user, &target, credential.as_ref()).await?,
            None => TokenScope::Nothing,
        };
        let words = |text: &str| text.split(',').map(ToOwned::to_owned).collect();
        Ok(Token {
            user: row.user_id,
            user_name: named.name,
            user_domain: named.domain_id,
            user_domain_name: named.domain_name,
            scope,
            methods: words(&row.methods),
            audit_ids: words(&row.audit_id),
            credential,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            parent: Parent {
                digest: Secret::digest(text),
                depth: row.depth,
            },
        })
    }

    /// What a token for `target` makes of `user` now. Whoever lost their roles lost the token with them.
    async fn scoped(
        &self,
        who: UserRow,
        target: &Target,
        credential: Option<&UsedCredential>,
    ) -> Result<TokenScope> {
        let id = match target {
            Target::Project(project) => {
                let mut caller = self.caller(who, project).await?.ok_or(Error::NoToken)?;
                if let Some(used) = credential {
                    caller.roles = used.roles.within(&caller.roles.with_implied());
                    if caller.roles.is_empty() {
                        return Err(Error::NoToken);
                    }
                }
                return Ok(TokenScope::Project(caller));
            }
            Target::Domain(id) => Some(id),
            Target::System => None,
        };
        let names = self.granted(&who.id, target).await?;
        if names.is_empty() {
            return Err(Error::NoToken);
        }
        let roles = Roles::from_iter(names);
        let Some(id) = id else {
            return Ok(TokenScope::System { roles });
        };
        let name = self.domain_name(id).await?.ok_or(Error::NoToken)?;
        Ok(TokenScope::Domain {
            id: id.clone(),
            name,
            roles,
        })
    }

    /// Ends a token, and every one that was made from it.
    pub async fn revoke(&self, text: &str) -> Result<()> {
        let sql = "delete from token where digest = $1";
        let query = db::query(sql).bind(Secret::digest(text));
        let done = self.db.execute(query).await?;
        if done == 0 {
            Err(Error::NoToken)
        } else {
            Ok(())
        }
    }

    /// Forgets tokens that expired long enough ago.
    pub async fn sweep_tokens(&self) -> Result<()> {
        let sql = "delete from token where expires_at <= $1";
        let query = db::query(sql).bind(now() - GRACE);
        self.db.execute(query).await?;
        Ok(())
    }
}

fn audit_id() -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v4().as_bytes())
}
