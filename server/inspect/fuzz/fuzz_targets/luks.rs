#![no_main]

use inspect_fuzz::{check, file, mark};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut file = file(data, 64 << 10);
    mark(&mut file, 0, b"LUKS\xba\xbe\0");
    check(data, &file);
});
