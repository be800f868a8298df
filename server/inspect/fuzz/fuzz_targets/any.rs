#![no_main]

use inspect_fuzz::{check, file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let file = file(data, 128 << 10);
    check(data, &file);
});
