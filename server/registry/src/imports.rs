//! Imports: how the data of an image comes to it without a client that sends it all the while.

mod limits;
mod run;
mod start;

use model::{Caller, ImportMethod};

pub use self::limits::ImportLimits;
use crate::{Reauthenticator, Registry, Transfer};

/// Imports in the name of a caller.
#[derive(Clone, Copy, Debug)]
pub struct Imports<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
    pub(crate) reauthenticator: Option<&'a Reauthenticator>,
}

impl<'a> Imports<'a> {
    /// The same, with the certificates that `reauthenticator` finds for the caller.
    #[must_use]
    pub fn under(self, reauthenticator: &'a Reauthenticator) -> Self {
        Self {
            reauthenticator: Some(reauthenticator),
            ..self
        }
    }
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

    /// What moves the data.
    pub(crate) fn transfer(&self) -> Transfer {
        match self {
            Self::Web(_) => Transfer::Remote,
            Self::Staged | Self::Copy => Transfer::Local,
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
    /// The credentials of the requester; see [`Requester`](crate::Requester).
    pub grounds: String,
}

/// Into which stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    #[default]
    Default,
    Named(Vec<String>),
    All,
}
