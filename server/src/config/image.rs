use serde::Deserialize;

use crate::image::fields;

/// `[image]`: what this deployment asks of images.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImageConfig {
    /// Properties that every new image must have.
    pub required_properties: Vec<String>,
}

impl ImageConfig {
    /// What is wrong with it, if something is.
    pub(super) fn problem(&self) -> Option<String> {
        let is_property = |name: &str| {
            let fits = model::NewImage::default().property(name, "").is_ok();
            fits && fields::check(name).is_ok() && !fields::BASE.contains(&name)
        };
        let wrong = self
            .required_properties
            .iter()
            .find(|name| !is_property(name));
        wrong.map(|name| {
            format!("required_properties holds `{name}`, which is no property of the owner's own")
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn only_properties_of_the_owners_own_can_be_required() {
        let read = |name: &str| {
            let text = format!("[image]\nrequired_properties = [\"{name}\"]");
            Config::from_table(text.parse().expect("TOML")).map_err(|error| error.to_string())
        };
        assert!(read("os_distro").is_ok());
        for name in ["name", "status", "os_glance_x", "locations", ""] {
            let error = read(name).expect_err(name);
            assert!(
                error.contains("`image`") && error.contains(&format!("`{name}`")),
                "{error}"
            );
        }
    }
}
