use model::{OffsetDateTime, Password, now};

use crate::{Error, Identity, Result, rows::UserRow, tokens::UsedCredential, users::Domain};

/// How a client names a user, a project or a domain: by id, or by name within something.
#[derive(Clone, Debug)]
pub enum Named {
    Id(String),
    Name(String),
}

impl Named {
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
        user: Named,
        domain: Option<Named>,
        password: Password,
    },
    /// A token from before.
    Token(String),
    /// An application credential: by id, or by name and whose it is.
    Credential {
        credential: Named,
        user: Option<Named>,
        domain: Option<Named>,
        secret: Password,
    },
}

/// What a token is to be good for.
#[derive(Clone, Debug)]
pub enum Scope {
    /// A project, by id or by name within a domain.
    Project {
        project: Named,
        domain: Option<Named>,
    },
    /// A domain.
    Domain(Named),
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
}

/// Somebody who has proved who they are.
pub(crate) struct Proven {
    pub user: UserRow,
    pub methods: Vec<String>,
    pub ends: OffsetDateTime,
    /// The audit ids of the tokens before, latest first.
    pub audit: Vec<String>,
    pub credential: Option<UsedCredential>,
}

impl Identity {
    /// Who the proof proves. One sentence for every reason why it does not.
    pub(crate) async fn prove(&self, proof: &Proof) -> Result<Proven> {
        match proof {
            Proof::Password {
                user,
                domain,
                password,
            } => {
                let user = self.user_named(user, domain.as_ref()).await?;
                let hash = user.as_ref().and_then(UserRow::password_hash);
                match (self.passwords.verify(password, hash).await?, user) {
                    (true, Some(user)) => Ok(self.proven(user, "password")),
                    _ => Err(Error::WrongCredentials),
                }
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
                proven.credential = token.credential;
                Ok(proven)
            }
            Proof::Credential {
                credential,
                user,
                domain,
                secret,
            } => {
                let owner = match user {
                    Some(user) => self
                        .user_named(user, domain.as_ref())
                        .await?
                        .map(|user| user.id),
                    None => None,
                };
                let row = self.credential_named(credential, owner.as_ref()).await?;
                let hash = row.as_ref().map(|row| row.secret_hash.as_str());
                let (true, Some(row)) = (self.passwords.verify(secret, hash).await?, row) else {
                    return Err(Error::WrongCredentials);
                };
                let user = self
                    .user(&row.user_id)
                    .await?
                    .ok_or(Error::WrongCredentials)?;
                let mut proven = self.proven(user, "application_credential");
                proven.ends = row.expires_at.map_or(proven.ends, |at| at.min(proven.ends));
                proven.credential = Some(row.used());
                Ok(proven)
            }
        }
    }

    fn proven(&self, user: UserRow, method: &str) -> Proven {
        Proven {
            user,
            methods: vec![method.to_owned()],
            ends: now() + self.token_life,
            audit: Vec::new(),
            credential: None,
        }
    }

    /// The user of that name, or id, if they are let in. Without a domain, of the default one.
    async fn user_named(&self, user: &Named, domain: Option<&Named>) -> Result<Option<UserRow>> {
        let domain = domain.map_or(Domain::Id("default"), Named::domain);
        match user {
            Named::Name(name) => self.user_by_name(name, domain).await,
            Named::Id(id) => match id.parse() {
                Ok(id) => self.user(&id).await,
                Err(_) => Ok(None),
            },
        }
    }
}

/// A bad token proves nothing; a broken database is not the client's fault.
fn unknown(error: Error) -> Error {
    match error {
        Error::NoToken => Error::WrongCredentials,
        other => other,
    }
}
