use crate::{
    Kind, Objection,
    declared::Claim,
    formats::{iso, luks, partitions, qcow2, qed, vdi, vhd, vhdx, vmdk},
    marks,
    report::Report,
    view::{Stop, View},
};

/// Reads what is known of a file. What it asks for in vain is noted in `view`.
///
/// Reasons to refuse it only ever become more as more becomes known; which of several marks is missing can only be
/// said at the end.
pub fn judge(view: &View<'_>, claim: &Claim) -> Report {
    let marks = match marks::find(view) {
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
        Kind::Raw | Kind::Gpt | Kind::Mbr => partitions::read(view, &mut report, claim.is_disk()),
        _ => Ok(()),
    };
    match read {
        Err(Stop::Beyond) => report.refuse(Objection::Truncated),
        // Everything came by, and yet this did not: it lies where no honest writer puts it.
        Err(Stop::Missing) if view.tail().is_some() => report.malformed("layout"),
        Ok(()) | Err(Stop::Missing) => {}
    }
    if report.kind.is_plain() && view.tail().is_none() {
        // It may still turn out to be a disc, or the inside of a VHD.
        report.absolve();
    }
    if marks.certain || view.tail().is_some() {
        compare(&mut report, claim);
    }
    report
}

/// Holds what was found against what was declared.
fn compare(report: &mut Report, claim: &Claim) {
    let found = report.kind;
    if !claim.allows(found) {
        report.refuse(match &claim.word {
            _ if found.is_wrapper() => Objection::Wrapped { found },
            Some(declared) => Objection::Mismatch {
                declared: declared.clone(),
                found,
            },
            None => return,
        });
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
