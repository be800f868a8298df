use db::{OnUnique, Tx};
use model::{AuditAction, AuditEvent, RoleId, UserId};

use super::{
    Change, Directory, Filter, Target,
    table::{self, given_name, taken, valid_name},
};
use crate::{
    Error, Result,
    activity::{Difference, about_role},
    records::{Role, found},
};

/// The tables that keep roles by name, and in what.
const KEPT_IN: [(&str, &str, &str); 3] = [
    ("assignment", "project", "project_id"),
    ("domain_assignment", "domain", "domain_id"),
    ("system_assignment", "system", "system"),
];

impl Directory<'_> {
    /// The roles, by name; or the one of that name.
    pub async fn roles(&self, name: Option<&str>) -> Result<Vec<Role>> {
        self.reader("identity:list_roles")?;
        let filter = Filter {
            name: name.map(ToOwned::to_owned),
            ..Filter::default()
        };
        self.rows(&filter).await
    }

    /// The role of that name.
    pub async fn role_called(&self, name: &str) -> Result<Role> {
        let role = self.roles(Some(name)).await?.pop();
        found(role, "role", &name)
    }

    /// One role.
    pub async fn role(&self, id: &RoleId) -> Result<Role> {
        self.reader("identity:get_role")?;
        self.row(id.as_str()).await
    }

    /// Makes a role of the operator's own. It opens nothing by itself.
    pub async fn add_role(&self, new: &Change) -> Result<Role> {
        self.admin("identity:create_role")?;
        // What a role opens would stay when the credential is gone; so of the next two.
        self.unrestricted("identity:create_role")?;
        let (id, name) = (RoleId::new(), role_name(given_name::<Role>(new)?)?);
        let event = self
            .new_event(AuditAction::RoleCreate, id.as_str(), name)
            .await?;
        let mut tx = self.identity.db.begin().await?;
        free_name(&mut tx, &id, name).await?;
        let sql = "
            insert into role (id, name, description, fixed) values ($1, $2, $3, $4)";
        let query = table::returning::<Role>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(new.description.as_deref().unwrap_or_default())
            .bind(false);
        let made = tx.fetch_one::<Role>(query).await;
        let made = made.on_unique(|| taken::<Role>(name))?;
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a role of the operator's own, for everybody who has it.
    pub async fn change_role(&self, id: &RoleId, change: &Change) -> Result<Role> {
        self.admin("identity:update_role")?;
        self.unrestricted("identity:update_role")?;
        let event = self
            .new_event(AuditAction::RoleUpdate, id.as_str(), "")
            .await?;
        let mut tx = self.identity.db.begin().await?;
        let have = hold_own(&mut tx, id).await?;
        let name = role_name(change.name.as_deref().unwrap_or(&have.name))?;
        free_name(&mut tx, id, name).await?;
        let sql = "
            update role set name = $2, description = coalesce($3, description) where id = $1";
        let query = table::returning::<Role>(sql)
            .bind(id.as_str())
            .bind(name)
            .bind(change.description.as_deref());
        let row = tx
            .fetch_one::<Role>(query)
            .await
            .on_unique(|| taken::<Role>(name))?;
        for (table, ..) in KEPT_IN {
            let sql = format!("update {table} set role = $2 where role = $1");
            let query = db::query(sqlx::AssertSqlSafe(sql))
                .bind(&have.name)
                .bind(name);
            tx.execute(query).await?;
        }
        let details = Difference::default()
            .field("name", &have.name, &row.name)
            .field("description", &have.description, &row.description)
            .details();
        let event = event.zip(details).map(|(event, details)| AuditEvent {
            target_name: row.name.clone(),
            details,
            ..event
        });
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Deletes a role of the operator's own. Nobody has it any more: what rests on it ends for good, as where it is taken
    /// from one user.
    pub async fn delete_role(&self, id: &RoleId) -> Result<()> {
        self.admin("identity:delete_role")?;
        self.unrestricted("identity:delete_role")?;
        let event = self
            .new_event(AuditAction::RoleDelete, id.as_str(), "")
            .await?;
        let mut tx = self.identity.db.begin().await?;
        let have = hold_own(&mut tx, id).await?;
        for (table, scope, column) in KEPT_IN {
            let sql = format!(
                "delete from {table} where role = $1
                 returning user_id, {column}, (select name from users where id = user_id)"
            );
            let query = db::query(sqlx::AssertSqlSafe(sql)).bind(&have.name);
            let gone = tx.fetch_all::<(String, String, String)>(query).await?;
            for (user, id, name) in gone {
                let (user, target) = (UserId::try_from(user)?, Target::of(scope, id)?);
                let whom = (&user, name.as_str());
                let event = about_role(
                    self.principal,
                    AuditAction::RoleRevoke,
                    whom,
                    &have.name,
                    &target,
                );
                tx.record_audit_event(&event).await?;
                self.end_what_rests_on(&mut tx, &target, &user).await?;
            }
        }
        let query = db::query("delete from role where id = $1").bind(id.as_str());
        tx.execute(query).await?;
        let event = event.map(|event| AuditEvent {
            target_name: have.name,
            ..event
        });
        tx.record_audit_events(event).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A role that may be changed, held until the transaction ends.
async fn hold_own(tx: &mut Tx, id: &RoleId) -> Result<Role> {
    let role = table::hold::<Role>(tx, id.as_str()).await?;
    if role.fixed {
        return Err(Error::Fixed {
            what: "role",
            name: role.name,
        });
    }
    Ok(role)
}

/// Refuses a name that another role has, in whatever case: rules compare names without it. Roles are made and renamed one
/// after the other: the role `admin` is held, which is always there.
async fn free_name(tx: &mut Tx, id: &RoleId, name: &str) -> Result<()> {
    let hold = db::query("update role set name = name where name = 'admin'");
    tx.execute(hold).await?;
    let query = db::query("select name from role where id <> $1").bind(id.as_str());
    let names = tx.scalars::<String>(query).await?;
    if names.iter().any(|have| have.eq_ignore_ascii_case(name)) {
        return Err(taken::<Role>(name));
    }
    Ok(())
}

/// Credentials keep names of roles with commas between them.
fn role_name(name: &str) -> Result<&str> {
    if name.contains(',') {
        return Err(model::Invalid::new("role.name", "contains a comma").into());
    }
    valid_name::<Role>(name)
}
