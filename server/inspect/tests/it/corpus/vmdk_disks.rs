use crate::{
    corpus::{Sample, sample},
    make::{
        cut,
        vmdk::{self, descriptor, sparse},
        with,
    },
};
use inspect::Kind;

pub fn vmdk_disks() -> Vec<Sample> {
    let say =
        |name, bytes, refusals: &[&'static str]| sample(name, "vmdk", bytes, Kind::Vmdk, refusals);
    let extent = "RW 2048 SPARSE \"disk.vmdk\"";
    let none = "ffffffff";
    let kind = |kind, extent| sparse(&descriptor(kind, none, extent));
    let whole = vmdk::whole();
    let stream = vmdk::stream();
    let end = stream.len();
    let mut bad_line = descriptor("monolithicSparse", none, extent);
    bad_line.push_str("open /etc/passwd\n");
    let mut twice = descriptor("monolithicSparse", none, extent);
    twice.push_str("createType=\"monolithicFlat\"\n");
    let bare = descriptor("monolithicFlat", none, "RW 2048 FLAT \"/etc/passwd\" 0").into_bytes();
    let shy = [b"\r\n".as_slice(), &bare].concat();
    vec![
        say("vmdk, monolithicSparse", whole.clone(), &[]),
        say("vmdk, streamOptimized", stream.clone(), &[]),
        say(
            "vmdk, monolithicFlat inside a sparse one",
            kind("monolithicFlat", "RW 2048 FLAT \"disk-flat.vmdk\" 0"),
            &["external_data", "unsupported_variant"],
        ),
        say(
            "vmdk, twoGbMaxExtentSparse",
            kind("twoGbMaxExtentSparse", extent),
            &["unsupported_variant"],
        ),
        say(
            "vmdk, vmfs",
            kind("vmfs", "RW 2048 VMFS \"disk-flat.vmdk\""),
            &["external_data", "unsupported_variant"],
        ),
        say(
            "vmdk, custom with a raw device",
            kind("fullDevice", "RW 2048 FLAT \"/dev/sda\" 0"),
            &["external_data", "unsupported_variant"],
        ),
        say(
            "vmdk without a kind",
            sparse(&descriptor("", none, extent)),
            &["unsupported_variant"],
        ),
        say(
            "vmdk without a descriptor",
            with(&whole, 28, &[0; 16]),
            &["unsupported_variant"],
        ),
        say(
            "vmdk of ESX",
            with(&whole, 0, b"COWD"),
            &["unsupported_variant"],
        ),
        say("vmdk, nothing but a descriptor", bare, &["external_data"]),
        sample(
            "vmdk, a descriptor that begins with a comment of its own",
            "raw",
            b"#\n# x\nversion=1\nRW 9 FLAT \"/etc/passwd\"\n".to_vec(),
            Kind::Vmdk,
            &["external_data", "mismatch"],
        ),
        sample(
            "text that QEMU does not take for a vmdk",
            "raw",
            shy,
            Kind::Raw,
            &[],
        )
        .warned(&["not_a_disk"]),
        say(
            "vmdk whose extent is an absolute path",
            kind("monolithicSparse", "RW 2048 SPARSE \"/etc/passwd\""),
            &["external_data"],
        ),
        say(
            "vmdk whose extent leaves its folder",
            kind("monolithicSparse", "RW 2048 SPARSE \"../x.vmdk\""),
            &["external_data"],
        ),
        say(
            "vmdk whose extent is a path of Windows",
            kind("monolithicSparse", "RW 2048 SPARSE \"C:\\x.vmdk\""),
            &["external_data"],
        ),
        say(
            "vmdk with two extents",
            kind(
                "monolithicSparse",
                "RW 2048 SPARSE \"a.vmdk\"\nRW 2048 SPARSE \"b.vmdk\"",
            ),
            &["malformed"],
        ),
        say(
            "vmdk with a parent",
            sparse(&descriptor("monolithicSparse", "12345678", extent)),
            &["backing_file"],
        ),
        say(
            "vmdk whose parent is named in a comment",
            sparse(&format!(
                "# parentFileNameHint=\"nbd://192.0.2.1/\"\n{}",
                descriptor("monolithicSparse", none, extent)
            )),
            &["backing_file"],
        ),
        say(
            "vmdk whose parent has its id in a comment",
            sparse(&format!(
                "#parentCID=11223344\n{}",
                descriptor("monolithicSparse", none, extent)
            )),
            &["backing_file"],
        ),
        say(
            "vmdk whose parent is named behind its descriptor",
            with(
                &with(&whole, 36, &1_u64.to_le_bytes()),
                2048,
                b"parentFileNameHint=\"/etc/passwd\"",
            ),
            &["backing_file"],
        ),
        say(
            "vmdk that names a file for its changes",
            sparse(&format!(
                "{}changeTrackPath=\"/etc/passwd\"\n",
                descriptor("monolithicSparse", none, extent)
            )),
            &["external_data"],
        ),
        say(
            "vmdk whose parent is named behind a NUL",
            with(&whole, 4096, b"ParentFileNameHint=\"/etc/passwd\""),
            &["backing_file"],
        ),
        say(
            "vmdk whose parent has no name",
            sparse(&format!(
                "{}parentFileNameHint=\"\"\n",
                descriptor("monolithicSparse", none, extent)
            )),
            &[],
        ),
        say(
            "vmdk with a line that nobody knows",
            sparse(&bad_line),
            &["malformed"],
        ),
        say("vmdk of two kinds", sparse(&twice), &["malformed"]),
        say(
            "vmdk of no sectors",
            with(&whole, 12, &[0; 8]),
            &["external_data"],
        ),
        say(
            "vmdk of too many sectors",
            with(&whole, 12, &[0xff; 8]),
            &["malformed"],
        ),
        say(
            "vmdk, version 9",
            with(&whole, 4, &9_u32.to_le_bytes()),
            &["unknown_version"],
        ),
        say(
            "vmdk with a descriptor elsewhere",
            with(&whole, 28, &2_u64.to_le_bytes()),
            &["malformed"],
        ),
        say(
            "vmdk with an endless descriptor",
            with(&whole, 36, &u64::MAX.to_le_bytes()),
            &["malformed"],
        ),
        say("vmdk, cut in its header", cut(&whole, 100), &["truncated"]),
        say(
            "vmdk, cut in its tables",
            cut(&whole, 20_000),
            &["truncated"],
        ),
        say(
            "vmdk stream without its end",
            cut(&stream, end - 600),
            &["truncated"],
        ),
        say(
            "vmdk stream whose footer says another size",
            with(&stream, end - 1024 + 12, &4096_u64.to_le_bytes()),
            &["malformed"],
        ),
        say(
            "vmdk stream whose footer has another descriptor",
            with(&stream, end - 1024 + 28, &3_u64.to_le_bytes()),
            &["malformed"],
        ),
        say(
            "vmdk stream whose footer describes another",
            with(&stream, end - 1024 + 56, &u64::MAX.to_le_bytes()),
            &["malformed"],
        ),
        say(
            "vmdk stream before zeros, as tar leaves them",
            [&stream[..], &[0; 10_240]].concat(),
            &[],
        ),
        say(
            "vmdk stream before 64 KiB of zeros",
            [&stream[..], &[0; 64 << 10]].concat(),
            &[],
        ),
        say(
            "vmdk stream without its last sector, before other bytes",
            [&stream[..end - 512], &[7; 512]].concat(),
            &["truncated"],
        ),
        say(
            "vmdk stream without its last sector",
            cut(&stream, end - 512),
            &["truncated"],
        ),
        say("vmdk with a grain inside", vmdk::grain(150), &[]),
        say(
            "vmdk, cut before a grain",
            vmdk::grain(5000),
            &["truncated"],
        ),
        say(
            "vmdk named in Shift_JIS, with a half backslash",
            vmdk::named("Shift_JIS", b"\x95\x5c.vmdk"),
            &[],
        ),
        say(
            "vmdk named in GBK, with a half backslash",
            vmdk::named("GBK", b"\x84\x5c.vmdk"),
            &[],
        ),
        say(
            "vmdk named in Big5, with a half backslash",
            vmdk::named("Big5", b"\xb3\x5c\xa5\x5c.vmdk"),
            &[],
        ),
        say(
            "vmdk named in GBK, in another folder",
            vmdk::named("GBK", b"\x84\x5c/x.vmdk"),
            &["external_data"],
        ),
        say(
            "vmdk named in UTF-8, with a whole backslash",
            vmdk::named("UTF-8", b"\xe8\xa1\xa8\x5c.vmdk"),
            &["external_data"],
        ),
        say("vmdk that was not closed", with(&whole, 72, &[1]), &[]).warned(&["unclean"]),
    ]
}
