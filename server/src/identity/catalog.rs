use serde_json::{Value, json};

/// What this deployment serves: the type, which is the id too, the name, and the path.
pub const SERVICES: [(&str, &str, &str); 2] = [
    ("identity", "keystone", "/identity/v3"),
    ("image", "glance", "/image"),
];

/// Three ways to one address.
pub const INTERFACES: [&str; 3] = ["public", "internal", "admin"];

/// One way to one service.
pub fn endpoint(kind: &str, interface: &str, url: &str, region: &str) -> Value {
    json!({
        "id": format!("{kind}-{interface}"),
        "interface": interface,
        "region": region,
        "region_id": region,
        "url": url,
    })
}

/// Where a client finds what: image and identity, below the same base, in one region.
pub fn catalog(base: &str, region: &str) -> Value {
    let service = |(kind, name, path): (&str, &str, &str)| {
        let url = format!("{base}{path}");
        let endpoints: Vec<Value> = INTERFACES
            .iter()
            .map(|interface| endpoint(kind, interface, &url, region))
            .collect();
        json!({ "id": kind, "type": kind, "name": name, "endpoints": endpoints })
    };
    SERVICES.into_iter().map(service).collect()
}
