//! Disks that are honest: what is taken, with which warnings, and what is refused, in which words.

use model::ImageId;
use serde_json::{Value, json};
use testkit::{both_databases, noise};

use crate::helpers::{Answer, Client, TestApp};

/// Overwrites with `bytes` from offset `at`.
fn put(disk: &mut [u8], at: usize, bytes: &[u8]) {
    disk[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A disk of 1 MiB with a GUID partition table that nothing covers as it should.
fn gpt(entries: &[(usize, [u8; 5])]) -> Vec<u8> {
    let mut disk = vec![0; 1 << 20];
    put(&mut disk, 512, b"EFI PART");
    put(&mut disk, 510, &[0x55, 0xaa]);
    for (number, entry) in entries {
        let at = 446 + 16 * (number - 1);
        put(&mut disk, at, entry);
        put(&mut disk, at + 8, &1_u32.to_le_bytes());
        put(&mut disk, at + 12, &2047_u32.to_le_bytes());
    }
    disk
}

/// A floppy of 1.44 MB with code where a disk has its partition table.
fn floppy() -> Vec<u8> {
    let mut disk = vec![0; 1_474_560];
    put(&mut disk, 0, b"\xeb\x3c\x90MSDOS5.0");
    put(&mut disk, 11, &[0, 2, 1, 1, 0, 2, 224, 0, 0x40, 0x0b, 0xf0]);
    put(&mut disk, 446, &[0x42; 64]);
    put(&mut disk, 510, &[0x55, 0xaa]);
    disk
}

/// A disc of 3 MiB whose descriptor claims 600 blocks, beside UDF.
fn iso() -> Vec<u8> {
    let mut disc = vec![0; 3 << 20];
    put(&mut disc, 0x8000, b"\x01CD001\x01");
    put(&mut disc, 0x8050, &600_u32.to_le_bytes());
    put(&mut disc, 0x8080, &2048_u16.to_le_bytes());
    put(&mut disc, 0x8800, b"\xffCD001\x01");
    put(&mut disc, 0x9000, b"\0BEA01\x01");
    put(&mut disc, 0x9800, b"\0NSR02\x01");
    disc
}

/// A disk of 1 MiB with the footer of a fixed VHD.
fn fixed_vhd() -> Vec<u8> {
    let mut disk = vec![0; (1 << 20) + 512];
    let at = 1 << 20;
    put(&mut disk, at, b"conectix\0\0\0\x02\0\x01\0\0");
    put(&mut disk, at + 16, &[0xff; 8]);
    put(&mut disk, at + 48, &(1_u64 << 20).to_be_bytes());
    put(&mut disk, at + 60, &2_u32.to_be_bytes());
    let sum: u32 = disk[at..].iter().map(|&byte| u32::from(byte)).sum();
    put(&mut disk, at + 64, &(!sum).to_be_bytes());
    disk
}

/// A qcow2 of six clusters of 64 KiB, the last of them data.
fn qcow2() -> Vec<u8> {
    const CLUSTER: u64 = 65536;
    let mut disk = vec![0; 6 * 65536];
    put(&mut disk, 0, b"QFI\xfb\0\0\0\x02");
    put(&mut disk, 20, &16_u32.to_be_bytes());
    put(&mut disk, 24, &(1_u64 << 30).to_be_bytes());
    put(&mut disk, 36, &2_u32.to_be_bytes());
    put(&mut disk, 40, &(3 * CLUSTER).to_be_bytes());
    put(&mut disk, 48, &CLUSTER.to_be_bytes());
    put(&mut disk, 56, &1_u32.to_be_bytes());
    put(&mut disk, 65536, &(2 * CLUSTER).to_be_bytes());
    put(&mut disk, 3 * 65536, &(4 * CLUSTER).to_be_bytes());
    put(&mut disk, 4 * 65536, &(5 * CLUSTER).to_be_bytes());
    disk
}

async fn declared(client: &Client, disk_format: &str) -> ImageId {
    let body = json!({ "name": "disk", "disk_format": disk_format, "container_format": "bare" });
    let answer = client.post_json("/image/v2/images", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a UUID")
}

async fn shown(client: &Client, image: ImageId) -> Value {
    client
        .get(&format!("/image/v2/images/{image}"))
        .await
        .json()
}

async fn uploaded(client: &Client, disk_format: &str, data: &[u8]) -> (Answer, Value) {
    let image = declared(client, disk_format).await;
    let answer = client.put_data(image, data).await;
    (answer, shown(client, image).await)
}

both_databases! {
    async fn what_is_odd_but_harmless_is_taken_with_a_warning(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let odd = |chs: [u8; 3]| gpt(&[(1, [0, chs[0], chs[1], chs[2], 0xee])]);
        let html = b"<!doctype html><html><body>404 Not Found</body></html>";
        let cases: [(&str, &str, Vec<u8>, &[&str]); 12] = [
            ("protective entry at CHS 00 01 00", "raw", odd([0, 1, 0]), &["odd_protective_entry", "partition_table_damaged"]),
            ("protective entry at CHS FE FF FF", "raw", odd([0xfe, 0xff, 0xff]), &["odd_protective_entry", "partition_table_damaged"]),
            ("protective entry at CHS 00 00 00", "raw", odd([0, 0, 0]), &["odd_protective_entry", "partition_table_damaged"]),
            ("a second entry", "raw", gpt(&[(1, [0, 0, 2, 0, 0xee]), (2, [0, 0, 2, 0, 0x83])]), &["hybrid_entry", "partition_table_damaged"]),
            ("a FAT floppy", "raw", floppy(), &[]),
            ("an ISO declared raw", "raw", iso(), &["found_format"]),
            ("an ISO", "iso", iso(), &[]),
            ("a fixed VHD declared raw", "raw", fixed_vhd(), &["found_format"]),
            ("a fixed VHD", "vhd", fixed_vhd(), &[]),
            ("an HTML page declared raw", "raw", html.to_vec(), &["not_a_disk"]),
            ("noise declared raw", "raw", noise(100_000), &["not_a_disk"]),
            ("512 bytes declared raw", "raw", vec![0; 512], &["not_a_disk"]),
        ];
        for (name, format, data, codes) in cases {
            let (answer, image) = uploaded(&alice, format, &data).await;
            assert_eq!((answer.status.as_u16(), image["status"].as_str()), (204, Some("active")), "{name}: {}", answer.text());
            let found = image["os_glance_inspection"].as_str();
            let found: Value = found.map(|found| serde_json::from_str(found).expect("JSON")).unwrap_or_default();
            let warnings = found["warnings"].as_array().cloned().unwrap_or_default();
            let told: Vec<_> = warnings.iter().filter_map(|warning| warning["code"].as_str()).collect();
            assert_eq!(told, codes, "{name}");
            assert!(image["virtual_size"].as_u64() >= image["size"].as_u64().filter(|_| format != "vhd"), "{name}");
        }
    }

    async fn a_refusal_says_what_was_found_and_what_to_do_and_leaves_the_image_as_it_was(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let qcow2 = qcow2();
        let vhd = fixed_vhd();
        let cases: [(&str, &[u8], &str, &str); 8] = [
            ("raw", &qcow2, "the image was declared as raw, but its data is qcow2; declare it as qcow2, or convert it", "mismatch"),
            ("qcow2", &qcow2[..qcow2.len() * 15 / 100], "the file is truncated, at least 1376", "truncated"),
            ("qcow2", &qcow2[..5 * 65536], "the file is truncated, at least 512 bytes are missing; copy or download it again", "truncated"),
            ("vhd", &vhd[..1 << 20], "the footer that ends every VHD is missing, so the file is truncated; copy or download it again", "footer_missing"),
            ("qcow2", b"<html>404</html>", "the image was declared as qcow2, but its data looks like an HTML page, which is no disk; check what was downloaded", "not_a_disk"),
            ("qcow2", b"{\"error\": 404}", "the image was declared as qcow2, but its data looks like a JSON document", "not_a_disk"),
            ("vmdk", b"\x89PNG\r\n\x1a\n....", "the image was declared as vmdk, but its data looks like a picture", "not_a_disk"),
            ("iso", b"just text\n", "the image was declared as iso, but its data looks like plain text", "not_a_disk"),
        ];
        for (format, data, sentence, code) in cases {
            let image = declared(&alice, format).await;
            let usage = alice.get("/image/v2/info/usage").await.json();
            let refused = alice.put_data(image, data).await;
            assert_eq!(refused.status, 415, "{sentence}: {}", refused.text());
            assert!(refused.message().starts_with(sentence), "{}", refused.message());
            assert!(refused.message().ends_with("; nothing was kept"), "{}", refused.message());
            assert_eq!(refused.header("vitrine-reason"), code);
            let after = shown(&alice, image).await;
            let fields = ["status", "size", "virtual_size", "checksum", "os_hash_value", "os_glance_inspection"];
            assert_eq!(fields.map(|field| &after[field]), [&json!("queued"), &Value::Null, &Value::Null, &Value::Null, &Value::Null, &Value::Null]);
            assert_eq!(alice.get("/image/v2/info/usage").await.json(), usage);
            // The same image can be tried again.
            if format == "qcow2" {
                assert_eq!(alice.put_data(image, &qcow2).await.status, 204);
            }
        }
    }

    async fn no_client_can_change_what_was_found(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let body = json!({ "name": "mine", "os_glance_inspection": "{}" });
        assert_eq!(alice.post_json("/image/v2/images", &body).await.status, 403);
        let image = alice.active("page", b"<html>404</html>").await;
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        let path = format!("/image/v2/images/{image}");
        for (op, value) in [("replace", Some("{}")), ("remove", None)] {
            let mut one = json!({ "op": op, "path": "/os_glance_inspection" });
            if let Some(value) = value {
                one["value"] = json!(value);
            }
            let answer = patch.send("PATCH", &path, json!([one]).to_string()).await;
            assert_eq!(answer.status, 403, "{op}: {}", answer.text());
        }
        let renamed = json!([{ "op": "replace", "path": "/name", "value": "other" }]);
        assert_eq!(patch.send("PATCH", &path, renamed.to_string()).await.status, 200);
        assert!(shown(&alice, image).await["os_glance_inspection"].is_string());
    }
}
