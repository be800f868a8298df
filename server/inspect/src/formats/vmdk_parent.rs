use crate::{Objection, bytes::label, report::Report};

/// Refuses a disk with a parent, however the parent is named.
///
/// QEMU does not read a descriptor line by line: it searches for the words, in comments too and behind the descriptor's end
/// (`vmdk_parent_open` and `vmdk_read_cid` in its `block/vmdk.c`), and opens the file or URL that it finds. So every
/// occurrence counts here, in capitals or not: other programs ignore case.
pub fn refuse(bytes: &[u8], report: &mut Report) {
    for rest in after(bytes, b"parentCID") {
        if !value(rest).eq_ignore_ascii_case(b"ffffffff") {
            report.refuse(Objection::BackingFile);
        }
    }
    for rest in after(bytes, b"parentFileNameHint") {
        let hint = value(rest);
        if !hint.is_empty() {
            report.refuse(Objection::BackingFile);
            let named = report.facts.backing_file.take();
            report.facts.backing_file = named.or_else(|| label(hint));
        }
    }
}

/// What follows each occurrence of `word`.
fn after<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let places = bytes.windows(word.len()).enumerate();
    places
        .filter(move |(_, found)| found.eq_ignore_ascii_case(word))
        .filter_map(move |(at, found)| bytes.get(at + found.len()..))
}

/// The value behind `=` in the rest of a line, without quotes and white space.
fn value(rest: &[u8]) -> &[u8] {
    let mut line = rest.split(|byte| matches!(byte, b'\n' | b'\r' | 0));
    let mut value = line.next().unwrap_or_default();
    while let [b' ' | b'\t' | b'=' | b'"', more @ ..] = value {
        value = more;
    }
    while let [more @ .., b' ' | b'\t' | b'"'] = value {
        value = more;
    }
    value
}
