use model::UserId;

use super::Directory;
use crate::Result;

/// There are no groups. Who may ask for them is as in Keystone.
impl Directory<'_> {
    /// Only who may look at everything goes on.
    pub fn may_list_groups(&self) -> Result<()> {
        self.reader("identity:list_groups")
    }

    /// Only that user goes on, or who may look at everything. The user has to be there.
    pub async fn may_list_groups_of(&self, user: &UserId) -> Result<()> {
        self.self_or_reader(user, "identity:list_groups_for_user")?;
        if self.principal.user != *user {
            self.user(user).await?;
        }
        Ok(())
    }
}
