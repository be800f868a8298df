fn main() {
    // `migrate!` reads the folder at compile time; a new file alone must cause a build.
    println!("cargo:rerun-if-changed=migrations");
}
