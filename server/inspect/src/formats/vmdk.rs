use super::{vmdk_descriptor, vmdk_parent};
use crate::{
    Objection, Warning,
    bytes::{le_u16, le_u32, le_u64, marked},
    report::Report,
    view::{Stop, View},
};

// VMware, "Virtual Disk Format 5.0".
const MAGIC: &[u8] = b"KDMV";
/// ESX: redo logs of old, and those of today.
const COWD: &[u8] = b"COWD";
const SPARSE_OF_ESX: &[u8] = b"\xbe\xba\xfe\xca\0\0\0\0";
const SECTOR: u64 = 512;
/// Where every writer puts the descriptor, in sectors.
const DESCRIPTOR: u64 = 1;
/// The longest descriptor that is read; those of whole disks have a few hundred bytes.
const LONGEST_DESCRIPTOR: u64 = 64 << 10;
/// In so many bytes from the descriptor's place on QEMU looks for a parent, whatever the header says of its length: 20 sectors
/// (`DESC_SIZE` in its `block/vmdk.c`).
const SEARCHED_BY_QEMU: usize = 20 * 512;
/// "The grain directory is told at the end."
const AT_END: u64 = u64::MAX;
const COMPRESSED: u32 = 1 << 16;
const DEFLATE: u16 = 1;

pub fn is(head: &[u8]) -> bool {
    [MAGIC, COWD, SPARSE_OF_ESX]
        .iter()
        .any(|mark| marked(head, 0, mark))
        || vmdk_descriptor::is(head)
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let head = view.upto(0, 2048)?;
    if !marked(head, 0, MAGIC) {
        if marked(head, 0, COWD) || marked(head, 0, SPARSE_OF_ESX) {
            refuse_variant(report, "vmfsSparse");
        } else {
            // A bare descriptor names the files that hold the data; a host would open them.
            report.facts.variant = vmdk_descriptor::variant(head);
            report.refuse(Objection::ExternalData);
        }
        return Ok(());
    }
    let header = Header::of(view.at(0, SECTOR as usize)?).ok_or(Stop::Beyond)?;
    read_header(view, report, &header)?;
    if header.directory == AT_END {
        read_footer(view, report, &header);
    } else if report.sound("grain_size") {
        read_grains(view, report, &header);
    }
    Ok(())
}

/// Whether the tables point into the file. So many of them are looked at, evenly spread: in a disk that was written in
/// order, those of what is cut off come last.
fn read_grains(view: &View<'_>, report: &mut Report, header: &Header) {
    const MOST_DIRECTORY: u64 = 64 << 10;
    const MOST_TABLES: u64 = 32;
    let each = u64::from(header.entries);
    let covered = header.grain.saturating_mul(each);
    if covered == 0 || each > 512 {
        return;
    }
    let tables = header.capacity.div_ceil(covered).min(MOST_DIRECTORY / 4);
    let directory = header.directory.saturating_mul(SECTOR);
    let (Ok(length), Ok(table_length)) = (usize::try_from(tables * 4), usize::try_from(each * 4))
    else {
        return;
    };
    let Some(entries) = view.perhaps(directory, length) else {
        return;
    };
    let end = directory.saturating_add(length as u64);
    let place = |bytes: &[u8], at: u64| {
        let at = usize::try_from(at * 4).ok()?;
        le_u32(bytes, at).map(|sector| u64::from(sector) * SECTOR)
    };
    let looked_at = tables.min(MOST_TABLES);
    for index in 0..looked_at {
        let index = index * (tables - 1) / looked_at.saturating_sub(1).max(1);
        let Some(table) = place(entries, index).filter(|table| *table != 0) else {
            continue;
        };
        report.expect(view, table, each * 4);
        // One that has passed already, where the file comes as a stream, is not seen.
        if table < end {
            continue;
        }
        let Some(table) = view.perhaps(table, table_length) else {
            continue;
        };
        // 1 stands for a grain of zeros.
        let grains = (0..each).filter_map(|at| place(table, at));
        for at in grains.filter(|at| *at > SECTOR) {
            report.expect_block(view, at);
        }
    }
}

#[derive(PartialEq, Eq)]
struct Header {
    version: u32,
    flags: u32,
    capacity: u64,
    grain: u64,
    descriptor: (u64, u64),
    directory: u64,
    overhead: u64,
    /// How many entries each table of grains has.
    entries: u32,
    unclean: u8,
    compression: u16,
}

