//! Resumable uploads: [tus 1.0.0](https://tus.io/protocols/resumable-upload) with its extensions.

mod checksum;
mod create;
mod metadata;
mod protocol;
mod upload;

use axum::body::Body;
use futures::{StreamExt, TryStreamExt};
use http::Method;
use std::io;
use store::ByteStream;

use crate::endpoints::Endpoints;

/// Every endpoint at `/uploads`.
pub fn endpoints() -> Endpoints {
    Endpoints::below("/uploads")
        .endpoint(&Method::OPTIONS, "", protocol::abilities)
        .endpoint(&Method::POST, "", create::create)
        .endpoint(&Method::HEAD, "/{id}", upload::show)
        .endpoint(&Method::PATCH, "/{id}", upload::append)
        .endpoint(&Method::DELETE, "/{id}", upload::end)
        .endpoint(&Method::POST, "/{id}", upload::overridden)
        .answering(protocol::versioned)
}

/// A request's body as the registry takes it.
pub fn bytes_of(body: Body) -> ByteStream {
    body.into_data_stream().map_err(io::Error::other).boxed()
}
