use leptos::prelude::{document, window};
use model::{ProjectId, UserId};

/// Whose upload it is, and into which project: what the page said on which the file was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub user: UserId,
    pub project: ProjectId,
}

impl Owner {
    /// Whoever looks at this page, if it is a page of a project.
    pub fn here() -> Option<Self> {
        let path = window().location().pathname().ok()?;
        Some(Self {
            user: user_here()?,
            project: project_of(&path)?,
        })
    }
}

/// Who is signed in on this page.
pub fn user_here() -> Option<UserId> {
    let place = document().query_selector("[data-user]").ok().flatten()?;
    place.get_attribute("data-user")?.parse().ok()
}

/// The project that a page is about.
fn project_of(path: &str) -> Option<ProjectId> {
    let rest = path.strip_prefix("/projects/")?;
    rest.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_the_project() {
        let id = "0123456789abcdef0123456789abcdef";
        let project = project_of(&format!("/projects/{id}/images"));
        assert_eq!(project.map(|id| id.to_string()).as_deref(), Some(id));
        assert_eq!(project_of("/images"), None);
    }
}
