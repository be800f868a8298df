use axum::Json;
use model::{ContainerFormat, DiskFormat, Visibility};
use serde_json::{Value, json};

use crate::extract::SignedIn;

/// The JSON schema of an image. glanceclient reads it before it creates or changes one.
pub async fn image(SignedIn(_): SignedIn) -> Json<Value> {
    Json(image_schema())
}

fn image_schema() -> Value {
    let disk_formats: Vec<&str> = DiskFormat::ALL
        .iter()
        .map(|format| format.as_str())
        .collect();
    let container_formats: Vec<&str> = ContainerFormat::ALL
        .iter()
        .map(|format| format.as_str())
        .collect();
    let visibilities: Vec<&str> = Visibility::ALL
        .iter()
        .map(|visibility| visibility.as_str())
        .collect();
    json!({
        "name": "image",
        "properties": {
            "id": {
                "type": "string",
                "description": "The image's own id, a UUID. Chosen by the server unless given.",
                "pattern": "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
            },
            "name": { "type": ["null", "string"], "description": "What people call it. Need not be unique.", "maxLength": 255 },
            "status": {
                "type": "string", "readOnly": true, "description": "Where the image stands in its life.",
                "enum": [
                    "queued", "saving", "active", "killed", "deleted", "uploading", "importing", "pending_delete",
                    "deactivated",
                ],
            },
            "visibility": { "type": "string", "description": "Who may see it.", "enum": visibilities },
            "protected": { "type": "boolean", "description": "Whether it is kept from being deleted." },
            "os_hidden": { "type": "boolean", "description": "Whether it is left out of the usual list." },
            "checksum": {
                "type": ["null", "string"], "readOnly": true, "maxLength": 32,
                "description": "The MD5 of the data, for old clients. Not a ground for trust.",
            },
            "os_hash_algo": {
                "type": ["null", "string"], "readOnly": true, "maxLength": 64,
                "description": "The algorithm of os_hash_value.",
            },
            "os_hash_value": {
                "type": ["null", "string"], "readOnly": true, "maxLength": 128, "description": "The hash of the data, in hex.",
            },
            "owner": { "type": ["null", "string"], "maxLength": 255, "description": "The project that owns it." },
            "size": { "type": ["null", "integer"], "readOnly": true, "description": "Bytes of data." },
            "virtual_size": {
                "type": ["null", "integer"], "readOnly": true, "description": "Bytes of the disk that a machine sees.",
            },
            "container_format": {
                "type": ["null", "string"], "description": "What the disk is wrapped in.", "enum": with_null(&container_formats),
            },
            "disk_format": {
                "type": ["null", "string"], "description": "How the disk is laid out.", "enum": with_null(&disk_formats),
            },
            "created_at": { "type": "string", "readOnly": true, "description": "When the record was made." },
            "updated_at": { "type": "string", "readOnly": true, "description": "When the record last changed." },
            "tags": {
                "type": "array", "description": "Words to find it by.", "items": { "type": "string", "maxLength": 255 },
            },
            "min_ram": { "type": "integer", "description": "MiB of memory that a machine needs at least." },
            "min_disk": { "type": "integer", "description": "GiB of disk that a machine needs at least." },
            "self": { "type": "string", "readOnly": true, "description": "The path of the record." },
            "file": { "type": "string", "readOnly": true, "description": "The path of the data." },
            "schema": { "type": "string", "readOnly": true, "description": "The path of this schema." },
        },
        "additionalProperties": { "type": "string" },
        "links": [
            { "rel": "self", "href": "{self}" },
            { "rel": "enclosure", "href": "{file}" },
            { "rel": "describedby", "href": "{schema}" },
        ],
    })
}

fn with_null(words: &[&str]) -> Vec<Value> {
    [Value::Null]
        .into_iter()
        .chain(words.iter().map(|word| json!(word)))
        .collect()
}
