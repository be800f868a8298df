use model::{Caller, Image, Project, ProjectId, Status};

use crate::{error::Result, paths::In, ssr};

/// Whoever is signed in, and where they could go.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub caller: Caller,
    /// The projects in which they are something, by name.
    pub projects: Vec<Project>,
    /// Whether there is a session to end.
    pub can_leave: bool,
    /// How many images of others wait for this project's answer.
    pub waiting: u64,
}

impl SignedIn {
    /// Who asks for this page.
    pub async fn find() -> Result<Self> {
        let caller = ssr::caller()?;
        // Without sign-in, as in development, there is a caller but no session.
        let session = ssr::web_session();
        let projects = match &session {
            Some(session) => ssr::identity().projects_of(&session.user).await?,
            None => Vec::new(),
        };
        let waiting = ssr::registry().images(&caller).waiting().await?;
        Ok(Self {
            caller,
            projects,
            can_leave: session.is_some(),
            waiting,
        })
    }

    /// The addresses of the project they are in.
    pub fn here(&self) -> In<'_> {
        In(&self.caller.project)
    }

    /// What they call a project: its name if it is one of theirs, else its id.
    pub fn name_of(&self, project: &ProjectId) -> String {
        let theirs = self.projects.iter().find(|each| each.id == *project);
        theirs.map_or_else(|| project.to_string(), |each| each.name.clone())
    }

    /// Whether they may change `image`: its project's writers and admins may.
    pub fn can_change(&self, image: &Image) -> bool {
        self.caller.is_admin() || (self.caller.can_write() && self.caller.project == image.owner)
    }

    /// Whether they may download the data of `image`: what is deactivated, only admins may.
    pub fn can_download(&self, image: &Image) -> bool {
        match image.status {
            Status::Active => self.caller.can_download(),
            Status::Deactivated => self.caller.is_admin(),
            _ => false,
        }
    }

    /// Whether they may delete `image`.
    pub fn can_delete(&self, image: &Image) -> bool {
        self.can_change(image)
    }
}
