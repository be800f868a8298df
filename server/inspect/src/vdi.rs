use crate::{
    Finding, Format, Refusal,
    bytes::{le_u32, le_u64},
};

// VirtualBox, VDICore.h: a line of text for people, then the signature.
const SIGNATURE: u32 = 0xbeda_107f;
/// Kinds 3 (undo) and 4 (difference) hold only what differs from a parent.
const DYNAMIC: u32 = 1;
const FIXED: u32 = 2;

pub fn is(head: &[u8]) -> bool {
    le_u32(head, 64) == Some(SIGNATURE)
}

pub fn inspect(head: &[u8]) -> Finding {
    let found = Finding::of(Format::Vdi);
    found.clone().or_truncated(read(head, found))
}

fn read(head: &[u8], mut found: Finding) -> Option<Finding> {
    let kind = le_u32(head, 76)?;
    found.virtual_size = Some(le_u64(head, 368)?);
    Some(if matches!(kind, DYNAMIC | FIXED) {
        found
    } else {
        found.refused(Refusal::BackingFile)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_of_its_own_is_taken_and_a_difference_is_not() {
        let mut header = vec![0; 512];
        header[64..68].copy_from_slice(&SIGNATURE.to_le_bytes());
        header[76] = 1;
        header[368..376].copy_from_slice(&(8_u64 << 20).to_le_bytes());
        assert_eq!(
            inspect(&header),
            Finding {
                virtual_size: Some(8 << 20),
                ..Finding::of(Format::Vdi)
            }
        );
        header[76] = 4;
        assert_eq!(inspect(&header).refusal, Some(Refusal::BackingFile));
    }
}
