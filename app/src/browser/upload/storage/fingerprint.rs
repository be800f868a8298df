use std::fmt::Write;

use sha2::{Digest, Sha256};
use web_sys::File;

use crate::browser::upload::{exchange::whole, state::FileMismatch, wire};

/// How much of the beginning, and of the end, is compared.
const EDGE: u64 = 1024 * 1024;

/// By what a file is known again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    pub length: u64,
    /// Milliseconds.
    pub modified: u64,
    pub first: String,
    pub last: String,
}

impl Fingerprint {
    /// Why `other` is not this file, if it is not. A file whose date changed may have changed anywhere.
    pub fn mismatch(&self, other: &Self) -> Option<FileMismatch> {
        if self.length != other.length {
            Some(FileMismatch::Another)
        } else if self != other {
            Some(FileMismatch::Changed)
        } else {
            None
        }
    }
}

/// The fingerprint of `file`, unless it cannot be read.
pub async fn fingerprint(file: &File) -> Option<Fingerprint> {
    let length = wire::length(file);
    let edge = EDGE.min(length);
    Some(Fingerprint {
        length,
        modified: whole(file.last_modified()),
        first: digest(&wire::read(file, 0..edge).await?),
        last: digest(&wire::read(file, length - edge..length).await?),
    })
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            // A string takes whatever is written to it.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print() -> Fingerprint {
        Fingerprint {
            length: 5,
            modified: 7,
            first: digest(b"disk"),
            last: digest(b"disk"),
        }
    }

    #[test]
    fn a_file_is_known_again_only_if_nothing_of_it_changed() {
        let same = print();
        assert_eq!(print().mismatch(&same), None);
        let changed = |change: fn(&mut Fingerprint)| {
            let mut other = print();
            change(&mut other);
            print().mismatch(&other)
        };
        assert_eq!(changed(|it| it.length = 6), Some(FileMismatch::Another));
        assert_eq!(changed(|it| it.modified = 8), Some(FileMismatch::Changed));
        assert_eq!(
            changed(|it| it.first = digest(b"desk")),
            Some(FileMismatch::Changed)
        );
        assert_eq!(
            changed(|it| it.last = digest(b"desk")),
            Some(FileMismatch::Changed)
        );
    }
}
