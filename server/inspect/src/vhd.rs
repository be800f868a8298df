use crate::{
    Finding, Format, Refusal,
    bytes::{be_u32, be_u64, marked},
};

// Microsoft, "Virtual Hard Disk Image Format Specification": a dynamic disk begins with a copy of its footer.
const COOKIE: &[u8] = b"conectix";
const FOOTER: usize = 512;
/// A disk that holds only what differs from its parent.
const DIFFERENCING: u32 = 4;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, COOKIE)
}

pub fn inspect(head: &[u8]) -> Finding {
    let found = Finding::of(Format::Vhd);
    found.clone().or_truncated(read(head, found))
}

fn read(head: &[u8], mut found: Finding) -> Option<Finding> {
    found.virtual_size = Some(be_u64(head, 48)?);
    let kind = be_u32(head, 60)?;
    head.get(..FOOTER)?;
    Some(if kind == DIFFERENCING {
        found.refused(Refusal::BackingFile)
    } else {
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dynamic_disk_is_taken_and_a_differencing_one_is_not() {
        let mut footer = vec![0; FOOTER];
        footer[..8].copy_from_slice(COOKIE);
        footer[48..56].copy_from_slice(&4096_u64.to_be_bytes());
        footer[63] = 3;
        assert_eq!(
            inspect(&footer),
            Finding {
                virtual_size: Some(4096),
                ..Finding::of(Format::Vhd)
            }
        );
        footer[63] = 4;
        assert_eq!(inspect(&footer).refusal, Some(Refusal::BackingFile));
    }
}
