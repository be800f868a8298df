use super::vhdx_metadata;
use crate::{
    Objection,
    bytes::{array, le_u16, le_u32, le_u64, marked},
    crc::crc32c,
    report::Report,
    view::{Stop, View},
};

// [MS-VHDX] 2.2: identifier, two headers, two region tables, each in 64 KiB of its own.
const SIGNATURE: &[u8] = b"vhdxfile";
const HEADERS: [u64; 2] = [64 << 10, 128 << 10];
const HEADER: usize = 4096;
const TABLES: [u64; 2] = [192 << 10, 256 << 10];
const ENTRY: usize = 32;
const MOST_ENTRIES: usize = 2047;
const MEBIBYTE: u64 = 1 << 20;
/// As much of the list of blocks is looked at: 8192 of them, mostly of 32 MiB.
const MOST_BLOCKS: u64 = 64 << 10;
/// The state of a block that is in the file.
const FULLY_PRESENT: u64 = 6;

/// Where a region starts, and how long it is.
type Region = (u64, u64);

/// Where blocks are listed.
const BLOCKS: Id = id("2dc27766f62342009d64115e9bfd4a08");
/// Where the disk is described.
const METADATA: Id = id("8b7ca20647904b9ab8fe575f050f886e");

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, SIGNATURE)
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    report.facts.version = Some(1);
    for at in HEADERS {
        view.want(at, HEADER);
    }
    read_headers(
        report,
        [view.at(HEADERS[0], HEADER)?, view.at(HEADERS[1], HEADER)?],
    );

    let head = view.at(TABLES[0], 16)?;
    let count = le_u32(head, 8).map_or(usize::MAX, |count| count as usize);
    if !marked(head, 0, b"regi") || count > MOST_ENTRIES {
        report.malformed("region_table");
        return Ok(());
    }
    let length = 16 + count * ENTRY;
    view.want(TABLES[1], length);
    let table = view.at(TABLES[0], length)?;
    // Readers may use either table, so both must say the same.
    let twin = view.at(TABLES[1], length)?;
    report.demand(table == twin, "region_table_copy");
    let Some((metadata, blocks)) = read_regions(view, report, table)? else {
        return Ok(());
    };
    let length = usize::try_from(blocks.1.min(MOST_BLOCKS)).map_err(|_| Stop::Beyond)?;
    view.want(blocks.0, length);
    vhdx_metadata::read(view, report, metadata)?;
    // The last block may end with the disk.
    let block = report.facts.cluster_size.unwrap_or(1).max(1);
    let rest = report.virtual_size.unwrap_or_default() % block;
    let least = if rest == 0 { block } else { rest };
    for entry in view
        .perhaps(blocks.0, length)
        .unwrap_or_default()
        .chunks_exact(8)
    {
        let entry = le_u64(entry, 0).unwrap_or_default();
        // Its state is in the lowest bits, its place, in MiB, in the highest ones.
        if entry & 7 == FULLY_PRESENT {
            report.expect(view, entry & !(MEBIBYTE - 1), least);
        }
    }
    Ok(())
}

/// The header in force is the sound one with the higher number.
fn read_headers(report: &mut Report, headers: [&[u8]; 2]) {
    let current = headers
        .into_iter()
        .filter(|header| marked(header, 0, b"head") && sound(header))
        .max_by_key(|header| le_u64(header, 8));
    let Some(header) = current else {
        report.malformed("headers");
        return;
    };
    if let Some(version) = le_u16(header, 66).filter(|version| *version != 1) {
        report.refuse(Objection::UnknownVersion {
            version: version.into(),
        });
    }
    if array::<16>(header, 48) != Some([0; 16]) {
        report.refuse(Objection::PendingJournal);
    }
}

fn sound(header: &[u8]) -> bool {
    let mut blank = header.to_vec();
    if let Some(sum) = blank.get_mut(4..8) {
        sum.fill(0);
    }
    le_u32(header, 4) == Some(crc32c(&blank))
}

/// Where the metadata and the list of blocks are, if the regions make sense.
fn read_regions(
    view: &View<'_>,
    report: &mut Report,
    table: &[u8],
) -> Result<Option<(Region, Region)>, Stop> {
    let (mut metadata, mut blocks) = (None, None);
    let mut known: Vec<(u64, u64)> = vec![(0, MEBIBYTE)];
    for entry in table.get(16..).unwrap_or_default().chunks_exact(ENTRY) {
        let (Some(name), Some(start), Some(length), Some(flags)) = (
            array::<16>(entry, 0),
            le_u64(entry, 16),
            le_u32(entry, 24).map(u64::from),
            le_u32(entry, 28),
        ) else {
            return Err(Stop::Beyond);
        };
        let place = match name {
            METADATA => &mut metadata,
            BLOCKS => &mut blocks,
            // What is not required may be passed over.
            _ if flags & 1 == 0 => continue,
            _ => {
                report.refuse(Objection::UnknownPart { id: shown(&name) });
                continue;
            }
        };
        report.expect(view, start, length);
        let end = start.saturating_add(length);
        let alone = known
            .iter()
            .all(|(other_start, other_end)| end <= *other_start || start >= *other_end);
        report.demand(
            place.is_none()
                && alone
                && length > 0
                && start.is_multiple_of(MEBIBYTE)
                && length.is_multiple_of(MEBIBYTE),
            "region_table",
        );
        known.push((start, end));
        *place = Some((start, length));
    }
    report.demand(metadata.is_some() && blocks.is_some(), "region_table");
    Ok(metadata
        .zip(blocks)
        .filter(|_| report.sound("region_table")))
}

/// Its first three numbers lie there with their last byte first.
const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/// A GUID as it lies on disk.
pub type Id = [u8; 16];

/// Reads a GUID, written as 32 digits.
pub const fn id(digits: &str) -> Id {
    const fn digit(byte: u8) -> u8 {
        if byte.is_ascii_digit() {
            byte - b'0'
        } else {
            byte - b'a' + 10
        }
    }
    let digits = digits.as_bytes();
    let mut id = [0; 16];
    let mut at = 0;
    while at < 16 {
        let from = ORDER[at] * 2;
        id[at] = digit(digits[from]) << 4 | digit(digits[from + 1]);
        at += 1;
    }
    id
}

/// A GUID as people write it.
pub fn shown(id: &Id) -> String {
    let digits = format!("{:032x}", u128::from_be_bytes(ORDER.map(|at| id[at])));
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|part| digits.get(part).unwrap_or_default())
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_it_was_read() {
        assert_eq!(shown(&METADATA), "8b7ca206-4790-4b9a-b8fe-575f050f886e");
    }
}
