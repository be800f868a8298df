//! The server functions: what the forms of the pages ask of the server. Each ends by naming the page that comes next.

mod images;
mod preferences;
mod session;

pub use images::{
    AnswerImage, ChangeImage, ChangeImages, DeleteImage, ShareImage, TurnImage, UnshareImage,
    answer_image, change_image, change_images, delete_image, share_image, turn_image,
    unshare_image,
};
pub use preferences::{SetPreferences, set_preferences};
pub use session::{EnterProject, SignIn, SignOut, enter_project, sign_in, sign_out};
