//! Pages come whole from the server. Here links and forms are followed without leaving the document, so that uploads
//! outlive the page they began on. Without this program everything works the same, only that uploads do not.

mod behaviours;
mod exchange;
mod follow;
mod morph;
mod places;
mod session;
mod show;

pub use follow::refresh;
pub use places::{closest, pressed};
pub use session::{ENDED, ENDING, LAST};
pub use show::when_page_arrives;

use leptos::prelude::*;

/// Follows links and forms from now on. The answer changes when the page's language does.
pub fn install() -> RwSignal<()> {
    let language = RwSignal::new(());
    Effect::new(move || {
        show::when_language_changes(move || language.set(()));
        follow::install();
        behaviours::install();
        session::install();
        // The page can now do what takes a script.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-scripted", "");
        }
    });
    language
}
