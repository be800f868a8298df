//! The corpus as the fuzzer reads it.

use std::{env, fs, path::Path};

use inspect::Inspector;

use crate::corpus::{self, Sample};

#[path = "../../fuzz/src/sparse.rs"]
mod sparse;

/// Offsets have three bytes there.
const LONGEST_FILE: usize = (16 << 20) - 1;
/// Longer seeds only slow the fuzzer down.
const LONGEST: usize = 16 << 10;

#[test]
fn the_fuzzer_reads_what_is_written_for_it() {
    let folder = env::var_os("VITRINE_WRITE_SEEDS");
    let short = |sample: &&Sample| sample.bytes.len() <= LONGEST_FILE;
    for (number, sample) in corpus::all().iter().filter(short).enumerate() {
        let written = sparse::sparse(&sample.bytes);
        assert!(
            sparse::file(&written, 16 << 20) == sample.bytes,
            "{}",
            sample.name
        );
        let Some(folder) = folder.as_ref().map(Path::new) else {
            continue;
        };
        for target in [sample.kind.as_str(), "any"] {
            write(&folder.join(target), number, &written);
        }
        write(&folder.join("state"), number, &halfway(sample));
    }
}

/// What an inspector keeps that has seen one half of a sample.
fn halfway(sample: &Sample) -> Vec<u8> {
    let mut inspector = Inspector::new(sample.declared());
    inspector.feed(&sample.bytes[..sample.bytes.len() / 2]);
    inspector.save()
}

fn write(folder: &Path, number: usize, seed: &[u8]) {
    if seed.len() <= LONGEST {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join(format!("seed-{number}")), seed).expect("writes");
    }
}
