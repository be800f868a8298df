//! The request that is being answered: who asks, what it says, and what goes back beside the page.

mod address;
pub mod answer;
mod columns;
mod context;
mod cookies;
mod preferences;
mod refusal;
pub mod session;
mod theme;

pub use address::{here, queries, query};
pub use answer::{
    forget_visitor, is_form, keep_typed, page_headers, redirect, redirect_back, set_status, typed,
};
pub use columns::{Column, Columns};
pub use context::{
    PublicUrl, RequestId, caller, identity, knows_all_projects, name_without_project, principal,
    provide, public_url, registry, require_session, visitor, web_session,
};
pub use cookies::SecureCookies;
pub use preferences::Preferences;
pub use refusal::{fail, refuse, refuse_at, sentence};
pub use theme::Theme;
