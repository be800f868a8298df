use model::{Actor, Caller, Origin, Password, ProjectId, SignInId, UserId};
use serde::{Deserialize, Serialize};

use crate::{
    EntityRef, Error, Identity, Result, Secret, attempt::Claim, refusals::SignInMethod,
    users::Domain,
};

/// What a browser's session says: who, and for which project. What they may do is asked anew each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSession {
    pub user: UserId,
    /// As Keystone gave it at sign-in; empty where the directory is ours.
    #[serde(default)]
    pub(crate) user_name: String,
    pub project: Option<ProjectId>,
    /// The user's generation at sign-in: one from before a new password has ended.
    #[serde(default)]
    pub generation: i64,
    /// The browser's record: without it, the session has ended.
    #[serde(default)]
    pub sign_in: Option<SignInId>,
    /// The token that Keystone gave at sign-in, where it is the one who knows; unreadable without our configuration.
    #[serde(default)]
    pub(crate) sealed_token: Option<String>,
    /// From where the request comes that shows it. It is not kept.
    #[serde(skip)]
    pub origin: Origin,
}

impl WebSession {
    /// The name under which a session keeps it.
    pub const KEY: &str = "who";
}

impl From<&WebSession> for Actor {
    fn from(session: &WebSession) -> Self {
        Self {
            user: Some(session.user.clone()),
            name: session.user_name.clone(),
            project: session.project.clone(),
            origin: session.origin.clone(),
        }
    }
}

impl Identity {
    /// Lets a person in, into their default project, or the first of theirs. It counts once it is
    /// [begun](Self::begin).
    pub async fn sign_in(
        &self,
        name: &str,
        password: &Password,
        domain: Option<&str>,
        origin: &Origin,
    ) -> Result<WebSession> {
        let domain = domain.filter(|name| !name.is_empty());
        if let Some(keystone) = &self.keystone {
            let claim = Claim {
                // Keystone itself looks for names without regard to case.
                key: Secret::digest(
                    &[name, domain.unwrap_or(keystone.sign_in_domain())]
                        .join("\0")
                        .to_lowercase(),
                ),
                account: None,
                credential: None,
                barred: Some("refused by Keystone"),
                way: SignInMethod::Page,
                origin,
            };
            self.attempts.allow(&claim.key, &origin.address)?;
            return match keystone.sign_in(name, password, domain).await {
                Err(Error::WrongCredentials) => Err(self.fail(claim)),
                Ok(session) => {
                    self.attempts.succeeded(&claim.key, &origin.address);
                    Ok(session)
                }
                other => other,
            };
        }
        let domain = domain.unwrap_or("Default");
        let found = self.account_by_name(name, Domain::Name(domain)).await?;
        let (named, domain) = [name, domain]
            .map(|text| EntityRef::Name(text.to_owned()))
            .into();
        let key = self.account_key(&named, Some(&domain), found.as_ref());
        let key = key.await?;
        let user = self
            .authenticate(found, key, password, SignInMethod::Page, origin)
            .await?;
        let projects = self.projects_of(&user.id).await?;
        let usual = user.default_project_id.as_deref();
        let usual = projects.iter().find(|have| Some(have.id.as_str()) == usual);
        let first = usual.or(projects.first());
        Ok(WebSession {
            user: user.id,
            user_name: String::new(),
            project: first.map(|project| project.id.clone()),
            generation: user.generation,
            sign_in: None,
            sealed_token: None,
            origin: Origin::default(),
        })
    }

    /// The same person, in another of their projects.
    pub async fn enter(&self, session: &WebSession, project: &ProjectId) -> Result<WebSession> {
        if let Some(keystone) = &self.keystone {
            return keystone.enter(session, project).await;
        }
        if self.project_of(&session.user, project).await?.is_none() {
            return Err(Error::NoProject(project.to_string()));
        }
        Ok(WebSession {
            project: Some(project.clone()),
            ..session.clone()
        })
    }

    /// Who a session is now: `None` for somebody who is nothing in the project they were in.
    ///
    /// The session of a user who was disabled or deleted, or has a new password, has ended; with Keystone it ends with
    /// its token. Whoever is `present` stays signed in by asking.
    pub async fn resume(&self, session: &WebSession, present: bool) -> Result<Option<Caller>> {
        self.check_session(session, present).await?;
        if let Some(keystone) = &self.keystone {
            return keystone.resume(session).await;
        }
        let user = self.user(&session.user).await?;
        let user = user
            .filter(|user| user.generation == session.generation)
            .ok_or(Error::SessionEnded)?;
        match &session.project {
            Some(project) => self.caller(user, project).await,
            None => Ok(None),
        }
    }

    /// Ends a session, and what it rests on elsewhere. Its cookie is the browser's to forget.
    pub async fn sign_out(&self, session: &WebSession) -> Result<()> {
        if let Some(id) = session.sign_in {
            match self.end_sign_in(session, id).await {
                // Ended already, elsewhere.
                Ok(()) | Err(Error::Missing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        match &self.keystone {
            Some(keystone) => keystone.sign_out(session).await,
            None => Ok(()),
        }
    }
}
