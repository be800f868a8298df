//! In which encoding the text of a descriptor is.
//!
//! Only where characters begin and end matters here: in some encodings of East Asia the second byte of a character may
//! be that of a backslash. Their tables would weigh hundreds of KiB in the browser; their shape is a few lines.

/// Encodings of ASCII and characters of several bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, and every one whose further bytes are never those of ASCII.
    Plain,
    /// GBK, GB 18030, Big5, Korean of Windows: from 0x81 to 0xfe, one more byte follows.
    Double,
    /// As these, but for 0xa0 to 0xdf, which are characters of their own.
    ShiftJis,
}

impl Encoding {
    /// The encoding that a descriptor declares.
    pub fn of(bytes: &[u8]) -> Self {
        let declared = text(bytes).split(|&byte| byte == b'\n').find_map(|line| {
            let at = line.iter().position(|&byte| byte == b'=')?;
            let (key, value) = (line.get(..at)?, line.get(at + 1..)?);
            key.trim_ascii()
                .eq_ignore_ascii_case(b"encoding")
                .then_some(value)
        });
        let name: String = declared
            .unwrap_or_default()
            .iter()
            .filter(|byte| byte.is_ascii_alphanumeric())
            .map(|&byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        match name.as_str() {
            "gbk" | "gb2312" | "gb18030" | "windows936" | "cp936" | "ms936" | "big5"
            | "big5hkscs" | "windows950" | "cp950" | "ms950" | "windows949" | "cp949" | "euckr" => {
                Self::Double
            }
            "shiftjis" | "sjis" | "windows31j" | "windows932" | "cp932" | "ms932" => Self::ShiftJis,
            _ => Self::Plain,
        }
    }

    /// The lines of the text, which ends with the first NUL. A character of several bytes that is none of UTF-8 is
    /// shown as U+FFFD, so what is left of ASCII is meant as such.
    pub fn lines(self, bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
        text(bytes)
            .split(|&byte| byte == b'\n')
            .map(move |line| self.decode(line).trim().to_owned())
    }

    fn decode(self, line: &[u8]) -> String {
        if self == Self::Plain {
            return String::from_utf8_lossy(line).into_owned();
        }
        let (mut decoded, mut rest) = (String::new(), line);
        while let Some((&first, more)) = rest.split_first() {
            let second = more.first().copied().unwrap_or_default();
            if first.is_ascii() {
                decoded.push(char::from(first));
                rest = more;
            } else {
                decoded.push(char::REPLACEMENT_CHARACTER);
                // A slash is never the second half of a character: it ends a name wherever it stands.
                let pair = self.leads(first) && second >= 0x40;
                rest = more.get(usize::from(pair)..).unwrap_or_default();
            }
        }
        decoded
    }

    fn leads(self, byte: u8) -> bool {
        match self {
            Self::Plain => false,
            Self::Double => (0x81..=0xfe).contains(&byte),
            Self::ShiftJis => matches!(byte, 0x81..=0x9f | 0xe0..=0xfc),
        }
    }
}

fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_no_backslash() {
        let names: [(&[u8], &[u8]); 5] = [
            (b"encoding=\"Shift_JIS\"\n", b"\x95\x5c.vmdk"),
            (b"encoding=\"windows-936\"\n", b"\x84\x5c.vmdk"),
            (b"encoding=\"GB18030\"\n", b"\x84\x5c\x81\x30\x81\x30.vmdk"),
            (b"encoding=\"Big5\"\n", b"\xb3\x5c\xa5\x5c.vmdk"),
            (b"CID=1\r\nencoding = \"GBK\"\r\n", b"\x84\x5c.vmdk"),
        ];
        for (head, name) in names {
            let shown = Encoding::of(head).lines(name).collect::<String>();
            assert!(!shown.contains('\\') && shown.ends_with("vmdk"), "{shown}");
        }
    }

    #[test]
    fn a_backslash_or_a_slash_that_is_meant_is_seen_in_every_encoding() {
        for head in [
            &b""[..],
            b"encoding=\"UTF-8\"\n",
            b"encoding=\"GBK\"\n",
            b"encoding=\"Shift_JIS\"\n",
        ] {
            let shown = |name: &[u8]| Encoding::of(head).lines(name).collect::<String>();
            assert!(shown(b"C:\\x.vmdk").contains('\\'));
            assert!(shown(b"\x81/etc/passwd").contains('/'));
            assert!(shown(b"\x81\x30/..").contains("/.."));
        }
        let utf8 = "encoding=\"UTF-8\"\n\u{8868}\\x".as_bytes();
        assert!(
            Encoding::of(utf8)
                .lines(utf8)
                .any(|line| line.contains('\\'))
        );
    }
}
