/// The `N` bytes at `at`, if they are all there.
pub fn array<const N: usize>(head: &[u8], at: usize) -> Option<[u8; N]> {
    head.get(at..)?.first_chunk().copied()
}

/// Whether `mark` stands at `at`.
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
