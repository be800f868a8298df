//! Forms: the server functions that pages post to, and what they do.
//!
//! A function reads what was typed, asks the registry or the identity, has the next page say what was done
//! ([`flash_message`]) and names that page (`crate::request::redirect`). An error is a value: what becomes of it
//! is decided where the function is called, in the server's `pages/exchange.rs`.

mod account;
mod admin;
mod bulk_actions;
mod certificates;
mod definitions;
mod edit;
mod flash;
mod images;
mod plain_upload;
mod preferences;
mod quota;
mod session;
mod sharing;
mod undo;
mod users;

pub use account::{ChangePassword, CreateCredential, DeleteCredential, SetDefaultProject};
pub use admin::{
    AssignRole, CreateProject, DeleteProject, RevokeRole, SetProjectEnabled, SetQuota,
};
pub use bulk_actions::ChangeImages;
pub use certificates::{
    CreateCertificate, DeleteCertificate, RequireSignatures, RevokeCertificate, certificate_name,
};
pub use definitions::{CreateNamespace, DeleteNamespace, SaveNamespace};
pub use edit::{ChangeImage, FieldDigests, area, encoded, line, micros, of_property};
pub use flash::{
    FlashSlots, FormState, Outcome, flash_message, flash_outcome, flash_to_anyone, flash_with_link,
    flash_with_secret, flash_with_undo, form_state, form_state_of, keep_typed, refused_elsewhere,
    take_flash, typed,
};
pub use images::{DeleteImage, SetActive};
pub use plain_upload::plain_upload;
pub use preferences::{SetColumns, SetPreferences};
pub use session::{EndOtherSessions, EndSession, EnterProject, SignIn, SignOut};
pub use sharing::{AnswerImage, ShareImage, UnshareImage};
pub use undo::Undo;
pub use users::{CreateUser, DeleteUser, EndUserSessions, ResetPassword, SetUserEnabled};
