use crate::{
    Objection,
    bytes::{be_u16, be_u32, be_u64, label, marked, text},
    report::Report,
    view::{Stop, View},
};

// https://gitlab.com/cryptsetup/cryptsetup/-/wikis/Specification: both versions begin alike.
const MAGIC: &[u8] = b"LUKS\xba\xbe";
const SECTOR: u64 = 512;
const V1_HEADER: usize = 592;
const SLOT_ON: u32 = 0x00ac_71f3;
const SLOT_OFF: u32 = 0x0000_dead;
/// The second version describes itself in JSON after so many bytes; as much of it is looked at.
const JSON: u64 = 4096;
const MOST_JSON: u64 = 16 << 10;

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, MAGIC)
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let version = be_u16(view.at(0, 8)?, 6).map_or(0, u32::from);
    report.facts.version = Some(version);
    report.facts.encryption = Some(format!("luks{version}"));
    match version {
        1 => read_v1(view, report),
        2 => read_v2(view, report),
        _ => {
            report.refuse(Objection::UnknownVersion { version });
            Ok(())
        }
    }
}

fn read_v1(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let header = view.at(0, V1_HEADER)?;
    let field = |at: usize| header.get(at..at + 32).map(text).unwrap_or_default();
    let payload = be_u32(header, 104).map_or(0, u64::from) * SECTOR;
    report.facts.encryption = Some(format!("luks1 {}-{}", field(8), field(40)));
    for slot in 0..8 {
        let at = 208 + slot * 48;
        let state = be_u32(header, at);
        report.demand(matches!(state, Some(SLOT_ON | SLOT_OFF)), "key_slots");
        let material = be_u32(header, at + 40).map_or(0, u64::from) * SECTOR;
        report.demand(
            state != Some(SLOT_ON)
                || (material >= V1_HEADER as u64 && (payload == 0 || material < payload)),
            "key_slots",
        );
    }
    read_payload(view, report, payload)
}

fn read_v2(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let header = view.at(0, 512)?;
    let size = be_u64(header, 8).unwrap_or(0);
    report.facts.label = header.get(24..72).and_then(label);
    let known = size.is_power_of_two() && (16 << 10..=4 << 20).contains(&size);
    report.demand(known, "header_size");
    report.demand(be_u64(header, 256) == Some(0), "header_offset");
    if !known {
        return Ok(());
    }
    let length = usize::try_from((size - JSON).min(MOST_JSON)).map_err(|_| Stop::Beyond)?;
    let json = view.at(JSON, length)?;
    report.demand(json.starts_with(b"{"), "json");
    // The one segment of a plain disk; what is more tangled has no size that could be told from here.
    let segment = find(json, b"\"segments\"").unwrap_or_default();
    if let Some(cipher) = value(segment, b"\"encryption\"") {
        report.facts.encryption = Some(format!("luks2 {}", text(cipher)));
    }
    let offset = value(segment, b"\"offset\"")
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| digits.parse().ok());
    match offset {
        Some(offset) => read_payload(view, report, offset),
        None => Ok(()),
    }
}

/// The rest of the file is the disk.
fn read_payload(view: &View<'_>, report: &mut Report, payload: u64) -> Result<(), Stop> {
    view.within(payload, 0)?;
    report.virtual_size = view.length().map(|length| length.saturating_sub(payload));
    Ok(())
}

/// What comes after `key`.
fn find<'a>(json: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = json.windows(key.len()).position(|window| window == key)?;
    json.get(at + key.len()..)
}

/// The text that `key` stands for.
fn value<'a>(json: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let rest = find(json, key)?;
    let rest = rest.get(rest.iter().position(|&byte| byte == b'"')? + 1..)?;
    rest.get(..rest.iter().position(|&byte| byte == b'"')?)
}
