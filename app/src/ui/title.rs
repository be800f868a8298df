use std::fmt::Write;

use leptos::{html::H1, prelude::*};

use crate::{frame::Navigated, text::PRODUCT};

/// The window's title: object · project · product.
#[component]
pub fn PageTitle(
    #[prop(into)] object: String,
    #[prop(optional, into)] project: Option<String>,
) -> impl IntoView {
    let mut title = object;
    if let Some(project) = project {
        let _ = write!(title, " · {project}");
    }
    let _ = write!(title, " · {PRODUCT}");
    view! { <leptos_meta::Title text=title/> }
}

/// A page's heading. After a navigation in the browser it takes the focus, so that it is read out.
#[component]
pub fn Title(children: Children) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let navigated = expect_context::<Navigated>();
    Effect::new(move |_| {
        if !navigated.yet() {
            return;
        }
        if let Some(heading) = heading.get() {
            // It exists by now, but stands in the document only when the page is painted next. Should it be gone
            // again by then, there is nothing to read out.
            request_animation_frame(move || _ = heading.focus());
        }
    });
    view! { <h1 node_ref=heading tabindex="-1">{children()}</h1> }
}
