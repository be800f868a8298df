use ::identity::{EntityRef, Login, Proof, Scope};
use model::{Invalid, Origin, Password};
use serde::Deserialize;

/// The body of a request for a token, as Keystone's clients send it.
#[derive(Debug, Deserialize)]
pub struct AuthRequest {
    auth: Auth,
}

#[derive(Debug, Deserialize)]
struct Auth {
    identity: Identity,
    scope: Option<ScopeWire>,
}

#[derive(Debug, Deserialize)]
struct Identity {
    methods: Vec<String>,
    password: Option<PasswordWire>,
    token: Option<TokenWire>,
    application_credential: Option<CredentialWire>,
}

#[derive(Debug, Deserialize)]
struct CredentialWire {
    id: Option<String>,
    name: Option<String>,
    secret: Password,
    user: Option<OwnerWire>,
}

#[derive(Debug, Deserialize)]
struct OwnerWire {
    id: Option<String>,
    name: Option<String>,
    domain: Option<NamedWire>,
}

#[derive(Debug, Deserialize)]
struct PasswordWire {
    user: UserWire,
}

#[derive(Debug, Deserialize)]
struct UserWire {
    id: Option<String>,
    name: Option<String>,
    domain: Option<NamedWire>,
    password: String,
}

#[derive(Debug, Deserialize)]
struct TokenWire {
    id: String,
}

#[derive(Debug, Deserialize)]
struct NamedWire {
    id: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ScopeWire {
    Word(String),
    Parts {
        project: Option<ProjectWire>,
        domain: Option<NamedWire>,
        system: Option<SystemWire>,
    },
}

#[derive(Debug, Deserialize)]
struct SystemWire {
    all: bool,
}

#[derive(Debug, Deserialize)]
struct ProjectWire {
    id: Option<String>,
    name: Option<String>,
    domain: Option<NamedWire>,
}

impl AuthRequest {
    /// The request in the words of identity, with from where it comes.
    pub fn login(self, origin: Origin) -> Result<Login, Invalid> {
        Ok(Login {
            proof: proof(self.auth.identity)?,
            scope: scope(self.auth.scope)?,
            origin,
        })
    }
}

fn proof(identity: Identity) -> Result<Proof, Invalid> {
    let [method] = identity.methods.as_slice() else {
        return Err(Invalid::new(
            "auth.identity.methods",
            "does not name exactly one method",
        ));
    };
    match method.as_str() {
        "password" => {
            let missing = || Invalid::new("auth.identity.password", "is missing");
            let user = identity.password.ok_or_else(missing)?.user;
            let who = named(user.id, user.name).ok_or_else(|| {
                Invalid::new("auth.identity.password.user", "has neither id nor name")
            })?;
            let domain = user.domain.and_then(|domain| named(domain.id, domain.name));
            Ok(Proof::Password {
                user: who,
                domain,
                password: Password::new(user.password)?,
            })
        }
        "token" => {
            let token = identity
                .token
                .ok_or_else(|| Invalid::new("auth.identity.token", "is missing"))?;
            Ok(Proof::Token(token.id))
        }
        "application_credential" => {
            let missing = || Invalid::new("auth.identity.application_credential", "is missing");
            credential(identity.application_credential.ok_or_else(missing)?)
        }
        other => Err(Invalid::new(
            "auth.identity.methods",
            format_args!("names `{other}`, which is not served"),
        )),
    }
}

fn credential(credential: CredentialWire) -> Result<Proof, Invalid> {
    const FIELD: &str = "auth.identity.application_credential";
    let which = named(credential.id, credential.name)
        .ok_or_else(|| Invalid::new(FIELD, "has neither id nor name"))?;
    let user = credential
        .user
        .map(|user| (named(user.id, user.name), user.domain));
    let (user, domain) = user.unwrap_or_default();
    // Names of credentials are unique within one user only.
    if matches!(which, EntityRef::Name(_)) && user.is_none() {
        return Err(Invalid::new(FIELD, "has a name and no user"));
    }
    Ok(Proof::Credential {
        credential: which,
        user,
        domain: domain.and_then(|domain| named(domain.id, domain.name)),
        secret: credential.secret,
    })
}

fn scope(scope: Option<ScopeWire>) -> Result<Scope, Invalid> {
    let wrong = || {
        Invalid::new(
            "auth.scope",
            "is not one of a project, a domain, `system` and `unscoped`",
        )
    };
    match scope {
        None => Ok(Scope::Usual),
        Some(ScopeWire::Word(word)) if word == "unscoped" => Ok(Scope::Unscoped),
        Some(ScopeWire::Parts {
            project: Some(project),
            domain: None,
            system: None,
        }) => {
            let what = named(project.id, project.name)
                .ok_or_else(|| Invalid::new("auth.scope.project", "has neither id nor name"))?;
            let domain = project
                .domain
                .and_then(|domain| named(domain.id, domain.name));
            Ok(Scope::Project {
                project: what,
                domain,
            })
        }
        Some(ScopeWire::Parts {
            project: None,
            domain: Some(domain),
            system: None,
        }) => named(domain.id, domain.name)
            .map(Scope::Domain)
            .ok_or_else(|| Invalid::new("auth.scope.domain", "has neither id nor name")),
        Some(ScopeWire::Parts {
            project: None,
            domain: None,
            system: Some(SystemWire { all: true }),
        }) => Ok(Scope::System),
        Some(_) => Err(wrong()),
    }
}

fn named(id: Option<String>, name: Option<String>) -> Option<EntityRef> {
    id.map(EntityRef::Id).or(name.map(EntityRef::Name))
}
