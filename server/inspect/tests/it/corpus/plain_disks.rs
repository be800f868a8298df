use crate::{
    corpus::{Sample, sample},
    make::{
        cut, noise,
        plain::{self, disc, gpt, mbr},
        put, with,
    },
};
use inspect::Kind;

pub fn plain_disks() -> Vec<Sample> {
    let say =
        |name, bytes, kind, refusals: &[&'static str]| sample(name, "raw", bytes, kind, refusals);
    let gpt = gpt();
    let mut hybrid = gpt.clone();
    plain::entry(&mut hybrid, 1, 0x83, 100, 64);
    let mut beyond = mbr();
    plain::entry(&mut beyond, 1, 0x83, 9000, 4096);
    vec![
        say("raw, empty", Vec::new(), Kind::Raw, &[]),
        say("raw, zeros", vec![0; 1 << 16], Kind::Raw, &[]),
        say("raw, noise", noise(100_000), Kind::Raw, &[]).warned(&["not_a_disk"]),
        say(
            "raw, noise of nearly a MiB",
            noise((1 << 20) - 1),
            Kind::Raw,
            &[],
        )
        .warned(&["not_a_disk"]),
        say("raw, noise of a MiB", noise(1 << 20), Kind::Raw, &[]),
        say("raw, one byte", vec![7], Kind::Raw, &[]).warned(&["not_a_disk"]),
        say(
            "raw, a boot sector without a table",
            with(&[0; 4096], 510, &[0x55, 0xaa]),
            Kind::Raw,
            &[],
        ),
        say("raw, a FAT file system", plain::fat(), Kind::Raw, &[]),
        say("raw, an ext file system", plain::ext(), Kind::Raw, &[]),
        say(
            "raw, a partition table that makes no sense",
            with(&with(&[0; 4096], 446, &[0x42; 64]), 510, &[0x55, 0xaa]),
            Kind::Raw,
            &[],
        ),
        sample(
            "a kernel, declared as aki",
            "aki",
            with(&with(&[0x42; 4096], 510, &[0x55, 0xaa]), 0x202, b"HdrS"),
            Kind::Raw,
            &[],
        ),
        say("mbr", mbr(), Kind::Mbr, &[]),
        say(
            "mbr with a partition beyond the end",
            beyond,
            Kind::Mbr,
            &[],
        )
        .warned(&["partition_beyond_end"]),
        say("gpt", gpt.clone(), Kind::Gpt, &[]),
        sample("gpt, nothing declared", "-", gpt.clone(), Kind::Gpt, &[]),
        say(
            "gpt without its copy",
            cut(&gpt, (1 << 20) - 512),
            Kind::Gpt,
            &[],
        )
        .warned(&["partition_table_damaged"]),
        say(
            "gpt with a damaged header",
            with(&gpt, 512 + 56, &[1]),
            Kind::Gpt,
            &[],
        )
        .warned(&["partition_table_damaged"]),
        say(
            "gpt cut in its partition",
            cut(&gpt, 500_000),
            Kind::Gpt,
            &[],
        )
        .warned(&["partition_beyond_end", "partition_table_damaged"]),
        say("gpt beside a classic partition", hybrid, Kind::Gpt, &[]).warned(&["hybrid_entry"]),
        say(
            "gpt whose cover starts elsewhere",
            with(&gpt, 446 + 8, &2_u32.to_le_bytes()),
            Kind::Gpt,
            &[],
        )
        .warned(&["odd_protective_entry"]),
        say(
            "gpt without its cover",
            with(&gpt, 446, &[0; 16]),
            Kind::Gpt,
            &[],
        )
        .warned(&["no_protective_entry"]),
    ]
}

pub fn discs() -> Vec<Sample> {
    let say =
        |name, bytes, refusals: &[&'static str]| sample(name, "iso", bytes, Kind::Iso, refusals);
    let disc = disc(32);
    let mut hybrid = disc.clone();
    plain::entry(&mut hybrid, 0, 0x17, 128, 0);
    put(&mut hybrid, 510, &[0x55, 0xaa]);
    let mut efi = disc.clone();
    put(&mut efi, 0, &gpt()[..1024]);
    let udf = with(
        &with(&vec![0; 64 << 10], 0x8000, b"\0BEA01\x01"),
        0x8800,
        b"\0NSR02\x01",
    );
    vec![
        say("iso", disc.clone(), &[]),
        say(
            "iso with a classic partition table, for sticks",
            hybrid,
            &[],
        ),
        say("iso with a GUID partition table, for sticks", efi, &[]),
        say("iso, UDF only", udf, &[]),
        say(
            "iso shorter than it says",
            plain::disc(9000),
            &["truncated"],
        )
        .warned(&["shorter_than_stated"]),
        say("iso without its padding", plain::disc(32 + 150), &[]).warned(&["shorter_than_stated"]),
        say(
            "iso without its padding, and a sector less",
            plain::disc(32 + 151),
            &["truncated"],
        )
        .warned(&["shorter_than_stated"]),
        say(
            "iso, cut in its descriptors",
            cut(&disc, 0x8900),
            &["truncated"],
        )
        .warned(&["shorter_than_stated"]),
        say(
            "iso with blocks of 3 bytes",
            with(&disc, 0x8080, &3_u16.to_le_bytes()),
            &["malformed"],
        ),
    ]
}
