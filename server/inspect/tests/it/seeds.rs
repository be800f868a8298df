//! The corpus as the fuzzer reads it.

use std::{env, fs, path::Path};

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
        if let Some(folder) = folder.as_ref().filter(|_| written.len() <= LONGEST) {
            for target in [sample.kind.as_str(), "any"] {
                let folder = Path::new(folder).join(target);
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(folder.join(format!("seed-{number}")), &written).expect("writes");
            }
        }
    }
}
