use std::time::Duration;

use registry::Retention;
use serde::Deserialize;

/// `[retention]`: for how many days what is over is kept. 0 is for ever, where that is allowed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_field_names,
    reason = "each key says in which unit it is"
)]
pub struct RetentionConfig {
    /// Uploads that are done, cancelled or refused.
    pub upload_days: u32,
    /// Days without a byte after which a resumable upload, or staged data, is ended.
    pub idle_upload_days: u32,
    /// Entries of the audit log.
    pub audit_log_days: u32,
    /// Addresses and user agents in the audit log.
    pub audit_address_days: u32,
    /// What is known of deleted images beside their id.
    pub deleted_image_days: u32,
    /// Tasks that have ended.
    pub task_days: u32,
}

/// Seconds in a day.
const DAY: u64 = 24 * 3600;
/// A hundred years: dates beyond that are of no use to anybody.
const LONGEST: u32 = 36_500;

impl Default for RetentionConfig {
    fn default() -> Self {
        let usual = Retention::default();
        let days = |age: Duration| u32::try_from(age.as_secs() / DAY).unwrap_or(LONGEST);
        Self {
            upload_days: usual.uploads.map_or(0, days),
            idle_upload_days: days(usual.idle_uploads),
            audit_log_days: usual.audit_log.map_or(0, days),
            audit_address_days: usual.audit_addresses.map_or(0, days),
            deleted_image_days: usual.deleted_images.map_or(0, days),
            task_days: days(usual.tasks),
        }
    }
}

impl RetentionConfig {
    /// What is wrong with it, if something is.
    pub(super) fn problem(&self) -> Option<String> {
        let keys = [
            ("upload_days", self.upload_days, 0),
            ("idle_upload_days", self.idle_upload_days, 1),
            ("audit_log_days", self.audit_log_days, 0),
            ("audit_address_days", self.audit_address_days, 0),
            ("deleted_image_days", self.deleted_image_days, 0),
            ("task_days", self.task_days, 1),
        ];
        let wrong = keys
            .into_iter()
            .find(|(_, days, least)| !(*least..=LONGEST).contains(days));
        wrong.map(|(key, days, least)| {
            format!("{key} is {days}, which is not between {least} and {LONGEST} days")
        })
    }

    /// The same for the registry.
    pub fn retention(&self) -> Retention {
        let age = |days: u32| Duration::from_secs(u64::from(days) * DAY);
        let unless_0 = |days: u32| (days > 0).then(|| age(days));
        Retention {
            uploads: unless_0(self.upload_days),
            audit_log: unless_0(self.audit_log_days),
            audit_addresses: unless_0(self.audit_address_days),
            deleted_images: unless_0(self.deleted_image_days),
            tasks: age(self.task_days),
            idle_uploads: age(self.idle_upload_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use registry::Retention;

    use crate::Config;

    fn read(text: &str) -> Result<Config, String> {
        let table = text.parse().expect("TOML");
        Config::from_table(table).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_said_is_what_the_registry_keeps_by_itself() {
        let config = read("").expect("fine");
        assert_eq!(config.retention.retention(), Retention::default());
    }

    #[test]
    fn zero_days_keep_for_ever() {
        let config = read("[retention]\naudit_log_days = 0\nupload_days = 1").expect("fine");
        let retention = config.retention.retention();
        assert_eq!(retention.audit_log, None);
        assert_eq!(retention.uploads, Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn a_wrong_number_of_days_is_named() {
        for (text, name) in [
            ("task_days = 0", "task_days"),
            ("idle_upload_days = 0", "idle_upload_days"),
            ("audit_log_days = 40000", "audit_log_days"),
            ("audit_log_days = -1", "-1"),
            ("audit_days = 1", "audit_days"),
        ] {
            let error = read(&format!("[retention]\n{text}")).expect_err(text);
            assert!(
                error.contains("`retention`") && error.contains(name),
                "{error}"
            );
        }
    }
}
