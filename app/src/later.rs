//! Values that arrive later, each in one shape: a page is compiled into less code when its pieces have one type.

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::wire::Wire;

type Piece = Arc<dyn Fn() -> Suspend<AnyView> + Send + Sync>;

/// A resource that travels to the browser within the page.
pub type Fetched<T> = Resource<T, Wire>;

/// Fetches anew whenever `source` changes.
pub fn fetched<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Fetched<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}

/// Shows what `view` comes to once it is there, and nothing before.
pub fn later<F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    suspended(Arc::new(move || Suspend::new(view())))
}

/// Shows `fallback` at first, then what `view` comes to; while that changes, what was there before stays.
pub fn later_or<F>(
    fallback: impl Fn() -> AnyView + Send + Sync + 'static,
    view: impl Fn() -> F + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    let fallback: Arc<dyn Fn() -> AnyView + Send + Sync> = Arc::new(fallback);
    replaced(fallback, Arc::new(move || Suspend::new(view())))
}

fn suspended(piece: Piece) -> AnyView {
    view! { <Suspense>{move || piece()}</Suspense> }.into_any()
}

fn replaced(fallback: Arc<dyn Fn() -> AnyView + Send + Sync>, piece: Piece) -> AnyView {
    view! { <Transition fallback=move || fallback()>{move || piece()}</Transition> }.into_any()
}
