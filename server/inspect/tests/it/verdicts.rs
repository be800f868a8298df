use inspect::{Inspector, Verdict};

use crate::corpus::{self, Sample};

/// The verdict over a file that was read in one chunk.
pub fn fed(sample: &Sample) -> Verdict {
    let mut inspector = Inspector::new(sample.declared());
    inspector.feed(&sample.bytes);
    inspector.finish()
}

/// The verdict over a file of which only what was asked for was read.
pub fn asked(sample: &Sample) -> (Verdict, u64) {
    let mut inspector = Inspector::new(sample.declared());
    let mut read = 0;
    loop {
        let wants = inspector.wants();
        if wants.is_empty() {
            return (inspector.finish(), read);
        }
        for range in wants {
            read += range.end - range.start;
            let range = usize::try_from(range.start).expect("small")
                ..usize::try_from(range.end).expect("small");
            inspector.give(range.start as u64, &sample.bytes[range]);
        }
    }
}

#[test]
fn of_every_file_is_said_what_must_be() {
    let mut wrong = Vec::new();
    for sample in corpus::all() {
        let verdict = fed(sample);
        let refusals: Vec<_> = verdict
            .refusals
            .iter()
            .map(inspect::Objection::code)
            .collect();
        let warnings: Vec<_> = verdict
            .warnings
            .iter()
            .map(inspect::Warning::code)
            .collect();
        if (verdict.kind, &refusals, &warnings) != (sample.kind, &sample.refusals, &sample.warnings)
        {
            wrong.push(format!(
                "{}: {:?} {:?} {:?}, but must be {:?} {:?} {:?}",
                sample.name,
                verdict.kind,
                verdict.refusals,
                warnings,
                sample.kind,
                sample.refusals,
                sample.warnings
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_few_places_of_a_file_show_the_same() {
    for sample in corpus::all() {
        let (verdict, read) = asked(sample);
        assert_eq!(verdict, fed(sample), "{}", sample.name);
        assert!(
            read < 512 << 10,
            "{}: {read} bytes were asked for",
            sample.name
        );
    }
}

#[test]
fn a_length_that_nobody_told_changes_nothing() {
    for sample in corpus::all() {
        let mut inspector = Inspector::new(inspect::Declared {
            length: None,
            ..sample.declared()
        });
        inspector.feed(&sample.bytes);
        assert_eq!(inspector.finish(), fed(sample), "{}", sample.name);
    }
}

#[test]
fn a_file_that_ends_before_its_length_is_refused() {
    let declared = inspect::Declared {
        length: Some(8192),
        ..inspect::Declared::default()
    };
    let mut inspector = Inspector::new(declared);
    inspector.feed(&[0; 8191]);
    assert_eq!(
        inspector.finish().refusals,
        [inspect::Objection::Truncated { missing: Some(1) }]
    );
}

#[test]
fn what_is_certain_is_said_at_once() {
    for sample in corpus::all()
        .iter()
        .filter(|sample| sample.refusals.first() == Some(&"backing_file"))
    {
        let mut inspector = Inspector::new(sample.declared());
        // A parent in a VHDX is told of two mebibytes in.
        let head = if sample.kind == inspect::Kind::Vhdx {
            3 << 20
        } else {
            16 << 10
        };
        inspector.feed(&sample.bytes[..head.min(sample.bytes.len())]);
        assert_eq!(
            inspector.objection().map(inspect::Objection::code),
            Some("backing_file"),
            "{}",
            sample.name
        );
    }
}

#[test]
fn what_was_said_early_still_holds_at_the_end() {
    for sample in corpus::all() {
        for length in [None, sample.declared().length] {
            let mut inspector = Inspector::new(inspect::Declared {
                length,
                ..sample.declared()
            });
            let mut said = Vec::new();
            for chunk in sample.bytes.chunks(4608) {
                inspector.feed(chunk);
                said.extend(inspector.objection().cloned());
            }
            let refusals = inspector.finish().refusals;
            for early in said {
                assert!(still(&refusals, &early), "{}: {early:?}", sample.name);
            }
        }
    }
}

/// Whether a reason that was said early is among these. Of how many bytes are missing more may be known later.
fn still(refusals: &[inspect::Objection], early: &inspect::Objection) -> bool {
    refusals.iter().any(|late| match (late, early) {
        (
            inspect::Objection::Truncated { missing: late },
            inspect::Objection::Truncated { missing: early },
        ) => late >= early,
        (late, early) => late == early,
    })
}

#[test]
fn facts_are_told() {
    let of = |name: &str| {
        fed(corpus::by_hand()
            .iter()
            .find(|sample| sample.name == name)
            .expect(name))
    };
    let qcow2 = of("qcow2, version 3");
    assert_eq!(
        (
            qcow2.virtual_size,
            qcow2.facts.version,
            qcow2.facts.cluster_size
        ),
        (Some(1 << 30), Some(3), Some(65536))
    );
    assert_eq!(qcow2.facts.compression.as_deref(), Some("zlib"));
    assert_eq!(
        of("qcow2 with a backing file, by an absolute path")
            .facts
            .backing_file
            .as_deref(),
        Some("/etc/passwd")
    );
    assert_eq!(
        of("qcow2 with an external data file, by bit and name")
            .facts
            .data_file
            .as_deref(),
        Some("/etc/shadow")
    );
    let stream = of("vmdk, streamOptimized");
    assert_eq!(
        (
            stream.virtual_size,
            stream.facts.variant.as_deref(),
            stream.facts.compression.as_deref()
        ),
        (Some(1 << 20), Some("streamOptimized"), Some("deflate"))
    );
    let vhdx = of("vhdx, fixed");
    assert_eq!(
        (
            vhdx.virtual_size,
            vhdx.facts.variant.as_deref(),
            vhdx.facts.cluster_size
        ),
        (Some(8 << 20), Some("fixed"), Some(32 << 20))
    );
    assert_eq!(of("vdi, dynamic").virtual_size, Some(4 << 20));
    assert_eq!(of("vhd, dynamic").virtual_size, Some(4 << 20));
    assert_eq!(of("vhd, fixed").virtual_size, Some(1 << 20));
    let disc = of("iso");
    assert_eq!(
        (
            disc.virtual_size,
            disc.facts.label.as_deref(),
            disc.facts.bootable
        ),
        (Some(64 << 10), Some("RESCUE"), true)
    );
    let luks = of("luks, version 1");
    assert_eq!(
        (luks.virtual_size, luks.facts.encryption.as_deref()),
        (Some(1 << 20), Some("luks1 aes-xts-plain64"))
    );
    let luks = of("luks, version 2");
    assert_eq!(
        (
            luks.virtual_size,
            luks.facts.encryption.as_deref(),
            luks.facts.label.as_deref()
        ),
        (
            Some(1 << 20),
            Some("luks2 aes-xts-plain64"),
            Some("secrets")
        )
    );
    let gpt = of("gpt");
    assert_eq!(
        (
            gpt.virtual_size,
            gpt.facts.partition_table.as_deref(),
            gpt.facts.partitions
        ),
        (Some(1 << 20), Some("gpt"), Some(1))
    );
    assert_eq!(
        of("raw, a FAT file system").facts.file_system.as_deref(),
        Some("fat")
    );
}
