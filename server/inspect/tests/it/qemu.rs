//! Disks made by qemu-img, the tool that most disks come from.

use std::{fs, path::Path, process::Command};

use inspect::Kind;

use crate::corpus::{Sample, sample};

/// What is made: a name, the arguments behind `-f`, the word it is declared by, its kind, and why it is refused.
type Recipe = (
    &'static str,
    &'static [&'static str],
    &'static str,
    Kind,
    &'static [&'static str],
);

const SIZE: &str = "4M";

const RECIPES: &[Recipe] = &[
    ("qcow2", &["qcow2"], "qcow2", Kind::Qcow2, &[]),
    (
        "qcow2, compat 0.10",
        &["qcow2", "-o", "compat=0.10"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, zstd",
        &["qcow2", "-o", "compression_type=zstd"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, extended_l2",
        &["qcow2", "-o", "extended_l2=on,cluster_size=128k"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, cluster_size 512",
        &["qcow2", "-o", "cluster_size=512"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, cluster_size 2M",
        &["qcow2", "-o", "cluster_size=2M"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, lazy_refcounts",
        &["qcow2", "-o", "lazy_refcounts=on"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, preallocation metadata",
        &["qcow2", "-o", "preallocation=metadata"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, preallocation falloc",
        &["qcow2", "-o", "preallocation=falloc"],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, encrypted",
        &[
            "qcow2",
            "--object",
            "secret,id=s,data=abc",
            "-o",
            "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
        ],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, encrypted with aes",
        &[
            "qcow2",
            "--object",
            "secret,id=s,data=abc",
            "-o",
            "encrypt.format=aes,encrypt.key-secret=s",
        ],
        "qcow2",
        Kind::Qcow2,
        &[],
    ),
    (
        "qcow2, backing file",
        &["qcow2", "-b", "qemu-base.img", "-F", "raw"],
        "qcow2",
        Kind::Qcow2,
        &["backing_file"],
    ),
    (
        "qcow2, data_file",
        &["qcow2", "-o", "data_file=qemu-data.img"],
        "qcow2",
        Kind::Qcow2,
        &["external_data"],
    ),
    ("vmdk, monolithicSparse", &["vmdk"], "vmdk", Kind::Vmdk, &[]),
    (
        "vmdk, streamOptimized",
        &["vmdk", "-o", "subformat=streamOptimized"],
        "vmdk",
        Kind::Vmdk,
        &[],
    ),
    (
        "vmdk, monolithicFlat",
        &["vmdk", "-o", "subformat=monolithicFlat"],
        "vmdk",
        Kind::Vmdk,
        &["external_data"],
    ),
    (
        "vmdk, twoGbMaxExtentSparse",
        &["vmdk", "-o", "subformat=twoGbMaxExtentSparse"],
        "vmdk",
        Kind::Vmdk,
        &["external_data"],
    ),
    (
        "vmdk, twoGbMaxExtentFlat",
        &["vmdk", "-o", "subformat=twoGbMaxExtentFlat"],
        "vmdk",
        Kind::Vmdk,
        &["external_data"],
    ),
    ("vpc, dynamic", &["vpc"], "vhd", Kind::Vhd, &[]),
    (
        "vpc, fixed",
        &["vpc", "-o", "subformat=fixed"],
        "vhd",
        Kind::Vhd,
        &[],
    ),
    (
        "vpc, force_size",
        &["vpc", "-o", "force_size=on"],
        "vhd",
        Kind::Vhd,
        &[],
    ),
    ("vhdx, dynamic", &["vhdx"], "vhdx", Kind::Vhdx, &[]),
    (
        "vhdx, fixed",
        &["vhdx", "-o", "subformat=fixed"],
        "vhdx",
        Kind::Vhdx,
        &[],
    ),
    ("vdi, dynamic", &["vdi"], "vdi", Kind::Vdi, &[]),
    (
        "vdi, static",
        &["vdi", "-o", "static=on"],
        "vdi",
        Kind::Vdi,
        &[],
    ),
    (
        "qed",
        &["qed"],
        "raw",
        Kind::Qed,
        &["mismatch", "unsupported"],
    ),
    ("parallels", &["parallels"], "ploop", Kind::Parallels, &[]),
    (
        "luks",
        &[
            "luks",
            "--object",
            "secret,id=s,data=abc",
            "-o",
            "key-secret=s,iter-time=10",
        ],
        "luks",
        Kind::Luks,
        &[],
    ),
    ("raw", &["raw"], "raw", Kind::Raw, &[]),
];

/// Empty if there is no qemu-img, which it says.
pub fn samples() -> Vec<Sample> {
    if Command::new("qemu-img").arg("--version").output().is_err() {
        eprintln!("skipped: there is no qemu-img here, so its disks were not looked at");
        return Vec::new();
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("qemu-base.img"), vec![0; 4 << 20]).expect("writes");
    RECIPES
        .iter()
        .flat_map(|recipe| made(folder.path(), recipe))
        .chain([snapshot(folder.path())])
        .collect()
}

/// The disk of a recipe: empty, and where nothing but the disk itself is asked for, also with something inside.
fn made(folder: &Path, (name, arguments, declared, kind, refusals): &Recipe) -> Vec<Sample> {
    let [format, options @ ..] = arguments else {
        unreachable!("a recipe names a format")
    };
    let with_backing = options.contains(&"-b");
    let mut create = vec!["create", "-q", "-f", format];
    create.extend(options);
    create.push("disk");
    if !with_backing {
        create.push(SIZE);
    }
    run(folder, &create);
    let weak: &[&str] = if name.ends_with("aes") {
        &["weak_encryption"]
    } else {
        &[]
    };
    let say = |name: String| sample(&name, declared, taken(folder), *kind, refusals).warned(weak);
    let mut all = vec![say(format!("qemu-img: {name}"))];
    if refusals.is_empty() && !options.contains(&"--object") {
        let mut inside = vec![0; 4 << 20];
        for (at, place) in inside.chunks_mut(1 << 19).enumerate() {
            place[..100_000].copy_from_slice(&crate::make::noise(100_000 + at)[at..]);
        }
        // Not at the very beginning: noise there makes no disk of its own.
        inside[..4096].fill(0);
        fs::write(folder.join("raw"), inside).expect("writes");
        let mut convert = vec!["convert", "-f", "raw", "-O", format];
        convert.extend(options);
        convert.extend(["raw", "disk"]);
        run(folder, &convert);
        all.push(say(format!("qemu-img: {name}, with data")));
    }
    all
}

fn snapshot(folder: &Path) -> Sample {
    run(folder, &["create", "-q", "-f", "qcow2", "disk", SIZE]);
    run(folder, &["snapshot", "-c", "before", "disk"]);
    sample(
        "qemu-img: qcow2, snapshot",
        "qcow2",
        taken(folder),
        Kind::Qcow2,
        &[],
    )
    .warned(&["snapshots"])
}

fn taken(folder: &Path) -> Vec<u8> {
    let bytes = fs::read(folder.join("disk")).expect("was made");
    fs::remove_file(folder.join("disk")).expect("goes");
    bytes
}

fn run(folder: &Path, arguments: &[&str]) {
    let done = Command::new("qemu-img")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("runs");
    assert!(
        done.status.success(),
        "qemu-img {arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn sizes_are_those_that_qemu_sees() {
    for sample in crate::corpus::all()
        .iter()
        .filter(|sample| sample.name.starts_with("qemu-img") && sample.refusals.is_empty())
    {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("disk"), &sample.bytes).expect("writes");
        let format = match sample.kind {
            Kind::Vhd => "vpc",
            kind if kind.is_plain() => "raw",
            Kind::Parallels => continue,
            kind => kind.as_str(),
        };
        let info = Command::new("qemu-img")
            .args(["info", "--output=json", "-f", format, "disk"])
            .current_dir(folder.path())
            .output()
            .expect("runs");
        let info: serde_json::Value = serde_json::from_slice(&info.stdout).expect("JSON");
        let verdict = crate::verdicts::fed(sample);
        assert_eq!(
            verdict.virtual_size,
            info["virtual-size"].as_u64(),
            "{}",
            sample.name
        );
        if sample.kind == Kind::Qcow2 {
            assert_eq!(
                verdict.facts.cluster_size,
                info["cluster-size"].as_u64(),
                "{}",
                sample.name
            );
        }
    }
}
