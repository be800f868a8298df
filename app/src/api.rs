//! The server functions: what a page may ask of the server.

mod images;
mod preferences;
mod session;
mod who;

pub use images::{
    DeleteImage, ListImages, Listing, ShowImage, delete_image, list_images, show_image,
};
pub use preferences::{SetPreferences, set_preferences};
pub use session::{EnterProject, SignIn, SignOut, enter_project, sign_in, sign_out};
pub use who::{SignedIn, WhoAmI, who_am_i};
