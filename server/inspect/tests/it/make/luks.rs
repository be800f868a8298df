use super::put;

/// A first version with one key and 1 MiB behind it.
pub fn v1() -> Vec<u8> {
    let mut disk = vec![0; (2 << 20) + 4096];
    put(&mut disk, 0, b"LUKS\xba\xbe\0\x01");
    put(&mut disk, 8, b"aes");
    put(&mut disk, 40, b"xts-plain64");
    put(&mut disk, 72, b"sha256");
    put(&mut disk, 104, &2056_u32.to_be_bytes());
    put(&mut disk, 108, &64_u32.to_be_bytes());
    for slot in 0..8 {
        let at = 208 + 48 * slot;
        let state: u32 = if slot == 0 { 0x00ac_71f3 } else { 0x0000_dead };
        put(&mut disk, at, &state.to_be_bytes());
        put(&mut disk, at + 40, &(8 + 512 * slot as u32).to_be_bytes());
        put(&mut disk, at + 44, &4000_u32.to_be_bytes());
    }
    disk
}

/// A second version with 1 MiB of disk behind its two headers.
pub fn v2() -> Vec<u8> {
    let mut disk = vec![0; (16 << 10) * 2 + (1 << 20)];
    for (at, magic) in [
        (0, b"LUKS\xba\xbe\0\x02"),
        (16 << 10, b"SKUL\xba\xbe\0\x02"),
    ] {
        put(&mut disk, at, magic);
        put(&mut disk, at + 8, &(16_u64 << 10).to_be_bytes());
        put(&mut disk, at + 24, b"secrets");
        put(&mut disk, at + 256, &(at as u64).to_be_bytes());
        let json = r#"{"keyslots":{},"segments":{"0":{"type":"crypt","offset":"32768","size":"dynamic","iv_tweak":"0","encryption":"aes-xts-plain64","sector_size":512}}}"#;
        put(&mut disk, at + 4096, json.as_bytes());
    }
    disk
}
