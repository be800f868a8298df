use model::{MIB, Resource};

use super::{Counts, Limits};
use crate::ingest::PART;

/// Of the room that is left when it is scarce, one upload reserves an eighth ahead.
const SCARCE: u64 = 8;

/// Where reserved bytes go. Each has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuotaPool {
    /// A store.
    Store,
    /// The staging area.
    Stage,
}

impl QuotaPool {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Stage => "stage",
        }
    }

    /// The space of that name. One that only a newer release knows counts as the store's, as its own count in the database has
    /// no place here; that release, or `fsck --repair`, counts anew.
    pub fn named(name: &str) -> Self {
        if name == "stage" {
            Self::Stage
        } else {
            Self::Store
        }
    }

    /// `bytes` reserved in it.
    pub fn reserved(self, bytes: i64) -> Counts {
        match self {
            Self::Store => Counts {
                reserved: bytes,
                ..Counts::default()
            },
            Self::Stage => Counts {
                staged: bytes,
                ..Counts::default()
            },
        }
    }

    fn resource(self) -> Resource {
        match self {
            Self::Store => Resource::Size,
            Self::Stage => Resource::Staged,
        }
    }
}

/// What a project uses and may use. Pure: the database holds it still while somebody decides.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Account {
    pub counts: Counts,
    pub limits: Limits,
}

impl Account {
    /// Refuses `more` if with it anything that it adds to would pass its limit. Whoever asks has `own` bytes reserved
    /// already.
    pub fn admit(&self, more: Counts, own: u64) -> std::result::Result<(), OverQuota> {
        for resource in Resource::ALL {
            if of(more, *resource) > 0 {
                self.hold(*resource, of(more, *resource), own)?;
            }
        }
        Ok(())
    }

    /// Refuses if more bytes are in `space` than may be: a limit was lowered. Whoever asks has `own` bytes reserved.
    pub fn check(&self, space: QuotaPool, own: u64) -> std::result::Result<(), OverQuota> {
        self.hold(space.resource(), 0, own)
    }

    /// How many bytes to reserve at once where `need` are needed and nobody knows how many will follow.
    ///
    /// A whole part while there is room for one. Small steps when it gets scarce, so that one upload does not take the
    /// last room that others could use.
    pub fn step(&self, space: QuotaPool, need: u64) -> u64 {
        let resource = space.resource();
        let Some(limit) = self.limits.counted(resource) else {
            return need.max(PART);
        };
        let used = of(self.counts, resource).max(0).cast_unsigned();
        let left = limit.saturating_sub(used);
        let step = if left >= PART { PART } else { left / SCARCE };
        step.max(need)
    }

    fn hold(&self, resource: Resource, more: i64, own: u64) -> std::result::Result<(), OverQuota> {
        let Some(limit) = self.limits.counted(resource) else {
            return Ok(());
        };
        let taken = of(self.counts, resource).max(0).cast_unsigned();
        let more = more.max(0).cast_unsigned();
        if taken.saturating_add(more) <= limit {
            return Ok(());
        }
        // What whoever asks has itself is part of what it needs, not of what others have.
        let reserved = match resource {
            Resource::Size => self.counts.reserved.max(0).cast_unsigned(),
            _ => 0,
        };
        let own = own.min(taken);
        Err(OverQuota {
            resource,
            limit,
            used: (taken - reserved.min(taken)).saturating_sub(own.saturating_sub(reserved)),
            reserved: reserved.saturating_sub(own),
            needed: own.saturating_add(more),
            returnable: 0,
        })
    }
}

/// How much of `counts` is of `resource`.
fn of(counts: Counts, resource: Resource) -> i64 {
    match resource {
        Resource::Size => counts.stored.saturating_add(counts.reserved),
        Resource::Staged => counts.staged,
        Resource::Images => counts.images,
        Resource::Uploading => counts.uploading,
    }
}

