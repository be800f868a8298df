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

use crate::doors::Doors;

/// Every door at `/uploads`.
pub fn doors() -> Doors {
    Doors::below("/uploads")
        .door(&Method::OPTIONS, "", protocol::abilities)
        .door(&Method::POST, "", create::create)
        .door(&Method::HEAD, "/{id}", upload::show)
        .door(&Method::PATCH, "/{id}", upload::append)
        .door(&Method::DELETE, "/{id}", upload::end)
        .door(&Method::POST, "/{id}", upload::overridden)
        .answering(protocol::versioned)
}

/// A request's body as the registry takes it.
pub fn bytes_of(body: Body) -> ByteStream {
    body.into_data_stream().map_err(io::Error::other).boxed()
}
