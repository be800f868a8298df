//! What every request passes on its way to a handler.

mod caller;
mod client;
mod cors;
mod dialect;
pub mod forwarded;
mod gate;
mod headers;
mod origin;
mod project;
mod request_id;
mod versions;
mod visitor;

pub use caller::{Shown, find_caller};
pub use client::{find_client, refuse_malformed};
pub use cors::{Welcome, other_sites};
pub use dialect::{Dialect, speak, speak_by_path};
pub use gate::{ask_at_functions, wait_for_identity};
pub use headers::harden;
pub use origin::same_origin;
pub use request_id::name_request;
pub use versions::one_version;
pub use visitor::meet_visitor;
