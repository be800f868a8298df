//! Keys, certificates and signatures as OpenSSL's command makes them: another implementation than that which verifies them.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use tempfile::TempDir;

/// A key of one of the kinds that sign images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Rsa,
    /// Of 1,024 bits.
    WeakRsa,
    P256,
    P384,
    P521,
    Ed25519,
}

/// A folder with keys and certificates.
#[derive(Debug)]
pub struct OpenSsl {
    folder: TempDir,
    files: AtomicUsize,
}

/// A key with its certificate.
#[derive(Clone, Debug)]
pub struct Identity {
    pub kind: KeyKind,
    key: PathBuf,
    file: PathBuf,
    /// The certificate in PEM.
    pub pem: String,
}

impl Default for OpenSsl {
    fn default() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            files: AtomicUsize::new(0),
        }
    }
}

/// How an OpenSSL authority issues certificates, with dates of our choice.
const AUTHORITY: &str = "
[req]
distinguished_name = any
[ca]
default_ca = ours
[ours]
new_certs_dir = .
database = index.txt
serial = serial.txt
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
[ca_of_leaf]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[root]
basicConstraints = critical,CA:TRUE
[root_of_leaves]
basicConstraints = critical,CA:TRUE,pathlen:0
[root_that_signs]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature
[odd]
basicConstraints = critical,CA:FALSE
1.2.3.4 = critical,ASN1:UTF8String:odd
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,serverAuth
[code]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,codeSigning
[encrypts]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
";

impl OpenSsl {
    fn path(&self, ending: &str) -> PathBuf {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        self.folder.path().join(format!("{number}.{ending}"))
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the command openssl is installed");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {told}");
        output.stdout
    }

    fn key(&self, kind: KeyKind) -> PathBuf {
        let key = self.path("key");
        let at = key.to_str().expect("UTF-8");
        let curve = match kind {
            KeyKind::P256 => "P-256",
            KeyKind::P384 => "P-384",
            _ => "P-521",
        };
        let curve = format!("ec_paramgen_curve:{curve}");
        let make = match kind {
            KeyKind::Rsa => vec!["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            KeyKind::WeakRsa => vec!["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            KeyKind::Ed25519 => vec!["-algorithm", "ED25519"],
            _ => vec!["-algorithm", "EC", "-pkeyopt", &curve],
        };
        self.run(&[&["genpkey", "-out", at], &make[..]].concat());
        key
    }

    /// A key with a certificate that it signed itself, as most people's first one.
    pub fn self_signed(&self, kind: KeyKind, name: &str) -> Identity {
        self.self_signed_as(kind, name, "root")
    }

    /// The same of a kind that the configuration has a section for.
    pub fn self_signed_as(&self, kind: KeyKind, name: &str, section: &str) -> Identity {
        self.certify(kind, self.key(kind), name, section)
    }

    /// Another certificate for the key of `identity`.
    pub fn renewed(&self, identity: &Identity, name: &str) -> Identity {
        self.certify(identity.kind, identity.key.clone(), name, "root")
    }

    fn certify(&self, kind: KeyKind, key: PathBuf, name: &str, section: &str) -> Identity {
        fs::write(self.folder.path().join("ca.cnf"), AUTHORITY).expect("writes");
        let file = self.path("pem");
        let subject = subject(name);
        let [at, out] = [&key, &file].map(|path| path.to_str().expect("UTF-8"));
        self.run(&[
            "req",
            "-x509",
            "-config",
            "ca.cnf",
            "-extensions",
            section,
            "-key",
            at,
            "-subj",
            &subject,
            "-days",
            "365",
            "-out",
            out,
        ]);
        Identity {
            kind,
            pem: fs::read_to_string(&file).expect("a certificate"),
            key,
            file,
        }
    }

    /// A key with a certificate by `issuer`, of a kind that the configuration has a section for, within these years.
    pub fn issued(
        &self,
        issuer: &Identity,
        (kind, section): (KeyKind, &str),
        name: &str,
        (from, until): (u16, u16),
    ) -> Identity {
        let folder = self.folder.path();
        fs::write(folder.join("ca.cnf"), AUTHORITY).expect("writes");
        fs::write(folder.join("index.txt"), "").expect("writes");
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        fs::write(
            folder.join("serial.txt"),
            format!("{:04x}\n", number + 0x1000),
        )
        .expect("writes");
        let (key, file, request) = (self.key(kind), self.path("pem"), self.path("csr"));
        let subject = subject(name);
        let [key_at, out, request_at, issuer_key, issuer_file] =
            [&key, &file, &request, &issuer.key, &issuer.file]
                .map(|path| path.to_str().expect("UTF-8"));
        self.run(&[
            "req", "-new", "-key", key_at, "-subj", &subject, "-out", request_at,
        ]);
        let (from, until) = (format!("{from}0101000000Z"), format!("{until}0101000000Z"));
        self.run(&[
            "ca",
            "-batch",
            "-notext",
            "-config",
            "ca.cnf",
            "-keyfile",
            issuer_key,
            "-cert",
            issuer_file,
            "-in",
            request_at,
            "-out",
            out,
            "-startdate",
            &from,
            "-enddate",
            &until,
            "-extensions",
            section,
            "-md",
            "default",
        ]);
        Identity {
            kind,
            pem: fs::read_to_string(&file).expect("a certificate"),
            key,
            file,
        }
    }

    /// A signature of `data` in base64. `hash` is OpenSSL's name, like `sha256`; `salt` is the length of RSA-PSS's salt, as
    /// OpenSSL says it.
    pub fn sign(&self, by: &Identity, hash: &str, data: &[u8], salt: &str) -> String {
        let (file, out) = (self.path("data"), self.path("sig"));
        fs::write(&file, data).expect("writes");
        let [at, signed, key] = [&file, &out, &by.key].map(|path| path.to_str().expect("UTF-8"));
        let dgst = format!("-{hash}");
        let salt = format!("rsa_pss_saltlen:{salt}");
        match by.kind {
            KeyKind::Rsa => {
                let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", &salt];
                self.run(
                    &[
                        &["dgst", &dgst, "-sign", key, "-out", signed],
                        &pss[..],
                        &[at],
                    ]
                    .concat(),
                );
            }
            KeyKind::Ed25519 => {
                let digest = self.path("digest");
                let digest = digest.to_str().expect("UTF-8");
                self.run(&["dgst", &dgst, "-binary", "-out", digest, at]);
                self.run(&[
                    "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", digest, "-out", signed,
                ]);
            }
            _ => {
                self.run(&["dgst", &dgst, "-sign", key, "-out", signed, at]);
            }
        }
        let text = self.run(&["base64", "-in", signed]);
        String::from_utf8(text).expect("base64")
    }
}

/// A name as the command takes it: there `/`, `+` and `=` divide, and `\` takes that from them.
fn subject(name: &str) -> String {
    let mut subject = String::from("/CN=");
    for letter in name.chars() {
        if "\\/+=".contains(letter) {
            subject.push('\\');
        }
        subject.push(letter);
    }
    subject
}
