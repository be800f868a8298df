use super::vmdk_encoding::Encoding;
use crate::{
    Objection,
    bytes::{label, marked},
    report::Report,
};

/// The kinds of disk that are whole in one file.
const WHOLE: [&str; 2] = ["monolithicSparse", "streamOptimized"];
const ACCESS: [&str; 3] = ["RW", "RDONLY", "NOACCESS"];
const NO_PARENT: &str = "ffffffff";

/// Whether QEMU would take a text for a descriptor: after comments and empty lines, its version.
pub fn is(head: &[u8]) -> bool {
    if marked(head, 0, b"# Disk DescriptorFile") {
        return true;
    }
    for line in head.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"#")
            || (line.first() == Some(&b' ') && line.iter().all(|&byte| byte == b' '))
        {
            continue;
        }
        return matches!(line, b"version=1" | b"version=2" | b"version=3");
    }
    false
}

/// The kind of disk that a descriptor claims to be.
pub fn variant(bytes: &[u8]) -> Option<String> {
    Encoding::of(bytes)
        .lines(bytes)
        .find_map(|line| match Line::of(&line) {
            Line::Field(key, value) if key.eq_ignore_ascii_case("createType") => {
                label(value.as_bytes())
            }
            _ => None,
        })
}

/// Reads an embedded descriptor, line by line: one that is not understood is a reason to refuse the disk. Answers how
/// many sectors the disk has by it.
pub fn read(bytes: &[u8], report: &mut Report) -> u64 {
    let (mut kind, mut extents, mut sectors) = (None::<String>, 0, 0_u64);
    let encoding = Encoding::of(bytes);
    for line in encoding.lines(bytes) {
        match Line::of(&line) {
            Line::Empty => {}
            Line::Field(key, value) => read_field(report, &mut kind, key, value),
            Line::Extent(line) => {
                extents += 1;
                let stated = line
                    .split(' ')
                    .nth(1)
                    .and_then(|number| number.parse().ok());
                sectors = sectors.saturating_add(stated.unwrap_or(0));
                read_extent(report, line);
            }
            Line::Other => report.malformed("descriptor"),
        }
    }
    match kind {
        Some(kind) if WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(&kind)) => {
            report.facts.variant = Some(kind);
            report.demand(extents == 1, "extents");
        }
        kind => {
            let variant = kind.unwrap_or_default();
            report.facts.variant = Some(variant.clone());
            report.refuse(Objection::UnsupportedVariant {
                found: report.kind,
                variant,
            });
        }
    }
    sectors
}

fn read_field(report: &mut Report, kind: &mut Option<String>, key: &str, value: &str) {
    let is = |name: &str| key.eq_ignore_ascii_case(name);
    if is("createType") {
        // Readers differ in which of two they believe.
        report.demand(kind.is_none(), "createType");
        kind.get_or_insert_with(|| label(value.as_bytes()).unwrap_or_default());
    } else if is("parentCID") {
        if !value.eq_ignore_ascii_case(NO_PARENT) {
            report.refuse(Objection::BackingFile);
        }
    } else if is("parentFileNameHint") && !value.is_empty() {
        report.refuse(Objection::BackingFile);
        report.facts.backing_file = label(value.as_bytes());
    } else if !value.is_empty() && names_file(key) {
        report.refuse(Objection::ExternalData);
        report.facts.data_file = label(value.as_bytes());
    }
}

/// Whether the value of a key is a file that a reader opens, such as `changeTrackPath`.
fn names_file(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["hint", "path", "filename"]
        .iter()
        .any(|end| key.ends_with(end))
}

/// `RW 4192256 SPARSE "name.vmdk"`: the one extent of a whole disk is the file itself, so its name needs no folder.
fn read_extent(report: &mut Report, line: &str) {
    let mut words = line.splitn(4, ' ').skip(2);
    let kind = words.next().unwrap_or_default();
    let name = words.next().unwrap_or_default();
    if !kind.eq_ignore_ascii_case("SPARSE")
        || name.contains(['/', '\\', '\0'])
        || name.contains("..")
    {
        report.refuse(Objection::ExternalData);
        report.facts.data_file = label(name.trim_matches('"').as_bytes());
    }
}

enum Line<'a> {
    Empty,
    /// `key = "value"`, without the quotes.
    Field(&'a str, &'a str),
    Extent(&'a str),
    Other,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        if line.is_empty() || line.starts_with('#') {
            return Self::Empty;
        }
        let first = line.split(' ').next().unwrap_or_default();
        if ACCESS
            .iter()
            .any(|access| access.eq_ignore_ascii_case(first))
        {
            return Self::Extent(line);
        }
        match line.split_once('=') {
            Some((key, value)) if !key.trim().contains(' ') => {
                Self::Field(key.trim(), value.trim().trim_matches('"'))
            }
            _ => Self::Other,
        }
    }
}
