//! Numbers, texts and sparse bytes, written densely. Reading never trusts what it reads.

/// Tables on disks repeat themselves in words of this size.
const WORD: usize = 8;

pub fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub fn take_number(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = u64::from(*from.split_off_first()?);
        let bits = byte & 0x7f;
        if (bits << shift) >> shift != bits {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

pub fn take_text(from: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(take_number(from)?).ok()?;
    let bytes = from.split_off(..length)?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// Writes `bytes` as runs of one word and as words that differ: even counts are these, odd ones those.
pub fn pack(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    let (mut words, rest) = bytes.as_chunks::<WORD>();
    while let Some(first) = words.first() {
        let run = words.iter().take_while(|word| *word == first).count();
        let (count, now) = if run > 1 {
            (run, std::slice::from_ref(first))
        } else {
            let lone = words
                .windows(2)
                .take_while(|pair| pair[0] != pair[1])
                .count();
            let lone = if lone + 1 == words.len() {
                words.len()
            } else {
                lone
            };
            (lone, words.get(..lone).unwrap_or_default())
        };
        put_number(out, (count as u64) << 1 | u64::from(run > 1));
        out.extend_from_slice(now.as_flattened());
        words = words.get(count..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// Reads what [`pack`] wrote, if it is no longer than `most`.
pub fn unpack(from: &mut &[u8], most: usize) -> Option<Vec<u8>> {
    let length = usize::try_from(take_number(from)?).ok()?;
    if length > most {
        return None;
    }
    let mut bytes = Vec::with_capacity(length);
    while length - bytes.len() >= WORD {
        let token = take_number(from)?;
        let count = usize::try_from(token >> 1).ok()?.checked_mul(WORD)?;
        if count == 0 || count > length - bytes.len() {
            return None;
        }
        if token & 1 == 0 {
            bytes.extend_from_slice(from.split_off(..count)?);
        } else {
            let word = from.split_off(..WORD)?;
            bytes.extend(word.iter().cycle().take(count));
        }
    }
    bytes.extend_from_slice(from.split_off(..length - bytes.len())?);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_zeros_cost_nothing() {
        let mut table = vec![0; 64 * 1024];
        table[40_000] = 7;
        let noise: Vec<u8> = (0..=255_u8).map(|byte| byte.wrapping_mul(167)).collect();
        for bytes in [&table[..], &table[..13], &noise, &noise[..9], &[]] {
            let mut packed = Vec::new();
            pack(&mut packed, bytes);
            assert!(packed.len() <= bytes.len() + 8);
            let rest = &mut &packed[..];
            assert_eq!(unpack(rest, 64 * 1024).as_deref(), Some(bytes));
            assert!(rest.is_empty());
            for cut in 0..packed.len() {
                assert_eq!(unpack(&mut &packed[..cut], 64 * 1024), None);
            }
        }
        let mut packed = Vec::new();
        pack(&mut packed, &table);
        assert!(packed.len() < 64, "{}", packed.len());
    }

    #[test]
    fn every_number_comes_back_and_none_is_too_long() {
        for number in [0, 1, 127, 128, 1 << 35, u64::MAX - 1, u64::MAX] {
            let mut out = Vec::new();
            put_number(&mut out, number);
            assert_eq!(take_number(&mut &out[..]), Some(number));
        }
        assert_eq!(take_number(&mut &[0xff; 11][..]), None);
    }
}
