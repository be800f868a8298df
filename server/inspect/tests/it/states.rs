//! What the previous release saved in the middle of a file is read by this one.

use inspect::Inspector;

use crate::{corpus, verdicts::fed};

/// Written by the release of commit 040df12: the name of a sample, how many of its bytes had come by, and the state.
const SAVED: &str = include_str!("states_v1.txt");

#[test]
fn an_upload_that_the_previous_release_began_goes_on() {
    let samples = corpus::by_hand();
    for line in SAVED.lines() {
        let [name, at, state] = line.splitn(3, '|').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (whole, _) = state.as_bytes().as_chunks::<2>();
        let state: Vec<u8> = whole
            .iter()
            .map(|digits| std::str::from_utf8(digits).expect("digits"))
            .map(|digits| u8::from_str_radix(digits, 16).expect("digits"))
            .collect();
        let sample = samples
            .iter()
            .find(|sample| sample.name == name)
            .expect(name);
        let at: usize = at.parse().expect("a number");

        let mut inspector = Inspector::load(&state).expect("a state of the previous release");
        assert_eq!(inspector.position(), at as u64, "{name}");
        inspector.feed(&sample.bytes[at..]);
        let verdict = inspector.finish();

        let expected = fed(sample);
        assert_eq!(verdict.kind, expected.kind, "{name} at {at}");
        assert_eq!(verdict.refusals, expected.refusals, "{name} at {at}");
        assert_eq!(
            verdict.virtual_size, expected.virtual_size,
            "{name} at {at}"
        );
    }
}
