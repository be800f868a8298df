//! What every request passes on its way to a handler.

mod caller;
mod cors;
mod dialect;
mod gate;
mod headers;
mod origin;
mod project;
mod request_id;
mod versions;
mod visitor;

pub use caller::{Shown, find_caller};
pub use cors::{Welcome, other_sites};
pub use dialect::{Dialect, speak};
pub use gate::{ask_at_functions, wait_for_identity};
pub use headers::harden;
pub use origin::same_origin;
pub use request_id::name_request;
pub use versions::one_version;
pub use visitor::meet_visitor;
