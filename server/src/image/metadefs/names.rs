use axum::{
    extract::{FromRequestParts, Path},
    response::{IntoResponse, Response},
};
use http::request::Parts;
use model::ErrorKind;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The names in the path. One with a NUL names nothing: `404`. PostgreSQL could not look for it.
#[derive(Clone, Debug)]
pub struct Names<T>(pub T);

pub trait Texts {
    fn contain_nul(&self) -> bool;
}

impl Texts for String {
    fn contain_nul(&self) -> bool {
        self.contains('\0')
    }
}

impl Texts for (String, String) {
    fn contain_nul(&self) -> bool {
        self.0.contains('\0') || self.1.contains('\0')
    }
}

impl<T: Texts + DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Names<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let names = Path::<T>::from_request_parts(parts, state).await;
        let Path(names) = names.map_err(IntoResponse::into_response)?;
        if names.contain_nul() {
            let nothing = Problem::new(ErrorKind::NotFound, "There is nothing at this path.");
            return Err(nothing.into_response());
        }
        Ok(Self(names))
    }
}
