use model::ImageMarker;
use sha2::{Digest, Sha256};

use crate::rows::ImageRow;

/// The marker of an image that its reader is not shown. Its proof comes from the moment at which the image was made, to the
/// microsecond: every node has it without a key, and whoever does not see the image cannot guess it.
pub(super) fn proven(row: &ImageRow) -> ImageMarker {
    let made = row.created_at.unix_timestamp_nanos();
    let digest = Sha256::digest(format!("{} {made}", row.id));
    let proof = digest.iter().take(8);
    ImageMarker {
        image: row.id,
        proof: Some(proof.fold(0, |proof, byte| proof << 8 | u64::from(*byte))),
    }
}
