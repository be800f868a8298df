use inspect::{Inspector, Verdict};

use crate::{
    corpus::{self, Sample},
    make::noise,
    verdicts::fed,
};

/// The verdict over a file that was read in chunks of these lengths, repeated; each time another inspector continues.
fn in_pieces(sample: &Sample, lengths: impl Iterator<Item = usize>) -> Verdict {
    let mut inspector = Inspector::new(sample.declared());
    let mut rest = &sample.bytes[..];
    for length in lengths {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at(length.clamp(1, rest.len()));
        inspector.feed(now);
        inspector = Inspector::load(&inspector.save()).expect("its own state");
        rest = later;
    }
    assert!(rest.is_empty());
    assert_eq!(inspector.position(), sample.bytes.len() as u64);
    inspector.finish()
}

#[test]
fn however_a_file_is_cut_the_same_is_said() {
    for (round, sample) in corpus::all().iter().enumerate() {
        let verdict = fed(sample);
        for length in [4096, 4608, 65_537, 1 << 20] {
            assert_eq!(
                in_pieces(sample, std::iter::repeat(length)),
                verdict,
                "{} by {length}",
                sample.name
            );
        }
        let random: Vec<usize> = noise(4096 + round)
            .chunks_exact(2)
            .skip(round / 2)
            .map(|pair| usize::from(pair[0]) << (usize::from(pair[1]) % 12))
            .collect();
        assert_eq!(
            in_pieces(sample, random.into_iter().cycle()),
            verdict,
            "{} at random",
            sample.name
        );
    }
}

#[test]
fn after_any_byte_another_can_take_over() {
    // Every byte of the places where something is decided, for one disk of each kind.
    let names = [
        "qcow2 with an external data file, by bit and name",
        "vmdk, streamOptimized",
        "vhd, dynamic",
        "vdi, dynamic",
        "luks, version 1",
        "gpt",
        "iso",
        "iso and qcow2",
        "vhdx with a parent",
    ];
    for sample in corpus::by_hand()
        .iter()
        .filter(|sample| names.contains(&sample.name.as_str()))
    {
        let verdict = fed(sample);
        let end = sample.bytes.len();
        let places = [
            0..5000,
            0x8000 - 3..0x8000 + 2100,
            (192 << 10) - 2..(192 << 10) + 90,
            (2 << 20) - 2..(2 << 20) + 140,
            end.saturating_sub(1600)..end + 1,
        ];
        for at in places.into_iter().flatten().filter(|at| *at <= end) {
            let mut first = Inspector::new(sample.declared());
            first.feed(&sample.bytes[..at]);
            let mut second = Inspector::load(&first.save()).expect("its own state");
            second.feed(&sample.bytes[at..]);
            assert_eq!(second.finish(), verdict, "{} at {at}", sample.name);
        }
    }
}

#[test]
fn single_bytes_lead_to_the_same_verdict_as_one_chunk() {
    for sample in corpus::by_hand()
        .iter()
        .filter(|sample| sample.bytes.len() <= 64 << 10)
    {
        let mut inspector = Inspector::new(sample.declared());
        for byte in sample.bytes.chunks(1) {
            inspector.feed(byte);
        }
        assert_eq!(inspector.finish(), fed(sample), "{}", sample.name);
    }
}

#[test]
fn a_state_is_small_and_a_damaged_one_is_no_harm() {
    for sample in corpus::all() {
        let mut inspector = Inspector::new(sample.declared());
        let middle = sample.bytes.len() / 2;
        inspector.feed(&sample.bytes[..middle]);
        let state = inspector.save();
        assert!(
            state.len() < 16 << 10,
            "{}: {} bytes",
            sample.name,
            state.len()
        );
        for at in 0..state.len().min(300) {
            assert!(Inspector::load(&state[..at]).is_err());
            let mut other = state.clone();
            other[at] ^= 0x41;
            if let Ok(mut inspector) = Inspector::load(&other) {
                inspector.feed(&sample.bytes[middle..]);
                inspector.finish();
            }
        }
    }
}
