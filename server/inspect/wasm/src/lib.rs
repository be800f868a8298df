//! Four functions that a host without any glue can call: numbers in, numbers out, bytes through memory.

use std::sync::{Mutex, PoisonError};

use inspect::{Declared, Inspector};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Room for `length` bytes; answers where.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> usize {
    let mut input = INPUT.lock().unwrap_or_else(PoisonError::into_inner);
    *input = vec![0; length];
    input.as_mut_ptr() as usize
}

/// Looks at the bytes from `head` on; before it, the two words that were declared, a line each, empty for none.
/// Fed in chunks of 64 KiB. Answers how long the verdict is, in JSON.
#[unsafe(no_mangle)]
pub extern "C" fn inspect(head: usize) -> usize {
    let input = INPUT.lock().unwrap_or_else(PoisonError::into_inner);
    let (words, file) = input.split_at(head);
    let words = String::from_utf8_lossy(words);
    let mut words = words
        .lines()
        .map(|word| Some(word).filter(|word| !word.is_empty()));
    let mut inspector = Inspector::new(Declared {
        disk_format: words.next().flatten(),
        container_format: words.next().flatten(),
        length: Some(file.len() as u64),
    });
    for chunk in file.chunks(64 << 10) {
        inspector.feed(chunk);
    }
    let verdict = serde_json::to_vec(&inspector.finish()).unwrap_or_default();
    let mut output = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    *output = verdict;
    output.len()
}

/// Where the last verdict is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> usize {
    OUTPUT
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ptr() as usize
}
