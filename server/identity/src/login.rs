use model::{OffsetDateTime, Origin, Password, now};

use crate::{
    Error, Identity, Result, Secret,
    attempt::Claim,
    refusals::{Account, SignInMethod},
    rows::{AccountRow, UserRow},
    tokens::{Parent, UsedCredential},
    used::UsedRow,
    users::Domain,
};

/// How a client names a user, a project or a domain: by id, or by name within something.
#[derive(Clone, Debug)]
pub enum EntityRef {
    Id(String),
    Name(String),
}

impl EntityRef {
    pub(crate) fn domain(&self) -> Domain<'_> {
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
        user: EntityRef,
        domain: Option<EntityRef>,
        password: Password,
    },
    /// A token from before.
    Token(String),
    /// An application credential: by id, or by name and whose it is.
    Credential {
        credential: EntityRef,
        user: Option<EntityRef>,
        domain: Option<EntityRef>,
        secret: Password,
    },
}

/// What a token is to be good for.
#[derive(Clone, Debug)]
pub enum Scope {
    /// A project, by id or by name within a domain.
    Project {
        project: EntityRef,
        domain: Option<EntityRef>,
    },
    /// A domain.
    Domain(EntityRef),
    /// The whole system.
    System,
    /// Nothing in particular.
    Unscoped,
    /// The user's default project if they have a role in it, or what the credential is for, else nothing.
    Usual,
}

/// A request for a token.
#[derive(Clone, Debug)]
pub struct Login {
    pub proof: Proof,
    pub scope: Scope,
    /// From where it comes.
    pub origin: Origin,
}

/// Somebody who has proved who they are.
pub(crate) struct VerifiedUser {
    pub user: UserRow,
    pub methods: Vec<String>,
    pub ends: OffsetDateTime,
    /// The audit ids of the tokens before, latest first.
    pub audit: Vec<String>,
    /// The token that proved it, with which the next one ends.
    pub parent: Option<Parent>,
    pub credential: Option<UsedCredential>,
}

impl Identity {
    /// Who the proof proves. One sentence for every reason why it does not.
    pub(crate) async fn prove(&self, proof: &Proof, origin: &Origin) -> Result<VerifiedUser> {
        match proof {
            Proof::Password {
                user,
                domain,
                password,
            } => {
                let found = self.account_named(user, domain.as_ref()).await?;
                let key = self.account_key(user, domain.as_ref(), found.as_ref());
                let key = key.await?;
                let user = self
                    .authenticate(found, key, password, SignInMethod::Password, origin)
                    .await?;
                Ok(self.proven(user, "password"))
            }
            Proof::Token(text) => {
                let token = self.token(text).await.map_err(unknown)?;
                let user = self
                    .user(&token.user)
                    .await?
                    .ok_or(Error::WrongCredentials)?;
                let mut proven = self.proven(user, "token");
                proven
                    .methods
                    .extend(token.methods.into_iter().filter(|method| method != "token"));
                // A token begets none that lives longer, or may do more.
                proven.ends = token.expires_at;
                proven.audit = token.audit_ids;
                proven.parent = Some(token.parent);
                proven.credential = token.credential;
                Ok(proven)
            }
            Proof::Credential {
                credential,
                user,
                domain,
                secret,
            } => {
                let (owner, owner_key) = match user {
                    Some(user) => {
                        let found = self.account_named(user, domain.as_ref()).await?;
                        let key = self.account_key(user, domain.as_ref(), found.as_ref());
                        let key = key.await?;
                        (found.map(|found| found.user.id), key)
                    }
                    None => (None, String::new()),
                };
                let row = self.credential_named(credential, owner.as_ref()).await?;
                let found = match &row {
                    Some(row) => self.account(&row.user_id).await?,
                    None => None,
                };
                // An id says by itself whose it is.
                let typed = match credential {
                    EntityRef::Id(id) => ["application credential", id, ""],
                    EntityRef::Name(name) => ["application credential", name, &owner_key],
                };
                let ended = |row: &UsedRow| row.expires_at.is_some_and(|at| at <= now());
                let barred = match (&row, &found) {
                    (Some(row), _) if ended(row) => Some("expired"),
                    (Some(_), Some(found)) if !found.enabled => Some("disabled"),
                    _ => None,
                };
                let claim = Claim {
                    key: row.as_ref().map_or_else(
                        || Secret::digest(&typed.join("\0")),
                        |row| row.id.to_string(),
                    ),
                    account: found.as_ref().map(Account::of),
                    credential: row.as_ref().map(|row| row.name.clone()),
                    barred,
                    way: SignInMethod::Credential,
                    origin,
                };
                let hash = row.as_ref().map(|row| row.secret_hash.as_str());
                self.check(claim, secret, hash).await?;
                let (row, user) = row
                    .zip(found.map(|found| found.user))
                    .ok_or(Error::WrongCredentials)?;
                let mut proven = self.proven(user, "application_credential");
                proven.ends = row.expires_at.map_or(proven.ends, |at| at.min(proven.ends));
                proven.credential = Some(row.used());
                Ok(proven)
            }
        }
    }

    fn proven(&self, user: UserRow, method: &str) -> VerifiedUser {
        VerifiedUser {
            user,
            methods: vec![method.to_owned()],
            ends: now() + self.token_life,
            audit: Vec::new(),
            parent: None,
            credential: None,
        }
    }

    /// The user, if the password is theirs and they are enabled. Failures are counted by `key`.
    pub(crate) async fn authenticate(
        &self,
        found: Option<AccountRow>,
        key: String,
        password: &Password,
        way: SignInMethod,
        origin: &Origin,
    ) -> Result<UserRow> {
        let claim = Claim {
            key,
            account: found.as_ref().map(Account::of),
            credential: None,
            barred: found
                .as_ref()
                .and_then(|found| (!found.enabled).then_some("disabled")),
            way,
            origin,
        };
        let hash = found.as_ref().and_then(|found| found.user.password_hash());
        self.check(claim, password, hash).await?;
        found.map(|found| found.user).ok_or(Error::WrongCredentials)
    }

    /// What failures of an account are counted by: whether or not there is one, the same however its domain is named.
    pub(crate) async fn account_key(
        &self,
        user: &EntityRef,
        domain: Option<&EntityRef>,
        found: Option<&AccountRow>,
    ) -> Result<String> {
        if let Some(found) = found {
            return Ok(found.user.id.to_string());
        }
        let typed = match user {
            EntityRef::Id(id) => ["user id", id, ""].join("\0"),
            EntityRef::Name(name) => {
                let domain = self.domain_id(domain_of(domain)).await?;
                ["user", name, &domain.unwrap_or_default()].join("\0")
            }
        };
        Ok(Secret::digest(&typed))
    }

    /// The user of that name, or id, enabled or not. Without a domain, of the default one.
    async fn account_named(
        &self,
        user: &EntityRef,
        domain: Option<&EntityRef>,
    ) -> Result<Option<AccountRow>> {
        match user {
            EntityRef::Name(name) => self.account_by_name(name, domain_of(domain)).await,
            EntityRef::Id(id) => match id.parse() {
                Ok(id) => self.account(&id).await,
                Err(_) => Ok(None),
            },
        }
    }
}

/// The domain of a user; that of whoever names none is the default one.
fn domain_of(named: Option<&EntityRef>) -> Domain<'_> {
    named.map_or(Domain::Id("default"), EntityRef::domain)
}

/// A bad token proves nothing; a broken database is not the client's fault.
fn unknown(error: Error) -> Error {
    match error {
        Error::NoToken => Error::WrongCredentials,
        other => other,
    }
}
