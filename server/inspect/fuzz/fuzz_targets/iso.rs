#![no_main]

use inspect_fuzz::{check, file, mark};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 96 << 10);
    mark(&mut file, 0x8001, b"CD001");
    check(data, &file);
});