impl Header {
    fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            version: le_u32(bytes, 4)?,
            flags: le_u32(bytes, 8)?,
            capacity: le_u64(bytes, 12)?,
            grain: le_u64(bytes, 20)?,
            descriptor: (le_u64(bytes, 28)?, le_u64(bytes, 36)?),
            entries: le_u32(bytes, 44)?,
            directory: le_u64(bytes, 56)?,
            overhead: le_u64(bytes, 64)?,
            unclean: *bytes.get(72)?,
            compression: le_u16(bytes, 77)?,
        })
    }
}

fn refuse_variant(report: &mut Report, variant: &str) {
    report.facts.variant = Some(variant.to_owned());
    report.refuse(Objection::UnsupportedVariant {
        found: report.kind,
        variant: variant.to_owned(),
    });
}

fn read_header(view: &View<'_>, report: &mut Report, header: &Header) -> Result<(), Stop> {
    report.facts.version = Some(header.version);
    if !(1..=3).contains(&header.version) {
        report.refuse(Objection::UnknownVersion {
            version: header.version,
        });
        return Ok(());
    }
    report.virtual_size = header.capacity.checked_mul(SECTOR);
    report.demand(report.virtual_size.is_some(), "capacity");
    if header.capacity == 0 {
        // QEMU then opens the files that the descriptor names.
        report.refuse(Objection::ExternalData);
    }
    report.demand(
        header.grain.is_power_of_two() && header.grain <= 1 << 21,
        "grain_size",
    );
    report.facts.cluster_size = header.grain.checked_mul(SECTOR);
    if header.unclean != 0 {
        report.warn(Warning::Unclean);
    }
    if header.flags & COMPRESSED != 0 {
        report.facts.compression = Some("deflate".into());
        report.demand(header.compression == DEFLATE, "compression");
    }
    let (at, sectors) = header.descriptor;
    if at == 0 || sectors == 0 {
        // A part of a disk that is split over several files.
        refuse_variant(report, "extent");
        return Ok(());
    }
    let length = sectors.saturating_mul(SECTOR);
    if at != DESCRIPTOR || length > LONGEST_DESCRIPTOR {
        report.malformed("descriptor");
        return Ok(());
    }
    let length = usize::try_from(length).map_err(|_| Stop::Beyond)?;
    let sectors = vmdk_descriptor::read(view.at(at * SECTOR, length)?, report);
    let searched = view.upto(at * SECTOR, length.max(SEARCHED_BY_QEMU))?;
    vmdk_parent::refuse(searched, report);
    report.virtual_size = report.virtual_size.max(sectors.checked_mul(SECTOR));
    report.expect(view, 0, header.overhead.saturating_mul(SECTOR));
    if header.directory != AT_END {
        report.expect(view, header.directory.saturating_mul(SECTOR), 4);
    }
    Ok(())
}

/// The footer is a second header between two markers; a reader believes it more than the first.
fn read_footer(view: &View<'_>, report: &mut Report, header: &Header) {
    const FOOTER: u64 = 3;
    if view.tail().is_none() {
        return;
    }
    // The stream ends with a sector of zeros; more of them may follow, as archives leave them.
    let Some((marker, footer)) = view.last_used(2).and_then(|end| end.split_at_checked(512)) else {
        report.truncated(None);
        return;
    };
    let is_marker = |bytes: &[u8], kind: u64| {
        le_u32(bytes, 8) == Some(0)
            && le_u32(bytes, 12).map(u64::from) == Some(kind)
            && bytes.iter().skip(16).all(|&byte| byte == 0)
    };
    if !marked(footer, 0, MAGIC) {
        report.truncated(None);
        return;
    }
    if view
        .last(512)
        .is_none_or(|end| end.iter().any(|&byte| byte != 0))
    {
        report.truncated(None);
    }
    report.demand(is_marker(marker, FOOTER), "footer");
    let Some(other) = Header::of(footer) else {
        return;
    };
    let place = other.directory.checked_mul(SECTOR);
    report.demand(
        place.is_some_and(|place| view.within(place, 4).is_ok()),
        "footer",
    );
    let same = Header {
        directory: header.directory,
        entries: header.entries,
        overhead: header.overhead,
        unclean: header.unclean,
        ..other
    };
    report.demand(same == *header, "footer");
}
