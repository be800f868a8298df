//! What a file is, by its beginning and its name.

use inspect::{inspect, promised};
use model::DiskFormat;

/// The word for what a file is, as its beginning tells. Whether that is true of all of it is found out on the way.
pub fn disk_format(head: &[u8], file_name: &str) -> DiskFormat {
    let found = inspect(head);
    let promised = promised(file_name);
    let word = match found.format {
        Some(format) => Some(format.as_str()),
        // It is marked at its end.
        None if promised == Some("vhd") => promised,
        // It is no disk, whatever its name says: the registry says so when it is asked to take it as that.
        None if found.looks.is_some() => promised,
        None => None,
    };
    word.and_then(|word| word.parse().ok())
        .unwrap_or(DiskFormat::Raw)
}

/// A file's name without its extension.
pub fn stem(file_name: &str) -> &str {
    match file_name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => file_name,
    }
}
