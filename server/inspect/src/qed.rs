use crate::{
    Finding, Format, Refusal,
    bytes::{le_u64, marked},
};

// https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qed_spec.rst
const MAGIC: &[u8] = b"QED\0";
const HEADER: usize = 64;

const BACKING_FILE: u64 = 1;
/// Backing file, needs a check, backing format is raw.
const KNOWN: u64 = 0b111;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

pub fn inspect(head: &[u8]) -> Finding {
    let found = Finding::of(Format::Qed);
    found.clone().or_truncated(read(head, found))
}

fn read(head: &[u8], mut found: Finding) -> Option<Finding> {
    let features = le_u64(head, 16)?;
    found.virtual_size = Some(le_u64(head, 48)?);
    head.get(..HEADER)?;
    if features & BACKING_FILE != 0 {
        return Some(found.refused(Refusal::BackingFile));
    }
    let unknown = features & !KNOWN;
    if unknown != 0 {
        return Some(found.refused(Refusal::UnknownFeatures { bits: unknown }));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_with_a_backing_file_is_refused() {
        let mut header = vec![0; HEADER];
        header[..4].copy_from_slice(MAGIC);
        header[48..56].copy_from_slice(&65536_u64.to_le_bytes());
        assert_eq!(
            inspect(&header),
            Finding {
                virtual_size: Some(65536),
                ..Finding::of(Format::Qed)
            }
        );
        header[16] = 1;
        assert_eq!(inspect(&header).refusal, Some(Refusal::BackingFile));
    }
}
