use db::with_db;
use model::{DomainId, Password, Role};

use crate::{Identity, Result, Secret};

/// What the first start made.
#[derive(Debug)]
pub struct FirstStart {
    /// The admin's password, where it was made up: to be shown once.
    pub made_up: Option<Secret>,
}

impl Identity {
    /// Makes the domain `Default` if it is not there.
    pub async fn ensure_domain(&self) -> Result<()> {
        let sql = "insert into domain (id, name) values ($1, 'Default') on conflict do nothing";
        Ok(with_db!(self.db, |pool, Any| {
            sqlx::query(sql)
                .bind(DomainId::default_domain().as_str())
                .execute(pool)
                .await
                .map(drop)
        })?)
    }

    /// On an empty database: the domain `Default`, the project `admin` and the user `admin` with every role in it.
    ///
    /// `None` where a user is there already.
    pub async fn bootstrap(&self, password: Option<Password>) -> Result<Option<FirstStart>> {
        self.ensure_domain().await?;
        let users: i64 = with_db!(self.db, |pool, Any| {
            sqlx::query_scalar::<Any, i64>("select count(*) from users")
                .fetch_one(pool)
                .await
        })?;
        if users > 0 {
            return Ok(None);
        }
        let (password, made_up) = if let Some(password) = password {
            self.password_rules
                .check("admin_password", &password, "admin")?;
            (password, None)
        } else {
            let secret = Secret::new()?;
            (Password::new(secret.expose())?, Some(secret))
        };
        let project = self.add_project("admin").await?;
        let user = self.add_user("admin", &password).await?;
        for role in [Role::Admin, Role::Member, Role::Reader] {
            self.assign(&user, &project, role).await?;
        }
        self.assign_system(&user, Role::Admin).await?;
        Ok(Some(FirstStart { made_up }))
    }
}
