use std::{sync::Arc, time::Instant};

use model::{Caller, Password, Project, ProjectId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Keystone, own::password_of};
use crate::{Error, Result, WebSession};

/// A browser session's tokens, closed: the person's, and the one for the project they are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    person: String,
    project: Option<String>,
}

impl Keystone {
    /// Lets a person in, into the first of their projects.
    pub(crate) async fn sign_in(
        self: &Arc<Self>,
        name: &str,
        password: &Password,
        domain: Option<&str>,
    ) -> Result<WebSession> {
        let domain = domain
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.settings.sign_in_domain);
        let request = json!({ "auth": {
            "identity": password_of(name, domain, password),
            "scope": "unscoped",
        } });
        let issued = self.peer.issue(&request).await?;
        let (token, person) = issued.ok_or(Error::WrongCredentials)?;
        let projects = self.peer.projects(&token).await?;
        let first = projects.unwrap_or_default().into_iter().next();
        let session = WebSession {
            user: person.asker.user,
            project: None,
            generation: 0,
            keys: Some(Keys {
                person: self.seal.close(&token)?,
                project: None,
            }),
        };
        match first {
            Some(project) => self.enter(&session, &project.id).await,
            None => Ok(session),
        }
    }

    /// The same person, in another of their projects.
    pub(crate) async fn enter(
        &self,
        session: &WebSession,
        project: &ProjectId,
    ) -> Result<WebSession> {
        let keys = session.keys.as_ref().ok_or(Error::SessionEnded)?;
        let person = self.opened(&keys.person)?;
        let request = json!({ "auth": {
            "identity": { "methods": ["token"], "token": { "id": person } },
            "scope": { "project": { "id": project } },
        } });
        let issued = self.peer.issue(&request).await?;
        let (token, _) = issued.ok_or_else(|| Error::NoProject(project.to_string()))?;
        Ok(WebSession {
            project: Some(project.clone()),
            keys: Some(Keys {
                person: keys.person.clone(),
                project: Some(self.seal.close(&token)?),
            }),
            ..session.clone()
        })
    }

    /// Who a session is now. It ends with its token.
    pub(crate) async fn resume(self: &Arc<Self>, session: &WebSession) -> Result<Option<Caller>> {
        let keys = session.keys.as_ref().ok_or(Error::SessionEnded)?;
        let person = self.opened(&keys.person)?;
        let token = match &keys.project {
            Some(closed) => self.opened(closed)?,
            None => person.clone(),
        };
        let found = self.verify(&token, false).await?;
        let found = found
            .filter(|found| found.asker.user == session.user)
            .ok_or(Error::SessionEnded)?;
        if self.people.get(&session.user).as_ref() != Some(&person) {
            self.people
                .put(session.user.clone(), person, Instant::now());
        }
        Ok(found.caller.clone())
    }

    /// The projects that `user` may enter, by name: of somebody whose session was seen here.
    pub(crate) async fn projects_of(&self, user: &UserId) -> Result<Vec<Project>> {
        if let Some(known) = self.projects.get(user) {
            return Ok(known.to_vec());
        }
        let Some(token) = self.people.get(user) else {
            return Ok(Vec::new());
        };
        let since = Instant::now();
        let Some(projects) = self.peer.projects(&token).await? else {
            self.people.forget(user);
            return Err(Error::SessionEnded);
        };
        self.projects
            .put(user.clone(), projects.clone().into(), since);
        Ok(projects)
    }

    /// Ends the tokens of a session that ends.
    pub(crate) async fn sign_out(&self, session: &WebSession) -> Result<()> {
        let Some(keys) = &session.keys else {
            return Ok(());
        };
        for closed in keys.project.iter().chain([&keys.person]) {
            // One that cannot be opened was closed under another password, and is nobody's now.
            if let Some(token) = self.seal.open(closed) {
                self.forget(&token);
                self.peer.revoke(&token).await?;
            }
        }
        self.people.forget(&session.user);
        Ok(())
    }

    fn opened(&self, closed: &str) -> Result<String> {
        self.seal.open(closed).ok_or(Error::SessionEnded)
    }
}
