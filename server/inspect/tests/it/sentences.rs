//! What is said to people: what was found, where, and what to do.

use inspect::{Declared, Inspector, Looks, promised};

use crate::{
    corpus::{self, not_disks},
    make::{plain, qcow2, vhd},
    verdicts::fed,
};

#[test]
fn no_sentence_names_a_field_or_calls_a_disk_damaged() {
    for sample in corpus::all() {
        let verdict = fed(sample);
        let refusals = verdict.refusals.iter().map(ToString::to_string);
        for said in refusals
            .clone()
            .chain(verdict.warnings.iter().map(ToString::to_string))
        {
            let plain = said.split('`').step_by(2).collect::<String>();
            assert!(!plain.contains('_'), "{}: {said}", sample.name);
            assert!(
                !said.contains("contradicts") && !said.contains("is damaged"),
                "{said}"
            );
        }
        for said in refusals {
            let (found, todo) = said.split_once("; ").unwrap_or_default();
            assert!(
                !found.is_empty() && !todo.is_empty(),
                "{}: {said}",
                sample.name
            );
        }
    }
}

#[test]
fn every_code_is_a_word_that_programs_can_keep() {
    for sample in corpus::all() {
        let verdict = fed(sample);
        let codes = verdict.refusals.iter().map(inspect::Objection::code);
        for code in codes.chain(verdict.warnings.iter().map(inspect::Warning::code)) {
            assert!(
                code.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{code}"
            );
        }
        // The code is also what the serialised form is told apart by.
        for objection in &verdict.refusals {
            let json = serde_json::to_value(objection).expect("JSON");
            assert_eq!(json["code"], objection.code());
        }
        for warning in &verdict.warnings {
            let json = serde_json::to_value(warning).expect("JSON");
            assert_eq!(json["code"], warning.code());
        }
    }
}

#[test]
fn what_is_no_disk_is_named_before_it_is_sent() {
    let expected = [
        Looks::Html,
        Looks::Xml,
        Looks::Json,
        Looks::Text,
        Looks::Text,
        Looks::Text,
        Looks::Picture,
        Looks::Picture,
        Looks::Picture,
        Looks::Pdf,
        Looks::Media,
        Looks::Noise,
        Looks::TooSmall,
    ];
    for ((name, bytes), looks) in not_disks::files().into_iter().zip(expected) {
        let mut inspector = Inspector::new(Declared {
            length: Some(bytes.len() as u64),
            ..Declared::default()
        });
        inspector.feed(&bytes);
        let verdict = inspector.finish();
        assert!(verdict.accepted(), "{name}");
        assert_eq!(verdict.not_a_disk(), Some(looks), "{name}");
    }
}

#[test]
fn a_name_that_promises_another_format_is_noticed() {
    let of = |bytes: &[u8]| {
        let mut inspector = Inspector::new(Declared::default());
        inspector.feed(bytes);
        inspector.finish()
    };
    let (disk, raw, disc) = (of(&qcow2::disk(3)), of(&plain::gpt()), of(&plain::disc(32)));
    let cases = [
        (&disk, "ubuntu.qcow2", None),
        (&disk, "ubuntu.img", None),
        (&disk, "ubuntu-24.04", None),
        (&disk, "ubuntu.raw", Some("raw")),
        (&disk, "ubuntu.VMDK", Some("vmdk")),
        (&raw, "disk.raw", None),
        (&raw, "disk.qcow2", Some("qcow2")),
        (&raw, ".qcow2", None),
        (&disc, "rescue.iso", None),
        (&disc, "rescue.raw", None),
        (&disc, "rescue.vhd", Some("vhd")),
        (&of(&vhd::fixed(&plain::mbr())), "disk.vhd", None),
    ];
    for (verdict, name, other) in cases {
        assert_eq!(verdict.other_than_named(name), other, "{name}");
    }
    assert_eq!(promised("appliance.ova"), Some("tar"));
}

#[test]
fn a_volume_of_the_virtual_size_holds_the_disk() {
    let size = |declared: &str, bytes: &[u8]| {
        let mut inspector = Inspector::new(Declared {
            disk_format: Some(declared),
            ..Declared::default()
        });
        inspector.feed(bytes);
        let verdict = inspector.finish();
        assert!(verdict.accepted(), "{:?}", verdict.refusals);
        verdict.virtual_size
    };
    // A disc whose descriptor describes only a part of it.
    let mut disc = plain::disc(20);
    disc.resize(3 << 20, 1);
    assert_eq!(size("iso", &disc), Some(3 << 20));
    assert_eq!(size("raw", &disc), Some(3 << 20));
    // Declared raw, all of the file is copied, the footer too.
    let fixed = vhd::fixed(&plain::mbr());
    assert_eq!(size("vhd", &fixed), Some(1 << 20));
    assert_eq!(size("raw", &fixed), Some((1 << 20) + 512));
    let encrypted = crate::make::luks::v1();
    assert_eq!(size("luks", &encrypted), Some(1 << 20));
    assert_eq!(size("raw", &encrypted), Some(encrypted.len() as u64));
    // Some readers go by the geometry of a VHD, which may be larger than its size.
    assert_eq!(
        size("vhd", &vhd::of_geometry(3000, 16, 63)),
        Some(3000 * 16 * 63 * 512)
    );
    // And some by the extents of a VMDK.
    let longer = crate::make::vmdk::sparse(&crate::make::vmdk::descriptor(
        "monolithicSparse",
        "ffffffff",
        "RW 4096 SPARSE \"disk.vmdk\"",
    ));
    assert_eq!(size("vmdk", &longer), Some(2 << 20));
}
