use crate::{
    Warning,
    bytes::be_u64,
    report::Report,
    view::{Stop, View},
};

/// Where the next table or the data is, within an entry.
const OFFSET: u64 = 0x00ff_ffff_ffff_fe00;
const COMPRESSED: u64 = 1 << 62;
const ZEROS: u64 = 1;
/// As much of each table is looked at: of the first, enough for 4 TiB in clusters of 64 KiB; of the others, all of it in
/// such clusters.
const MOST: u64 = 64 << 10;
/// So many of the second tables are looked at, and so many bytes of all of them.
const MOST_TABLES: usize = 16;
const MOST_BYTES: u64 = 256 << 10;

/// The clusters between the header and the first table. They pass before the first table tells what they are, where a
/// file comes as a stream; so they are kept, as writers that know the disk's size beforehand put other tables there.
/// Other tables that have passed already are not looked at, however the file comes.
#[derive(Clone, Copy)]
pub struct Front {
    start: u64,
    end: u64,
}

impl Front {
    pub fn keep(view: &View<'_>, cluster: u64, l1: u64) -> Self {
        let front = Self {
            start: cluster,
            end: l1.min(cluster.saturating_add(MOST_BYTES)),
        };
        if let Ok(length @ 1..) = usize::try_from(front.end.saturating_sub(front.start)) {
            view.want(front.start, length);
        }
        front
    }

    fn holds(self, start: u64, length: u64) -> bool {
        start >= self.start && start.saturating_add(length) <= self.end
    }
}

/// What the header says of the tables.
pub struct Tables {
    pub front: Front,
    pub l1: u64,
    pub entries: u64,
    pub cluster: u64,
    /// How long an entry of the second tables is: 8 bytes, or 16 with a bitmap.
    pub entry: usize,
}

/// Whether the tables point into the file.
pub fn read(view: &View<'_>, report: &mut Report, tables: &Tables) -> Result<(), Stop> {
    let length = usize::try_from((tables.entries * 8).min(MOST)).map_err(|_| Stop::Beyond)?;
    if length == 0 {
        return Ok(());
    }
    let table = view.at(tables.l1, length)?;
    let mut second = Vec::new();
    for at in (0..length).step_by(8) {
        let offset = be_u64(table, at).ok_or(Stop::Beyond)? & OFFSET;
        if offset == 0 {
            continue;
        }
        report.demand(offset.is_multiple_of(tables.cluster), "l1_table");
        report.expect_block(view, offset);
        second.push(offset);
    }
    // What was written last is listed in the table that was written last, which comes last in the file: of a file that is
    // cut off, that is what is missing.
    let each = tables.cluster.min(MOST);
    let end = tables.l1.saturating_add(length as u64);
    second.retain(|offset| *offset >= end || tables.front.holds(*offset, each));
    second.sort_unstable();
    second.dedup();
    let most = MOST_TABLES.min(usize::try_from(MOST_BYTES / each).unwrap_or(MOST_TABLES));
    let each = usize::try_from(each).map_err(|_| Stop::Beyond)?;
    for offset in second.into_iter().rev().take(most) {
        if let Some(table) = view.perhaps(offset, each) {
            read_second(view, report, table, tables);
        }
    }
    Ok(())
}

fn read_second(view: &View<'_>, report: &mut Report, table: &[u8], tables: &Tables) {
    for entry in table.chunks_exact(tables.entry) {
        let Some(word) = be_u64(entry, 0) else {
            continue;
        };
        if word & COMPRESSED != 0 {
            // The length takes the upper bits: more of them the larger a cluster is.
            let bits = 62 - (tables.cluster.trailing_zeros() - 8).min(54);
            report.expect_block(view, word & ((1 << bits) - 1));
            continue;
        }
        // Room that is only reserved need not be there.
        let reserved = match be_u64(entry, 8).filter(|_| tables.entry == 16) {
            Some(bitmap) => bitmap.trailing_zeros() >= 32,
            None => word & ZEROS != 0,
        };
        let offset = word & OFFSET;
        if offset != 0 && !reserved {
            report.expect_block(view, offset);
        }
    }
}

/// Where the reference counts are, and how many bits each has.
pub struct Counts {
    pub front: Front,
    pub table: u64,
    pub length: u64,
    pub order: u32,
}

/// Where the last cluster is that is counted, if that can be seen.
pub fn last_counted(view: &View<'_>, counts: &Counts, cluster: u64) -> Option<u64> {
    let length = usize::try_from(counts.length.min(MOST)).ok()?;
    let table = view.perhaps(counts.table, length)?;
    let blocks = table
        .chunks_exact(8)
        .map(|entry| be_u64(entry, 0).map_or(0, |word| word & OFFSET));
    let (index, block) = blocks.enumerate().rfind(|(_, at)| *at != 0)?;
    let size = cluster.min(MOST);
    let end = counts.table.saturating_add(length as u64);
    if block < end && !counts.front.holds(block, size) {
        return None;
    }
    let block = view.perhaps(block, usize::try_from(size).ok()?)?;
    let last = block.iter().rposition(|&byte| byte != 0)? as u64;
    let bits = 1_u64 << counts.order.min(6);
    let before = (index as u64).saturating_mul(cluster.saturating_mul(8) / bits);
    Some(
        before
            .saturating_add(last * 8 / bits)
            .saturating_mul(cluster),
    )
}

/// Whether the last cluster that is counted is inside the file. A program that was killed may have counted clusters that
/// it never wrote and nothing uses, so this alone is no reason to refuse a disk.
pub fn check_counts(view: &View<'_>, report: &mut Report, last: u64, cluster: u64) {
    const SECTOR: u64 = 512;
    let Some(length) = view.length().filter(|length| last >= *length) else {
        return;
    };
    if report.is_truncated() {
        report.truncated(last.saturating_add(SECTOR).checked_sub(length));
    } else {
        let stated = last.saturating_add(cluster);
        report.warn(Warning::ShorterThanStated { stated });
    }
}
