#![no_main]

use inspect_fuzz::{check, file, mark};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 128 << 10);
    if data.len() % 8 != 0 {
        mark(&mut file, 0, b"KDMV");
    }
    check(data, &file);
});
