#![no_main]

use inspect_fuzz::{check, file, mark, fix_gpt_checksum};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 64 << 10);
    mark(&mut file, 510, b"\x55\xaa");
    if data.len() % 2 == 0 {
        mark(&mut file, 512, b"EFI PART");
    }
    if data.len() % 16 != 0 {
        fix_gpt_checksum(&mut file);
    }
    check(data, &file);
});
