//! Pages come whole from the server. Here links and forms are followed without leaving the document, so that uploads
//! outlive the page they began on. Without this program everything works the same, only that uploads do not.

mod behaviours;
mod connection;
mod dialogs;
mod dom;
mod exchange;
mod follow;
mod history;
mod keys;
mod live;
mod morph;
mod palette;
mod session;
mod show;

pub use dom::{closest, pressed};
pub use follow::refresh;
pub use show::when_page_arrives;

use leptos::prelude::*;

/// Follows links and forms from now on. The answer changes when the page's language does.
pub fn install() -> RwSignal<()> {
    let language = RwSignal::new(());
    Effect::new(move || {
        show::when_language_changes(move || language.set(()));
        // First: a link that opens a dialog is not followed.
        dialogs::install();
        palette::install();
        connection::install();
        follow::install();
        behaviours::install();
        keys::install();
        session::install();
        live::install();
        // The page can now do what takes a script.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-scripted", "");
        }
    });
    language
}
