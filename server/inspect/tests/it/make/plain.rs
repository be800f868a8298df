use super::{crc, put};

const SECTOR: usize = 512;

/// A disk of 1 MiB with one partition in a classic table.
pub fn mbr() -> Vec<u8> {
    let mut disk = vec![0; 1 << 20];
    entry(&mut disk, 0, 0x83, 2048 - 63, 63);
    put(&mut disk, 510, &[0x55, 0xaa]);
    disk
}

/// Row `index` of the table: its kind, sectors, and where it starts.
pub fn entry(disk: &mut Vec<u8>, index: usize, kind: u8, sectors: u32, start: u32) {
    let at = 446 + 16 * index;
    put(disk, at, &[0, 0, 2, 0, kind, 0xff, 0xff, 0xff]);
    put(disk, at + 8, &start.to_le_bytes());
    put(disk, at + 12, &sectors.to_le_bytes());
}

/// A disk of 1 MiB with one partition in a GUID partition table, and its copy at the end.
pub fn gpt() -> Vec<u8> {
    let sectors = (1 << 20) / SECTOR;
    let mut disk = vec![0; 1 << 20];
    entry(&mut disk, 0, 0xee, sectors as u32 - 1, 1);
    put(&mut disk, 510, &[0x55, 0xaa]);
    let mut table = vec![0; 128 * 128];
    put(&mut table, 0, &[7; 32]);
    put(&mut table, 32, &64_u64.to_le_bytes());
    put(&mut table, 40, &1900_u64.to_le_bytes());
    for (own, other, at) in [(1, sectors - 1, 2), (sectors - 1, 1, sectors - 33)] {
        let mut header = vec![0; 92];
        put(&mut header, 0, b"EFI PART");
        put(&mut header, 8, &[0, 0, 1, 0, 92, 0, 0, 0]);
        put(&mut header, 24, &(own as u64).to_le_bytes());
        put(&mut header, 32, &(other as u64).to_le_bytes());
        put(&mut header, 72, &(at as u64).to_le_bytes());
        put(&mut header, 80, &128_u32.to_le_bytes());
        put(&mut header, 84, &128_u32.to_le_bytes());
        put(&mut header, 88, &crc(0xedb8_8320, &table).to_le_bytes());
        let sum = crc(0xedb8_8320, &header);
        put(&mut header, 16, &sum.to_le_bytes());
        put(&mut disk, own * SECTOR, &header);
        put(&mut disk, at * SECTOR, &table);
    }
    disk
}

/// The first sector of a FAT file system.
pub fn fat() -> Vec<u8> {
    let mut disk = vec![0; 64 << 10];
    put(&mut disk, 0, b"\xeb\x3c\x90mkfs.fat");
    put(&mut disk, 0x10, &[2]);
    put(&mut disk, 0x15, &[0xf8]);
    put(&mut disk, 446, &[0x42; 64]);
    put(&mut disk, 510, &[0x55, 0xaa]);
    disk
}

/// A file system without a boot sector.
pub fn ext() -> Vec<u8> {
    super::with(&vec![0; 64 << 10], 1080, b"\x53\xef")
}

/// A disc of `blocks` that can start a machine.
pub fn disc(blocks: u32) -> Vec<u8> {
    let mut disc = vec![0; 64 << 10];
    put(&mut disc, 0x8000, b"\x01CD001\x01");
    put(&mut disc, 0x8028, b"RESCUE                          ");
    put(&mut disc, 0x8050, &blocks.to_le_bytes());
    put(&mut disc, 0x8080, &2048_u16.to_le_bytes());
    put(&mut disc, 0x8800, b"\0CD001\x01EL TORITO SPECIFICATION");
    put(&mut disc, 0x9000, b"\xffCD001\x01");
    disc
}
