use crate::{
    corpus::{Sample, sample},
    make::{
        luks, noise,
        plain::{self, disc, mbr},
        put,
        qcow2::{self, overlay},
        small, vhd,
        vhdx::Vhdx,
        vmdk, with,
    },
};
use inspect::Kind;

pub fn wrapped() -> Vec<Sample> {
    let marks: [(&[u8], Kind); 12] = [
        (b"\x1f\x8b\x08\0", Kind::Gzip),
        (b"\xfd7zXZ\0", Kind::Xz),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"BZh91AY&SY", Kind::Bzip2),
        (b"\x04\x22\x4d\x18", Kind::Lz4),
        (b"LZIP\x01", Kind::Lzip),
        (b"\x89LZO\0\r\n\x1a\n", Kind::Lzop),
        (
            b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff",
            Kind::Lzma,
        ),
        (b"\x1f\x9d\x90", Kind::Compress),
        (b"PK\x03\x04", Kind::Zip),
        (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
        (b"Rar!\x1a\x07", Kind::Rar),
    ];
    let packed = |mark: &[u8]| with(&noise(4000), 0, mark);
    let mut all: Vec<_> = marks
        .iter()
        .map(|(mark, kind)| {
            sample(
                &format!("{kind}"),
                "qcow2",
                packed(mark),
                *kind,
                &["wrapped"],
            )
        })
        .collect();
    let gzip = packed(b"\x1f\x8b\x08\0");
    all.extend([
        sample(
            "gzip declared as raw",
            "raw",
            gzip.clone(),
            Kind::Gzip,
            &["wrapped"],
        ),
        sample(
            "gzip, nothing declared",
            "-",
            gzip.clone(),
            Kind::Gzip,
            &["wrapped"],
        ),
        sample("gzip declared as ari", "ari", gzip.clone(), Kind::Gzip, &[]),
        sample(
            "gzip in a container `compressed`",
            "raw",
            gzip,
            Kind::Gzip,
            &[],
        )
        .inside("compressed"),
        sample("tar", "vmdk", small::tar(), Kind::Tar, &["wrapped"]),
        sample(
            "tar in a container `ova`",
            "vmdk",
            small::tar(),
            Kind::Tar,
            &[],
        )
        .inside("ova"),
        sample(
            "qcow2 with a backing file in a container `ova`",
            "qcow2",
            overlay(3, "/etc/passwd"),
            Kind::Qcow2,
            &["backing_file"],
        )
        .inside("ova"),
        sample(
            "zip behind a raw disk",
            "raw",
            [noise(4000), small::end_of_zip()].concat(),
            Kind::Zip,
            &["wrapped"],
        ),
    ]);
    all
}

pub fn two_at_once() -> Vec<Sample> {
    let disk = qcow2::disk(3);
    let rescue = disc(32);
    let over = |base: &[u8], at, mark: &[u8]| with(base, at, mark);
    let say = |name, declared, bytes, kind, refusals: &[&'static str]| {
        sample(name, declared, bytes, kind, refusals)
    };
    let mut table = disk.clone();
    plain::entry(&mut table, 0, 0x83, 100, 63);
    put(&mut table, 510, &[0x55, 0xaa]);
    vec![
        say(
            "iso and qcow2",
            "iso",
            [&disk[..0x8000], &rescue[0x8000..], &disk[64 << 10..]].concat(),
            Kind::Qcow2,
            &["ambiguous", "mismatch"],
        ),
        say(
            "qcow2 and gpt",
            "qcow2",
            over(&disk, 512, b"EFI PART"),
            Kind::Qcow2,
            &["ambiguous"],
        ),
        say(
            "qcow2 and gpt, declared as raw",
            "raw",
            over(&disk, 512, b"EFI PART"),
            Kind::Qcow2,
            &["ambiguous", "mismatch"],
        ),
        say("qcow2 and mbr", "qcow2", table, Kind::Qcow2, &["ambiguous"]),
        say(
            "qcow2 and vdi",
            "qcow2",
            over(&disk, 64, &0xbeda_107f_u32.to_le_bytes()),
            Kind::Qcow2,
            &["ambiguous"],
        ),
        say(
            "qcow2 inside a fixed vhd",
            "vhd",
            vhd::fixed(&disk),
            Kind::Qcow2,
            &["ambiguous", "mismatch"],
        ),
        say(
            "iso inside a fixed vhd",
            "vhd",
            vhd::fixed(&rescue),
            Kind::Iso,
            &["ambiguous", "mismatch"],
        ),
        say(
            "qcow2 and zip",
            "qcow2",
            [disk.clone(), small::end_of_zip()].concat(),
            Kind::Qcow2,
            &["ambiguous"],
        ),
        say(
            "iso and tar",
            "iso",
            over(&rescue, 257, b"ustar\x0000"),
            Kind::Tar,
            &["ambiguous", "wrapped"],
        ),
        say(
            "vmdk and iso",
            "vmdk",
            over(&vmdk::whole(), 0x8001, b"CD001"),
            Kind::Vmdk,
            &["ambiguous"],
        ),
        say(
            "luks and gpt",
            "raw",
            over(&luks::v1(), 4096, b"EFI PART"),
            Kind::Luks,
            &["ambiguous"],
        )
        .warned(&["found_format"]),
        say(
            "vhd and mbr",
            "vhd",
            with(
                &vhd::sparse(3, 0),
                0,
                &with(&mbr()[..512], 0, &vhd::footer(3, 4 << 20)[..400]),
            ),
            Kind::Vhd,
            &["ambiguous", "malformed"],
        ),
    ]
}

/// Every format under every other name.
pub fn not_as_declared() -> Vec<Sample> {
    let disks: [(&str, Kind, Vec<u8>); 9] = [
        ("raw", Kind::Raw, plain::ext()),
        ("qcow2", Kind::Qcow2, qcow2::disk(3)),
        ("vmdk", Kind::Vmdk, vmdk::whole()),
        ("vhd", Kind::Vhd, vhd::sparse(3, 0)),
        ("vhd", Kind::Vhd, vhd::fixed(&mbr())),
        ("vhdx", Kind::Vhdx, Vhdx::default().make()),
        ("vdi", Kind::Vdi, small::vdi(1)),
        ("iso", Kind::Iso, disc(32)),
        ("luks", Kind::Luks, luks::v1()),
    ];
    let words = [
        "raw", "qcow2", "vmdk", "vhd", "vhdx", "vdi", "iso", "luks", "ploop", "ami", "ari", "aki",
    ];
    let mut all = Vec::new();
    for (own, kind, disk) in disks {
        let is_fixed = own == "vhd" && disk.len() > 1 << 20;
        for word in words.into_iter().filter(|word| *word != own) {
            let allowed = matches!(
                (own, word),
                ("luks" | "iso", "raw") | ("raw", "ploop" | "ami" | "ari" | "aki")
            ) || (is_fixed && word == "raw");
            let refusals: &[&str] = match (own, word) {
                _ if allowed => &[],
                ("raw", "vhd") => &["footer_missing"],
                _ => &["mismatch"],
            };
            let fixed = if is_fixed { ", fixed," } else { "" };
            let warnings: &[&str] = if allowed && own != "raw" {
                &["found_format"]
            } else {
                &[]
            };
            let name = format!("{own}{fixed} declared as {word}");
            all.push(sample(&name, word, disk.clone(), kind, refusals).warned(warnings));
        }
    }
    all
}
