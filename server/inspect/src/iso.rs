use crate::bytes::marked;

// ECMA-119 8: sixteen sectors of 2 KiB belong to the system, then the volume descriptors begin.
const IDENTIFIER: &[u8] = b"CD001";
const AT: usize = 0x8001;

pub fn is(head: &[u8]) -> bool {
    marked(head, AT, IDENTIFIER)
}

#[cfg(test)]
mod tests {
    use crate::{Format, detect};

    #[test]
    fn a_disc_is_known_by_its_seventeenth_sector() {
        let mut head = vec![0; 64 * 1024];
        head[0x8001..0x8006].copy_from_slice(b"CD001");
        assert_eq!(detect(&head), Some(Format::Iso));
    }
}
