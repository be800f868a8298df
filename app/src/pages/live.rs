use model::ImageId;

use super::current_user::CurrentUser;

/// Of which changes a page wants to hear, to bring itself up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// Of those that concern its project.
    Project,
    /// Of everybody's.
    All,
    /// Of those of one image.
    Image(ImageId),
}

impl Live {
    /// Where the page hears of what changes from the moment on at which it was made.
    pub fn address(self, who: &CurrentUser) -> String {
        let scope = if self == Self::All { "&scope=all" } else { "" };
        format!(
            "/api/v1/events?project={}&after={}{scope}",
            who.caller.project, who.changes_after
        )
    }

    /// The one thing whose changes matter.
    pub fn only(self) -> Option<String> {
        match self {
            Self::Image(id) => Some(id.to_string()),
            Self::Project | Self::All => None,
        }
    }
}
