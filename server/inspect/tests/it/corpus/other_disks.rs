use crate::{
    corpus::{Sample, sample},
    make::{cut, luks, small, with},
};
use inspect::Kind;

pub fn other_disks() -> Vec<Sample> {
    let say =
        |name, bytes, refusals: &[&'static str]| sample(name, "vdi", bytes, Kind::Vdi, refusals);
    let vdi = small::vdi(1);
    vec![
        say("vdi, dynamic", vdi.clone(), &[]),
        say(
            "vdi, fixed",
            with(
                &with(&small::vdi(2), 384, &2_u32.to_le_bytes()),
                368,
                &(2_u64 << 20).to_le_bytes(),
            ),
            &[],
        ),
        say("vdi, differencing", small::vdi(4), &["backing_file"]),
        say(
            "vdi, dynamic with a parent all the same",
            with(&vdi, 440, &[5; 16]),
            &["backing_file"],
        ),
        say(
            "vdi, version 2",
            with(&vdi, 68, &0x2_0000_u32.to_le_bytes()),
            &["unknown_version"],
        ),
        say(
            "vdi with fewer blocks than bytes",
            with(&vdi, 368, &u64::MAX.to_le_bytes()),
            &["malformed"],
        ),
        say("vdi, cut in its header", cut(&vdi, 200), &["truncated"]),
        say(
            "vdi, cut in its last block",
            cut(&vdi, vdi.len() - 1),
            &["truncated"],
        ),
        sample("qed", "-", small::qed(0), Kind::Qed, &["unsupported"]),
        sample(
            "qed with a backing file",
            "-",
            small::qed(1),
            Kind::Qed,
            &["backing_file", "unsupported"],
        ),
        sample(
            "qed declared as raw",
            "raw",
            small::qed(0),
            Kind::Qed,
            &["mismatch", "unsupported"],
        ),
        sample(
            "parallels declared as ploop",
            "ploop",
            small::parallels(),
            Kind::Parallels,
            &[],
        ),
        sample(
            "parallels, cut before its block",
            "ploop",
            cut(&small::parallels(), 1 << 20),
            Kind::Parallels,
            &["truncated"],
        ),
        sample(
            "parallels, version 3",
            "ploop",
            with(&small::parallels(), 16, &[3]),
            Kind::Parallels,
            &["unknown_version"],
        ),
        sample(
            "qed, cut in its first table",
            "-",
            with(
                &with(&small::qed(0), 40, &65536_u64.to_le_bytes()),
                8,
                &16_u32.to_le_bytes(),
            ),
            Kind::Qed,
            &["truncated", "unsupported"],
        ),
        sample(
            "parallels declared as raw",
            "raw",
            with(&small::parallels(), 0, b"WithoutFreeSpace"),
            Kind::Parallels,
            &["mismatch", "unsupported"],
        ),
        sample(
            "bochs declared as raw",
            "raw",
            with(&[0; 4096], 0, b"Bochs Virtual HD Image"),
            Kind::Bochs,
            &["mismatch", "unsupported"],
        ),
        sample(
            "cloop declared as raw",
            "raw",
            with(&[0; 4096], 0, b"#!/bin/sh\n#V2.0 Format\nmodprobe"),
            Kind::Cloop,
            &["mismatch", "unsupported"],
        ),
        sample(
            "dmg declared as raw",
            "raw",
            small::dmg(),
            Kind::Dmg,
            &["mismatch", "unsupported"],
        ),
    ]
}

pub fn encrypted() -> Vec<Sample> {
    let say = |name, declared, bytes, refusals: &[&'static str]| {
        sample(name, declared, bytes, Kind::Luks, refusals)
    };
    let disk = luks::v1();
    vec![
        say("luks, version 1", "luks", disk.clone(), &[]),
        say("luks, version 1, declared as raw", "raw", disk.clone(), &[]).warned(&["found_format"]),
        say("luks, version 2", "luks", luks::v2(), &[]),
        say(
            "luks, version 3",
            "luks",
            with(&disk, 6, &3_u16.to_be_bytes()),
            &["unknown_version"],
        ),
        say(
            "luks with a key slot that makes no sense",
            "luks",
            with(&disk, 208, &[1; 4]),
            &["malformed"],
        ),
        say(
            "luks, cut in its header",
            "luks",
            cut(&disk, 400),
            &["truncated"],
        ),
        say(
            "luks, cut before its disk",
            "luks",
            cut(&disk, 4096),
            &["truncated"],
        ),
        say(
            "luks, version 2, cut in its header",
            "luks",
            cut(&luks::v2(), 9000),
            &["truncated"],
        ),
    ]
}
