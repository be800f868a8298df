//! Checksums, put right: the fuzzer would never guess one, and see nothing of what lies behind.

fn write(file: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = file.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn crc(polynomial: u32, bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ polynomial
            } else {
                sum >> 1
            }
        })
    })
}

/// The two footers, and the header between them.
pub fn fix_vhd_checksum(file: &mut [u8]) {
    let end = file.len().saturating_sub(512);
    for (start, length, at) in [(0, 512, 64), (512, 1024, 36), (end, 512, 64)] {
        write(file, start + at, &[0; 4]);
        if let Some(bytes) = file.get(start..start + length) {
            let sum: u32 = bytes.iter().map(|&byte| u32::from(byte)).sum();
            write(file, start + at, &(!sum).to_be_bytes());
        }
    }
}

/// Both headers.
pub fn fix_vhdx_checksum(file: &mut [u8]) {
    for start in [64 << 10, 128 << 10] {
        write(file, start + 4, &[0; 4]);
        if let Some(bytes) = file.get(start..start + 4096) {
            write(file, start + 4, &crc(0x82f6_3b78, bytes).to_le_bytes());
        }
    }
}

/// The first header of a GUID partition table.
pub fn fix_gpt_checksum(file: &mut [u8]) {
    write(file, 512 + 12, &92_u32.to_le_bytes());
    write(file, 512 + 16, &[0; 4]);
    if let Some(bytes) = file.get(512..512 + 92) {
        write(file, 512 + 16, &crc(0xedb8_8320, bytes).to_le_bytes());
    }
}
