/// The format that the extension of a file's name promises, as OpenStack calls it; `tar` for an OVA. `None` if the
/// extension says nothing, as `.img` and `.bin` do.
pub fn promised(file_name: &str) -> Option<&'static str> {
    let (stem, extension) = file_name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    Some(match extension.to_ascii_lowercase().as_str() {
        "qcow2" | "qcow" => "qcow2",
        "vmdk" => "vmdk",
        "vhd" | "vpc" => "vhd",
        "vhdx" => "vhdx",
        "vdi" => "vdi",
        "iso" => "iso",
        "raw" => "raw",
        "luks" => "luks",
        "ova" => "tar",
        _ => return None,
    })
}
