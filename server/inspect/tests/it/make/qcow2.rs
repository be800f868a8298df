use super::put;

const CLUSTER: usize = 65536;

/// A whole disk of 1 GiB: header, reference counts, first table, one second table, one cluster of data.
pub fn disk(version: u32) -> Vec<u8> {
    let mut disk = vec![0; 6 * CLUSTER];
    put(&mut disk, 0, b"QFI\xfb");
    put(&mut disk, 4, &version.to_be_bytes());
    put(&mut disk, 20, &16_u32.to_be_bytes());
    put(&mut disk, 24, &(1_u64 << 30).to_be_bytes());
    put(&mut disk, 36, &2_u32.to_be_bytes());
    put(&mut disk, 40, &(3 * CLUSTER as u64).to_be_bytes());
    put(&mut disk, 48, &(CLUSTER as u64).to_be_bytes());
    put(&mut disk, 56, &1_u32.to_be_bytes());
    if version == 3 {
        put(&mut disk, 96, &4_u32.to_be_bytes());
        put(&mut disk, 100, &104_u32.to_be_bytes());
    }
    put(&mut disk, CLUSTER, &(2 * CLUSTER as u64).to_be_bytes());
    for cluster in 0..6 {
        put(&mut disk, 2 * CLUSTER + 2 * cluster, &1_u16.to_be_bytes());
    }
    put(
        &mut disk,
        3 * CLUSTER,
        &((1 << 63) | (4 * CLUSTER as u64)).to_be_bytes(),
    );
    put(
        &mut disk,
        4 * CLUSTER,
        &((1 << 63) | (5 * CLUSTER as u64)).to_be_bytes(),
    );
    disk
}

/// The same, with these incompatible features.
pub fn features(bits: u64) -> Vec<u8> {
    super::with(&disk(3), 72, &bits.to_be_bytes())
}

/// The same, with this name of a backing file.
pub fn overlay(version: u32, name: &str) -> Vec<u8> {
    let mut disk = disk(version);
    put(&mut disk, 8, &512_u64.to_be_bytes());
    put(&mut disk, 16, &(name.len() as u32).to_be_bytes());
    put(&mut disk, 512, name.as_bytes());
    disk
}

/// The same, with an extension of the header.
pub fn extension(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut disk = disk(3);
    put(&mut disk, 104, &kind.to_be_bytes());
    put(&mut disk, 108, &(data.len() as u32).to_be_bytes());
    put(&mut disk, 112, data);
    disk
}
