#![no_main]

use inspect::Inspector;
use libfuzzer_sys::fuzz_target;

// A state that nobody wrote: refused, or one to go on with.
fuzz_target!(|data: &[u8]| {
    if let Ok(mut inspector) = Inspector::load(data) {
        inspector.feed(&data[..data.len() / 2]);
        inspector.wants();
        let state = inspector.save();
        let again = Inspector::load(&state).expect("its own state");
        assert_eq!(again.save(), state);
        assert_eq!(again.finish(), inspector.finish());
    }
});
