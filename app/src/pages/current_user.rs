use std::collections::BTreeMap;

use identity::TimeLeft;
use model::{Caller, Image, ImageAction, Project, ProjectId};

use crate::{
    request,
    shared::{Result, paths::ProjectPaths},
};

/// Whoever is signed in, and where they could go.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub caller: Caller,
    /// The projects in which they are something, by name.
    pub projects: Vec<Project>,
    /// Whether there is a session to end.
    pub can_leave: bool,
    /// How long the session goes on.
    pub left: Option<TimeLeft>,
    /// How many images of others wait for this project's answer.
    pub waiting: u64,
    /// After which number the change feed goes on from before this page was made.
    pub changes_after: i64,
}

impl CurrentUser {
    /// Who asks for this page.
    pub async fn find() -> Result<Self> {
        let caller = request::caller()?;
        // First: whatever is noted while the page is made is asked for again.
        let changes_after = request::registry().system().changes().await?.resume_after();
        // Without sign-in, as in development, there is a caller but no session.
        let session = request::web_session();
        let identity = request::identity();
        let (projects, left) = match &session {
            Some(session) => (
                identity.projects_of(&session.user).await?,
                Some(identity.time_left(session).await?),
            ),
            None => (Vec::new(), None),
        };
        let waiting = request::registry().images(&caller).waiting().await?;
        Ok(Self {
            caller,
            projects,
            can_leave: session.is_some(),
            left,
            waiting,
            changes_after,
        })
    }

    /// The addresses of the project they are in.
    pub fn here(&self) -> ProjectPaths<'_> {
        ProjectPaths(&self.caller.project)
    }

    /// What a project is called that others have to do with: its name where the identity knows it, else its id.
    pub async fn called(&self, project: &ProjectId) -> Result<String> {
        let theirs = self.projects.iter().find(|each| each.id == *project);
        if let Some(project) = theirs {
            return Ok(project.name.clone());
        }
        let known = request::identity().project_name(project).await?;
        Ok(known.unwrap_or_else(|| project.to_string()))
    }

    /// What the projects of `images` are called.
    pub async fn owners<'a>(
        &self,
        images: impl IntoIterator<Item = &'a Image>,
    ) -> Result<BTreeMap<ProjectId, String>> {
        let mut names = BTreeMap::new();
        for image in images {
            if !names.contains_key(&image.owner) {
                names.insert(image.owner.clone(), self.called(&image.owner).await?);
            }
        }
        Ok(names)
    }

    /// Whether the policies let them do that with `image` as it stands.
    pub fn may(&self, action: ImageAction, image: &Image) -> bool {
        let actions = request::registry().images(&self.caller).actions(image);
        actions.allow(action)
    }

    /// Whether the way to delete `image` is shown: the page at its end says why a protected one stays.
    pub fn sees_deletion(&self, image: &Image) -> bool {
        self.may(ImageAction::Delete, image)
            || (image.protected && self.may(ImageAction::Edit, image))
    }
}
