use crate::{
    Kind, Objection, Warning,
    declared::Claim,
    formats::{iso, luks, parallels, partitions, qcow2, qed, vdi, vhd, vhdx, vmdk},
    looks,
    report::Report,
    signatures,
    view::{Stop, View},
};

/// Reads what is known of a file. What it asks for in vain is noted in `view`.
///
/// Reasons to refuse it only ever become more as more becomes known; which of several marks is missing can only be
/// said at the end.
pub fn judge(view: &View<'_>, claim: &Claim) -> Report {
    let marks = match signatures::find(view) {
        Ok(marks) => marks,
        Err(Stop::Missing | Stop::Beyond) => return Report::of(Kind::Raw),
    };
    let mut report = Report::of(marks.kind());
    if let Some(second) = marks.second() {
        // Two readers would disagree about what this file is; that is how one of them is attacked.
        report.refuse(Objection::Ambiguous {
            first: report.kind,
            second,
        });
    }
    let read = match report.kind {
        Kind::Qcow2 => qcow2::read(view, &mut report),
        Kind::Vmdk => vmdk::read(view, &mut report),
        Kind::Vhd => vhd::read(view, &mut report),
        Kind::Vhdx => vhdx::read(view, &mut report),
        Kind::Vdi => vdi::read(view, &mut report),
        Kind::Qed => qed::read(view, &mut report),
        Kind::Iso => iso::read(view, &mut report),
        Kind::Luks => luks::read(view, &mut report),
        Kind::Parallels => parallels::read(view, &mut report),
        Kind::Raw | Kind::Gpt | Kind::Mbr => partitions::read(view, &mut report),
        _ => Ok(()),
    };
    match read {
        Err(Stop::Beyond) => report.truncated(view.shortfall()),
        // Everything came by, and yet this did not: it lies where no honest writer puts it.
        Err(Stop::Missing) if view.tail().is_some() => report.malformed("layout"),
        Ok(()) | Err(Stop::Missing) => {}
    }
    if report.kind.is_plain() && view.tail().is_none() {
        // It may still turn out to be a disc, or the inside of a VHD.
        report.absolve();
    }
    if report.kind == Kind::Raw {
        look_closer(view, &mut report, claim);
    }
    if marks.certain || view.tail().is_some() {
        let fixed = !marks.certain && report.facts.variant.as_deref() == Some("fixed");
        compare(&mut report, claim, fixed);
    }
    measure(view, &mut report, claim);
    report
}

/// Whether a file without any mark is no disk at all. A boot sector, or a file system, is the mark of a disk.
fn look_closer(view: &View<'_>, report: &mut Report, claim: &Claim) {
    let (Some(tail), Some(length), Ok(head)) =
        (view.tail(), view.length(), view.upto(0, signatures::HEAD))
    else {
        return;
    };
    if report.facts.file_system.is_none() && !partitions::is_boot_sector(head) {
        report.looks = looks::of(head, tail, length, claim.is_disk());
    }
}

/// Holds what was found against what was declared. `fixed`: it is a VHD with nothing but a footer behind the disk.
fn compare(report: &mut Report, claim: &Claim, fixed: bool) {
    let found = report.kind;
    if !claim.allows(found, fixed) {
        report.refuse(match (&claim.word, report.looks) {
            _ if found.is_wrapper() => Objection::Wrapped { found },
            (Some(declared), Some(looks)) => Objection::NotADisk {
                declared: declared.clone(),
                looks,
            },
            (Some(declared), None) if declared == "vhd" && found.is_plain() => {
                Objection::FooterMissing { found }
            }
            (Some(declared), None) => Objection::Mismatch {
                declared: declared.clone(),
                found,
            },
            (None, _) => return,
        });
    } else if let Some(looks) = report.looks {
        report.warn(Warning::NotADisk { looks });
    } else if claim.is_raw() && matches!(found, Kind::Iso | Kind::Luks | Kind::Vhd) {
        report.warn(Warning::FoundFormat { found });
    }
    let kept = match found {
        Kind::Qed | Kind::Bochs | Kind::Cloop | Kind::Dmg => false,
        Kind::Parallels => claim.word.as_deref() == Some("ploop"),
        _ => true,
    };
    if !kept {
        report.refuse(Objection::Unsupported { found });
    }
}

/// The size is what a volume that is made from the image must hold: of what is copied byte for byte, all of the file.
fn measure(view: &View<'_>, report: &mut Report, claim: &Claim) {
    let Some(length) = view.length() else {
        return;
    };
    match report.kind {
        kind if claim.is_raw() && matches!(kind, Kind::Luks | Kind::Iso | Kind::Vhd) => {
            report.virtual_size = Some(length);
        }
        // Its descriptor knows of one of its file systems only, and nothing of partitions behind them.
        Kind::Iso => report.virtual_size = report.virtual_size.max(Some(length)),
        _ => {}
    }
}
