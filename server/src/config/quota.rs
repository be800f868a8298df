use registry::{Limits, Quotas};
use serde::Deserialize;

/// `[quota]`: what a project may use where the identity's limits say nothing. -1, or nothing, is no limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_field_names,
    reason = "the keys are Glance's names of limits"
)]
pub struct QuotaConfig {
    /// MiB of images.
    pub image_size_total: i64,
    /// MiB in the staging area.
    pub image_stage_total: i64,
    /// Images, those without data too.
    pub image_count_total: i64,
    /// Images that are receiving data.
    pub image_count_uploading: i64,
    /// The most bytes that one image may have.
    pub image_size_cap: i64,
    /// MiB of properties and tags of all images of a project.
    pub image_metadata_total: i64,
    /// The most bytes of properties and tags that one image may have.
    pub image_metadata_cap: i64,
}

impl Default for QuotaConfig {
    fn default() -> Self {
        Self {
            image_size_total: -1,
            image_stage_total: -1,
            image_count_total: -1,
            image_count_uploading: -1,
            image_size_cap: 1 << 40,
            image_metadata_total: Quotas::METADATA_TOTAL.cast_signed(),
            image_metadata_cap: Quotas::METADATA_CAP.cast_signed(),
        }
    }
}

/// The most that the cap may be: sums of some thousands of them still fit in the database's numbers.
const LARGEST_CAP: i64 = 1 << 50;

/// Bytes: the most that the cap of properties and tags may be. A body is not read beyond 2 MiB.
const LARGEST_METADATA_CAP: i64 = 1 << 20;

impl QuotaConfig {
    /// What is wrong with it, if something is.
    pub(super) fn problem(&self) -> Option<String> {
        let limits = [
            ("image_size_total", self.image_size_total),
            ("image_stage_total", self.image_stage_total),
            ("image_count_total", self.image_count_total),
            ("image_count_uploading", self.image_count_uploading),
            ("image_metadata_total", self.image_metadata_total),
        ];
        if let Some((name, _)) = limits.into_iter().find(|(_, limit)| *limit < -1) {
            return Some(format!("{name} is below -1, which stands for no limit"));
        }
        let fits = (1..=LARGEST_CAP).contains(&self.image_size_cap);
        if !fits {
            return Some(format!(
                "image_size_cap is not a number of bytes from 1 to {LARGEST_CAP}"
            ));
        }
        let fits = (1..=LARGEST_METADATA_CAP).contains(&self.image_metadata_cap);
        (!fits).then(|| {
            format!("image_metadata_cap is not a number of bytes from 1 to {LARGEST_METADATA_CAP}")
        })
    }

    /// The same for the registry, in this region.
    pub fn quotas(&self, region: &str) -> Quotas {
        let limit = |limit: i64| u64::try_from(limit).ok();
        Quotas {
            defaults: Limits {
                size: limit(self.image_size_total),
                staged: limit(self.image_stage_total),
                images: limit(self.image_count_total),
                uploading: limit(self.image_count_uploading),
            },
            size_cap: self.image_size_cap.unsigned_abs(),
            metadata_cap: self.image_metadata_cap.unsigned_abs(),
            metadata_total: limit(self.image_metadata_total),
            region: region.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    fn read(text: &str) -> Result<Config, String> {
        let table = text.parse().expect("TOML");
        Config::from_table(table).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_said_is_no_limit_but_a_cap() {
        let quotas = read("").expect("fine").quotas();
        assert!(quotas.defaults.is_empty());
        assert_eq!(quotas.size_cap, 1 << 40);
        let quotas = read("[quota]\nimage_size_total = 5\nimage_count_total = -1")
            .expect("fine")
            .quotas();
        assert_eq!(
            (quotas.defaults.size, quotas.defaults.images),
            (Some(5), None)
        );
    }

    #[test]
    fn a_wrong_quota_is_named() {
        for (text, name) in [
            ("image_size_total = -2", "image_size_total"),
            ("image_size_cap = 0", "image_size_cap"),
            ("image_metadata_cap = 1048577", "image_metadata_cap"),
            ("image_metadata_total = -2", "image_metadata_total"),
            ("image_size = 1", "image_size"),
            ("image_count_total = \"many\"", "many"),
        ] {
            let error = read(&format!("[quota]\n{text}")).expect_err(text);
            assert!(error.contains("`quota`") && error.contains(name), "{error}");
        }
    }
}
