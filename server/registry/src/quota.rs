//! Quotas: what a project may use, what it uses, and what is promised to work under way.
//!
//! There is one row of counts for each project, `project_usage`. It changes in the transaction of whatever changes
//! the use, so that `stored + reserved` never passes the limit, not even between two statements. How others use this:
//!
//! - [`Ledger::open`] reserves bytes for an upload (or other work that brings bytes) under its id, in the transaction
//!   that admits it;
//! - [`Ledger::grow`] reserves more, before the bytes go anywhere; for a body of unknown length
//!   [`Registry::metered`](crate::Registry) does it while the body passes;
//! - [`Ledger::check`] asks again, at every checkpoint, whether the project is within its limits;
//! - [`Ledger::commit`] turns the reservation into use, in the transaction that makes the image active;
//! - [`Registry::wait_for_room`](crate::Registry) tries again for a while what met bytes that are reserved ahead for
//!   others, and may come back;
//! - [`Ledger::settle`] keeps a reservation at exactly so many bytes: what is staged;
//! - [`Ledger::release`] releases what is still reserved under an id. Repeating it is no error, and releases nothing.
//!
//! Images are counted by [`Ledger::count`] and [`Ledger::forget`], which also releases all that was reserved for the
//! image. Rows are locked in one order everywhere: task, upload, image, the lock of
//! signatures, reservation, usage.

mod account;
mod counts;
mod ledger;
mod limits;
mod metered;
mod recount;
mod report;
mod wait;

pub use account::OverQuota;
pub(crate) use account::QuotaPool;
pub use counts::Counts;
pub(crate) use ledger::Reservation;
pub use limits::{Limits, Quotas};
pub(crate) use metered::refusal;
pub use recount::Drift;
pub use report::Usage;
