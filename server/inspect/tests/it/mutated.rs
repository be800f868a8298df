//! A short version of what the fuzzer does, for every change: honest and hostile files with a few bytes changed, cut or
//! filled, are said to be the same however they are looked at.

use inspect::{Declared, Inspector, Objection, Verdict};

use crate::corpus;

/// Rounds for each sample. More are for the fuzzer.
const ROUNDS: u64 = 12;
/// Larger files only take longer.
const LARGEST: usize = 400 << 10;

/// Numbers without a pattern, always the same.
struct Rng(u64);

impl Rng {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("64 bits") % most.max(1)
    }
}

fn mutate(rng: &mut Rng, file: &mut Vec<u8>) {
    for _ in 0..=rng.below(4) {
        let length = file.len();
        // Mostly where headers and tables are.
        let reach = [512, 1024, 4608, length][rng.below(4)].min(length);
        let at = rng.below(reach);
        let value = [0, 1, 0x7f, 0x80, 0xff, 0x5c][rng.below(6)];
        match rng.below(8) {
            0 => file.truncate(rng.below(length)),
            1 => file.resize(length + rng.below(70_000), 0),
            2 => {
                let end = length.min(at + rng.below(64));
                file[at.min(end)..end].fill(value);
            }
            _ if length > 0 => file[at] = value,
            _ => {}
        }
    }
}

fn in_pieces(rng: &mut Rng, declared: Declared<'_>, file: &[u8]) -> (Verdict, Vec<Objection>) {
    let (mut inspector, mut rest, mut early) = (Inspector::new(declared), file, Vec::new());
    while !rest.is_empty() {
        let most = [7, 600, 5000, 1 << 20][rng.below(4)];
        let (now, later) = rest.split_at((1 + rng.below(most)).min(rest.len()));
        inspector.feed(now);
        early.extend(inspector.objection().cloned());
        if rng.below(8) == 0 {
            inspector = Inspector::load(&inspector.save()).expect("its own state");
        }
        rest = later;
    }
    (inspector.finish(), early)
}

fn asked(declared: Declared<'_>, file: &[u8]) -> Verdict {
    let mut inspector = Inspector::new(declared);
    for _ in 0..256 {
        let wants = inspector.wants();
        if wants.is_empty() {
            return inspector.finish();
        }
        for range in wants {
            let [start, end] =
                [range.start, range.end].map(|at| usize::try_from(at).expect("small"));
            inspector.give(range.start, &file[start..end]);
        }
    }
    panic!("it asks for ever");
}

#[test]
fn changed_files_are_said_to_be_the_same_however_they_are_looked_at() {
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    for sample in corpus::all()
        .iter()
        .filter(|sample| sample.bytes.len() <= LARGEST)
    {
        for round in 0..ROUNDS {
            let mut file = sample.bytes.clone();
            mutate(&mut rng, &mut file);
            let declared = Declared {
                length: Some(file.len() as u64),
                ..sample.declared()
            };
            let mut inspector = Inspector::new(declared);
            inspector.feed(&file);
            let whole = inspector.finish();
            let told = format!("{}, round {round}", sample.name);
            assert_eq!(asked(declared, &file), whole, "{told}");
            for length in [declared.length, None] {
                let declared = Declared { length, ..declared };
                let (verdict, early) = in_pieces(&mut rng, declared, &file);
                assert_eq!(verdict, whole, "{told}");
                for early in early {
                    let code = early.code();
                    assert!(
                        whole.refusals.iter().any(|why| why.code() == code),
                        "{told}: {code}"
                    );
                }
            }
        }
    }
}
