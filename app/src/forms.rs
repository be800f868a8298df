//! Forms: the server functions that pages post to. Each ends by naming the page that comes next.

mod account;
mod admin;
pub mod bulk_actions;
pub mod edit;
pub mod flash;
mod images;
mod plain_upload;
mod preferences;
pub mod quota;
mod session;
mod undo;
mod users;

pub use account::{
    ChangePassword, CreateCredential, DeleteCredential, SetDefaultProject, change_password,
    create_credential, delete_credential, set_default_project,
};
pub use admin::{
    AssignRole, CreateProject, DeleteProject, RevokeRole, SetProjectEnabled, SetQuota, assign_role,
    create_project, delete_project, revoke_role, set_project_enabled, set_quota,
};
pub use flash::{
    FlashSlots, FormState, Outcome, flash_message, flash_outcome, flash_to_anyone, flash_with_link,
    flash_with_secret, flash_with_undo, form_state, form_state_of, refused_elsewhere, take_flash,
};
pub use images::{
    AnswerImage, ChangeImage, ChangeImages, DeleteImage, PropertyField, SetActive, ShareImage,
    UnshareImage, answer_image, change_image, change_images, delete_image, set_active, share_image,
    unshare_image,
};
pub use plain_upload::plain_upload;
pub use preferences::{SetColumns, SetPreferences, set_columns, set_preferences};
pub use session::{
    EndOtherSessions, EndSession, EnterProject, SignIn, SignOut, end_other_sessions, end_session,
    enter_project, sign_in, sign_out,
};
pub use undo::Undo;
pub use users::{
    CreateUser, DeleteUser, EndUserSessions, ResetPassword, SetUserEnabled, create_user,
    delete_user, end_user_sessions, reset_password, set_user_enabled,
};
