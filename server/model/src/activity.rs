//! Activity: who did what to what, when, and from where.

use crate::{Caller, OffsetDateTime, ProjectId, UserId, stored::stored_words};

stored_words!(
    /// What somebody did.
    AuditAction, "action" {
        ImageCreate = "image.create", ImageUpdate = "image.update", ImageDelete = "image.delete",
        ImageUpload = "image.upload", ImageStage = "image.stage", ImageImport = "image.import",
        ImageDeactivate = "image.deactivate", ImageReactivate = "image.reactivate",
        MemberAdd = "member.add", MemberAccept = "member.accept", MemberReject = "member.reject",
        MemberReset = "member.reset", MemberRemove = "member.remove",
        ProjectCreate = "project.create", ProjectUpdate = "project.update", ProjectDelete = "project.delete",
        UserCreate = "user.create", UserUpdate = "user.update", UserDelete = "user.delete",
        UserPassword = "user.password",
        RoleAssign = "role.assign", RoleRevoke = "role.revoke",
        RoleCreate = "role.create", RoleUpdate = "role.update", RoleDelete = "role.delete",
        DomainCreate = "domain.create", DomainUpdate = "domain.update", DomainDelete = "domain.delete",
        SessionBegin = "session.begin", SessionEnd = "session.end", SessionRefuse = "session.refuse",
        CredentialCreate = "credential.create", CredentialDelete = "credential.delete",
        NamespaceCreate = "namespace.create", NamespaceUpdate = "namespace.update", NamespaceDelete = "namespace.delete",
        CertificateCreate = "certificate.create", CertificateRevoke = "certificate.revoke", CertificateDelete = "certificate.delete",
    }
);

impl AuditAction {
    /// The kind of thing that it was done to.
    pub fn target_kind(self) -> &'static str {
        match (self, self.as_str().split_once('.')) {
            // What is shared is the image; with whom, the details tell.
            (_, Some(("member", _))) => "image",
            (Self::RoleAssign | Self::RoleRevoke, _) => "user",
            (_, Some((kind, _))) => kind,
            (_, None) => "",
        }
    }
}

/// From where a request came. All of it is empty where the server does something by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The node that it came to.
    pub node: String,
    pub request: String,
    pub address: String,
    pub user_agent: String,
    /// The application credential that it came with, by id and by name; empty without one.
    pub credential_id: String,
    pub credential_name: String,
}

/// Who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Nobody, where the server did it by itself.
    pub user: Option<UserId>,
    /// Where it is empty, the directory's own name for that user is taken, or the one that was noted last.
    pub name: String,
    pub project: Option<ProjectId>,
    pub origin: Origin,
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self {
            user: Some(caller.user.clone()),
            name: caller.user_name.clone(),
            project: Some(caller.project.clone()),
            origin: caller.origin.clone(),
        }
    }
}

/// Something that was done, to be noted in the transaction that does it.
#[derive(Clone, Debug)]
pub struct AuditEvent {
    pub actor: Actor,
    pub action: AuditAction,
    pub target: String,
    pub target_name: String,
    /// The project in whose list it stands; none for what belongs to no project.
    pub owner: Option<ProjectId>,
    /// Another project that it is about.
    pub other: Option<ProjectId>,
    /// What changed: a JSON object of a few short values, never a secret.
    pub details: String,
}

/// Something that was done, as it is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    pub id: i64,
    pub at: OffsetDateTime,
    pub actor: String,
    pub actor_name: String,
    pub actor_project: Option<String>,
    pub action: AuditAction,
    pub target_kind: String,
    pub target: String,
    pub target_name: String,
    pub project: Option<String>,
    pub other_project: Option<String>,
    /// A JSON object.
    pub details: String,
    pub node: String,
    pub request_id: String,
    pub address: String,
    pub user_agent: String,
    /// The application credential with which it was done.
    pub credential_id: String,
    pub credential_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_says_to_what_kind_of_thing_it_is_done() {
        assert_eq!(AuditAction::ImageUpload.target_kind(), "image");
        assert_eq!(AuditAction::MemberAdd.target_kind(), "image");
        assert_eq!(AuditAction::RoleAssign.target_kind(), "user");
        assert_eq!(AuditAction::RoleCreate.target_kind(), "role");
        assert_eq!(AuditAction::CredentialCreate.target_kind(), "credential");
    }
}
