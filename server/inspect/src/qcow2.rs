use crate::{
    Finding, Format, Refusal,
    bytes::{be_u32, be_u64, marked},
};

// https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
const MAGIC: &[u8] = b"QFI\xfb";
const V2_HEADER: usize = 72;
const V3_HEADER: u32 = 104;

/// Incompatible feature: the guest's data is in another file.
const EXTERNAL_DATA: u64 = 1 << 2;
/// Dirty, corrupt, external data, compression type, extended L2 entries.
const KNOWN: u64 = 0b1_1111;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

pub fn inspect(head: &[u8]) -> Finding {
    let found = Finding::of(Format::Qcow2);
    found.clone().or_truncated(read(head, found))
}

fn read(head: &[u8], mut found: Finding) -> Option<Finding> {
    let version = be_u32(head, 4)?;
    if !matches!(version, 2 | 3) {
        return Some(found.refused(Refusal::UnknownVersion { version }));
    }
    let backing_file = be_u64(head, 8)?;
    let cluster_bits = be_u32(head, 20)?;
    found.virtual_size = Some(be_u64(head, 24)?);
    found.encrypted = be_u32(head, 32)? != 0;
    head.get(..V2_HEADER)?;

    // QEMU opens whatever the name says, on the host.
    if backing_file != 0 {
        return Some(found.refused(Refusal::BackingFile));
    }
    // The format's own bounds: clusters of 512 bytes to 2 MiB.
    if !(9..=21).contains(&cluster_bits) {
        return Some(found.refused(Refusal::Malformed));
    }
    if version == 3 {
        read_v3(head, found)
    } else {
        Some(found)
    }
}

fn read_v3(head: &[u8], found: Finding) -> Option<Finding> {
    let incompatible = be_u64(head, 72)?;
    let header_length = be_u32(head, 100)?;
    if incompatible & EXTERNAL_DATA != 0 {
        return Some(found.refused(Refusal::ExternalData));
    }
    let unknown = incompatible & !KNOWN;
    if unknown != 0 {
        return Some(found.refused(Refusal::UnknownFeatures { bits: unknown }));
    }
    if header_length < V3_HEADER {
        return Some(found.refused(Refusal::Malformed));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A whole version 3 header of a 1 GiB disk.
    fn header() -> Vec<u8> {
        let mut header = vec![0; 512];
        put(&mut header, 0, MAGIC);
        put(&mut header, 4, &3_u32.to_be_bytes());
        put(&mut header, 20, &16_u32.to_be_bytes());
        put(&mut header, 24, &(1_u64 << 30).to_be_bytes());
        put(&mut header, 100, &V3_HEADER.to_be_bytes());
        header
    }

    fn put(header: &mut [u8], at: usize, bytes: &[u8]) {
        header[at..at + bytes.len()].copy_from_slice(bytes);
    }

    #[test]
    fn a_sound_disk_tells_its_size() {
        let found = inspect(&header());
        assert_eq!(found.virtual_size, Some(1 << 30));
        assert_eq!((found.refusal, found.encrypted), (None, false));
    }

    #[test]
    fn a_disk_that_leans_on_another_file_is_refused() {
        let mut overlay = header();
        put(&mut overlay, 8, &0x200_u64.to_be_bytes());
        assert_eq!(inspect(&overlay).refusal, Some(Refusal::BackingFile));

        let mut outside = header();
        put(&mut outside, 72, &EXTERNAL_DATA.to_be_bytes());
        assert_eq!(inspect(&outside).refusal, Some(Refusal::ExternalData));
    }

    #[test]
    fn a_feature_from_the_future_is_refused_and_named() {
        let mut future = header();
        put(&mut future, 72, &(1_u64 << 40 | 1).to_be_bytes());
        assert_eq!(
            inspect(&future).refusal,
            Some(Refusal::UnknownFeatures { bits: 1 << 40 })
        );
    }

    #[test]
    fn an_encrypted_disk_is_taken() {
        let mut secret = header();
        put(&mut secret, 32, &2_u32.to_be_bytes());
        let found = inspect(&secret);
        assert_eq!((found.refusal, found.encrypted), (None, true));
    }

    #[test]
    fn version_two_has_no_feature_bits() {
        let mut old = header();
        put(&mut old, 4, &2_u32.to_be_bytes());
        put(&mut old, 72, &[0xff; 32]);
        assert_eq!(inspect(&old).refusal, None);

        put(&mut old, 4, &9_u32.to_be_bytes());
        assert_eq!(
            inspect(&old).refusal,
            Some(Refusal::UnknownVersion { version: 9 })
        );
    }

    #[test]
    fn a_header_that_breaks_off_is_refused_wherever_it_breaks() {
        let whole = header();
        for length in 4..104 {
            assert_eq!(
                inspect(&whole[..length]).refusal,
                Some(Refusal::Truncated),
                "{length}"
            );
        }
    }
}
