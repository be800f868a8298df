use crate::stored::stored_words;

stored_words!(
    /// The status of an image.
    Status, "status" {
        /// A record without data.
        Queued = "queued",
        /// Data is arriving.
        Saving = "saving",
        /// Data is arriving in the staging area, to be imported.
        Uploading = "uploading",
        /// Staged data is on its way to a store.
        Importing = "importing",
        /// Complete, verified, immutable.
        Active = "active",
        /// Complete, and kept from being downloaded.
        Deactivated = "deactivated",
        /// A legacy failure.
        Killed = "killed",
        /// Gone, but could be restored.
        PendingDelete = "pending_delete",
        /// Gone. The id stays taken.
        Deleted = "deleted",
    }
);

impl Status {
    /// Whether an image in this state may begin to receive data.
    pub fn accepts_data(self) -> bool {
        self == Self::Queued
    }

    /// Whether data is arriving now.
    pub fn is_receiving(self) -> bool {
        matches!(self, Self::Saving | Self::Uploading | Self::Importing)
    }

    /// Whether there is data that could be downloaded.
    pub fn has_data(self) -> bool {
        matches!(self, Self::Active | Self::Deactivated)
    }
}
