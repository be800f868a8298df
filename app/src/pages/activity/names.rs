use std::collections::{BTreeMap, BTreeSet};

use model::{Activity, AuditAction};

use crate::{pages::current_user::CurrentUser, shared::Result};

/// What the things of a list are called, and which of them are gone.
#[derive(Clone, Debug)]
pub struct Names {
    projects: BTreeMap<String, String>,
    gone: BTreeSet<String>,
}

impl Names {
    /// The names of all projects that `events` are about.
    pub async fn find(who: &CurrentUser, events: &[Activity]) -> Result<Self> {
        let projects_of = |event: &Activity| {
            let all = [&event.project, &event.other_project, &event.actor_project];
            all.map(Clone::clone)
        };
        let wanted: BTreeSet<String> = events.iter().flat_map(projects_of).flatten().collect();
        let mut projects = BTreeMap::new();
        for id in wanted {
            let name = who.called(&id.parse()?).await?;
            projects.insert(id, name);
        }
        let ends = events.iter().filter(|event| {
            matches!(
                event.action,
                AuditAction::ImageDelete
                    | AuditAction::ProjectDelete
                    | AuditAction::UserDelete
                    | AuditAction::NamespaceDelete
                    | AuditAction::CertificateDelete
            )
        });
        Ok(Self {
            projects,
            gone: ends.map(|event| event.target.clone()).collect(),
        })
    }

    /// What a project is called; its id where nobody knows.
    pub fn project(&self, id: &str) -> String {
        self.projects
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.to_owned())
    }

    /// Where the thing is that an audit event was done to, if `who` can go there.
    pub fn address(&self, who: &CurrentUser, event: &Activity) -> Option<String> {
        if self.gone.contains(&event.target) {
            return None;
        }
        let here = who.here();
        let admin = who.caller.is_admin();
        match event.target_kind.as_str() {
            "image" => Some(here.image(event.target.parse().ok()?)),
            "project" if admin => Some(here.one_project(&event.target.parse().ok()?)),
            "namespace" if admin => Some(here.namespace(&event.target)),
            "certificate" if admin => Some(here.certificate(event.target.parse().ok()?)),
            "user" if admin => Some(here.one_user(&event.target.parse().ok()?)),
            _ => None,
        }
    }
}
