use crate::bytes::{be_u32, le_u16, marked};

/// What begins with the first sector of a file and is no partition table. Most of these put the mark of a boot sector
/// (55 AA) where a disk has it, and code where a disk has its table.
const MARKS: &[(&str, usize, &[u8])] = &[
    ("ntfs", 3, b"NTFS    "),
    ("exfat", 3, b"EXFAT   "),
    ("refs", 3, b"ReFS\0"),
    ("bitlocker", 3, b"-FVE-FS-"),
    ("ext", 1080, b"\x53\xef"),
    ("f2fs", 1024, b"\x10\x20\xf5\xf2"),
    ("hfs+", 1024, b"H+\0\x04"),
    ("hfsx", 1024, b"HX\0\x05"),
    ("apfs", 32, b"NXSB"),
    ("xfs", 0, b"XFSB"),
    ("squashfs", 0, b"hsqs"),
    ("cramfs", 0, b"\x45\x3d\xcd\x28"),
    ("romfs", 0, b"-rom1fs-"),
    ("erofs", 1024, b"\xe2\xe1\xf5\xe0"),
    ("minix", 1040, b"\x7f\x13"),
    ("minix", 1040, b"\x8f\x13"),
    ("minix", 1040, b"\x68\x24"),
    ("minix", 1040, b"\x78\x24"),
    ("lvm", 512, b"LABELONE"),
    ("swap", 4086, b"SWAPSPACE2"),
    ("md", 0, b"\xfc\x4e\x2b\xa9"),
    ("md", 4096, b"\xfc\x4e\x2b\xa9"),
    ("bsd", 512, b"\x57\x45\x56\x82"),
    ("linux-kernel", 0x202, b"HdrS"),
    ("cpio", 0, b"070701"),
    ("u-boot", 0, b"\x27\x05\x19\x56"),
];

/// The file system, volume or kernel that begins with `head`.
pub fn file_system(head: &[u8]) -> Option<&'static str> {
    let marked = MARKS
        .iter()
        .find(|(_, at, mark)| marked(head, *at, mark))
        .map(|(name, ..)| *name);
    marked.or_else(|| is_fat(head).then_some("fat"))
}

/// FAT has no mark of its own: a jump, and numbers that make sense together, on disks and floppies (0xf0) alike.
fn is_fat(head: &[u8]) -> bool {
    let byte = |at: usize| head.get(at).copied().unwrap_or_default();
    let jumps = byte(0) == 0xe9 || (byte(0) == 0xeb && byte(2) == 0x90);
    let sector = le_u16(head, 11).unwrap_or_default();
    // Early ones, and some that are made small, leave the size of a sector to its reader.
    let sectors = matches!(sector, 0 | 512 | 1024 | 2048 | 4096)
        && (byte(13) == 0 || byte(13).is_power_of_two());
    let media = byte(0x15) == 0xf0 || byte(0x15) >= 0xf8;
    let boots = be_u32(head, 508).is_some_and(|word| word & 0xffff == 0x55aa);
    jumps && sectors && media && matches!(byte(0x10), 1 | 2) && boots
}
