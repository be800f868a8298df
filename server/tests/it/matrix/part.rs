use super::{
    activity, ask::Ask, certificates, functions, identity, image, pages, people::TestUser,
    stage::Stage, table::Row, table::Table, uploads,
};
use crate::helpers::Answer;

/// A part of the server, with a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Image,
    Identity,
    Uploads,
    Functions,
    Activity,
    Certificates,
    /// Everything else: what people read, and what probes ask.
    Pages,
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Image,
        Self::Identity,
        Self::Uploads,
        Self::Functions,
        Self::Activity,
        Self::Certificates,
        Self::Pages,
    ];

    /// Where the endpoint at `path` belongs.
    pub fn of(path: &str) -> Self {
        match path.split('/').nth(1) {
            Some("image") => Self::Image,
            Some("identity") => Self::Identity,
            Some("uploads") => Self::Uploads,
            Some("fn") => Self::Functions,
            Some("api") if is_of_certificates(path) => Self::Certificates,
            Some("api") => Self::Activity,
            _ => Self::Pages,
        }
    }

    /// The name of its table.
    pub fn file(self) -> &'static str {
        match self {
            Self::Image => "image.txt",
            Self::Identity => "identity.txt",
            Self::Uploads => "uploads.txt",
            Self::Functions => "functions.txt",
            Self::Activity => "activity.txt",
            Self::Certificates => "certificates.txt",
            Self::Pages => "pages.txt",
        }
    }

    pub fn table(self) -> Table {
        Table::read(match self {
            Self::Image => include_str!("table/image.txt"),
            Self::Identity => include_str!("table/identity.txt"),
            Self::Uploads => include_str!("table/uploads.txt"),
            Self::Functions => include_str!("table/functions.txt"),
            Self::Activity => include_str!("table/activity.txt"),
            Self::Certificates => include_str!("table/certificates.txt"),
            Self::Pages => include_str!("table/pages.txt"),
        })
    }

    /// Makes what the row is about, for this ask alone, and what to ask.
    pub async fn ask(self, stage: &Stage, row: &Row, who: TestUser) -> Ask {
        match self {
            Self::Image => image::ask(stage, row).await,
            Self::Identity => identity::ask(stage, row, who).await,
            Self::Uploads => uploads::ask(stage, row, who).await,
            Self::Functions => functions::ask(stage, row, who).await,
            Self::Activity => activity::ask(stage, row).await,
            Self::Certificates => certificates::ask(stage, row).await,
            Self::Pages => pages::ask(stage, row, who).await,
        }
    }

    /// The word for an answer.
    pub fn verdict(self, answer: &Answer) -> String {
        let status = answer.status.as_u16();
        match self {
            Self::Functions => functions::verdict(answer),
            Self::Pages if status == 302 => {
                let is_way_in = answer.header("location").starts_with("/login");
                if is_way_in { "sign-in" } else { "on" }.to_owned()
            }
            _ => status.to_string(),
        }
    }
}

fn is_of_certificates(path: &str) -> bool {
    path.contains("/certificates") || path.ends_with("/signatures")
}
