use form_urlencoded::Serializer;
use model::{Direction, DiskFormat, ImageMarker, Invalid, SortKey, Status, Visibility};
use registry::{Filter, ImageQuery, SharedFilter, TextField, VisibilityFilter};

use crate::{
    pages::{PageRequest, current_user::CurrentUser},
    request::query,
    shared::Result,
    text::list,
};

/// How many images a page shows.
const PORTION: u32 = 50;

/// Whose images are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Mine,
    Shared,
    Community,
    Public,
    /// Everybody's, for admins.
    All,
}

impl Tab {
    /// Each of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Mine,
        Self::Shared,
        Self::Community,
        Self::Public,
        Self::All,
    ];

    /// What the list is called.
    pub fn name(self) -> &'static str {
        let text = list();
        match self {
            Self::Mine => text.mine,
            Self::Shared => text.shared,
            Self::Community => text.community,
            Self::Public => text.public,
            Self::All => text.all,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Shared => "shared",
            Self::Community => "community",
            Self::Public => "public",
            Self::All => "all",
        }
    }

    fn from_word(word: &str) -> std::result::Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|tab| tab.word() == word);
        known.ok_or_else(|| Invalid::new("tab", format_args!("names no list: {word}")))
    }
}

/// What of the images is shown, and how: all of it is in the address.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub tab: Tab,
    pub search: Option<String>,
    pub status: Option<Status>,
    pub format: Option<DiskFormat>,
    pub visibility: Option<Visibility>,
    pub hidden: bool,
    pub sort: (SortKey, Direction),
    pub marker: Option<ImageMarker>,
}

impl View {
    /// What the address asks for.
    pub fn asked() -> Result<Self> {
        let tab = match query("tab") {
            Some(word) => Tab::from_word(&word)?,
            None => Tab::Mine,
        };
        let sort = match query("sort") {
            Some(sort) => {
                let (key, way) = sort.split_once(':').unwrap_or((&sort, "asc"));
                (key.parse()?, way.parse()?)
            }
            None => (SortKey::CreatedAt, Direction::Descending),
        };
        Ok(Self {
            tab,
            search: query("q").map(|words| words.trim().to_owned()),
            status: PageRequest::query("status")?,
            format: PageRequest::query("format")?,
            visibility: PageRequest::query("visibility")?,
            hidden: query("hidden").is_some(),
            sort,
            marker: PageRequest::query("marker")?,
        })
    }

    /// The first page of another tab, with nothing filtered.
    pub fn of_tab(tab: Tab) -> Self {
        Self {
            tab,
            search: None,
            status: None,
            format: None,
            visibility: None,
            hidden: false,
            sort: (SortKey::CreatedAt, Direction::Descending),
            marker: None,
        }
    }

    /// Whether some images are left out.
    pub fn is_filtered(&self) -> bool {
        let plain = Self {
            sort: self.sort,
            marker: self.marker,
            ..Self::of_tab(self.tab)
        };
        *self != plain
    }

    /// The same, from the first page on, in the other order of `key` if that is the order already.
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let way = match self.sort {
            (present, Direction::Ascending) if present == key => Direction::Descending,
            (present, Direction::Descending) if present == key => Direction::Ascending,
            // Texts from A, sizes and moments from the greatest.
            _ if matches!(key, SortKey::Size | SortKey::CreatedAt) => Direction::Descending,
            _ => Direction::Ascending,
        };
        Self {
            sort: (key, way),
            marker: None,
            ..self.clone()
        }
    }

    /// The pages after `marker`, or the first.
    pub fn after(&self, marker: Option<ImageMarker>) -> Self {
        Self {
            marker,
            ..self.clone()
        }
    }

    /// Its address.
    pub fn address(&self, who: &CurrentUser) -> String {
        let mut fields = Serializer::new(String::new());
        let usual = Self::of_tab(Tab::Mine);
        if self.tab != usual.tab {
            fields.append_pair("tab", self.tab.word());
        }
        if let Some(search) = &self.search {
            fields.append_pair("q", search);
        }
        if let Some(status) = self.status {
            fields.append_pair("status", status.as_str());
        }
        if let Some(format) = self.format {
            fields.append_pair("format", format.as_str());
        }
        if let Some(visibility) = self.visibility {
            fields.append_pair("visibility", visibility.as_str());
        }
        if self.hidden {
            fields.append_pair("hidden", "on");
        }
        if self.sort != usual.sort {
            fields.append_pair("sort", &self.sort_words());
        }
        if let Some(marker) = self.marker {
            fields.append_pair("marker", &marker.to_string());
        }
        let query = fields.finish();
        let images = who.here().images();
        if query.is_empty() {
            images
        } else {
            format!("{images}?{query}")
        }
    }

    /// The fields that a form of filters carries along unseen.
    pub fn carried(&self) -> [(&'static str, String); 2] {
        [
            ("tab", self.tab.word().to_owned()),
            ("sort", self.sort_words()),
        ]
    }

    fn sort_words(&self) -> String {
        let (key, way) = self.sort;
        format!("{key}:{way}")
    }

    /// The question that it is to the registry.
    pub fn query(&self, who: &CurrentUser) -> ImageQuery {
        let project = &who.caller.project;
        let mut filters = Vec::new();
        let mut listed = VisibilityFilter::All;
        match self.tab {
            Tab::Mine => filters.push(Filter::Text(TextField::Owner, vec![project.to_string()])),
            Tab::Shared => filters.push(Filter::SharedWith(
                project.clone(),
                Some(model::MemberStatus::Accepted),
            )),
            Tab::Community => listed = VisibilityFilter::Only(Visibility::Community),
            Tab::Public => listed = VisibilityFilter::Only(Visibility::Public),
            Tab::All => {}
        }
        if let (Some(visibility), Tab::Mine | Tab::All) = (self.visibility, self.tab) {
            listed = VisibilityFilter::Only(visibility);
        }
        if let Some(search) = &self.search {
            filters.push(Filter::Search(search.clone()));
        }
        if let Some(status) = self.status {
            filters.push(Filter::Text(TextField::Status, vec![status.to_string()]));
        }
        if let Some(format) = self.format {
            filters.push(Filter::Text(
                TextField::DiskFormat,
                vec![format.to_string()],
            ));
        }
        ImageQuery {
            limit: Some(PORTION),
            marker: self.marker,
            sort: vec![self.sort],
            listed,
            shared: SharedFilter::All,
            hidden: self.hidden,
            filters,
        }
    }
}
