//! Who asked for work that is done later: their credentials are recorded with the work, and asked about again.

use model::{Caller, Origin, ProjectId, UserId, now};

use crate::{Error, Identity, Result, WebSession};

/// Of what noted grounds are: an application credential, by id; or a token of Keystone's, sealed.
const CREDENTIAL: &str = "credential:";
const TOKEN: &str = "token:";

impl Identity {
    /// What a token lets its bearer in with, as a text that can be kept: nobody who reads it can use it.
    ///
    /// Our own tokens are short-lived and end with their user; what else they depend on is an application credential.
    pub async fn grounds_of_token(&self, token: &str) -> Result<String> {
        if let Some(keystone) = &self.keystone {
            return Ok(format!("{TOKEN}{}", keystone.encrypt_token(token)?));
        }
        let token = self.token(token).await?;
        let credential = token
            .credential
            .map(|used| format!("{CREDENTIAL}{}", used.id));
        Ok(credential.unwrap_or_default())
    }

    /// The same of a web session, in the project it is in.
    pub async fn grounds_of_session(&self, session: &WebSession) -> Result<String> {
        let (Some(keystone), Some(project)) = (&self.keystone, &session.project) else {
            return Ok(String::new());
        };
        let token = keystone.token_of(session, project).await?;
        let token = token.ok_or(Error::SessionEnded)?;
        Ok(format!("{TOKEN}{}", keystone.encrypt_token(&token)?))
    }

    /// Who a requester is now; `None` where their user, project, role or credential has ended.
    ///
    /// With Keystone it is the token that is asked about: it may have expired meanwhile, but not have been revoked. Work
    /// of which no token was noted was asked for through an earlier release, and goes on.
    pub async fn requester(
        &self,
        user: &UserId,
        project: &ProjectId,
        grounds: &str,
    ) -> Result<Option<Caller>> {
        if let Some(keystone) = &self.keystone {
            let token = grounds
                .strip_prefix(TOKEN)
                .map(|sealed| keystone.decrypt_token(sealed));
            return match token {
                Some(Some(token)) => {
                    let found = keystone.verify(&token, true).await?;
                    let caller = found.and_then(|found| found.caller.clone());
                    Ok(caller.filter(|now| now.user == *user && now.project == *project))
                }
                // Sealed under another password of the service user: nobody can say.
                Some(None) => Ok(None),
                None => Ok(Some(unasked(user, project))),
            };
        }
        let Some(found) = self.user(user).await? else {
            return Ok(None);
        };
        let Some(mut caller) = self.caller(found, project).await? else {
            return Ok(None);
        };
        if let Some(id) = grounds.strip_prefix(CREDENTIAL) {
            let limit = self.credential_by_id(id).await?;
            let limit = limit.filter(|limit| limit.expires_at.is_none_or(|end| end > now()));
            let Some(limit) = limit else {
                return Ok(None);
            };
            caller.roles = limit.used().roles.within(&caller.roles.with_implied());
        }
        Ok((!caller.roles.is_empty()).then_some(caller))
    }
}

/// A requester of whom nothing is known but what the work itself says: a member, as whoever asked must have been.
fn unasked(user: &UserId, project: &ProjectId) -> Caller {
    Caller {
        user: user.clone(),
        user_name: String::new(),
        project: project.clone(),
        project_name: String::new(),
        domain: model::DomainId::default_domain(),
        roles: model::Roles::from_iter([model::Role::Admin, model::Role::Member]),
        origin: Origin::default(),
    }
}
