//! The pages, made on the server. Each is a function from what was asked to what is shown.

#![allow(
    clippy::needless_pass_by_value,
    reason = "components are given what they show, as a view owns what is in it"
)]
#![allow(
    clippy::unnecessary_wraps,
    reason = "a page's function ends with what it comes to"
)]

mod account;
mod activity;
mod admin;
mod current_user;
mod find;
mod frame;
mod images;
mod live;
mod page_request;
mod problem;
mod redirects;
mod routes;
mod sharing;
mod shell;
mod sign_in;
mod ui;

pub use routes::{ROUTES, Route};
pub use shell::{Assets, shell};

use leptos::prelude::*;

use self::{frame::Section, live::Live, page_request::PageRequest};
use crate::shared::Result;

/// What a page's function comes to: the page, or why there is none.
pub type PageResult = Result<Page>;

/// What is shown.
pub struct Page {
    /// What the page is about: the first part of the window's title.
    title: String,
    /// Its place in the navigation.
    section: Option<Section>,
    /// Of which changes it wants to hear.
    live: Option<Live>,
    body: AnyView,
}

impl Page {
    /// A page about `title`.
    pub fn new(
        title: impl Into<String>,
        section: Section,
        body: impl IntoView + 'static,
    ) -> PageResult {
        Ok(Self {
            title: title.into(),
            section: Some(section),
            live: None,
            body: body.into_any(),
        })
    }

    /// The same, which brings itself up to date.
    #[must_use]
    pub fn live(mut self, live: Live) -> Self {
        self.live = Some(live);
        self
    }

    /// A page outside the navigation.
    pub fn apart(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            section: None,
            live: None,
            body: body.into_any(),
        }
    }

    /// No page: the browser is sent on to `path`.
    pub fn elsewhere(path: &str) -> PageResult {
        crate::request::redirect(path);
        Ok(Self::apart(String::new(), ()))
    }
}
