#![no_main]

use inspect_fuzz::{check, file, mark};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 64 << 10);
    mark(&mut file, 64, b"\x7f\x10\xda\xbe");
    mark(&mut file, 68, b"\x01\0\x01\0");
    check(data, &file);
});
