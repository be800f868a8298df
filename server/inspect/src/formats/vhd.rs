use crate::{
    Objection,
    bytes::{be_u16, be_u32, be_u64, marked},
    report::Report,
    view::{Stop, View},
};

// Microsoft, "Virtual Hard Disk Image Format Specification": a dynamic disk begins with a copy of its footer.
const COOKIE: &[u8] = b"conectix";
const FOOTER: usize = 512;
const HEADER_COOKIE: &[u8] = b"cxsparse";
const HEADER: usize = 1024;
const VERSION: u32 = 0x0001_0000;
/// As much of the table of blocks is looked at: 16384 blocks, mostly of 2 MiB.
const MOST_TABLE: u64 = 64 << 10;

const FIXED: u32 = 2;
const DYNAMIC: u32 = 3;
/// A disk that holds only what differs from its parent.
const DIFFERENCING: u32 = 4;

/// A dynamic disk.
pub fn is(head: &[u8]) -> bool {
    marked(head, 0, COOKIE)
}

/// Any disk; a fixed one bears no other mark. Whoever writes the cookie there by chance gets no checksum right.
pub fn is_footer(tail: &[u8]) -> bool {
    footer(tail).is_some_and(|footer| sound(footer, 64))
}

fn footer(tail: &[u8]) -> Option<&[u8]> {
    // Versions before 2004 wrote one byte less.
    [FOOTER, FOOTER - 1]
        .into_iter()
        .filter_map(|length| tail.get(tail.len().checked_sub(length)?..))
        .find(|footer| footer.starts_with(COOKIE))
}

/// Whether the checksum at `at` is right: the complement of the sum of all other bytes.
fn sound(bytes: &[u8], at: usize) -> bool {
    let sum = |bytes: &[u8]| bytes.iter().map(|&byte| u32::from(byte)).sum::<u32>();
    let own = bytes.get(at..at + 4).map_or(0, sum);
    be_u32(bytes, at) == Some(!(sum(bytes) - own))
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let head = view.upto(0, FOOTER)?;
    if is(head) {
        read_dynamic(view, report, view.at(0, FOOTER)?)
    } else {
        read_fixed(view, report)
    }
}

fn read_dynamic(view: &View<'_>, report: &mut Report, copy: &[u8]) -> Result<(), Stop> {
    let kind = read_footer(report, copy)?;
    report.demand(kind != FIXED, "disk_type");
    let at = be_u64(copy, 16).ok_or(Stop::Beyond)?;
    if report.first_refusal().is_none() {
        // The first header is where the copy ends; who puts it elsewhere could hide one from others.
        report.demand(at >= FOOTER as u64 && at.is_multiple_of(512), "data_offset");
        let size = be_u64(copy, 48).unwrap_or(u64::MAX);
        read_header(view, report, view.at(at, HEADER)?, size)?;
    }
    if let Some(tail) = view.tail() {
        // Zeros may follow, as archives and devices leave them.
        let padded = || view.last_used(1).filter(|sector| is(sector));
        match footer(tail).or_else(padded) {
            None => report.truncated(None),
            Some(end) => {
                let same =
                    |range: std::ops::Range<usize>| end.get(range.clone()) == copy.get(range);
                report.demand(same(0..24) && same(40..80), "footer");
            }
        }
    }
    Ok(())
}

/// What the footer says; its kind of disk is answered.
fn read_footer(report: &mut Report, footer: &[u8]) -> Result<u32, Stop> {
    let version = be_u32(footer, 12).ok_or(Stop::Beyond)?;
    let kind = be_u32(footer, 60).ok_or(Stop::Beyond)?;
    report.facts.version = Some(version >> 16);
    report.virtual_size = be_u64(footer, 48).max(Some(by_geometry(footer)));
    if version != VERSION {
        report.refuse(Objection::UnknownVersion { version });
    }
    let variant = match kind {
        FIXED => "fixed",
        DYNAMIC => "dynamic",
        DIFFERENCING => {
            report.refuse(Objection::BackingFile);
            "differencing"
        }
        _ => {
            report.malformed("disk_type");
            return Ok(kind);
        }
    };
    report.facts.variant = Some(variant.into());
    report.demand(sound(footer, 64), "checksum");
    Ok(kind)
}

/// The size by cylinders, heads and sectors, which some readers believe; the largest ones stand for anything larger.
fn by_geometry(footer: &[u8]) -> u64 {
    let cylinders = be_u16(footer, 56).map_or(0, u64::from);
    let (heads, sectors) = (footer.get(58).copied(), footer.get(59).copied());
    let (heads, sectors) = (heads.map_or(0, u64::from), sectors.map_or(0, u64::from));
    if cylinders == u64::from(u16::MAX) {
        return 0;
    }
    cylinders * heads * sectors * 512
}

fn read_header(view: &View<'_>, report: &mut Report, header: &[u8], size: u64) -> Result<(), Stop> {
    report.demand(header.starts_with(HEADER_COOKIE), "dynamic_header");
    report.demand(sound(header, 36), "dynamic_header_checksum");
    let number = |at| be_u32(header, at).ok_or(Stop::Beyond);
    let table = be_u64(header, 16).ok_or(Stop::Beyond)?;
    let (entries, block) = (u64::from(number(28)?), u64::from(number(32)?));
    report.facts.cluster_size = Some(block);
    report.demand(block.is_power_of_two() && block >= 512, "block_size");
    report.demand(entries.saturating_mul(block) >= size, "max_table_entries");
    // Eight places where a parent's name could be.
    let parent = (0..8).any(|index| be_u32(header, 576 + 24 * index) != Some(0));
    if parent {
        report.refuse(Objection::BackingFile);
    }
    report.expect(view, table, entries * 4);
    let length = usize::try_from((entries * 4).min(MOST_TABLE)).map_err(|_| Stop::Beyond)?;
    for entry in view
        .perhaps(table, length)
        .unwrap_or_default()
        .chunks_exact(4)
    {
        if let Some(sector) = be_u32(entry, 0).filter(|sector| *sector != u32::MAX) {
            report.expect_block(view, u64::from(sector) * 512);
        }
    }
    Ok(())
}

fn read_fixed(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let Some(footer) = view.tail().and_then(footer) else {
        return Err(Stop::Missing);
    };
    let kind = read_footer(report, footer)?;
    report.demand(kind == FIXED || kind == DIFFERENCING, "disk_type");
    let size = be_u64(footer, 48).unwrap_or(u64::MAX);
    report.expect(view, size, footer.len() as u64);
    Ok(())
}
