//! Values that arrive later, each in one shape: a page is compiled into less code when its pieces have one type.

use codee::{Decoder, Encoder};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A piece of a page that is still being thought about.
pub type Later = Suspend<AnyView>;

/// Shows `view` when it is there.
pub fn later(view: impl Future<Output = AnyView> + Send + 'static) -> Later {
    Suspend::new(view)
}

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

/// JSON, read the way server functions' answers are read: Leptos' own codec would bring a second reader of each type.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

impl<T: Serialize> Encoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}
