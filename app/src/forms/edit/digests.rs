use std::collections::BTreeMap;

use model::{Image, ImageName, Invalid};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fields::{area, line, of_property};

/// Hex digits of a digest: 64 bits, which nobody meets by chance; nobody gains by meeting them on purpose.
const DIGITS: usize = 16;

/// The digest of what each field held when the form was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDigests(BTreeMap<String, String>);

impl FieldDigests {
    /// Of a form for `image`.
    pub fn of(image: &Image) -> Self {
        let name = image.name.as_ref().map_or("", ImageName::as_str);
        let fields = [
            ("name".to_owned(), line(name)),
            ("visibility".to_owned(), image.visibility.to_string()),
            ("protected".to_owned(), image.protected.to_string()),
            ("hidden".to_owned(), image.hidden.to_string()),
            ("min_disk".to_owned(), image.min_disk.to_string()),
            ("min_ram".to_owned(), image.min_ram.to_string()),
        ];
        let properties = image
            .properties
            .iter()
            .map(|(name, value)| (of_property(name), area(value)));
        let all = fields.into_iter().chain(properties);
        Self(all.map(|(name, value)| (name, digest(&value))).collect())
    }

    /// As the form carries it.
    pub fn written(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// And back.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let read = serde_json::from_str(text).map(Self);
        read.map_err(|_| Invalid::new("was", "is not what this form was made with"))
    }

    /// Whether `value`, as it came, is another than the field held. Without a digest, everything that came counts.
    pub fn is_touched(&self, field: &str, value: &str) -> bool {
        self.0.get(field) != Some(&digest(value))
    }
}

fn digest(value: &str) -> String {
    let mut digits = hex::encode(Sha256::digest(value.as_bytes()));
    digits.truncate(DIGITS);
    digits
}
