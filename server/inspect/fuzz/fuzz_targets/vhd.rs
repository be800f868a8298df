#![no_main]

use inspect_fuzz::{check, file, mark, fix_vhd_checksum};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 64 << 10);
    if data.len() % 4 != 0 {
        mark(&mut file, 0, b"conectix");
    }
    let footer = file.len().saturating_sub(512);
    mark(&mut file, footer, b"conectix");
    if data.len() % 16 != 0 {
        fix_vhd_checksum(&mut file);
    }
    check(data, &file);
});
