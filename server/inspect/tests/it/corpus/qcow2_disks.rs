use crate::{
    corpus::{Sample, sample},
    make::{
        cut,
        qcow2::{self, extension, features, overlay},
        with,
    },
};
use inspect::Kind;

pub fn qcow2_disks() -> Vec<Sample> {
    let say = |name, bytes, refusals: &[&'static str]| {
        sample(name, "qcow2", bytes, Kind::Qcow2, refusals)
    };
    let disk = qcow2::disk(3);
    let external = [
        extension(0x4441_5441, b"/etc/shadow"),
        with(
            &extension(0x4441_5441, b"/etc/shadow"),
            72,
            &4_u64.to_be_bytes(),
        ),
    ];
    let [name_only, named] = external;
    vec![
        say("qcow2, version 2", qcow2::disk(2), &[]),
        say("qcow2, version 3", disk.clone(), &[]),
        say("qcow2, version 1", qcow2::disk(1), &["unknown_version"]),
        say("qcow2, version 4", qcow2::disk(4), &["unknown_version"]),
        say(
            "qcow2 with a backing file, by an absolute path",
            overlay(2, "/etc/passwd"),
            &["backing_file"],
        ),
        say(
            "qcow2 with a backing file, by a relative path",
            overlay(3, "../../base.img"),
            &["backing_file"],
        ),
        say(
            "qcow2 with a backing file, as `json:`",
            overlay(
                3,
                r#"json:{"driver":"raw","file":{"driver":"file","filename":"/etc/passwd"}}"#,
            ),
            &["backing_file"],
        ),
        say(
            "qcow2 with a backing file, as `nbd:`",
            overlay(3, "nbd:10.0.0.1:10809"),
            &["backing_file"],
        ),
        say(
            "qcow2 with an external data file, by its bit alone",
            features(4),
            &["external_data"],
        ),
        say(
            "qcow2 with an external data file, by its name alone",
            name_only,
            &["external_data"],
        ),
        say(
            "qcow2 with an external data file, by bit and name",
            named,
            &["external_data"],
        ),
        say(
            "qcow2 with an unknown feature",
            features(1 << 5),
            &["unknown_features"],
        ),
        say(
            "qcow2 with an unknown feature, the highest",
            features(1 << 63),
            &["unknown_features"],
        ),
        say(
            "qcow2 with a backing file and an unknown feature",
            with(&overlay(3, "/x"), 72, &(1_u64 << 40).to_be_bytes()),
            &["backing_file", "unknown_features"],
        ),
        say("qcow2 that was not closed", features(1), &[]).warned(&["unclean"]),
        say("qcow2 marked as damaged", features(2), &[]).warned(&["marked_corrupt"]),
        say(
            "qcow2 with old encryption",
            with(&disk, 32, &1_u32.to_be_bytes()),
            &[],
        )
        .warned(&["weak_encryption"]),
        say(
            "qcow2 with a snapshot",
            with(
                &with(&disk, 60, &1_u32.to_be_bytes()),
                64,
                &(5_u64 << 16).to_be_bytes(),
            ),
            &[],
        )
        .warned(&["snapshots"]),
        say(
            "qcow2 with clusters of 4 GiB",
            with(&disk, 20, &32_u32.to_be_bytes()),
            &["malformed"],
        ),
        say(
            "qcow2 with clusters of a byte",
            with(&disk, 20, &0_u32.to_be_bytes()),
            &["malformed"],
        ),
        say(
            "qcow2 whose first table is too short",
            with(&disk, 24, &(1_u64 << 50).to_be_bytes()),
            &["malformed"],
        ),
        say(
            "qcow2 of the largest number",
            with(&disk, 24, &u64::MAX.to_be_bytes()),
            &["malformed"],
        ),
        say(
            "qcow2 with an extension longer than its cluster",
            with(&disk, 104, &[1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff]),
            &["malformed"],
        ),
        say(
            "qcow2 whose first table is elsewhere",
            with(&disk, 40, &(1_u64 << 40).to_be_bytes()),
            &["truncated"],
        ),
        say(
            "qcow2 with a wrapping offset",
            with(&disk, 40, &(u64::MAX << 16).to_be_bytes()),
            &["truncated"],
        ),
        say(
            "qcow2 that points beyond itself",
            with(&disk, 3 << 16, &(1_u64 << 30).to_be_bytes()),
            &["truncated"],
        ),
        say("qcow2, cut in its header", cut(&disk, 60), &["truncated"]),
        say(
            "qcow2, cut before its tables",
            cut(&disk, 1 << 16),
            &["truncated"],
        ),
        say(
            "qcow2, cut after its tables",
            cut(&disk, 4 << 16),
            &["truncated"],
        ),
        say(
            "qcow2, cut before its data",
            cut(&disk, 5 << 16),
            &["truncated"],
        ),
        say(
            "qcow2, cut in its last cluster",
            cut(&disk, (5 << 16) + 512),
            &[],
        ),
        say(
            "qcow2 that counts clusters that nothing uses",
            with(&disk, (2 << 16) + 12, &1_u16.to_be_bytes()),
            &[],
        )
        .warned(&["shorter_than_stated"]),
        say(
            "qcow2 whose zeros have room reserved beyond its end",
            with(&disk, (4 << 16) + 8, &((6_u64 << 16) | 1).to_be_bytes()),
            &[],
        ),
        say(
            "qcow2 with a compressed cluster beyond its end",
            with(
                &disk,
                (4 << 16) + 8,
                &((1_u64 << 62) | (7_u64 << 16)).to_be_bytes(),
            ),
            &["truncated"],
        ),
        say(
            "qcow2, nothing but its mark",
            b"QFI\xfb".to_vec(),
            &["truncated"],
        ),
    ]
}
