use crate::{
    bytes::be_u64,
    report::Report,
    view::{Stop, View},
};

/// Where the next table is, within an entry.
const OFFSET: u64 = 0x00ff_ffff_ffff_fe00;
/// As much of the first table as is looked at: enough for 4 TiB in clusters of 64 KiB.
const MOST: u64 = 64 << 10;

/// Whether the first table points into the file.
pub fn read(
    view: &View<'_>,
    report: &mut Report,
    l1: u64,
    entries: u64,
    cluster: u64,
) -> Result<(), Stop> {
    let length = usize::try_from((entries * 8).min(MOST)).map_err(|_| Stop::Beyond)?;
    if length == 0 {
        return Ok(());
    }
    let table = view.at(l1, length)?;
    for at in (0..length).step_by(8) {
        let offset = be_u64(table, at).ok_or(Stop::Beyond)? & OFFSET;
        if offset == 0 {
            continue;
        }
        report.demand(offset.is_multiple_of(cluster), "l1_table");
        report.expect(view, offset, 8);
    }
    Ok(())
}
