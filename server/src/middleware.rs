//! What every request passes on its way to a handler.

mod authenticate;
mod client;
mod cors;
mod error_format;
pub mod forwarded;
mod gate;
mod headers;
mod large_answers;
mod origin;
mod project;
mod request_id;
mod versions;
mod visitor;

pub use authenticate::{Credentials, authenticate};
pub use client::{ClientAddress, find_client_address, refuse_malformed};
pub use cors::{CorsAllowed, cors};
pub use error_format::{ErrorFormat, render_errors, render_errors_by_path};
pub use gate::{ask_at_functions, wait_for_identity};
pub use headers::security_headers;
pub use large_answers::{LargeAnswers, limit_large_answers};
pub use origin::same_origin;
pub use request_id::{RequestId, assign_request_id};
pub use versions::normalize_version;
pub use visitor::record_visitor;
