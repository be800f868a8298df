use std::str::FromStr;

use db::QueryBuilder;
use model::{Direction, Invalid};

use crate::NamespaceVisibility;

/// Which namespaces, in which order, and how many of them.
#[derive(Clone, Debug, Default)]
pub struct NamespaceQuery {
    /// At most so many. 25 where nothing is said, never more than 1,000.
    pub limit: Option<u32>,
    /// Those after the namespace of this name.
    pub marker: Option<String>,
    pub visibility: Option<NamespaceVisibility>,
    /// Those for resources of one of these types. Empty: of any.
    pub resource_types: Vec<String>,
    pub sort: NamespaceSort,
    /// Descending where nothing is said.
    pub direction: Option<Direction>,
}

impl NamespaceQuery {
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(25).min(1000) as usize
    }
}

/// By what namespaces are ordered; of two alike, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamespaceSort {
    Namespace,
    DisplayName,
    Visibility,
    Protected,
    Owner,
    #[default]
    CreatedAt,
    UpdatedAt,
}

impl NamespaceSort {
    /// The expression by which rows are ordered. Never null, so that it can be compared.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Namespace => "name",
            Self::DisplayName => "coalesce(display_name, name)",
            Self::Visibility => "visibility",
            Self::Protected => "protected",
            Self::Owner => "owner",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "coalesce(updated_at, created_at)",
        }
    }
}

impl FromStr for NamespaceSort {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Ok(match word {
            "namespace" => Self::Namespace,
            "display_name" => Self::DisplayName,
            "visibility" => Self::Visibility,
            "protected" => Self::Protected,
            "owner" => Self::Owner,
            "created_at" => Self::CreatedAt,
            "updated_at" => Self::UpdatedAt,
            _ => {
                let why = format_args!(
                    "`{word}` is not one of namespace, display_name, visibility, protected, owner, created_at, updated_at"
                );
                return Err(Invalid::new("sort_key", why));
            }
        })
    }
}

/// Which objects or tags of a namespace. All of them, the newest first, where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct ChildQuery {
    pub limit: Option<u32>,
    /// Those after the one of this name.
    pub marker: Option<String>,
    pub sort: ChildSort,
    pub direction: Option<Direction>,
}

/// By what the objects or tags of a namespace are ordered; of two alike, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChildSort {
    Name,
    #[default]
    CreatedAt,
    UpdatedAt,
}

impl ChildSort {
    fn column(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "coalesce(updated_at, created_at)",
        }
    }
}

impl FromStr for ChildSort {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Ok(match word {
            "name" => Self::Name,
            "created_at" => Self::CreatedAt,
            "updated_at" => Self::UpdatedAt,
            _ => {
                let why = format_args!("`{word}` is not one of name, created_at, updated_at");
                return Err(Invalid::new("sort_key", why));
            }
        })
    }
}

impl ChildQuery {
    /// The rows of `table` in `namespace` that are wanted. The marker's row exists.
    pub(crate) fn select(&self, columns: &str, table: &str, namespace: &str) -> QueryBuilder {
        let mut sql =
            QueryBuilder::new(format!("select {columns} from {table} where namespace = "));
        sql.push_bind(namespace);
        let (column, marker) = (self.sort.column(), self.marker.as_deref());
        let place = Place {
            table,
            column,
            marker,
            direction: self.direction,
        };
        place.push(&mut sql, Some(namespace));
        if let Some(limit) = self.limit {
            sql.push(" limit ").push_bind(i64::from(limit));
        }
        sql
    }
}

/// Where a page begins, and in which order its rows are.
pub(crate) struct Place<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub marker: Option<&'a str>,
    pub direction: Option<Direction>,
}

impl Place<'_> {
    /// Adds the condition for rows after the marker, in `namespace` where they are of one, and the order.
    pub(crate) fn push(&self, sql: &mut QueryBuilder, namespace: Option<&str>) {
        let Self { table, column, .. } = self;
        let (sign, way) = match self.direction.unwrap_or(Direction::Descending) {
            Direction::Ascending => (">", "asc"),
            Direction::Descending => ("<", "desc"),
        };
        if let Some(marker) = self.marker {
            let condition = format_args!(
                " and ({column}, name) {sign} (select {column}, name from {table} where name = "
            )
            .to_string();
            sql.push(condition).push_bind(marker);
            if let Some(namespace) = namespace {
                sql.push(" and namespace = ").push_bind(namespace);
            }
            sql.push(")");
        }
        sql.push(format_args!(" order by {column} {way}, name {way}"));
    }
}
