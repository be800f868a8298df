//! The server functions: what the forms of the pages ask of the server. Each ends by naming the page that comes next.

mod account;
mod admin;
mod images;
mod preferences;
mod session;
mod users;

pub use account::{
    ChangePassword, CreateCredential, DeleteCredential, SetDefaultProject, change_password,
    create_credential, delete_credential, set_default_project,
};
pub use admin::{
    AssignRole, CreateProject, DeleteProject, RevokeRole, SetProjectEnabled, SetQuota, assign_role,
    create_project, delete_project, revoke_role, set_project_enabled, set_quota,
};
pub use images::{
    AnswerImage, ChangeImage, ChangeImages, DeleteImage, PropertyField, SetActive, ShareImage,
    UnshareImage, answer_image, change_image, change_images, delete_image, set_active, share_image,
    unshare_image,
};
pub use preferences::{SetColumns, SetPreferences, set_columns, set_preferences};
pub use session::{
    EndOtherSessions, EndSession, EnterProject, Remaining, SessionLeft, SignIn, SignOut,
    StaySignedIn, end_other_sessions, end_session, enter_project, session_left, sign_in, sign_out,
    stay_signed_in,
};
pub use users::{
    CreateUser, DeleteUser, EndUserSessions, ResetPassword, SetUserEnabled, create_user,
    delete_user, end_user_sessions, reset_password, set_user_enabled,
};
