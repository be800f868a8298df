use model::Invalid;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A value of a request or a file, or a sentence that begins with the path of the field that is wrong, like `properties.size.type`.
pub fn parse<T: DeserializeOwned>(value: Value) -> Result<T, Invalid> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let (path, why) = (error.path().to_string(), error.inner());
        match path.as_str() {
            "." => Invalid(format!("The body is not as it should be: {why}")),
            path => Invalid::new(path, format_args!("is not as it should be: {why}")),
        }
    })
}
