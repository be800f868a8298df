//! The server's half: where server functions and pages find who asks, what they may use, and the answer's headers.

mod address;
mod answer;
mod columns;
mod cookies;
pub mod deeds;
pub mod edit;
pub mod flash;
mod handles;
mod plain_upload;
mod preferences;
pub mod quota;
mod refusal;
mod session;
mod undo;

/// The words of pages, for what a server function says on the page that comes next.
pub mod words {
    pub use crate::pages::text::{account, admin, change, errors, images, list, members, sharing};
}

pub use address::{here, queries, query};
pub use answer::{
    forget_visitor, is_form, keep_typed, page_headers, redirect, redirect_back, set_status, typed,
};
pub use columns::{Column, Columns};
pub use cookies::SecureCookies;
pub use flash::{
    FlashSlots, Outcome, Returned, refused_elsewhere, returned, returned_by, said, say, say_all,
    say_link, say_secret, say_to_anybody, say_undo,
};
pub use handles::{
    PublicUrl, RequestId, asker, caller, caller_or_guest, identity, knows_all_projects,
    name_without_project, provide, public_url, registry, visitor, web_session,
};
pub use plain_upload::plain_upload;
pub use preferences::Preferences;
pub use refusal::refuse_at;
pub use session::{keep_session, sign_in, sign_out};
pub use undo::Undo;
