use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{Caller, Image, Project, Status};
use serde::{Deserialize, Serialize};

use crate::{error::Result, wire::Answer};

/// Whoever is signed in, and where they could go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    pub caller: Caller,
    /// The projects in which they are something, by name.
    pub projects: Vec<Project>,
    /// Whether there is a session to end.
    pub can_leave: bool,
}

impl SignedIn {
    /// Whether they may download the data of `image`: what is deactivated, only admins may.
    pub fn can_download(&self, image: &Image) -> bool {
        match image.status {
            Status::Active => self.caller.can_download(),
            Status::Deactivated => self.caller.is_admin(),
            _ => false,
        }
    }

    /// Whether they may delete `image`: its project's writers and admins may.
    pub fn can_delete(&self, image: &Image) -> bool {
        self.caller.is_admin() || (self.caller.can_write() && self.caller.project == image.owner)
    }
}

/// The caller, their project and the projects they may enter.
#[server(prefix = "/fn", endpoint = "who_am_i", input = GetUrl, output = Answer)]
pub async fn who_am_i() -> Result<SignedIn> {
    use crate::ssr::{caller, identity, web_session};
    let caller = caller()?;
    // Without sign-in, as in development, there is a caller but no session.
    let session = web_session();
    let projects = match &session {
        Some(session) => identity().projects_of(&session.user).await?,
        None => Vec::new(),
    };
    Ok(SignedIn {
        caller,
        projects,
        can_leave: session.is_some(),
    })
}
