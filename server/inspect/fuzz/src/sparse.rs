//! Files that are mostly zeros, as the fuzzer writes them. The tests write the corpus like this, to begin with.

/// A file of at most `most` bytes, mostly zeros: its length, then runs of bytes and where they stand.
///
/// So a few bytes of the fuzzer's reach every place of a disk.
pub fn file(data: &[u8], most: usize) -> Vec<u8> {
    let mut from = data;
    let number = |from: &mut &[u8]| {
        let bytes = from.split_off(..3).unwrap_or_default();
        bytes
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | usize::from(byte))
    };
    let mut file = vec![0; number(&mut from) % (most + 1)];
    while from.len() >= 4 {
        let at = number(&mut from);
        let length = usize::from(from[0]) + 1;
        from = &from[1..];
        let run = &from[..length.min(from.len())];
        from = &from[run.len()..];
        for (index, &byte) in run.iter().enumerate() {
            if let Some(place) = file.get_mut(at + index) {
                *place = byte;
            }
        }
    }
    file
}

/// The same, written so that [`file`] reads it back.
#[allow(dead_code)] // Only the tests write.
pub fn sparse(file: &[u8]) -> Vec<u8> {
    let number =
        |out: &mut Vec<u8>, number: usize| out.extend_from_slice(&number.to_le_bytes()[..3]);
    let mut out = Vec::new();
    number(&mut out, file.len());
    let mut at = 0;
    while let Some(start) = file[at..].iter().position(|&byte| byte != 0) {
        at += start;
        let run = &file[at..file.len().min(at + 256)];
        // Eight zeros end a run: they are cheaper left out.
        let length = run
            .windows(8)
            .position(|window| window == [0; 8])
            .unwrap_or(run.len())
            .max(1);
        number(&mut out, at);
        out.push((length - 1) as u8);
        out.extend_from_slice(&run[..length]);
        at += length;
    }
    out
}
