//! The server's half: where server functions and pages find who asks, what they may use, and the answer's headers.

mod address;
mod answer;
pub mod bulk_actions;
mod columns;
mod context;
mod cookies;
pub mod edit;
pub mod flash;
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
pub use context::{
    PublicUrl, RequestId, caller, identity, knows_all_projects, name_without_project, principal,
    provide, public_url, registry, require_session, visitor, web_session,
};
pub use cookies::SecureCookies;
pub use flash::{
    FlashSlots, FormState, Outcome, flash_message, flash_outcome, flash_to_anyone, flash_with_link,
    flash_with_secret, flash_with_undo, form_state, form_state_of, refused_elsewhere, take_flash,
};
pub use plain_upload::plain_upload;
pub use preferences::Preferences;
pub use refusal::refuse_at;
pub use session::{keep_session, sign_in, sign_out};
pub use undo::Undo;
