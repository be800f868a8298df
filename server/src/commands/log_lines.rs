//! The log, one line for each event: what users write in a name or a header begins no line of its own.

use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;

/// Standard error, which gets one line for each event.
#[derive(Clone, Copy, Debug)]
pub struct LogLines;

impl MakeWriter<'_> for LogLines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl Write for LogLines {
    /// An event comes whole.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = one_line(&String::from_utf8_lossy(event));
        io::stderr().write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// `event` with its last line break alone; other control characters are written out. Escapes of colours stay: those in
/// values are written out by `tracing_subscriber` already.
fn one_line(event: &str) -> String {
    let text = event.strip_suffix('\n').unwrap_or(event);
    let mut line = String::with_capacity(event.len());
    for c in text.chars() {
        let breaks = matches!(c, '\u{2028}' | '\u{2029}');
        if breaks || (c.is_control() && !matches!(c, '\t' | '\u{1b}')) {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_a_user_wrote_begins_no_line_of_the_log() {
        assert_eq!(
            one_line("INFO name=a\r\nINFO admin signed in\u{85}\u{2028}b\0\n"),
            "INFO name=a\\r\\nINFO admin signed in\\u{85}\\u{2028}b\\u{0}\n"
        );
        assert_eq!(one_line("镜像🚀\n"), "镜像🚀\n");
    }
}
