use leptos::prelude::*;

use crate::browser::{
    navigation,
    upload::{Tray, Uploads},
};

/// The id of the element that the browser's program lives in. Whatever page comes, it stays.
pub const MOUNT_ID: &str = "desk";

/// What runs in the browser: the uploads, and the navigation, which follows links and forms without ending them.
#[component]
pub fn App() -> impl IntoView {
    Uploads::provide();
    let language = navigation::install();
    view! {
        {move || {
            // The tray has the language of the page that it is on.
            language.track();
            view! { <Tray/> }
        }}
    }
}
