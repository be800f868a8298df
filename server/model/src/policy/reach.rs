use std::collections::BTreeMap;

use super::{Policies, Policy, Target};
use crate::{Caller, DomainId, Image, ImageId, ProjectId, Roles, Status, UserId, Visibility, now};

/// Whose an image is, as somebody in a project sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// Their own project's.
    Own,
    /// Another project's, which shares it with theirs.
    Shared,
    /// Another project's, which keeps it private.
    Others,
}

impl Ownership {
    /// Each of them, the nearest first.
    pub const ALL: [Self; 3] = [Self::Own, Self::Shared, Self::Others];
}

/// How far a policy lets somebody go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is about no image: they may, or not.
    Plain(bool),
    /// With whose images they may.
    Images(Vec<Ownership>),
}

impl Policy {
    /// Whether it is done with an image that is there.
    pub fn is_about_an_image(self) -> bool {
        (Self::GetImage..=Self::FetchImageLocation).contains(&self) && self != Self::GetImages
    }
}

impl Policies {
    /// How far the rules in force let somebody go who has the role of that name, and no other.
    pub fn reach(&self, policy: Policy, role: &str) -> Reach {
        let caller = Caller {
            user: UserId::new(),
            user_name: String::new(),
            project: ProjectId::new(),
            project_name: String::new(),
            domain: DomainId::default_domain(),
            roles: Roles::from_iter([role.to_owned()]),
            origin: crate::Origin::default(),
        };
        if !policy.is_about_an_image() {
            return Reach::Plain(self.allow(&caller, policy, &Target::of(&caller.project)));
        }
        let may = |whose: &Ownership| {
            let image = sample(*whose, &caller.project);
            let target = Target::image(&image, &caller.project);
            // Visibility comes first, and what is not shown cannot be changed.
            let shown = *whose != Ownership::Others || self.is_admin(&caller);
            shown
                && self.allow(&caller, Policy::GetImage, &target)
                && self.allow(&caller, policy, &target)
        };
        Reach::Images(Ownership::ALL.into_iter().filter(may).collect())
    }
}

/// An ordinary image.
fn sample(whose: Ownership, project: &ProjectId) -> Image {
    let (owner, visibility) = match whose {
        Ownership::Own => (project.clone(), Visibility::Private),
        Ownership::Shared => (ProjectId::new(), Visibility::Shared),
        Ownership::Others => (ProjectId::new(), Visibility::Private),
    };
    Image {
        id: ImageId::new(),
        name: None,
        status: Status::Active,
        visibility,
        owner,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn images(policies: &Policies, policy: Policy, role: &str) -> Vec<Ownership> {
        match policies.reach(policy, role) {
            Reach::Images(whose) => whose,
            Reach::Plain(_) => panic!("{policy} is about images"),
        }
    }

    #[test]
    fn each_role_reaches_as_far_as_the_rules_say() {
        let usual = Policies::default();
        assert_eq!(images(&usual, Policy::DownloadImage, "reader"), []);
        assert_eq!(
            images(&usual, Policy::DownloadImage, "member"),
            [Ownership::Own, Ownership::Shared]
        );
        assert_eq!(
            images(&usual, Policy::DeleteImage, "member"),
            [Ownership::Own]
        );
        assert_eq!(images(&usual, Policy::DeleteImage, "admin"), Ownership::ALL);
        assert_eq!(
            images(&usual, Policy::ModifyMember, "member"),
            [Ownership::Shared]
        );
        assert_eq!(usual.reach(Policy::AddImage, "member"), Reach::Plain(true));
        assert_eq!(usual.reach(Policy::AddImage, "reader"), Reach::Plain(false));
    }

    #[test]
    fn a_rule_of_the_operators_is_what_counts_and_shows_nobody_more() {
        let rules = [("download_image", "role:carrier"), ("get_image", "@")]
            .map(|(name, rule)| (name.to_owned(), rule.to_owned()));
        let own = Policies::with(rules).expect("rules");
        assert_eq!(images(&own, Policy::DownloadImage, "member"), []);
        assert_eq!(
            images(&own, Policy::DownloadImage, "carrier"),
            [Ownership::Own, Ownership::Shared]
        );
        assert!(
            own.is_overridden(Policy::DownloadImage) && !own.is_overridden(Policy::DeleteImage)
        );
    }
}
