use model::{Caller, CredentialId, ProjectId, UserId, now};

use crate::{Identity, Result};

/// Whether somebody who began long work may still have it done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one is made for a request, and not kept"
)]
pub enum RequesterStatus {
    /// They may, as this caller.
    Allowed(Caller),
    /// The user, their role in the project, or the application credential has ended.
    Ended,
    /// Only Keystone knows, and it is asked with a token that is not at hand.
    Unknown,
}

impl Identity {
    /// Whether `user` still has a role in `project`, by the application credential if they came with one.
    ///
    /// For work that goes on when its request is over, at its checkpoints: three short queries.
    pub async fn requester_status(
        &self,
        user: &UserId,
        project: &ProjectId,
        credential: Option<&CredentialId>,
    ) -> Result<RequesterStatus> {
        if self.keystone.is_some() {
            return Ok(RequesterStatus::Unknown);
        }
        let Some(user) = self.user(user).await? else {
            return Ok(RequesterStatus::Ended);
        };
        let Some(mut caller) = self.caller(user, project).await? else {
            return Ok(RequesterStatus::Ended);
        };
        if let Some(id) = credential {
            let row = self.credential_by_id(id.as_str()).await?;
            let row = row.filter(|row| row.expires_at.is_none_or(|at| at > now()));
            let Some(used) = row.map(crate::used::UsedRow::used) else {
                return Ok(RequesterStatus::Ended);
            };
            caller.roles = used.roles.within(&caller.roles.with_implied());
            caller.origin.credential_id = used.id.to_string();
            caller.origin.credential_name = used.name;
            if caller.roles.is_empty() {
                return Ok(RequesterStatus::Ended);
            }
        }
        Ok(RequesterStatus::Allowed(caller))
    }
}
