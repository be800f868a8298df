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
    CreateProject, DeleteProject, GiveRole, SetQuota, TakeRole, TurnProject, create_project,
    delete_project, give_role, set_quota, take_role, turn_project,
};
pub use images::{
    AnswerImage, ChangeImage, ChangeImages, DeleteImage, PropertyField, ShareImage, TurnImage,
    UnshareImage, answer_image, change_image, change_images, delete_image, share_image, turn_image,
    unshare_image,
};
pub use preferences::{SetColumns, SetPreferences, set_columns, set_preferences};
pub use session::{
    EndOtherSessions, EndSession, EnterProject, Remaining, SessionLeft, SignIn, SignOut,
    StaySignedIn, end_other_sessions, end_session, enter_project, session_left, sign_in, sign_out,
    stay_signed_in,
};
pub use users::{
    CreateUser, DeleteUser, EndUserSessions, ResetPassword, TurnUser, create_user, delete_user,
    end_user_sessions, reset_password, turn_user,
};
