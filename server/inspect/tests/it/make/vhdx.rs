use super::{crc, put};

const KIBIBYTE: usize = 1 << 10;
const MEBIBYTE: usize = 1 << 20;

pub struct Vhdx {
    pub log: u8,
    pub flags: u32,
    /// One more region, and one more item, each with an id of sevens.
    pub region: Option<u32>,
    pub item: Option<u32>,
    pub metadata_at: usize,
    pub twin: bool,
}

impl Default for Vhdx {
    fn default() -> Self {
        Self {
            log: 0,
            flags: 0,
            region: None,
            item: None,
            metadata_at: 2 * MEBIBYTE,
            twin: true,
        }
    }
}

impl Vhdx {
    /// A disk of 8 MiB.
    pub fn make(&self) -> Vec<u8> {
        let mut disk = vec![0; 4 * MEBIBYTE];
        put(&mut disk, 0, b"vhdxfile");
        for (at, sequence) in [(64 * KIBIBYTE, 1_u64), (128 * KIBIBYTE, 2)] {
            self.header(&mut disk, at, sequence);
        }
        self.regions(&mut disk, 192 * KIBIBYTE, 3 * MEBIBYTE);
        let other = if self.twin { 3 } else { 2 } * MEBIBYTE;
        self.regions(&mut disk, 256 * KIBIBYTE, other);
        if self.metadata_at >= MEBIBYTE {
            self.metadata(&mut disk);
        }
        disk
    }

    fn header(&self, disk: &mut Vec<u8>, at: usize, sequence: u64) {
        put(disk, at, b"head");
        put(disk, at + 8, &sequence.to_le_bytes());
        put(disk, at + 48, &[self.log; 16]);
        put(disk, at + 66, &1_u16.to_le_bytes());
        let sum = crc(0x82f6_3b78, &disk[at..at + 4096]);
        put(disk, at + 4, &sum.to_le_bytes());
    }

    fn regions(&self, disk: &mut Vec<u8>, at: usize, blocks: usize) {
        let row = |id: &str, start: usize, flags: u32| {
            let mut row = guid(id);
            row.extend_from_slice(&(start as u64).to_le_bytes());
            row.extend_from_slice(&(MEBIBYTE as u32).to_le_bytes());
            row.extend_from_slice(&flags.to_le_bytes());
            row
        };
        let mut rows = row("2dc27766-f623-4200-9d64-115e9bfd4a08", blocks, 1);
        rows.extend(row(
            "8b7ca206-4790-4b9a-b8fe-575f050f886e",
            self.metadata_at,
            1,
        ));
        if let Some(flags) = self.region {
            rows.extend(row("77777777-7777-7777-7777-777777777777", MEBIBYTE, flags));
        }
        put(disk, at, b"regi");
        put(disk, at + 8, &(rows.len() as u32 / 32).to_le_bytes());
        put(disk, at + 16, &rows);
    }

    fn metadata(&self, disk: &mut Vec<u8>) {
        let at = self.metadata_at;
        let mut items = vec![
            (
                "caa16737-fa36-4d43-b3b6-33f0aa44e76b",
                [&(32_u32 << 20).to_le_bytes()[..], &self.flags.to_le_bytes()].concat(),
                4,
            ),
            (
                "2fa54224-cd1b-4876-b211-5dbed83bf4b8",
                (8_u64 << 20).to_le_bytes().to_vec(),
                6,
            ),
            (
                "8141bf1d-a96f-4709-ba47-f233a8faab5f",
                512_u32.to_le_bytes().to_vec(),
                6,
            ),
        ];
        if let Some(flags) = self.item {
            items.push(("77777777-7777-7777-7777-777777777777", vec![0; 8], flags));
        }
        put(disk, at, b"metadata");
        put(disk, at + 10, &(items.len() as u16).to_le_bytes());
        for (index, (id, value, flags)) in items.iter().enumerate() {
            let (row, place) = (
                at + 32 + 32 * index,
                64 * KIBIBYTE + 16 * (items.len() - index),
            );
            put(disk, row, &guid(id));
            put(disk, row + 16, &(place as u32).to_le_bytes());
            put(disk, row + 20, &(value.len() as u32).to_le_bytes());
            put(disk, row + 24, &flags.to_le_bytes());
            put(disk, at + place, value);
        }
    }
}

/// A GUID as it lies on disk.
fn guid(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let bytes: Vec<u8> = (0..16)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits"))
        .collect();
    [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
        .map(|at| bytes[at])
        .to_vec()
}