/// Which limit stood in the way, and of what. Bytes, or pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverQuota {
    pub resource: Resource,
    pub limit: u64,
    /// What is there: bytes of images or in the staging area, images, uploads.
    pub used: u64,
    /// Bytes reserved for other uploads under way.
    pub reserved: u64,
    /// All that was asked for, with what had been reserved for it before.
    pub needed: u64,
    /// Of the reserved bytes, those that may come back within moments: reserved ahead for bodies of unknown length.
    pub returnable: u64,
}

impl OverQuota {
    /// Whether it would fit if everything that may come back came back.
    pub(super) fn may_fit_soon(&self) -> bool {
        let taken = self.used.saturating_add(self.reserved);
        let least = taken.saturating_sub(self.returnable);
        self.returnable > 0 && least.saturating_add(self.needed) <= self.limit
    }
}

impl std::fmt::Display for OverQuota {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            resource,
            limit,
            used,
            reserved,
            needed,
            ..
        } = self;
        if !resource.is_bytes() {
            return write!(
                f,
                "the quota {resource} of the project is {limit}, and there are {used}"
            );
        }
        let limit = limit / MIB;
        write!(
            f,
            "the quota {resource} of the project is {limit} MiB; {used} bytes are used, {reserved} are reserved for other uploads, and {needed} more do not fit"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(stored: i64, reserved: i64, limit: Option<u64>) -> Account {
        Account {
            counts: Counts {
                stored,
                reserved,
                ..Counts::default()
            },
            limits: Limits {
                size: limit,
                ..Limits::default()
            },
        }
    }

    #[test]
    fn the_last_byte_fits_and_one_more_does_not() {
        let account = account(1 << 20, (1 << 20) - 10, Some(2));
        assert!(account.admit(QuotaPool::Store.reserved(10), 0).is_ok());
        let refused = account
            .admit(QuotaPool::Store.reserved(11), 0)
            .expect_err("too many");
        assert_eq!(
            refused.to_string(),
            "the quota image_size_total of the project is 2 MiB; 1048576 bytes are used, 1048566 are reserved for other uploads, and 11 more do not fit"
        );
        assert!(
            account.admit(QuotaPool::Stage.reserved(11), 0).is_ok(),
            "not the staging area's"
        );
    }

    #[test]
    fn what_an_upload_has_reserved_itself_is_part_of_what_it_needs() {
        let account = account(8 << 20, 2 << 20, Some(10));
        let refused = account
            .admit(QuotaPool::Store.reserved(5), 2 << 20)
            .expect_err("too many");
        let numbers = (
            refused.used,
            refused.reserved,
            refused.needed,
            refused.limit,
        );
        assert_eq!(numbers, (8 << 20, 0, (2 << 20) + 5, 10 << 20));
    }

    #[test]
    fn only_what_may_come_back_is_worth_waiting_for() {
        let refused = |returnable| OverQuota {
            resource: Resource::Size,
            limit: 10,
            used: 4,
            reserved: 4,
            needed: 3,
            returnable,
        };
        assert!(!refused(0).may_fit_soon());
        assert!(refused(1).may_fit_soon());
        let hopeless = OverQuota {
            needed: 7,
            ..refused(4)
        };
        assert!(!hopeless.may_fit_soon());
    }

    #[test]
    fn what_is_over_already_stops_only_what_adds_to_it() {
        let account = account(3 << 20, 0, Some(2));
        assert!(account.check(QuotaPool::Store, 0).is_err());
        let image = Counts {
            images: 1,
            ..Counts::default()
        };
        assert!(account.admit(image, 0).is_ok());
        assert!(account.admit(QuotaPool::Store.reserved(-5), 0).is_ok());
    }

    #[test]
    fn a_step_is_a_part_and_less_where_room_is_scarce() {
        assert_eq!(account(0, 0, None).step(QuotaPool::Store, 5), PART);
        assert_eq!(account(0, 0, Some(16)).step(QuotaPool::Store, 5), PART);
        assert_eq!(account(0, 0, Some(8)).step(QuotaPool::Store, 5), 1 << 20);
        assert_eq!(account(0, 0, Some(0)).step(QuotaPool::Store, 5), 5);
    }
}
