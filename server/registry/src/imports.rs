//! Imports: how the data of an image comes to it without a client that sends it all the while.

mod run;
mod start;

use model::{Caller, ImportMethod};

use crate::Registry;

/// Imports in the name of a caller.
#[derive(Clone, Copy, Debug)]
pub struct Imports<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}

/// From where the data comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// What was staged before.
    Staged,
    /// What an address on the web holds.
    Web(String),
    /// What a store holds already.
    Copy,
}

impl Source {
    /// Glance's name for it.
    pub fn method(&self) -> ImportMethod {
        match self {
            Self::Staged => ImportMethod::GlanceDirect,
            Self::Web(_) => ImportMethod::WebDownload,
            Self::Copy => ImportMethod::CopyImage,
        }
    }
}

/// An import to be begun.
#[derive(Clone, Debug)]
pub struct NewImport {
    pub source: Source,
    /// The stores that it shall come to: those that were named, all, or the default one.
    pub stores: Destination,
    /// The whole of what was asked, in JSON, to be shown.
    pub asked: serde_json::Value,
    /// The request that asked.
    pub request: String,
}

/// Into which stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    #[default]
    Default,
    Named(Vec<String>),
    All,
}
