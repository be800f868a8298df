use super::put;

/// A VDI of 4 MiB, two of its four blocks there.
pub fn vdi(kind: u32) -> Vec<u8> {
    let mut disk = vec![0; 1024 + (2 << 20)];
    put(&mut disk, 0, b"<<< Oracle VM VirtualBox Disk Image >>>\n");
    put(&mut disk, 64, &0xbeda_107f_u32.to_le_bytes());
    for (at, value) in [
        (68, 0x1_0001),
        (72, 0x190),
        (76, kind),
        (340, 512),
        (344, 1024),
        (360, 512),
        (376, 1 << 20),
        (384, 4),
        (388, 2),
    ] {
        put(&mut disk, at, &value.to_le_bytes());
    }
    put(&mut disk, 368, &(4_u64 << 20).to_le_bytes());
    disk
}

pub fn qed(features: u64) -> Vec<u8> {
    let mut disk = vec![0; 256 << 10];
    put(&mut disk, 0, b"QED\0");
    put(&mut disk, 4, &65536_u32.to_le_bytes());
    put(&mut disk, 16, &features.to_le_bytes());
    put(&mut disk, 48, &(1_u64 << 20).to_le_bytes());
    put(&mut disk, 56, &64_u32.to_le_bytes());
    put(&mut disk, 60, &11_u32.to_le_bytes());
    put(&mut disk, 64, b"/etc/passwd");
    disk
}

/// A disk of 4 MiB in blocks of 1 MiB, one of them there.
pub fn parallels() -> Vec<u8> {
    let mut disk = vec![0; 2 << 20];
    put(&mut disk, 0, b"WithouFreSpacExt");
    for (at, value) in [(16, 2_u32), (20, 16), (24, 16), (28, 2048), (32, 4)] {
        put(&mut disk, at, &value.to_le_bytes());
    }
    put(&mut disk, 36, &8192_u64.to_le_bytes());
    put(&mut disk, 48, &2048_u32.to_le_bytes());
    put(&mut disk, 64, &1_u32.to_le_bytes());
    disk
}

pub fn dmg() -> Vec<u8> {
    let mut disk = vec![0; 4096];
    put(&mut disk, 4096 - 512, b"koly\0\0\0\x04\0\0\x02\0");
    disk
}

/// The end of an archive, as a reader of archives looks for it.
pub fn end_of_zip() -> Vec<u8> {
    super::with(&[0; 22], 0, b"PK\x05\x06")
}

pub fn tar() -> Vec<u8> {
    let mut tar = vec![0; 10240];
    put(&mut tar, 0, b"disk.ovf");
    put(&mut tar, 257, b"ustar\x0000");
    tar
}
