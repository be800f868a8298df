use super::put;

const MEBIBYTE: u64 = 1 << 20;

fn seal(bytes: &mut [u8], at: usize) {
    bytes[at..at + 4].fill(0);
    let sum: u32 = bytes.iter().map(|&byte| u32::from(byte)).sum();
    bytes[at..at + 4].copy_from_slice(&(!sum).to_be_bytes());
}

pub fn footer(kind: u32, size: u64) -> Vec<u8> {
    let mut footer = vec![0; 512];
    put(&mut footer, 0, b"conectix");
    put(&mut footer, 8, &2_u32.to_be_bytes());
    put(&mut footer, 12, &0x1_0000_u32.to_be_bytes());
    put(
        &mut footer,
        16,
        &if kind == 2 { u64::MAX } else { 512 }.to_be_bytes(),
    );
    put(&mut footer, 40, &size.to_be_bytes());
    put(&mut footer, 48, &size.to_be_bytes());
    put(&mut footer, 60, &kind.to_be_bytes());
    seal(&mut footer, 64);
    footer
}

/// A disk of 1 MiB with nothing but a footer of this geometry.
pub fn of_geometry(cylinders: u16, heads: u8, sectors: u8) -> Vec<u8> {
    let mut footer = footer(2, MEBIBYTE);
    put(&mut footer, 56, &cylinders.to_be_bytes());
    put(&mut footer, 58, &[heads, sectors]);
    seal(&mut footer, 64);
    [&vec![0; 1 << 20], &footer[..]].concat()
}

/// A disk with nothing but a footer.
pub fn fixed(inside: &[u8]) -> Vec<u8> {
    [inside, &footer(2, inside.len() as u64)].concat()
}

/// A disk of 4 MiB with a footer at both ends; `parent` in its first locator.
pub fn sparse(kind: u32, parent: u32) -> Vec<u8> {
    let footer = footer(kind, 4 * MEBIBYTE);
    let mut header = vec![0; 1024];
    put(&mut header, 0, b"cxsparse");
    put(&mut header, 8, &u64::MAX.to_be_bytes());
    put(&mut header, 16, &1536_u64.to_be_bytes());
    put(&mut header, 24, &0x1_0000_u32.to_be_bytes());
    put(&mut header, 28, &2_u32.to_be_bytes());
    put(&mut header, 32, &(2_u32 << 20).to_be_bytes());
    put(&mut header, 576, &parent.to_be_bytes());
    seal(&mut header, 36);
    [&footer[..], &header, &[0xff; 512], &footer].concat()
}
