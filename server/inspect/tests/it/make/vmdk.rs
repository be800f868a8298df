use super::put;

const SECTOR: usize = 512;

/// A descriptor as it is usually written.
pub fn descriptor(kind: &str, parent: &str, extent: &str) -> String {
    format!(
        "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID={parent}\ncreateType=\"{kind}\"\n\n\
         # Extent description\n{extent}\n\n# The Disk Data Base\n#DDB\n\nddb.adapterType = \"ide\"\n"
    )
}

/// A sparse disk of 1 MiB with this descriptor inside.
pub fn sparse(descriptor: &str) -> Vec<u8> {
    let mut disk = vec![0; 128 * SECTOR];
    header(&mut disk, 0, 3, 26);
    put(&mut disk, SECTOR, descriptor.as_bytes());
    disk
}

/// An honest one.
pub fn whole() -> Vec<u8> {
    sparse(&descriptor(
        "monolithicSparse",
        "ffffffff",
        "RW 2048 SPARSE \"disk.vmdk\"",
    ))
}

/// A stream: its directory is told by a footer.
pub fn stream() -> Vec<u8> {
    let mut disk = sparse(&descriptor(
        "streamOptimized",
        "ffffffff",
        "RW 2048 SPARSE \"disk.vmdk\"",
    ));
    header(&mut disk, 0, 0x3_0001, u64::MAX);
    let end = disk.len();
    disk.resize(end + 3 * SECTOR, 0);
    put(&mut disk, end, &1_u64.to_le_bytes());
    put(&mut disk, end + 12, &3_u32.to_le_bytes());
    header(&mut disk, end + SECTOR, 0x3_0001, 26);
    disk
}

/// A disk with one table of grains, whose only grain is at this sector.
pub fn grain(sector: u32) -> Vec<u8> {
    let mut disk = whole();
    put(&mut disk, 26 * SECTOR, &27_u32.to_le_bytes());
    put(&mut disk, 27 * SECTOR, &sector.to_le_bytes());
    disk.resize(200 * SECTOR, 7);
    disk
}

/// A disk whose extent has this `name`, in this `encoding`.
pub fn named(encoding: &str, name: &[u8]) -> Vec<u8> {
    let text = descriptor("monolithicSparse", "ffffffff", "RW 2048 SPARSE \"@\"")
        .replace("CID=f", &format!("encoding=\"{encoding}\"\nCID=f"));
    let (before, after) = text.split_once('@').expect("a place for the name");
    let mut disk = whole();
    disk[SECTOR..21 * SECTOR].fill(0);
    put(
        &mut disk,
        SECTOR,
        &[before.as_bytes(), name, after.as_bytes()].concat(),
    );
    disk
}

fn header(disk: &mut Vec<u8>, at: usize, flags: u32, directory: u64) {
    put(disk, at, b"KDMV");
    put(disk, at + 4, &1_u32.to_le_bytes());
    put(disk, at + 8, &flags.to_le_bytes());
    put(disk, at + 12, &2048_u64.to_le_bytes());
    put(disk, at + 20, &128_u64.to_le_bytes());
    put(disk, at + 28, &1_u64.to_le_bytes());
    put(disk, at + 36, &20_u64.to_le_bytes());
    put(disk, at + 44, &512_u32.to_le_bytes());
    put(disk, at + 56, &directory.to_le_bytes());
    put(disk, at + 64, &128_u64.to_le_bytes());
    put(disk, at + 73, b"\n \r\n");
    put(
        disk,
        at + 77,
        &u16::from(flags & 0x1_0000 != 0).to_le_bytes(),
    );
}
