use model::Resource;

use super::{Counts, Limits};
use crate::{Error, Result, ingest::PART};

/// Where reserved bytes go. Each has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// A store.
    Store,
    /// The staging area.
    Stage,
}

impl Space {
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
    /// Refuses `more` if with it anything that it adds to would pass its limit.
    pub fn admit(&self, more: Counts) -> Result<()> {
        for resource in Resource::ALL {
            if of(more, *resource) > 0 {
                self.hold(*resource, of(more, *resource))?;
            }
        }
        Ok(())
    }

    /// Refuses if more bytes are in `space` than may be: a limit was lowered.
    pub fn check(&self, space: Space) -> Result<()> {
        self.hold(space.resource(), 0)
    }

    /// How many bytes to reserve at once where `need` are needed and nobody knows how many will follow.
    ///
    /// A whole part while there is room for one. Less when it gets scarce, so that one upload does not take the last
    /// room that others could use.
    pub fn step(&self, space: Space, need: u64) -> u64 {
        let resource = space.resource();
        let Some(limit) = self.limits.counted(resource) else {
            return need.max(PART);
        };
        let used = of(self.counts, resource).max(0).cast_unsigned();
        let left = limit.saturating_sub(used);
        let step = if left >= PART { PART } else { left / 2 };
        step.max(need)
    }

    fn hold(&self, resource: Resource, more: i64) -> Result<()> {
        let Some(limit) = self.limits.counted(resource) else {
            return Ok(());
        };
        let used = of(self.counts, resource).max(0).cast_unsigned();
        let more = more.max(0).cast_unsigned();
        if used.saturating_add(more) <= limit {
            return Ok(());
        }
        Err(Error::OverQuota(OverQuota {
            resource,
            limit: self.limits.of(resource).unwrap_or_default(),
            used,
            more,
        }))
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

/// Which limit stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverQuota {
    pub resource: Resource,
    /// As it is told: MiB or pieces.
    pub limit: u64,
    /// Used and reserved: bytes or pieces.
    pub used: u64,
    pub more: u64,
}

impl std::fmt::Display for OverQuota {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            resource,
            limit,
            used,
            more,
        } = self;
        match (resource.is_bytes(), more) {
            (true, 0) => write!(
                f,
                "the quota {resource} of the project is {limit} MiB, and {used} bytes are used or reserved"
            ),
            (true, _) => write!(
                f,
                "the quota {resource} of the project is {limit} MiB; {used} bytes are used or reserved, and {more} more do not fit"
            ),
            (false, _) => write!(
                f,
                "the quota {resource} of the project is {limit}, and there are {used}"
            ),
        }
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
        assert!(account.admit(Space::Store.reserved(10)).is_ok());
        let refused = account
            .admit(Space::Store.reserved(11))
            .expect_err("too many");
        assert_eq!(
            refused.to_string(),
            "the quota image_size_total of the project is 2 MiB; 2097142 bytes are used or reserved, and 11 more do not fit"
        );
        assert!(
            account.admit(Space::Stage.reserved(11)).is_ok(),
            "not the staging area's"
        );
    }

    #[test]
    fn what_is_over_already_stops_only_what_adds_to_it() {
        let account = account(3 << 20, 0, Some(2));
        assert!(account.check(Space::Store).is_err());
        let image = Counts {
            images: 1,
            ..Counts::default()
        };
        assert!(account.admit(image).is_ok());
        assert!(account.admit(Space::Store.reserved(-5)).is_ok());
    }

    #[test]
    fn a_step_is_a_part_and_less_where_room_is_scarce() {
        assert_eq!(account(0, 0, None).step(Space::Store, 5), PART);
        assert_eq!(account(0, 0, Some(16)).step(Space::Store, 5), PART);
        assert_eq!(account(0, 0, Some(8)).step(Space::Store, 5), 4 << 20);
        assert_eq!(account(0, 0, Some(0)).step(Space::Store, 5), 5);
    }
}
