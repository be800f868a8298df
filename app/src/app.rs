use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Redirect, Route, Router},
    path,
};

use crate::{
    frame::Frame,
    images::{ConfirmPage, ImagePage, ImagesPage},
    not_found::NotFoundPage,
    paths,
    preferences::Preferences,
    sign_in::SignInPage,
    upload::Uploads,
    who,
};

/// The whole dashboard, from the address to the page.
///
/// Every route waits for its data before the first byte: only so is the status right, and the page complete without
/// JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Preferences::provide();
    Uploads::provide();
    who::provide();

    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=|| view! { <Redirect path=paths::images()/> } ssr=SsrMode::Async/>
                    <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/images") view=ImagesPage ssr=SsrMode::Async/>
                    <Route path=path!("/images/:id") view=ImagePage ssr=SsrMode::Async/>
                    <Route path=path!("/images/:id/delete") view=ConfirmPage ssr=SsrMode::Async/>
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
