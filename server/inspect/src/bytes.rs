/// The `N` bytes at `at`, if they are all there.
pub fn array<const N: usize>(head: &[u8], at: usize) -> Option<[u8; N]> {
    head.get(at..)?.first_chunk().copied()
}

/// Whether `mark` is at offset `at`.
pub fn marked(head: &[u8], at: usize, mark: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(mark))
}

/// A big-endian number at `at`.
pub fn be_u32(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(u32::from_be_bytes)
}

/// A big-endian number at `at`.
pub fn be_u64(head: &[u8], at: usize) -> Option<u64> {
    array(head, at).map(u64::from_be_bytes)
}

/// A little-endian number at `at`.
pub fn le_u32(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(u32::from_le_bytes)
}

/// A little-endian number at `at`.
pub fn le_u64(head: &[u8], at: usize) -> Option<u64> {
    array(head, at).map(u64::from_le_bytes)
}

/// A big-endian number at `at`.
pub fn be_u16(head: &[u8], at: usize) -> Option<u16> {
    array(head, at).map(u16::from_be_bytes)
}

/// A little-endian number at `at`.
pub fn le_u16(head: &[u8], at: usize) -> Option<u16> {
    array(head, at).map(u16::from_le_bytes)
}

/// Longer texts than this are cut short.
const LONGEST_TEXT: usize = 256;

/// A text as it may be shown: up to the first NUL, without control characters, not too long.
pub fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0);
    let bytes = bytes
        .get(..end.unwrap_or(bytes.len()).min(LONGEST_TEXT * 4))
        .unwrap_or_default();
    String::from_utf8_lossy(bytes)
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_TEXT)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The same, `None` if nothing is left.
pub fn label(bytes: &[u8]) -> Option<String> {
    Some(text(bytes)).filter(|text| !text.is_empty())
}
