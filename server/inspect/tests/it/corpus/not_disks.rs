//! What is uploaded by mistake, and what only looks odd.

use crate::{
    corpus::{Sample, sample},
    make::{
        noise,
        plain::{self, gpt},
        put, with,
    },
};
use inspect::Kind;

/// Files that are no disks: a name, and the bytes.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let html = b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>No such file</body></html>\n";
    let long = "All work and no play makes a dull disk.\n".repeat(2000);
    vec![
        ("an HTML page", html.to_vec()),
        (
            "XML",
            b"<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code></Error>\n".to_vec(),
        ),
        (
            "JSON",
            b"{\"code\": 404, \"message\": \"Not Found\"}\n".to_vec(),
        ),
        ("text", b"bought milk, eggs\n".to_vec()),
        ("text of many lines", long.into_bytes()),
        ("text in Chinese", "这不是磁盘。\n".repeat(500).into_bytes()),
        ("a PNG", [b"\x89PNG\r\n\x1a\n", &noise(30_000)[..]].concat()),
        (
            "a JPEG",
            [b"\xff\xd8\xff\xe0\0\x10JFIF", &noise(9000)[..]].concat(),
        ),
        (
            "an SVG",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        ),
        (
            "a PDF",
            [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", &noise(9000)[..]].concat(),
        ),
        (
            "a video",
            [b"\0\0\0\x20ftypisom", &noise(9000)[..]].concat(),
        ),
        ("noise under a MiB", noise(200_000)),
        ("a sector", vec![0; 512]),
    ]
}

pub fn no_disks() -> Vec<Sample> {
    let mut all = Vec::new();
    for (name, bytes) in files() {
        for word in ["raw", "-", "ami"] {
            let name = format!("{name}, declared as {word}");
            let taken = sample(&name, word, bytes.clone(), Kind::Raw, &[]);
            all.push(taken.warned(&["not_a_disk"]));
        }
        for word in ["qcow2", "vmdk", "vhd", "iso"] {
            let name = format!("{name}, declared as {word}");
            all.push(sample(
                &name,
                word,
                bytes.clone(),
                Kind::Raw,
                &["not_a_disk"],
            ));
        }
    }
    all
}

/// Disks that boot, whatever their first sector looks like.
pub fn odd_disks() -> Vec<Sample> {
    let say = |name: &str, bytes| sample(name, "raw", bytes, Kind::Raw, &[]);
    // Code where a disk has its table, and the mark of a boot sector behind it.
    let sector = with(&with(&noise(512), 446, &[0x42; 64]), 510, &[0x55, 0xaa]);
    let starts = |at, mark: &[u8]| {
        let mut disk = [&sector[..], &vec![0; 64 << 10]].concat();
        put(&mut disk, at, mark);
        disk
    };
    let floppy = |media, tables, name: &[u8]| {
        let mut disk = starts(0, b"\xeb\x3c\x90");
        put(&mut disk, 3, name);
        put(
            &mut disk,
            11,
            &[0, 2, 1, 1, 0, tables, 224, 0, 0x40, 0x0b, media],
        );
        disk.resize(1_474_560, 0);
        disk
    };
    let mut all = vec![
        say("a FAT floppy with code", floppy(0xf0, 2, b"MSDOS5.0")),
        say("a FAT floppy of FreeDOS", floppy(0xf0, 2, b"FRDOS7.1")),
        say(
            "a FAT floppy of SYSLINUX, with one table",
            floppy(0xf9, 1, b"SYSLINUX"),
        ),
        say(
            "a boot sector without a file system",
            starts(0, b"\xfa\x31\xc0"),
        ),
        say("memtest, which begins as a kernel", starts(0x202, b"HdrS")),
    ];
    for (name, at, mark) in [
        ("NTFS", 3, &b"NTFS    "[..]),
        ("exFAT", 3, b"EXFAT   "),
        ("ReFS", 3, b"ReFS\0\0\0\0"),
        ("BitLocker", 3, b"-FVE-FS-"),
        ("FAT32", 82, b"FAT32   "),
        ("HPFS", 3, b"OS2 20.0"),
        ("ext, with extlinux before it", 1080, b"\x53\xef"),
        ("f2fs", 1024, b"\x10\x20\xf5\xf2"),
        ("btrfs, with GRUB before it", 0x10040, b"_BHRfS_M"),
        ("UFS, with boot1 before it", 512, b"\x57\x45\x56\x82"),
        ("LVM", 512, b"LABELONE"),
        ("LILO", 6, b"LILO"),
        ("GRUB", 0x180, b"GRUB \0Geom\0Hard Disk\0"),
        ("iPXE", 0x100, b"iPXE"),
        ("minix", 1040, b"\x7f\x13"),
    ] {
        all.push(say(&format!("a boot sector of {name}"), starts(at, mark)));
    }
    all
}

/// Disks with a GUID partition table and an unusual table before it.
pub fn odd_tables() -> Vec<Sample> {
    let gpt = gpt();
    let say = |name: &str, bytes, warnings: &[&'static str]| {
        sample(name, "raw", bytes, Kind::Gpt, &[]).warned(warnings)
    };
    let mut hybrid = gpt.clone();
    plain::entry(&mut hybrid, 2, 0x0c, 64, 100);
    let mut twice = gpt.clone();
    plain::entry(&mut twice, 3, 0xee, 64, 100);
    let odd = &["odd_protective_entry"];
    vec![
        say(
            "gpt covered from CHS 00 01 00",
            with(&gpt, 447, &[0, 1, 0]),
            odd,
        ),
        say(
            "gpt covered from CHS FE FF FF",
            with(&gpt, 447, &[0xfe, 0xff, 0xff]),
            odd,
        ),
        say(
            "gpt covered from CHS 00 00 00",
            with(&gpt, 447, &[0, 0, 0]),
            odd,
        ),
        say(
            "gpt covered with an odd boot flag",
            with(&gpt, 446, &[0x13]),
            odd,
        ),
        say(
            "gpt beside a partition in the third entry",
            hybrid,
            &["hybrid_entry"],
        ),
        say("gpt covered twice", twice, odd),
        say(
            "gpt with entries of an odd size",
            with(&gpt, 512 + 84, &[100]),
            &["partition_table_damaged"],
        ),
        say(
            "gpt of nothing but its mark",
            with(&with(&vec![0; 600], 512, b"EFI PART"), 510, &[0x55, 0xaa]),
            &["no_protective_entry", "partition_table_damaged"],
        ),
    ]
}
