use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Policies, Policy, Target};
use crate::{Caller, Image, Invalid, Role, Roles, Status, Visibility, format::words};

words!(
    /// Something that a person does with an image.
    ImageAction, "action" {
        /// To take its data.
        Download = "download",
        /// To bring its data.
        Upload = "upload",
        /// To change what is said of it.
        Edit = "edit",
        Publicize = "publicize",
        Communitize = "communitize",
        Deactivate = "deactivate",
        Reactivate = "reactivate",
        /// To see with whom it is shared.
        SeeMembers = "see_members",
        /// To share it with one more project.
        Share = "share",
        /// To end that.
        Unshare = "unshare",
        /// To say whether one's project wants it in its list.
        Answer = "answer",
        /// To make it another project's.
        GiveAway = "give_away",
        Delete = "delete",
    }
);

/// What a caller may do with an image as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AllowedActions(Vec<ImageAction>);

impl AllowedActions {
    /// Whether `action` is among them.
    pub fn allow(&self, action: ImageAction) -> bool {
        self.0.contains(&action)
    }

    /// Each of them, in the order in which they are offered.
    pub fn iter(&self) -> impl Iterator<Item = ImageAction> + '_ {
        self.0.iter().copied()
    }
}

impl Policies {
    /// What `caller` may do with `image`, which was shown to them. Asks nobody: no query, no I/O.
    pub fn actions(&self, caller: &Caller, image: &Image) -> AllowedActions {
        let offered =
            |action: &ImageAction| fits(*action, image) && self.permit(caller, *action, image);
        AllowedActions(ImageAction::ALL.iter().copied().filter(offered).collect())
    }

    /// What somebody in `caller`'s project might do with `image` who had that role and no other.
    pub fn actions_of(&self, role: Role, caller: &Caller, image: &Image) -> AllowedActions {
        let roles = Roles::from_iter([role]);
        self.actions(
            &Caller {
                roles,
                ..caller.clone()
            },
            image,
        )
    }

    /// Whether the policies allow it, whatever state the image is in.
    fn permit(&self, caller: &Caller, action: ImageAction, image: &Image) -> bool {
        let target = Target::image(image, &caller.project);
        let may = |policy| self.allow(caller, policy, &target);
        match action {
            ImageAction::Download => {
                may(Policy::DownloadImage)
                    && (image.status != Status::Deactivated || self.is_admin(caller))
            }
            ImageAction::Upload => may(Policy::UploadImage),
            ImageAction::Edit => may(Policy::ModifyImage),
            ImageAction::Publicize => may(Policy::ModifyImage) && may(Policy::PublicizeImage),
            ImageAction::Communitize => may(Policy::ModifyImage) && may(Policy::CommunitizeImage),
            ImageAction::Deactivate => may(Policy::Deactivate),
            ImageAction::Reactivate => may(Policy::Reactivate),
            ImageAction::SeeMembers => may(Policy::GetMembers),
            ImageAction::Share => may(Policy::AddMember),
            ImageAction::Unshare => may(Policy::DeleteMember),
            ImageAction::Answer => {
                may(Policy::ModifyMember) && image.owner != caller.project && !self.is_admin(caller)
            }
            ImageAction::GiveAway => may(Policy::ModifyImage) && self.is_admin(caller),
            ImageAction::Delete => may(Policy::DeleteImage),
        }
    }
}

/// Whether the state of the image lets anybody do it.
fn fits(action: ImageAction, image: &Image) -> bool {
    match action {
        ImageAction::Download => image.status.has_data(),
        ImageAction::Upload => image.status.accepts_data(),
        ImageAction::Edit | ImageAction::GiveAway => true,
        ImageAction::Publicize => image.visibility != Visibility::Public,
        ImageAction::Communitize => image.visibility != Visibility::Community,
        ImageAction::Deactivate => image.status == Status::Active,
        ImageAction::Reactivate => image.status == Status::Deactivated,
        ImageAction::SeeMembers
        | ImageAction::Share
        | ImageAction::Unshare
        | ImageAction::Answer => image.visibility == Visibility::Shared,
        ImageAction::Delete => !image.protected && image.status.is_recognized(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{DomainId, ImageId, ProjectId, UserId, now};

    fn image(owner: &ProjectId) -> Image {
        Image {
            id: ImageId::new(),
            name: None,
            status: Status::Active,
            visibility: Visibility::Shared,
            owner: owner.clone(),
            protected: false,
            hidden: false,
            disk_format: None,
            container_format: None,
            min_disk: 0,
            min_ram: 0,
            size: Some(1),
            virtual_size: None,
            checksum: None,
            sha256: None,
            sha512: None,
            tags: Vec::new(),
            properties: BTreeMap::new(),
            created_at: now(),
            updated_at: now(),
        }
    }

    fn words(actions: &AllowedActions) -> String {
        actions
            .iter()
            .map(ImageAction::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn each_role_is_offered_what_it_may_do() {
        let policies = Policies::default();
        let caller = Caller {
            user: UserId::new(),
            user_name: "alice".to_owned(),
            project: ProjectId::new(),
            project_name: "lab".to_owned(),
            domain: DomainId::default_domain(),
            roles: Roles::none(),
            origin: crate::Origin::default(),
        };
        let (own, others) = (image(&caller.project), image(&ProjectId::new()));
        let of = |role, image| words(&policies.actions_of(role, &caller, image));
        assert_eq!(of(Role::Reader, &own), "see_members");
        assert_eq!(
            of(Role::Member, &own),
            "download edit communitize deactivate see_members share unshare delete"
        );
        assert_eq!(
            of(Role::Admin, &own),
            "download edit publicize communitize deactivate see_members share unshare give_away delete"
        );
        assert_eq!(of(Role::Service, &own), "");
        assert_eq!(of(Role::Member, &others), "download see_members answer");
        let protected = Image {
            protected: true,
            status: Status::Deactivated,
            visibility: Visibility::Private,
            ..own.clone()
        };
        assert_eq!(of(Role::Member, &protected), "edit communitize reactivate");
    }
}
