//! The words of Vitrine: ids, names, images, callers, errors' kinds. No I/O; builds for the browser too.

mod activity;
mod caller;
mod change;
mod clock;
mod column;
mod error;
mod fold;
mod format;
mod id;
mod image;
mod marker;
mod member;
pub mod micros;
mod name;
mod order;
mod page;
mod policy;
mod project;
pub mod property;
mod quota;
mod status;
mod stored;
mod task;
mod upload;

pub use activity::{Activity, Actor, AuditAction, AuditEvent, Origin};
pub use caller::{Caller, Role, Roles};
pub use change::{Change, Condition, Property};
pub use clock::{now, utc};
pub use error::{ErrorKind, Invalid};
pub use fold::fold;
pub use format::{ContainerFormat, DiskFormat};
pub use id::{
    CertificateId, CredentialId, DomainId, ImageId, LimitId, ProjectId, RoleId, SignInId, TaskId,
    UploadId, UserId,
};
pub use image::{Image, NewImage, TagError, Visibility};
pub use marker::ImageMarker;
pub use member::{Member, MemberStatus};
pub use name::{ImageName, Password};
pub use order::{Direction, SortKey};
pub use page::Page;
pub use policy::{AllowedActions, ImageAction, Ownership, Policies, Policy, Reach, Target};
pub use project::Project;
pub use quota::{MIB, Meter, ProjectUsage, Resource};
pub use status::Status;
pub use stored::Unrecognized;
pub use task::{ImportMethod, Moment, Task, TaskKind, TaskStatus};
pub use time::OffsetDateTime;
pub use upload::{Sha256, Sha512, Upload, UploadState};
