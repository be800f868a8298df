//! The server functions: what the forms of the pages ask of the server. Each ends by naming the page that comes next.

mod account;
mod admin;
mod images;
mod preferences;
mod session;
mod users;

pub use account::{
    ChangePassword, CreateCredential, DeleteCredential, change_password, create_credential,
    delete_credential,
};
pub use admin::{
    CreateProject, DeleteProject, GiveRole, SetQuota, TakeRole, TurnProject, create_project,
    delete_project, give_role, set_quota, take_role, turn_project,
};
pub use images::{
    AnswerImage, ChangeImage, ChangeImages, DeleteImage, ShareImage, TurnImage, UnshareImage,
    answer_image, change_image, change_images, delete_image, share_image, turn_image,
    unshare_image,
};
pub use preferences::{SetPreferences, set_preferences};
pub use session::{EnterProject, SignIn, SignOut, enter_project, sign_in, sign_out};
pub use users::{
    CreateUser, DeleteUser, ResetPassword, TurnUser, create_user, delete_user, reset_password,
    turn_user,
};
