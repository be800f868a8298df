//! The request that is being answered: what the server tells pages and forms about it, and what they leave for the answer.

mod address;
mod columns;
mod context;
mod preferences;
mod refusal;
mod reply;
mod theme;

pub use address::{here, queries, query};
pub use columns::{Column, Columns};
pub use context::{
    RequestContext, caller, identity, is_form, knows_all_projects, name_without_project, principal,
    public_url, registry, require_session, still, visitor, web_session,
};
pub use preferences::Preferences;
pub use refusal::{refuse, refuse_at};
pub use reply::{
    Reply, ReplyParts, SessionChange, begin_session, end_session, forget_visitor, keep_session,
    page_headers, redirect, redirect_back, set_status,
};
pub use theme::Theme;
