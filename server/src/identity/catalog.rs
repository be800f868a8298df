use serde_json::{Value, json};

/// Where a client finds what: image and identity, below the same base, in one region.
pub fn catalog(base: &str, region: &str) -> Value {
    let service = |kind: &str, name: &str, url: String| {
        let endpoint = |interface: &str| {
            json!({
                "id": format!("{kind}-{interface}"),
                "interface": interface,
                "region": region,
                "region_id": region,
                "url": url,
            })
        };
        let endpoints: Vec<Value> = ["public", "internal", "admin"]
            .into_iter()
            .map(endpoint)
            .collect();
        json!({ "id": kind, "type": kind, "name": name, "endpoints": endpoints })
    };
    json!([
        service("identity", "keystone", format!("{base}/identity/v3")),
        service("image", "glance", format!("{base}/image")),
    ])
}
