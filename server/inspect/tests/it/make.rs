//! Disks made by hand, so that every field can lie.

pub mod luks;
pub mod plain;
pub mod qcow2;
pub mod small;
pub mod vhd;
pub mod vhdx;
pub mod vmdk;

/// Overwrites with `bytes` from offset `at`; the disk grows if it must.
pub fn put(disk: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if disk.len() < at + bytes.len() {
        disk.resize(at + bytes.len(), 0);
    }
    disk[at..at + bytes.len()].copy_from_slice(bytes);
}

/// The same, of a copy.
pub fn with(disk: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut disk = disk.to_vec();
    put(&mut disk, at, bytes);
    disk
}

/// The first `length` bytes.
pub fn cut(disk: &[u8], length: usize) -> Vec<u8> {
    disk[..length].to_vec()
}

/// Bytes without a pattern, always the same.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(step).take(length).collect()
}

/// A sum of 32 bits as the catalogues have it, bit by bit: not the way it is done inside.
pub fn crc(polynomial: u32, bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ polynomial
            } else {
                sum >> 1
            };
        }
    }
    !sum
}
