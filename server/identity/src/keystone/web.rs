use std::{sync::Arc, time::Instant};

use model::{Caller, Origin, Password, Project, ProjectId, UserId};
use serde_json::json;

use super::{Key, Keystone, service_token::password_of};
use crate::{Error, Result, WebSession};

impl Keystone {
    /// The domain of people who name none.
    pub(crate) fn sign_in_domain(&self) -> &str {
        &self.settings.sign_in_domain
    }

    /// Lets a person in, into the first of their projects.
    pub(crate) async fn sign_in(
        &self,
        name: &str,
        password: &Password,
        domain: Option<&str>,
    ) -> Result<WebSession> {
        let domain = domain
            .filter(|name| !name.is_empty())
            .unwrap_or(self.sign_in_domain());
        let request = json!({ "auth": {
            "identity": password_of(name, domain, password),
            "scope": "unscoped",
        } });
        let issued = self.client.issue(&request).await?;
        let (token, person) = issued.ok_or(Error::WrongCredentials)?;
        let projects = self.client.projects(&token).await?.unwrap_or_default();
        Ok(WebSession {
            user: person.principal.user,
            user_name: person.principal.name,
            project: projects.into_iter().next().map(|project| project.id),
            generation: 0,
            sign_in: None,
            sealed_token: Some(self.cipher.encrypt(&token)?),
            origin: Origin::default(),
        })
    }

    /// The same person, in another of their projects.
    pub(crate) async fn enter(
        &self,
        session: &WebSession,
        project: &ProjectId,
    ) -> Result<WebSession> {
        let person = self.person(session)?;
        let token = self.token_in(&person, project).await?;
        token.ok_or_else(|| Error::NoProject(project.to_string()))?;
        Ok(WebSession {
            project: Some(project.clone()),
            ..session.clone()
        })
    }

    /// Who a session is now: `None` for somebody who is nothing in the project. It ends with its token.
    pub(crate) async fn resume(self: &Arc<Self>, session: &WebSession) -> Result<Option<Caller>> {
        let person = self.person(session)?;
        let found = self.verify(&person, false).await?;
        found
            .filter(|found| found.principal.user == session.user)
            .ok_or(Error::SessionEnded)?;
        if self.people.get(&session.user).as_ref() != Some(&person) {
            self.people
                .put(session.user.clone(), person.clone(), Instant::now());
        }
        let Some(project) = &session.project else {
            return Ok(None);
        };
        // One that we held may have ended, with a role for example; whether there is another, Keystone knows.
        for _ in 0..2 {
            let Some(token) = self.token_in(&person, project).await? else {
                return Ok(None);
            };
            match self.verify(&token, false).await? {
                Some(found) => return Ok(found.caller.clone()),
                None => self
                    .scoped
                    .forget(&(Key::of(&person, false), project.clone())),
            }
        }
        Ok(None)
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
        let Some(projects) = self.client.projects(&token).await? else {
            self.people.forget(user);
            return Err(Error::SessionEnded);
        };
        self.projects
            .put(user.clone(), projects.clone().into(), since);
        Ok(projects)
    }

    /// Ends the token of a session that ends.
    pub(crate) async fn sign_out(&self, session: &WebSession) -> Result<()> {
        // One that cannot be opened was encrypted under another password, and is of no session now.
        if let Ok(token) = self.person(session) {
            self.forget(&token);
            self.client.revoke(&token).await?;
        }
        self.people.forget(&session.user);
        Ok(())
    }

    /// A token of a session's person for `project`; `None` if they may have none.
    pub(crate) async fn token_of(
        &self,
        session: &WebSession,
        project: &ProjectId,
    ) -> Result<Option<String>> {
        let person = self.person(session)?;
        self.token_in(&person, project).await
    }

    /// A token as a text that nobody can use who lacks our configuration.
    pub(crate) fn encrypt_token(&self, token: &str) -> Result<String> {
        self.cipher.encrypt(token)
    }

    /// The token that was sealed; `None` if it was under another password.
    pub(crate) fn decrypt_token(&self, sealed: &str) -> Option<String> {
        self.cipher.decrypt(sealed)
    }

    /// The text of a session's token.
    fn person(&self, session: &WebSession) -> Result<String> {
        let closed = session.sealed_token.as_ref().ok_or(Error::SessionEnded)?;
        self.cipher.decrypt(closed).ok_or(Error::SessionEnded)
    }

    /// A token for `project` of whoever has the token `person`: the one we hold, or a new one; `None` if they may have
    /// none, which is remembered for seconds as any other answer.
    async fn token_in(&self, person: &str, project: &ProjectId) -> Result<Option<String>> {
        let key = (Key::of(person, false), project.clone());
        if self.barred.get(&key).is_some() {
            return Ok(None);
        }
        if let Some(token) = self.scoped.get(&key) {
            return Ok(Some(token));
        }
        let request = json!({ "auth": {
            "identity": { "methods": ["token"], "token": { "id": person } },
            "scope": { "project": { "id": project } },
        } });
        let since = Instant::now();
        let Some((token, _)) = self.client.issue(&request).await? else {
            self.barred.put(key, (), since);
            return Ok(None);
        };
        self.scoped.put(key, token.clone(), since);
        Ok(Some(token))
    }
}
