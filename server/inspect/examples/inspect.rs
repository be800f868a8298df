//! Says what the file on its standard input is: `inspect [DISK_FORMAT] < FILE`, in JSON.

use std::{env, io, io::Read};

use inspect::{Declared, Inspector};

fn main() -> io::Result<()> {
    let disk_format = env::args().nth(1);
    let mut inspector = Inspector::new(Declared {
        disk_format: disk_format.as_deref(),
        ..Declared::default()
    });
    let mut input = io::stdin().lock();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let length = input.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        inspector.feed(chunk.get(..length).unwrap_or_default());
    }
    println!("{}", serde_json::to_string(&inspector.finish())?);
    Ok(())
}
