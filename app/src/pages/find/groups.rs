use leptos::server_fn::ServerFn;
use model::{Direction, ErrorKind, Image, Project, SortKey, fold};
use registry::{Filter, ImageQuery, SharedFilter, VisibilityFilter};

use super::theme_name;
use crate::{
    forms::{EnterProject, SetPreferences, SignOut},
    pages::{current_user::CurrentUser, frame::Section},
    request::{Preferences, Theme, registry},
    shared::{Locale, Result},
    text::{find as words, locale, words as model_words},
};

/// How many images are shown: who has more to choose from types on.
const MOST: u32 = 8;

/// Something that was found, and the way to it.
pub struct SearchHit {
    pub name: String,
    /// What tells it from others of its name.
    pub hint: Option<String>,
    pub icon: &'static str,
    pub way: HitTarget,
}

/// How one gets there.
pub enum HitTarget {
    Page(String),
    /// A form with these fields.
    Form {
        action: String,
        fields: Vec<(&'static str, String)>,
        /// Whether the whole document is loaded anew.
        plain: bool,
    },
    /// The browser's file chooser; without a script, the form at this address.
    Files(String),
    /// The dialog of that id, where there is a script.
    Dialog(&'static str),
}

/// What was found, by kind.
pub struct SearchResults(pub Vec<(&'static str, Vec<SearchHit>)>);

impl SearchResults {
    /// Everything that `search` finds; without words, all but images.
    pub async fn find(
        who: &CurrentUser,
        search: &str,
        only_projects: bool,
        from: &str,
    ) -> Result<Self> {
        let text = words();
        let fits = |found: &SearchHit| {
            let name = fold(&found.name);
            let mut words = search.split_whitespace();
            words.all(|word| name.contains(&fold(word)))
        };
        let among = |all: Vec<SearchHit>| all.into_iter().filter(fits).collect::<Vec<_>>();
        let projects = among(projects(who, from));
        let mut groups = Vec::new();
        if only_projects {
            groups.push((text.projects, projects));
        } else {
            groups.push((text.images, images(who, search).await?));
            groups.push((text.pages, among(pages(who))));
            groups.push((text.projects, projects));
            groups.push((text.actions, among(actions(who))));
        }
        groups.retain(|(_, found)| !found.is_empty());
        Ok(Self(groups))
    }

    /// How much that is.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, found)| found.len() as u64).sum()
    }
}

async fn images(who: &CurrentUser, search: &str) -> Result<Vec<SearchHit>> {
    if search.is_empty() {
        return Ok(Vec::new());
    }
    let query = ImageQuery {
        limit: Some(MOST),
        marker: None,
        sort: vec![(SortKey::Name, Direction::Ascending)],
        listed: VisibilityFilter::All,
        shared: SharedFilter::All,
        hidden: false,
        filters: vec![Filter::Search(search.to_owned())],
    };
    let found = match registry().images(&who.caller).list(&query).await {
        // Whoever may not list images finds none.
        Err(error) if error.kind() == ErrorKind::Forbidden => Vec::new(),
        found => found?.items,
    };
    let owners = who.owners(&found).await?;
    let found = found.into_iter().map(|image: Image| SearchHit {
        name: image.title(),
        hint: owners
            .get(&image.owner)
            .filter(|_| image.owner != who.caller.project)
            .cloned(),
        icon: "disk",
        way: HitTarget::Page(who.here().image(image.id)),
    });
    Ok(found.collect())
}

fn pages(who: &CurrentUser) -> Vec<SearchHit> {
    let sections = Section::of(who).map(|section| SearchHit {
        name: section.name().to_owned(),
        hint: None,
        icon: section.icon(),
        way: HitTarget::Page(section.address(who)),
    });
    sections.collect()
}

fn projects(who: &CurrentUser, from: &str) -> Vec<SearchHit> {
    let text = words();
    let found = |project: &Project| {
        let roles: Vec<&str> = project.roles.iter().map(model_words().role).collect();
        let mut hint = roles.join(", ");
        if project.id == who.caller.project {
            hint = format!("{hint} · {}", text.here);
        }
        SearchHit {
            name: project.name.clone(),
            hint: Some(hint),
            icon: "project",
            way: HitTarget::Form {
                action: EnterProject::PATH.to_owned(),
                fields: vec![("project", project.id.to_string()), ("to", from.to_owned())],
                plain: false,
            },
        }
    };
    who.projects.iter().map(found).collect()
}

fn actions(who: &CurrentUser) -> Vec<SearchHit> {
    let text = words();
    let form = |action: &str, fields: Vec<(&'static str, String)>, plain| HitTarget::Form {
        action: action.to_owned(),
        fields,
        plain,
    };
    let found = |name: String, icon, way| SearchHit {
        name,
        hint: None,
        icon,
        way,
    };
    let mut all = Vec::new();
    if who.caller.can_write() {
        let way = HitTarget::Files(format!("{}#plain-upload", who.here().images()));
        all.push(found(text.upload.to_owned(), "upload", way));
    }
    let chosen = Preferences::here().theme;
    for theme in Theme::ALL.into_iter().filter(|theme| *theme != chosen) {
        let icon = match theme {
            Theme::Auto => "system",
            Theme::Light => "sun",
            Theme::Dark => "moon",
        };
        let fields = vec![("theme", theme.word().to_owned())];
        let way = form(SetPreferences::PATH, fields, false);
        all.push(found((text.theme)(theme_name(theme)), icon, way));
    }
    for other in Locale::ALL.into_iter().filter(|other| *other != locale()) {
        let fields = vec![("locale", other.tag().to_owned())];
        let way = form(SetPreferences::PATH, fields, false);
        all.push(found((text.language)(other.name()), "share", way));
    }
    all.push(found(
        text.keys.to_owned(),
        "key",
        HitTarget::Dialog("keys"),
    ));
    if who.can_leave {
        let way = form(SignOut::PATH, Vec::new(), true);
        all.push(found(text.sign_out.to_owned(), "leave", way));
    }
    all
}
