use std::collections::BTreeMap;

use super::{Act, Policies, Target};
use crate::{Caller, DomainId, Image, ImageId, ProjectId, Roles, Status, UserId, Visibility, now};

/// Whose an image is, as somebody in a project sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Their own project's.
    Own,
    /// Another project's, which shares it with theirs.
    Shared,
    /// Another project's, which keeps it private.
    Others,
}

impl Whose {
    /// Each of them, the nearest first.
    pub const ALL: [Self; 3] = [Self::Own, Self::Shared, Self::Others];
}

/// How far a policy lets somebody go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is about no image: they may, or not.
    Plain(bool),
    /// With whose images they may.
    Images(Vec<Whose>),
}

impl Act {
    /// Whether it is done with an image that is there.
    pub fn is_about_an_image(self) -> bool {
        (Self::GetImage..=Self::FetchImageLocation).contains(&self) && self != Self::GetImages
    }
}

impl Policies {
    /// How far the rules in force let somebody go who has the role of that name, and no other.
    pub fn reach(&self, act: Act, role: &str) -> Reach {
        let caller = Caller {
            user: UserId::new(),
            user_name: String::new(),
            project: ProjectId::new(),
            project_name: String::new(),
            domain: DomainId::default_domain(),
            roles: Roles::from_iter([role.to_owned()]),
            origin: crate::Origin::default(),
        };
        if !act.is_about_an_image() {
            return Reach::Plain(self.allow(&caller, act, &Target::of(&caller.project)));
        }
        let may = |whose: &Whose| {
            let image = sample(*whose, &caller.project);
            let target = Target::image(&image, &caller.project);
            // Visibility comes first, and what is not shown cannot be changed.
            let shown = *whose != Whose::Others || self.is_admin(&caller);
            shown
                && self.allow(&caller, Act::GetImage, &target)
                && self.allow(&caller, act, &target)
        };
        Reach::Images(Whose::ALL.into_iter().filter(may).collect())
    }
}

/// An ordinary image.
fn sample(whose: Whose, project: &ProjectId) -> Image {
    let (owner, visibility) = match whose {
        Whose::Own => (project.clone(), Visibility::Private),
        Whose::Shared => (ProjectId::new(), Visibility::Shared),
        Whose::Others => (ProjectId::new(), Visibility::Private),
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

    fn images(policies: &Policies, act: Act, role: &str) -> Vec<Whose> {
        match policies.reach(act, role) {
            Reach::Images(whose) => whose,
            Reach::Plain(_) => panic!("{act} is about images"),
        }
    }

    #[test]
    fn each_role_reaches_as_far_as_the_rules_say() {
        let usual = Policies::default();
        assert_eq!(images(&usual, Act::DownloadImage, "reader"), []);
        assert_eq!(
            images(&usual, Act::DownloadImage, "member"),
            [Whose::Own, Whose::Shared]
        );
        assert_eq!(images(&usual, Act::DeleteImage, "member"), [Whose::Own]);
        assert_eq!(images(&usual, Act::DeleteImage, "admin"), Whose::ALL);
        assert_eq!(images(&usual, Act::ModifyMember, "member"), [Whose::Shared]);
        assert_eq!(usual.reach(Act::AddImage, "member"), Reach::Plain(true));
        assert_eq!(usual.reach(Act::AddImage, "reader"), Reach::Plain(false));
    }

    #[test]
    fn a_rule_of_the_operators_is_what_counts_and_shows_nobody_more() {
        let rules = [("download_image", "role:carrier"), ("get_image", "@")]
            .map(|(name, rule)| (name.to_owned(), rule.to_owned()));
        let own = Policies::with(rules).expect("rules");
        assert_eq!(images(&own, Act::DownloadImage, "member"), []);
        assert_eq!(
            images(&own, Act::DownloadImage, "carrier"),
            [Whose::Own, Whose::Shared]
        );
        assert!(own.is_overridden(Act::DownloadImage) && !own.is_overridden(Act::DeleteImage));
    }
}
