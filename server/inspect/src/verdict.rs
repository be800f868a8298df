use serde::{Deserialize, Serialize};

use crate::{Kind, Looks, Objection, Warning, promised};

/// What the inspector says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it really is.
    pub kind: Kind,
    /// The size of the disk that a machine would see, in bytes, if that can be told.
    pub virtual_size: Option<u64>,
    pub facts: Facts,
    /// Why it must not be taken, the weightiest reason first. None: it may.
    pub refusals: Vec<Objection>,
    pub warnings: Vec<Warning>,
}

impl Verdict {
    /// Whether the file may become the image that it was declared to be.
    pub fn accepted(&self) -> bool {
        self.refusals.is_empty()
    }

    /// What the file looks like if it is no disk: to be asked before it is sent. Taken as raw only, with a warning.
    pub fn not_a_disk(&self) -> Option<Looks> {
        let refused = self.refusals.iter().find_map(|objection| match objection {
            Objection::NotADisk { looks, .. } => Some(*looks),
            _ => None,
        });
        refused.or_else(|| {
            self.warnings.iter().find_map(|warning| match warning {
                Warning::NotADisk { looks } => Some(*looks),
                _ => None,
            })
        })
    }

    /// The format that the name of the file promises, if its data is of another.
    pub fn other_than_named(&self, file_name: &str) -> Option<&'static str> {
        promised(file_name).filter(|word| {
            let same = self.kind.disk_format() == Some(word) || self.kind.as_str() == *word;
            // Anything that a machine gets byte for byte may be called raw.
            let plain = *word == "raw" && matches!(self.kind, Kind::Iso | Kind::Luks);
            !same && !plain
        })
    }
}

/// What is known about the inside of a disk; nothing here is a fault.
///
/// Texts come from the file: an attacker may have written them. They are cut short and hold no control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The version of the format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The kind of disk within the format: `dynamic`, `streamOptimized`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// What the format allocates at once, in bytes: cluster, grain, block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// How it is encrypted; only its guest has the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    /// The file that it leans on, as it names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backing_file: Option<String>,
    /// The file that holds its data, as it names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_file: Option<String>,
    /// Features of its format that it uses, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// `gpt` or `mbr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_table: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partitions: Option<u32>,
    /// The file system at its very beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system: Option<String>,
    /// The name that a disc or an encrypted disk bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether a disc says that a machine can start from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bootable: bool,
}
