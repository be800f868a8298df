//! What the tables of domains, projects, users and roles have in common: each row has an id and a name, is listed by a
//! filter, held while it is changed, and deleted by its id.

use db::{Query, QueryBuilder, Record, Tx};
use model::{DomainId, Invalid};
use sqlx::AssertSqlSafe;

use super::{Change, Directory, Filter};
use crate::{
    Error, Result,
    records::{Domain, Project, Role, User, found},
    users::checked_name,
};

/// A row of such a table.
pub(super) trait Table: Record {
    const TABLE: &'static str;
    const COLUMNS: &'static str;
    /// What a message calls one.
    const WHAT: &'static str;
    /// Characters of the longest name, as in Keystone.
    const LONGEST_NAME: usize;
}

impl Table for Domain {
    const TABLE: &'static str = "domain";
    const COLUMNS: &'static str = "id, name, description, enabled, extra";
    const WHAT: &'static str = "domain";
    const LONGEST_NAME: usize = 64;
}

impl Table for Project {
    const TABLE: &'static str = "project";
    const COLUMNS: &'static str = "id, domain_id, name, description, enabled, extra";
    const WHAT: &'static str = "project";
    const LONGEST_NAME: usize = 64;
}

impl Table for User {
    const TABLE: &'static str = "users";
    const COLUMNS: &'static str = "id, domain_id, name, enabled, default_project_id, extra";
    const WHAT: &'static str = "user";
    const LONGEST_NAME: usize = 255;
}

impl Table for Role {
    const TABLE: &'static str = "role";
    const COLUMNS: &'static str = "id, name, description, fixed";
    const WHAT: &'static str = "role";
    const LONGEST_NAME: usize = 255;
}

impl Directory<'_> {
    /// The rows that match, by name, whoever asks.
    pub(super) async fn rows<T: Table>(&self, filter: &Filter) -> Result<Vec<T>> {
        let (columns, table) = (T::COLUMNS, T::TABLE);
        let mut query = QueryBuilder::new(format!("select {columns} from {table} where true"));
        if let Some(name) = &filter.name {
            query.push(" and name = ").push_bind(name);
        }
        if let Some(domain) = &filter.domain {
            query.push(" and domain_id = ").push_bind(domain);
        }
        if let Some(enabled) = filter.enabled {
            query.push(" and enabled = ").push_bind(enabled);
        }
        query.push(" order by name, id");
        Ok(self.identity.db.fetch_all(query.build()).await?)
    }

    /// The row of that id, whoever asks.
    pub(super) async fn row<T: Table>(&self, id: &str) -> Result<T> {
        let sql = format!("select {} from {} where id = $1", T::COLUMNS, T::TABLE);
        let query = db::query(AssertSqlSafe(sql)).bind(id);
        found(self.identity.db.fetch_optional(query).await?, T::WHAT, id)
    }
}

/// A statement that answers with the row that it has written.
pub(super) fn returning<T: Table>(statement: &str) -> Query {
    let sql = format!("{statement} returning {}", T::COLUMNS);
    db::query(AssertSqlSafe(sql))
}

/// The row of that id, held until the transaction ends by being written as it is: nobody else changes it meanwhile.
pub(super) async fn hold<T: Table>(tx: &mut Tx, id: &str) -> Result<T> {
    let sql = format!("update {} set name = name where id = $1", T::TABLE);
    let query = returning::<T>(&sql).bind(id);
    found(tx.fetch_optional(query).await?, T::WHAT, id)
}

/// Deletes the row of that id, and tells its name.
pub(super) async fn delete<T: Table>(tx: &mut Tx, id: &str) -> Result<String> {
    let sql = format!("delete from {} where id = $1 returning name", T::TABLE);
    let query = db::query(AssertSqlSafe(sql)).bind(id);
    found(tx.scalar_optional(query).await?, T::WHAT, id)
}

/// The name of what is to be created, if it can be called so.
pub(super) fn new_name<T: Table>(new: &Change) -> Result<&str> {
    valid_name::<T>(given_name::<T>(new)?)
}

/// The name that what is called `name` has after `change`, if it can be called so.
pub(super) fn changed_name<'a, T: Table>(name: &'a str, change: &'a Change) -> Result<&'a str> {
    valid_name::<T>(change.name.as_deref().unwrap_or(name))
}

pub(super) fn given_name<T: Table>(new: &Change) -> Result<&str> {
    let missing = || Invalid::new(&format!("{}.name", T::WHAT), "is missing");
    Ok(new.name.as_deref().ok_or_else(missing)?)
}

pub(super) fn valid_name<T: Table>(name: &str) -> Result<&str> {
    checked_name(&format!("{}.name", T::WHAT), name, T::LONGEST_NAME)
}

/// Refuses a change that moves what is in `domain` to another.
pub(super) fn stays_in<T: Table>(domain: &DomainId, change: &Change) -> Result<()> {
    match &change.domain_id {
        Some(other) if other != domain => {
            let field = format!("{}.domain_id", T::WHAT);
            Err(Invalid::new(&field, "cannot be changed").into())
        }
        _ => Ok(()),
    }
}

/// That the name is not free.
pub(super) fn taken<T: Table>(name: &str) -> Error {
    Error::Taken {
        what: T::WHAT,
        name: name.to_owned(),
    }
}
