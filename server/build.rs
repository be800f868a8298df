//! The dashboard's files are embedded from `target/site`: a new one there must cause a build.

fn main() {
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    // A folder that is not there would cause a build each time.
    if let Err(error) = std::fs::create_dir_all(site) {
        println!("cargo:warning=the site's folder could not be made: {error}");
    }
    println!("cargo:rerun-if-changed={site}");
}
