use crate::{
    Objection,
    bytes::{array, le_u32, le_u64},
    report::Report,
    view::{Stop, View},
};

// VirtualBox, VDICore.h: a line of text for people, then the signature.
const SIGNATURE: u32 = 0xbeda_107f;
const VERSION: u32 = 0x0001_0001;
const HEADER: usize = 512;

pub fn is(head: &[u8]) -> bool {
    le_u32(head, 64) == Some(SIGNATURE)
}

pub fn read(view: &View<'_>, report: &mut Report) -> Result<(), Stop> {
    let header = view.at(0, HEADER)?;
    let number = |at| le_u32(header, at).ok_or(Stop::Beyond);
    let version = number(68)?;
    report.facts.version = Some(version >> 16);
    report.virtual_size = le_u64(header, 368);
    if version != VERSION {
        report.refuse(Objection::UnknownVersion { version });
        return Ok(());
    }
    // Kinds 3 (undo) and 4 (difference) hold only what differs from a parent; so does whoever names one.
    match number(76)? {
        1 => report.facts.variant = Some("dynamic".into()),
        2 => report.facts.variant = Some("fixed".into()),
        3 | 4 => {
            report.facts.variant = Some("differencing".into());
            report.refuse(Objection::BackingFile);
        }
        _ => report.malformed("image_type"),
    }
    let names = |at| array::<16>(header, at).is_none_or(|id| id != [0; 16]);
    if names(424) || names(440) {
        report.refuse(Objection::BackingFile);
    }
    let (map, data) = (u64::from(number(340)?), u64::from(number(344)?));
    let (block, extra) = (u64::from(number(376)?), u64::from(number(380)?));
    let (blocks, allocated) = (u64::from(number(384)?), u64::from(number(388)?));
    report.facts.cluster_size = Some(block);
    report.demand(block.is_power_of_two() && block >= 512, "block_size");
    report.demand(
        block.saturating_mul(blocks) >= report.virtual_size.unwrap_or(u64::MAX),
        "blocks_in_image",
    );
    report.demand(allocated <= blocks, "blocks_allocated");
    report.demand(map >= HEADER as u64, "offset_bmap");
    report.demand(data >= map.saturating_add(blocks * 4), "offset_data");
    let each = block.saturating_add(extra);
    report.expect(view, data, allocated.saturating_mul(each));
    Ok(())
}
