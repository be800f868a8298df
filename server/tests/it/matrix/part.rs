use super::{ask::Ask, image, people::Who, stage::Stage, table::Row, table::Table};
use crate::helpers::Answer;

/// A part of the house, with a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Image,
}

impl Part {
    pub const ALL: [Self; 1] = [Self::Image];

    /// Where the door at `path` belongs.
    pub fn of(path: &str) -> Option<Self> {
        let below = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
        below("/image").then_some(Self::Image)
    }

    /// The name of its table.
    pub fn file(self) -> &'static str {
        match self {
            Self::Image => "image.txt",
        }
    }

    pub fn table(self) -> Table {
        Table::read(match self {
            Self::Image => include_str!("table/image.txt"),
        })
    }

    /// Makes what the row is about, for this ask alone, and what to ask.
    pub async fn ask(self, stage: &Stage, row: &Row, _: Who) -> Ask {
        match self {
            Self::Image => image::ask(stage, row).await,
        }
    }

    /// The word for an answer.
    pub fn verdict(self, answer: &Answer) -> String {
        answer.status.as_u16().to_string()
    }
}
