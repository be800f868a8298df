//! Files that are cut off show it by their own tables, in every format that has some.

use inspect::{Kind, Objection};

use crate::{
    corpus::{self, Sample, sample},
    make::cut,
    verdicts::{asked, fed},
};

/// Disks with data in them, which qemu-img wrote.
fn with_data() -> impl Iterator<Item = &'static Sample> {
    corpus::all().iter().filter(|sample| {
        sample.name.ends_with(", with data")
            && sample.refusals.is_empty()
            && !sample.kind.is_plain()
    })
}

#[test]
fn whatever_is_cut_off_of_a_disk_it_is_refused() {
    let mut wrong = Vec::new();
    for disk in with_data() {
        for percent in [5, 15, 40, 65, 85] {
            // Of a VHDX, the last block goes on behind the disk; nothing is lost with that.
            if disk.kind == Kind::Vhdx && percent > 65 {
                continue;
            }
            let length = disk.bytes.len() / 100 * percent;
            let declared = disk.disk_format.unwrap_or("-");
            let part = sample(
                &disk.name,
                declared,
                cut(&disk.bytes, length),
                disk.kind,
                &[],
            );
            let verdict = fed(&part);
            let missing = verdict.refusals.iter().find_map(|why| match why {
                Objection::Truncated { missing } => Some(*missing),
                Objection::FooterMissing { .. } => Some(None),
                _ => None,
            });
            let right = match missing {
                None => false,
                Some(None) => true,
                Some(Some(missing)) => length as u64 + missing <= disk.bytes.len() as u64,
            };
            if !right {
                wrong.push(format!(
                    "{} cut at {percent} %: {:?}",
                    disk.name, verdict.refusals
                ));
            }
            assert_eq!(verdict, asked(&part).0, "{}", disk.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_a_disk_that_was_written_in_order_nearly_all_that_is_missing_is_known() {
    let Some(disk) = with_data().find(|sample| sample.kind == Kind::Qcow2) else {
        return;
    };
    let length = disk.bytes.len() / 100 * 15;
    let part = sample("part", "qcow2", cut(&disk.bytes, length), Kind::Qcow2, &[]);
    let refusals = fed(&part).refusals;
    let [
        Objection::Truncated {
            missing: Some(missing),
        },
    ] = &refusals[..]
    else {
        panic!("{refusals:?}");
    };
    let really = (disk.bytes.len() - length) as u64;
    assert!(really - missing <= 1 << 17, "{missing} of {really}");
}

#[test]
fn a_fixed_vhd_without_its_footer_is_said_to_be_truncated() {
    let disk = corpus::by_hand()
        .into_iter()
        .find(|sample| sample.name == "vhd, fixed, without its footer");
    let refusals = fed(&disk.expect("in the corpus")).refusals;
    assert_eq!(
        refusals.first().map(ToString::to_string).as_deref(),
        Some(
            "the footer that ends every VHD is missing, so the file is truncated; copy or download it again, or declare it \
             as raw if it is a raw disk"
        )
    );
}
