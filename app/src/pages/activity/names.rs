use std::collections::{BTreeMap, BTreeSet};

use model::{Activity, Deed};

use crate::{error::Result, pages::who::SignedIn};

/// What the things of a list are called, and which of them are gone.
#[derive(Clone, Debug)]
pub struct Names {
    projects: BTreeMap<String, String>,
    gone: BTreeSet<String>,
}

impl Names {
    /// The names of all projects that `deeds` are about.
    pub async fn find(who: &SignedIn, deeds: &[Activity]) -> Result<Self> {
        let of_deed = |deed: &Activity| {
            let all = [&deed.project, &deed.other_project, &deed.actor_project];
            all.map(Clone::clone)
        };
        let wanted: BTreeSet<String> = deeds.iter().flat_map(of_deed).flatten().collect();
        let mut projects = BTreeMap::new();
        for id in wanted {
            let name = who.called(&id.parse()?).await?;
            projects.insert(id, name);
        }
        let ends = deeds.iter().filter(|deed| {
            matches!(
                deed.action,
                Deed::ImageDelete | Deed::ProjectDelete | Deed::UserDelete
            )
        });
        Ok(Self {
            projects,
            gone: ends.map(|deed| deed.target.clone()).collect(),
        })
    }

    /// What a project is called; its id where nobody knows.
    pub fn project(&self, id: &str) -> String {
        self.projects
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.to_owned())
    }

    /// Where the thing is that a deed was done to, if `who` can go there.
    pub fn address(&self, who: &SignedIn, deed: &Activity) -> Option<String> {
        if self.gone.contains(&deed.target) {
            return None;
        }
        let here = who.here();
        let admin = who.caller.is_admin();
        match deed.target_kind.as_str() {
            "image" => Some(here.image(deed.target.parse().ok()?)),
            "project" if admin => Some(here.one_project(&deed.target.parse().ok()?)),
            "user" if admin => Some(here.one_user(&deed.target.parse().ok()?)),
            _ => None,
        }
    }
}
