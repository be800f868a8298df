use leptos::prelude::*;

use crate::{
    api::{SignedIn, who_am_i},
    error::Result,
    later::{Fetched, fetched, later},
    ui::ProblemPage,
};

/// Who is signed in, asked once per page load: everything that changes it loads a new page.
#[derive(Clone, Copy)]
pub struct Who(Fetched<Result<SignedIn>>);

/// Asks who is signed in, for everything below.
pub fn provide() {
    provide_context(Who(fetched(|| (), |()| who_am_i())));
}

/// Who is signed in, to be awaited.
pub fn use_who() -> Fetched<Result<SignedIn>> {
    expect_context::<Who>().0
}

/// Shows `page` to whoever is signed in, and everybody else the way to the sign-in page.
///
/// Resources are made outside of `page`: inside, server and browser would number them differently.
pub fn signed_in(
    page: impl Fn(SignedIn) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let who = use_who();
    later(move || {
        let page = page.clone();
        async move {
            match who.await {
                Ok(signed_in) => page(signed_in),
                Err(error) => view! { <ProblemPage error/> }.into_any(),
            }
        }
    })
}
