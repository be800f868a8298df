//! Images: their metadata, their data, and the whole life of both.
//!
//! Every access has a caller: the pool is private, and the only ways to it are [`Registry::images`] and
//! [`Registry::uploads`] and their like, which hold a caller, and [`Registry::system`], which is for the server's own work.

mod activity;
mod backup;
mod certificates;
mod error;
mod fsck;
mod images;
mod imports;
mod ingest;
mod lifecycle;
mod permission;
mod probe;
mod protections;
mod quota;
mod registry;
mod rows;
mod signatures;
mod store_markers;
mod system;
mod tasks;
mod uploads;

pub use activity::{
    ActionFilter, Activities, ActivityQuery, ActivityScope, Audience, ChangeCursor, ChangeEvent,
};
pub use backup::{Ended, Hold, StoredObject};
pub use certificates::{
    Certificates, KeyManager, KeyManagerError, NewCertificate, RegisteredCertificate, Revocation,
};
pub use error::{Error, Result};
pub use fsck::{Finding, Fsck, Remedy};
pub use images::{
    Data, Filter, ImageQuery, Images, Invitation, MomentField, NumberField, SharedFilter,
    TextField, VisibilityFilter,
};
pub use imports::{Destination, ImportLimits, Imports, NewImport, Source};
pub use ingest::{Checksum, Pace, PaceMeter};
pub use probe::NotReady;
pub use protections::{Permit, PropertyOperation, Protection, Protections};
pub use quota::{Counts, Drift, Limits, OverQuota, Quotas, Usage};
pub use registry::Registry;
pub use signatures::{SIGNATURE_NOTE, SignatureError};
pub use store_markers::StoreRefused;
pub use system::{Retention, System};
pub use tasks::{Lease, NewTask, Slots, TaskQuery, TaskSort, Tasks, Transfer};
pub use uploads::{
    Chunk, NewUpload, OpenUpload, Reauthenticator, Requester, Requesters, Target, Uploads,
};
