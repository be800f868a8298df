use model::{
    Direction, ImageMarker, Invalid, MemberStatus, OffsetDateTime, ProjectId, SortKey, Visibility,
};

/// Which images, in which order, and how many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// At most so many. 25 where nothing is said, never more than 1000.
    pub limit: Option<u32>,
    /// Those after this one.
    pub marker: Option<ImageMarker>,
    /// By what; newest first where nothing is said.
    pub sort: Vec<(SortKey, Direction)>,
    /// Whom they are shown to.
    pub listed: VisibilityFilter,
    /// Which of those that are shared with the caller.
    pub shared: SharedFilter,
    /// The hidden ones, instead of all others.
    pub hidden: bool,
    /// All of these hold.
    pub filters: Vec<Filter>,
}

/// Which visibilities a list takes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VisibilityFilter {
    /// All but the community images of others, which are for who knows of them.
    #[default]
    Usual,
    All,
    Only(Visibility),
}

/// Which images of others that share them belong in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedFilter {
    All,
    /// Those to which the caller's project has said this.
    Only(MemberStatus),
}

impl Default for SharedFilter {
    fn default() -> Self {
        Self::Only(MemberStatus::Accepted)
    }
}

/// Something that holds of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The field is one of these.
    Text(TextField, Vec<String>),
    /// The field lies between these, both included.
    Number {
        field: NumberField,
        least: Option<i64>,
        most: Option<i64>,
    },
    /// The field lies in a span that begins with `from` and ends before `until`; or outside of it.
    Moment {
        field: MomentField,
        from: Option<OffsetDateTime>,
        until: Option<OffsetDateTime>,
        outside: bool,
    },
    /// The name holds these characters, in either case; or the id is this.
    Search(String),
    /// It belongs to another project, which shares it with this one; of those, the ones that it has answered so.
    SharedWith(ProjectId, Option<MemberStatus>),
    Protected(bool),
    Tag(String),
    Property(String, String),
}

/// A field that is compared as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    Id,
    Name,
    Status,
    Owner,
    ContainerFormat,
    DiskFormat,
    Checksum,
    HashAlgorithm,
    Hash,
}

/// A field that is compared as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberField {
    Size,
    VirtualSize,
    MinDisk,
    MinRam,
}

/// A field that is compared as a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentField {
    CreatedAt,
    UpdatedAt,
}

impl ImageQuery {
    /// The most filters of one list: each is a condition that the database has to plan. SQLite plans no more than 1,000
    /// conditions, and people and clients ask for a few.
    pub const MOST_FILTERS: usize = 128;

    /// The most values that the filters of one list compare with. SQLite binds 32,766 at most; nobody pages by that many.
    pub const MOST_VALUES: usize = 1000;

    /// Refuses more filters than a database can be asked for.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let (count, most) = (self.filters.len(), Self::MOST_FILTERS);
        if count > most {
            return Err(Invalid::new(
                "query",
                format_args!("has {count} filters; the most is {most}"),
            ));
        }
        let values = self.filters.iter().map(|filter| match filter {
            Filter::Text(_, values) => values.len(),
            _ => 1,
        });
        let (count, most) = (values.sum::<usize>(), Self::MOST_VALUES);
        if count > most {
            return Err(Invalid::new(
                "query",
                format_args!("compares with {count} values; the most is {most}"),
            ));
        }
        Ok(())
    }

    /// The number that is given out.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(25).min(1000) as usize
    }

    /// The order, completed until no two images are equal in it.
    ///
    /// As in Glance, what completes it goes the way of a single key, and down where there are several.
    pub(super) fn order(&self) -> Vec<(SortKey, Direction)> {
        let mut order: Vec<(SortKey, Direction)> = Vec::new();
        for (key, way) in &self.sort {
            // What is ordered by a key already is not ordered by it again.
            if !order.iter().any(|(have, _)| have == key) {
                order.push((*key, *way));
            }
        }
        let way = match order.as_slice() {
            [(_, way)] => *way,
            _ => Direction::Descending,
        };
        for key in [SortKey::CreatedAt, SortKey::Id] {
            if !order.iter().any(|(have, _)| *have == key) {
                order.push((key, way));
            }
        }
        order
    }
}

impl TextField {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Id => "image.id",
            Self::Name => "image.name",
            Self::Status => "image.status",
            Self::Owner => "image.owner",
            Self::ContainerFormat => "image.container_format",
            Self::DiskFormat => "image.disk_format",
            Self::Checksum => "image.checksum",
            // One algorithm only, wherever there is a hash.
            Self::HashAlgorithm => "case when image.sha512 is not null then 'sha512' end",
            Self::Hash => "image.sha512",
        }
    }
}

impl NumberField {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Size => "image.size",
            Self::VirtualSize => "image.virtual_size",
            Self::MinDisk => "image.min_disk",
            Self::MinRam => "image.min_ram",
        }
    }
}

impl MomentField {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "image.created_at",
            Self::UpdatedAt => "image.updated_at",
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Direction::Ascending;

    use super::*;

    #[test]
    fn an_order_leaves_no_two_images_equal() {
        let order = |sort: &[(SortKey, Direction)]| {
            let query = ImageQuery {
                sort: sort.to_vec(),
                ..ImageQuery::default()
            };
            let words = query
                .order()
                .iter()
                .map(|(key, way)| format!("{key} {way}"))
                .collect::<Vec<_>>();
            words.join(", ")
        };
        assert_eq!(order(&[]), "created_at desc, id desc");
        assert_eq!(
            order(&[(SortKey::Name, Ascending)]),
            "name asc, created_at asc, id asc"
        );
        assert_eq!(
            order(&[(SortKey::Size, Ascending), (SortKey::Id, Ascending)]),
            "size asc, id asc, created_at desc"
        );
        assert_eq!(
            order(&[(SortKey::Name, Ascending); 2000]),
            "name asc, created_at asc, id asc"
        );
    }
}
