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
        let name = self.identity.name_of(user, "").await?;
        let ended = self
            .identity
            .end_sign_ins_of(self.principal, (user, &name), None, None);
        ended.await.map(drop)
    }
}
