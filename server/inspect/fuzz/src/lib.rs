//! What every target does: make a file of what the fuzzer says, look at it in three ways, and hold that all say the same.

mod fix_checksums;
mod sparse;

pub use fix_checksums::{fix_gpt_checksum, fix_vhd_checksum, fix_vhdx_checksum};
pub use sparse::file;

use inspect::{Declared, Inspector, Objection, Verdict};

/// What may be declared; the fuzzer chooses.
const WORDS: [Option<&str>; 12] = [
    None,
    Some("raw"),
    Some("qcow2"),
    Some("vmdk"),
    Some("vhd"),
    Some("vhdx"),
    Some("vdi"),
    Some("iso"),
    Some("ploop"),
    Some("ari"),
    Some("luks"),
    Some("gpt"),
];

/// Puts a mark where the format has it, so that no time goes into finding it.
pub fn mark(file: &mut [u8], at: usize, mark: &[u8]) {
    if let Some(place) = file.get_mut(at..at + mark.len()) {
        place.copy_from_slice(mark);
    }
}

/// Looks at `file` at once, in pieces with a saved state between them, and by asking for places.
pub fn check(data: &[u8], file: &[u8]) {
    let choice = data.iter().fold(0_u32, |sum, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    let disk_format = WORDS[choice as usize % WORDS.len()];
    let declared = Declared {
        disk_format,
        container_format: [None, Some("bare"), Some("ova")][(choice >> 8) as usize % 3],
        length: Some(file.len() as u64),
    };
    let whole = fed(declared, file);
    assert_eq!(whole, pieces(declared, file, choice), "in pieces");
    assert_eq!(whole, asked(declared, file), "by asking");
    let unsaid = Declared {
        length: None,
        ..declared
    };
    assert_eq!(
        fed(unsaid, file),
        pieces(unsaid, file, choice),
        "in pieces, without a length"
    );
    assert_eq!(whole.accepted(), whole.refusals.is_empty());
    for refusal in &whole.refusals {
        assert!(refusal.to_string().len() < 1000);
    }
}

fn fed(declared: Declared<'_>, file: &[u8]) -> Verdict {
    let mut inspector = Inspector::new(declared);
    inspector.feed(file);
    let early = inspector.objection().cloned();
    let verdict = inspector.finish();
    if let Some(early) = early {
        assert!(
            still(&verdict, &early),
            "{early:?} was said too early"
        );
    }
    verdict
}

/// Whether a reason that was said early is among the last ones. Of how many bytes are missing more may be known later.
fn still(verdict: &Verdict, early: &Objection) -> bool {
    verdict.refusals.iter().any(|late| match (late, early) {
        (Objection::Truncated { missing: late }, Objection::Truncated { missing: early }) => {
            late >= early
        }
        (late, early) => late == early,
    })
}

fn pieces(declared: Declared<'_>, file: &[u8], mut choice: u32) -> Verdict {
    let mut inspector = Inspector::new(declared);
    let mut rest = file;
    while !rest.is_empty() {
        choice = choice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Mostly large chunks, sometimes small ones: a file of mebibytes shall not take a second.
        let most = if choice & 0x700 == 0 {
            64
        } else {
            file.len() / 4 + 64
        };
        let length = 1 + (choice >> 12) as usize % most;
        let (now, later) = rest.split_at(length.min(rest.len()));
        inspector.feed(now);
        let state = inspector.save();
        assert!(state.len() < 1 << 21);
        inspector = Inspector::load(&state).expect("its own state");
        rest = later;
    }
    inspector.finish()
}

fn asked(declared: Declared<'_>, file: &[u8]) -> Verdict {
    let mut inspector = Inspector::new(declared);
    for _ in 0..256 {
        let wants = inspector.wants();
        if wants.is_empty() {
            return inspector.finish();
        }
        for range in wants {
            inspector.give(range.start, &file[range.start as usize..range.end as usize]);
        }
    }
    panic!("it asks for ever");
}
