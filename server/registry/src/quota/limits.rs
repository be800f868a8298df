use std::collections::HashMap;

use model::{MIB, Resource};
use sqlx::FromRow;

/// What holds where the identity's tables say nothing, and where in them to look.
#[derive(Clone, Debug)]
pub struct Quotas {
    /// The limits of a project of which the tables say nothing.
    pub defaults: Limits,
    /// The most bytes that one image may have.
    pub size_cap: u64,
    /// The most bytes of properties and tags that one image may have.
    pub metadata_cap: u64,
    /// The most MiB of properties and tags that all images of a project may have. `None` is no limit.
    pub metadata_total: Option<u64>,
    /// Our region, for limits that are set for one.
    pub region: String,
}

impl Quotas {
    /// Bytes: 256 KiB holds one value of 65,536 characters of three bytes each, the longest that Glance takes, beside others.
    /// Machines need a few KiB.
    pub const METADATA_CAP: u64 = 256 << 10;
    /// MiB: 100,000 images with 2.5 KiB each, and a database that one project cannot fill.
    pub const METADATA_TOTAL: u64 = 256;
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            defaults: Limits::default(),
            size_cap: 1 << 40,
            metadata_cap: Self::METADATA_CAP,
            metadata_total: Some(Self::METADATA_TOTAL),
            region: "RegionOne".to_owned(),
        }
    }
}

/// The limits of a project, in Glance's units: MiB or pieces. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub size: Option<u64>,
    pub staged: Option<u64>,
    pub images: Option<u64>,
    pub uploading: Option<u64>,
}

impl Limits {
    /// That of `resource`, as it is told.
    pub fn of(&self, resource: Resource) -> Option<u64> {
        match resource {
            Resource::Size => self.size,
            Resource::Staged => self.staged,
            Resource::Images => self.images,
            Resource::Uploading => self.uploading,
        }
    }

    /// That of `resource`, as it is counted.
    pub fn counted(&self, resource: Resource) -> Option<u64> {
        let unit = if resource.is_bytes() { MIB } else { 1 };
        self.of(resource).map(|limit| limit.saturating_mul(unit))
    }

    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn set(&mut self, resource: Resource, limit: Option<u64>) {
        *match resource {
            Resource::Size => &mut self.size,
            Resource::Staged => &mut self.staged,
            Resource::Images => &mut self.images,
            Resource::Uploading => &mut self.uploading,
        } = limit;
    }
}

/// A limit from the identity's tables. -1 is none.
#[derive(Debug, FromRow)]
pub(super) struct LimitRow {
    resource_name: String,
    most: i64,
}

/// What the tables say of project `$1` in region `$2`: a rule before its exceptions, for everywhere before for the region,
/// so that the last one counts. What Keystone says counts more than either.
pub(super) const LIMITS: &str = "
    select resource_name, most from (
        select resource_name, region_id, default_limit as most, 0 as exception from registered_limit
            where service_id = 'image' and region_id in ('', $2)
        union all select resource_name, region_id, resource_limit, 1 from project_limit
            where service_id = 'image' and region_id in ('', $2) and project_id = $1
        union all select resource_name, '', most, case when project_id = '' then 2 else 3 end from keystone_limit
            where project_id in ('', $1)
    ) as rule
    order by exception, region_id";

/// A row of [`ALL_LIMITS`].
#[derive(Debug, FromRow)]
pub(super) struct ProjectLimitRow {
    /// Empty where it holds for every project.
    pub project_id: String,
    #[sqlx(flatten)]
    pub limit: LimitRow,
    pub exception: i64,
    pub region_id: String,
}

/// The same of every project in region `$1`, in one question.
pub(super) const ALL_LIMITS: &str = "
    select '' as project_id, region_id, resource_name, default_limit as most, cast(0 as bigint) as exception
        from registered_limit where service_id = 'image' and region_id in ('', $1)
    union all select project_id, region_id, resource_name, resource_limit, cast(1 as bigint) from project_limit
        where service_id = 'image' and region_id in ('', $1)
    union all select project_id, '', resource_name, most, cast(case when project_id = '' then 2 else 3 end as bigint)
        from keystone_limit";

/// The limits of many projects.
#[derive(Debug)]
pub(super) struct AllLimits {
    /// By project; under the empty name what holds for every project.
    rows: HashMap<String, Vec<ProjectLimitRow>>,
}

impl AllLimits {
    pub(super) fn new(found: Vec<ProjectLimitRow>) -> Self {
        let mut rows = HashMap::<_, Vec<_>>::new();
        for row in found {
            rows.entry(row.project_id.clone()).or_default().push(row);
        }
        Self { rows }
    }

    /// Those of `project`.
    pub(super) fn of(&self, project: &str, quotas: &Quotas) -> Limits {
        let rows = ["", project].into_iter().filter_map(|id| self.rows.get(id));
        let mut rows: Vec<&ProjectLimitRow> = rows.flatten().collect();
        rows.sort_by_key(|row| (row.exception, &row.region_id));
        quotas.limits(rows.into_iter().map(|row| &row.limit))
    }
}

impl Quotas {
    /// The limits that follow from the rows of [`LIMITS`].
    pub(super) fn limits<'r>(&self, rows: impl IntoIterator<Item = &'r LimitRow>) -> Limits {
        let mut limits = self.defaults;
        for row in rows {
            // Names that mean nothing to us are somebody else's.
            if let Ok(resource) = row.resource_name.parse() {
                limits.set(resource, u64::try_from(row.most).ok());
            }
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_counts_more_than_the_rule_and_the_rule_more_than_the_default() {
        let quotas = Quotas {
            defaults: Limits {
                size: Some(10),
                images: Some(3),
                uploading: Some(2),
                ..Limits::default()
            },
            ..Quotas::default()
        };
        let row = |name: &str, most| LimitRow {
            resource_name: name.to_owned(),
            most,
        };
        let limits = quotas.limits(&[
            row("image_size_total", 20),
            row("image_count_total", 5),
            row("servers", 1),
            row("image_size_total", -1),
        ]);
        assert_eq!(limits.size, None);
        assert_eq!(limits.images, Some(5));
        assert_eq!(limits.uploading, Some(2));
        assert_eq!(limits.staged, None);
    }
}
