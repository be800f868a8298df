use std::process::ExitCode;

use registry::{Finding, Fsck, Remedy};

use super::{Backends, Failure, failed};
use crate::{Config, cli::FsckArgs};

/// The exit code that says that something is left to be put right.
const LEFT: u8 = 3;

/// Tells what is not in order, a line for each; with `--repair` puts right what can be.
pub async fn fsck(config: &Config, flags: FsckArgs) -> ExitCode {
    check(config, flags)
        .await
        .unwrap_or_else(|error| failed(&error, 1))
}

async fn check(config: &Config, flags: FsckArgs) -> Result<ExitCode, Failure> {
    let backends = Backends::open(config).await?;
    backends.registry.system().claim_stores().await?;
    let fsck = Fsck {
        repair: flags.repair,
        read_all: flags.read_all,
        many_orphans: flags.repair_orphans,
    };
    let findings = backends.registry.system().fsck(fsck).await?;
    let mut left = 0;
    for finding in &findings {
        if let (Finding::Missing { image, .. }, true) = (finding, flags.repair_missing)
            && backends
                .registry
                .system()
                .deactivate_missing(*image)
                .await?
        {
            left += 1;
            println!("{finding} (deactivated; needs you)");
            continue;
        }
        let done = match finding.remedy() {
            Remedy::Repair => flags.repair,
            Remedy::RepairOrphans => flags.repair_orphans,
            Remedy::Operator => false,
        };
        left += usize::from(!done);
        let mark = match (done, finding.remedy()) {
            (true, _) => "put right",
            (false, Remedy::Repair) => "--repair puts it right",
            (false, Remedy::RepairOrphans) => {
                "one of many orphans: make sure that this is the right database, then --repair --repair-orphans removes it"
            }
            (false, Remedy::Operator) => "needs you",
        };
        println!("{finding} ({mark})");
    }
    println!("{} found, {left} left.", findings.len());
    Ok(if left == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(LEFT)
    })
}
