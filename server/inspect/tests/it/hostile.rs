//! Bytes that somebody made to do harm: whatever they are, an answer comes back.

use inspect::{Format, Refusal, detect, inspect};

const MARKS: &[(usize, &[u8])] = &[
    (0, b"QFI\xfb\0\0\0\x03"),
    (0, b"QFI\xfb\0\0\0\x02"),
    (0, b"KDMV"),
    (0, b"# Disk DescriptorFile"),
    (0, b"conectix"),
    (0, b"vhdxfile"),
    (64, b"\x7f\x10\xda\xbe"),
    (0, b"QED\0"),
    (0, b"LUKS\xba\xbe"),
    (0x8001, b"CD001"),
];

#[test]
fn every_prefix_of_every_format_gets_an_answer() {
    for &(at, mark) in MARKS {
        for filling in [0x00, 0x01, 0x7f, 0xff] {
            let mut head = vec![filling; at + 1024];
            head[at..at + mark.len()].copy_from_slice(mark);
            assert!(detect(&head).is_some(), "{mark:?}");
            for length in 0..head.len() {
                let prefix = &head[..length];
                assert_eq!(inspect(prefix).format, detect(prefix));
            }
        }
    }
}

#[test]
fn noise_gets_an_answer_whatever_mark_it_bears() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    for &(at, mark) in MARKS {
        for _ in 0..64 {
            let mut head: Vec<u8> = (0..at + 2048).map(|_| noise()).collect();
            head[at..at + mark.len()].copy_from_slice(mark);
            assert!(inspect(&head).format.is_some());
        }
    }
}

#[test]
fn a_file_that_is_two_things_is_refused() {
    let mut head = vec![0; 64 * 1024];
    head[..4].copy_from_slice(b"QFI\xfb");
    head[0x8001..0x8006].copy_from_slice(b"CD001");
    let refusal = inspect(&head).refusal;
    assert_eq!(
        refusal,
        Some(Refusal::Ambiguous {
            first: Format::Qcow2,
            second: Format::Iso
        })
    );
    assert_eq!(
        refusal.map(|why| why.to_string()).as_deref(),
        Some("the file looks like qcow2 and like iso at once")
    );
}

#[test]
fn a_raw_disk_says_nothing_and_is_not_refused() {
    let mut sector = vec![0; 64 * 1024];
    sector[510..512].copy_from_slice(&[0x55, 0xaa]);
    for head in [&sector[..], &[]] {
        assert_eq!(inspect(head), inspect::Finding::default());
    }
}
