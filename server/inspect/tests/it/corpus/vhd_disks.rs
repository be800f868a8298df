use crate::{
    corpus::{Sample, sample},
    make::{cut, plain::mbr, vhd, vhdx::Vhdx, with},
};
use inspect::Kind;

pub fn vhd_disks() -> Vec<Sample> {
    let say =
        |name, bytes, refusals: &[&'static str]| sample(name, "vhd", bytes, Kind::Vhd, refusals);
    let dynamic = vhd::sparse(3, 0);
    let fixed = vhd::fixed(&mbr());
    let end = dynamic.len();
    let other = [&dynamic[..end - 512], &vhd::footer(3, 8 << 20)].concat();
    vec![
        say("vhd, dynamic", dynamic.clone(), &[]),
        say("vhd, fixed", fixed.clone(), &[]),
        say(
            "vhd, fixed, of an empty disk",
            vhd::fixed(&[0; 1 << 16]),
            &[],
        ),
        say(
            "vhd, differencing",
            vhd::sparse(4, 0x5732_6b75),
            &["backing_file"],
        ),
        say(
            "vhd, dynamic with a parent all the same",
            vhd::sparse(3, 0x5732_6b75),
            &["backing_file"],
        ),
        say("vhd of an unknown kind", vhd::sparse(7, 0), &["malformed"]),
        say(
            "vhd with a wrong checksum",
            with(&dynamic, 50, &[1]),
            &["malformed", "malformed"],
        ),
        say("vhd whose two footers differ", other, &["malformed"]),
        say(
            "vhd without its end",
            cut(&dynamic, end - 512),
            &["truncated"],
        ),
        say(
            "vhd, cut in its first footer",
            cut(&dynamic, 300),
            &["truncated"],
        ),
        sample(
            "vhd, fixed, without its footer",
            "vhd",
            mbr(),
            Kind::Mbr,
            &["footer_missing"],
        ),
        say(
            "vhd, dynamic, before zeros",
            [&dynamic[..], &[0; 9_728]].concat(),
            &[],
        ),
        say(
            "vhd, dynamic, with a block beyond its end",
            with(&dynamic, 1536, &100_u32.to_be_bytes()),
            &["truncated"],
        ),
        say(
            "vhd, fixed, with less than it says",
            [&mbr()[..4096], &vhd::footer(2, 1 << 20)].concat(),
            &["truncated"],
        ),
    ]
}

pub fn vhdx_disks() -> Vec<Sample> {
    let say = |name, vhdx: Vhdx, refusals: &[&'static str]| {
        sample(name, "vhdx", vhdx.make(), Kind::Vhdx, refusals)
    };
    let whole = Vhdx::default().make();
    let bytes =
        |name, bytes, refusals: &[&'static str]| sample(name, "vhdx", bytes, Kind::Vhdx, refusals);
    vec![
        say("vhdx, dynamic", Vhdx::default(), &[]),
        say(
            "vhdx, fixed",
            Vhdx {
                flags: 1,
                ..Vhdx::default()
            },
            &[],
        ),
        say(
            "vhdx with a parent",
            Vhdx {
                flags: 2,
                ..Vhdx::default()
            },
            &["backing_file"],
        ),
        say(
            "vhdx whose journal is not empty",
            Vhdx {
                log: 9,
                ..Vhdx::default()
            },
            &["pending_journal"],
        ),
        say(
            "vhdx with an unknown region that it needs",
            Vhdx {
                region: Some(1),
                ..Vhdx::default()
            },
            &["unknown_part"],
        ),
        say(
            "vhdx with an unknown region that it can spare",
            Vhdx {
                region: Some(0),
                ..Vhdx::default()
            },
            &[],
        ),
        say(
            "vhdx with an unknown item that it needs",
            Vhdx {
                item: Some(4),
                ..Vhdx::default()
            },
            &["unknown_part"],
        ),
        say(
            "vhdx with an unknown item that it can spare",
            Vhdx {
                item: Some(0),
                ..Vhdx::default()
            },
            &[],
        ),
        say(
            "vhdx whose two region tables differ",
            Vhdx {
                twin: false,
                ..Vhdx::default()
            },
            &["malformed"],
        ),
        say(
            "vhdx whose metadata is in its headers",
            Vhdx {
                metadata_at: 0,
                ..Vhdx::default()
            },
            &["malformed"],
        ),
        say(
            "vhdx whose metadata is its block table",
            Vhdx {
                metadata_at: 3 << 20,
                ..Vhdx::default()
            },
            &["malformed"],
        ),
        bytes(
            "vhdx with damaged headers",
            with(&with(&whole, 65536, b"dead"), 131_072, b"dead"),
            &["malformed"],
        ),
        bytes(
            "vhdx with one damaged header",
            with(&whole, 131_072, b"dead"),
            &[],
        ),
        bytes(
            "vhdx with countless regions",
            with(&whole, 192 * 1024 + 8, &[0xff; 4]),
            &["malformed"],
        ),
        bytes(
            "vhdx, cut in its headers",
            cut(&whole, 100_000),
            &["truncated"],
        ),
        bytes(
            "vhdx whose regions overlap, cut in them",
            cut(
                &Vhdx {
                    metadata_at: 3 << 20,
                    ..Vhdx::default()
                }
                .make(),
                (3 << 20) + 100_000,
            ),
            &["truncated", "malformed"],
        ),
        bytes(
            "vhdx, cut before its metadata",
            cut(&whole, 2 << 20),
            &["truncated"],
        ),
    ]
}
