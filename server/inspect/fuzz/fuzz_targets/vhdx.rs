#![no_main]

use inspect_fuzz::{check, file, mark, fix_vhdx_checksum};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 4 << 20);
    mark(&mut file, 0, b"vhdxfile");
    for (at, text) in [
        (64 << 10, b"head"),
        (128 << 10, b"head"),
        (192 << 10, b"regi"),
        (256 << 10, b"regi"),
    ] {
        mark(&mut file, at, text);
    }
    if data.len() % 16 != 0 {
        fix_vhdx_checksum(&mut file);
    }
    check(data, &file);
});
