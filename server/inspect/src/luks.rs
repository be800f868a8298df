use crate::{Finding, Format, bytes::marked};

// https://gitlab.com/cryptsetup/cryptsetup/-/wikis/Specification: both versions begin alike.
const MAGIC: &[u8] = b"LUKS\xba\xbe";

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

pub fn inspect(_head: &[u8]) -> Finding {
    Finding {
        encrypted: true,
        ..Finding::of(Format::Luks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_encrypted_and_taken() {
        let found = crate::inspect(b"LUKS\xba\xbe\x00\x01");
        assert_eq!(
            (found.format, found.encrypted, found.refusal),
            (Some(Format::Luks), true, None)
        );
    }
}
