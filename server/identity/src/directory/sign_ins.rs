use db::with_db;
use model::UserId;

use super::Directory;
use crate::{Result, SignIn};

impl Directory<'_> {
    /// The browsers that `user` is signed in with, for admins.
    pub async fn sign_ins(&self, user: &UserId) -> Result<Vec<SignIn>> {
        self.reader("identity:list_sign_ins")?;
        self.identity.sign_ins_of(user).await
    }

    /// Ends all of them, for admins.
    pub async fn end_sign_ins(&self, user: &UserId) -> Result<()> {
        self.admin("identity:end_sign_ins")?;
        let sql = "delete from sign_in where user_id = $1";
        Ok(with_db!(self.identity.db, |pool, Any| sqlx::query(sql)
            .bind(user.as_str())
            .execute(pool)
            .await
            .map(drop))?)
    }
}
