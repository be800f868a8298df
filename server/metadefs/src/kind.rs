use std::fmt;

use db::query;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::{Error, Result, changing::Changing};

/// What a namespace holds, each under its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Property,
    Object,
    Tag,
    Association,
}

impl Kind {
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Property => "metadef_property",
            Self::Object => "metadef_object",
            Self::Tag => "metadef_tag",
            Self::Association => "metadef_association",
        }
    }

    /// The column of the name.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Property | Self::Object | Self::Tag => "name",
            Self::Association => "resource_type",
        }
    }

    /// What the audit log calls one, and several.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Property => ("property", "properties"),
            Self::Object => ("object", "objects"),
            Self::Tag => ("tag", "tags"),
            Self::Association => ("resource_type", "resource_types"),
        }
    }

    pub(crate) fn nothing(self, namespace: &str, name: &str) -> Error {
        Error::Nothing {
            kind: self,
            name: name.to_owned(),
            namespace: namespace.to_owned(),
        }
    }

    pub(crate) fn exists(self, namespace: &str, name: &str) -> Error {
        Error::Exists {
            kind: self,
            name: name.to_owned(),
            namespace: namespace.to_owned(),
        }
    }

    /// For the audit log: what was called `from` is now called `to`.
    pub(crate) fn renamed(self, from: Option<&str>, to: Option<&str>) -> Value {
        json!({ self.words().0: { "from": from, "to": to } })
    }

    /// For the audit log: how many there were, and how many there are.
    pub(crate) fn counted(self, from: u64, to: usize) -> Value {
        json!({ self.words().1: { "from": from, "to": to } })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Association => "resource type",
            other => other.words().0,
        })
    }
}

impl Changing<'_> {
    /// Deletes the one of that name, and ends the change.
    pub async fn delete(mut self, kind: Kind, name: &str) -> Result<()> {
        self.unprotected()?;
        let namespace = self.namespace.namespace.clone();
        let (table, column) = (kind.table(), kind.column());
        let sql = format!("delete from {table} where namespace = $1 and {column} = $2");
        let delete = query(AssertSqlSafe(sql)).bind(&namespace).bind(name);
        if self.tx.execute(delete).await? == 0 {
            return Err(kind.nothing(&namespace, name));
        }
        self.done(&kind.renamed(Some(name), None)).await
    }

    /// Deletes all of that kind, and ends the change.
    pub async fn delete_all(mut self, kind: Kind) -> Result<()> {
        self.unprotected()?;
        let sql = format!("delete from {} where namespace = $1", kind.table());
        let delete = query(AssertSqlSafe(sql)).bind(&self.namespace.namespace);
        let count = self.tx.execute(delete).await?;
        self.done(&kind.counted(count, 0)).await
    }
}
