//! Certificates: what may be registered, for whom, and until when.

use db::query;
use model::{AuditAction, CertificateId, ErrorKind, ProjectId, Role};
use registry::{NewCertificate, RegisteredCertificate, Registry};
use testkit::{KeyKind, OpenSsl, Person, both_databases, openssl::Identity};

use crate::helpers::setup;

const LEAF: &str = "leaf";
const AUTHORITY: &str = "ca_of_leaf";
const ALWAYS: (u16, u16) = (2020, 2090);

async fn register(
    registry: &Registry,
    who: &Person,
    project: Option<&ProjectId>,
    identity: &Identity,
) -> registry::Result<RegisteredCertificate> {
    let new = NewCertificate {
        name: "a name".to_owned(),
        project: project.cloned(),
        pem: identity.pem.clone(),
    };
    registry.certificates(&who.caller).register(&new).await
}

fn refused<T: std::fmt::Debug>(outcome: registry::Result<T>, kind: ErrorKind, why: &str) {
    let error = outcome.expect_err("is refused");
    assert!(error.to_string().contains(why), "{error}\nand not {why}");
    assert_eq!(error.kind(), kind, "{error}");
}

both_databases! {
    async fn a_certificate_is_trusted_by_its_chain(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let top = openssl.self_signed(KeyKind::P256, "top");
        let middle = openssl.issued(&top, (KeyKind::P384, AUTHORITY), "middle", ALWAYS);
        let signer = openssl.issued(&middle, (KeyKind::Rsa, LEAF), "signer", ALWAYS);
        refused(register(&registry, &alice, None, &top).await, ErrorKind::Forbidden, "manage_certificates");
        refused(register(&registry, &root, None, &signer).await, ErrorKind::Invalid, "no valid certificate of the issuer \"CN=middle\" is registered");
        register(&registry, &root, None, &middle).await.expect("is an authority");
        refused(register(&registry, &root, None, &signer).await, ErrorKind::Invalid, "no valid certificate of the issuer \"CN=middle\" is registered");
        let of_top = register(&registry, &root, None, &top).await.expect("is an authority");
        let made = register(&registry, &root, None, &signer).await.expect("has a chain");
        assert_eq!((made.certificate.subject.as_str(), made.certificate.issuer.as_str()), ("CN=signer", "CN=middle"));
        refused(register(&registry, &root, None, &signer).await, ErrorKind::Conflict, "is registered for that project");

        // Another with the same name as the authority has not issued it.
        let liar = openssl.self_signed(KeyKind::P256, "top");
        let forged = openssl.issued(&liar, (KeyKind::P384, LEAF), "forged", ALWAYS);
        refused(register(&registry, &root, None, &forged).await, ErrorKind::Invalid, "cannot be trusted");
        // One that may not issue certificates has issued none.
        let issued = openssl.issued(&signer, (KeyKind::P384, LEAF), "issued", ALWAYS);
        refused(register(&registry, &root, None, &issued).await, ErrorKind::Invalid, "no valid certificate of the issuer \"CN=signer\"");

        // With the top revoked there is no chain.
        let certificates = registry.certificates(&root.caller);
        certificates.revoke(of_top.id, "the key was lost").await.expect("is revoked");
        let again = certificates.revoke(of_top.id, "another reason").await.expect("is no error");
        assert_eq!(again.revoked.expect("is revoked").because, "the key was lost");
        let late = openssl.issued(&middle, (KeyKind::P521, LEAF), "late", ALWAYS);
        refused(register(&registry, &root, None, &late).await, ErrorKind::Invalid, "the issuer is missing, expired or revoked");
    }

    async fn what_is_no_certificate_for_signatures_is_refused(db: TestDb) {
        let (registry, fixtures, _) = setup(&db).await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let top = openssl.self_signed(KeyKind::Rsa, "top");
        register(&registry, &root, None, &top).await.expect("is an authority");
        for ((kind, section), dates, why) in [
            ((KeyKind::P384, LEAF), (2019, 2020), "expired on 2020-01-01"),
            ((KeyKind::P384, LEAF), (2089, 2090), "is not valid before 2089-01-01"),
            ((KeyKind::P256, LEAF), ALWAYS, "this type of key (an elliptic curve key on P-256)"),
            ((KeyKind::P384, "encrypts"), ALWAYS, "is not for signatures"),
        ] {
            let made = openssl.issued(&top, (kind, section), "odd", dates);
            refused(register(&registry, &root, None, &made).await, ErrorKind::Invalid, why);
        }
        let with = |pem: &str| NewCertificate { name: String::new(), project: None, pem: pem.to_owned() };
        let certificates = registry.certificates(&root.caller);
        let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
        for (pem, why) in [
            ("", "is not in PEM"),
            ("hello", "is not in PEM"),
            (key, "contains a private key"),
            (&top.pem.repeat(2), "is not alone"),
            (&top.pem.replace("-----END", "!!!!-----END"), "cannot be read"),
            (&top.pem[..top.pem.len() / 2], "cannot be read"),
        ] {
            refused(certificates.register(&with(pem)).await, ErrorKind::Invalid, why);
        }
        let named = NewCertificate { name: "\u{7}".to_owned(), ..with(&openssl.self_signed(KeyKind::P384, "new").pem) };
        refused(certificates.register(&named).await, ErrorKind::Invalid, "name contains a control character");
    }

    async fn what_a_certificate_is_for_and_how_long_a_chain_may_be_counts(db: TestDb) {
        let (registry, fixtures, _) = setup(&db).await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let top = openssl.self_signed(KeyKind::P256, "top");
        register(&registry, &root, None, &top).await.expect("is an authority");
        let code = openssl.issued(&top, (KeyKind::P384, "code"), "code", ALWAYS);
        register(&registry, &root, None, &code).await.expect("is for signing code");
        for (kind, section, why) in [
            (KeyKind::WeakRsa, LEAF, "this type of key (an RSA key of fewer than 2,048"),
            (KeyKind::P384, "server", "is not for signatures"),
            (KeyKind::P384, "odd", "a critical extension that is not known here, 1.2.3.4"),
        ] {
            let issued = openssl.issued(&top, (kind, section), "issued", ALWAYS);
            refused(register(&registry, &root, None, &issued).await, ErrorKind::Invalid, why);
            let own = openssl.self_signed_as(kind, "own", section);
            refused(register(&registry, &root, None, &own).await, ErrorKind::Invalid, why);
        }
        // An authority that may not sign certificates issues none.
        let signs = openssl.self_signed_as(KeyKind::P384, "signs", "root_that_signs");
        register(&registry, &root, None, &signs).await.expect("signs images");
        let below = openssl.issued(&signs, (KeyKind::P384, LEAF), "below", ALWAYS);
        refused(register(&registry, &root, None, &below).await, ErrorKind::Invalid, "no valid certificate of the issuer");
        // Nor does one stand above another that says how long a chain may be.
        let short = openssl.self_signed_as(KeyKind::P256, "short", "root_of_leaves");
        register(&registry, &root, None, &short).await.expect("is an authority");
        let middle = openssl.issued(&short, (KeyKind::P384, AUTHORITY), "middle", ALWAYS);
        register(&registry, &root, None, &middle).await.expect("is an authority");
        let direct = openssl.issued(&short, (KeyKind::P384, LEAF), "direct", ALWAYS);
        register(&registry, &root, None, &direct).await.expect("is one below it");
        let deep = openssl.issued(&middle, (KeyKind::P384, LEAF), "deep", ALWAYS);
        refused(register(&registry, &root, None, &deep).await, ErrorKind::Invalid, "cannot be trusted");
        // One that names itself and was signed by another of that name is not self-signed.
        let twin = openssl.self_signed(KeyKind::P256, "twin");
        let posing = openssl.issued(&twin, (KeyKind::P384, LEAF), "twin", ALWAYS);
        refused(register(&registry, &root, None, &posing).await, ErrorKind::Invalid, "no valid certificate of the issuer \"CN=twin\"");
        for kind in [KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa] {
            let own = register(&registry, &root, None, &openssl.self_signed(kind, "own")).await.expect("is self-signed");
            assert!(own.certificate.is_self_signed, "{kind:?}");
        }
    }

    async fn a_revoked_key_does_not_come_back_in_another_certificate(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let first = openssl.self_signed(KeyKind::P384, "first");
        let second = openssl.renewed(&first, "second");
        let project = &alice.caller.project;
        let of_all = register(&registry, &root, None, &first).await.expect("registers");
        register(&registry, &root, Some(project), &second).await.expect("registers");
        let certificates = registry.certificates(&root.caller);
        certificates.revoke(of_all.id, "stolen").await.expect("is revoked");
        let third = openssl.renewed(&first, "third");
        for project in [None, Some(project)] {
            refused(register(&registry, &root, project, &third).await, ErrorKind::Invalid, "the key of certificate \"CN=third\" was revoked on");
        }
    }

    async fn a_project_uses_its_own_certificates_and_those_of_all(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let project = &alice.caller.project;
        let signer = openssl.self_signed(KeyKind::P384, "own");
        let own = register(&registry, &root, Some(project), &signer).await.expect("registers");
        let of_all = register(&registry, &root, None, &openssl.self_signed(KeyKind::P384, "all")).await.expect("registers");
        let listed = async |who: &Person| {
            let listed = registry.certificates(&who.caller).list().await.expect("lists");
            listed.iter().map(|one| one.id).collect::<Vec<_>>()
        };
        let count = async |who: &Person| listed(who).await.len();
        assert_eq!((count(&alice).await, listed(&bob).await, count(&root).await), (2, vec![of_all.id], 2));
        registry.certificates(&alice.caller).get(own.id).await.expect("is theirs");
        refused(registry.certificates(&bob.caller).get(own.id).await, ErrorKind::NotFound, "no certificate");
        for who in [&alice, &bob] {
            let certificates = registry.certificates(&who.caller);
            refused(certificates.delete(own.id).await, ErrorKind::Forbidden, "manage_certificates");
            refused(certificates.revoke(own.id, "because").await, ErrorKind::Forbidden, "manage_certificates");
        }
        let certificates = registry.certificates(&root.caller);
        refused(certificates.revoke(own.id, " ").await, ErrorKind::Invalid, "reason is empty");
        certificates.revoke(own.id, "because").await.expect("is revoked");
        refused(certificates.delete(own.id).await, ErrorKind::Conflict, "cannot be deleted before it expires");
        // It cannot come back under another id, for the same project or for all.
        for project in [Some(project), None] {
            let again = NewCertificate { name: String::new(), project: project.cloned(), pem: own.certificate.to_pem() };
            let again = certificates.register(&again).await;
            if project.is_some() {
                refused(again, ErrorKind::Invalid, "was revoked on");
            } else {
                let made = again.expect("it is revoked for one project only");
                certificates.delete(made.id).await.expect("is deleted");
            }
        }
        let expired = openssl.issued(&openssl.self_signed(KeyKind::P384, "own"), (KeyKind::P384, LEAF), "own", (2019, 2020));
        let der = signing::Certificate::from_pem(&expired.pem).expect("reads").der;
        let expire = query("update certificate set der = $2 where id = $1").bind(own.id.to_string()).bind(der);
        db.db.execute(expire).await.expect("expires");
        certificates.delete(own.id).await.expect("is deleted");
        let renewed = openssl.renewed(&signer, "renewed");
        refused(register(&registry, &root, Some(project), &renewed).await, ErrorKind::Invalid, "was revoked on");
        refused(certificates.delete(own.id).await, ErrorKind::NotFound, "no certificate");
        refused(certificates.get(CertificateId::new()).await, ErrorKind::NotFound, "no certificate");

        let sql = "select action from activity where target_id = $1 order by id";
        let told: Vec<String> = db.db.scalars(query(sql).bind(own.id.to_string())).await.expect("reads");
        let actions = [AuditAction::CertificateCreate, AuditAction::CertificateRevoke, AuditAction::CertificateDelete];
        assert_eq!(told, actions.map(|action| action.as_str().to_owned()));
    }

    async fn there_are_only_so_many(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        let openssl = OpenSsl::default();
        let first = register(&registry, &root, None, &openssl.self_signed(KeyKind::P384, "one")).await.expect("registers");
        let copy = "
            insert into certificate (id, name, der, fingerprint, key_fingerprint, self_signed, created_at, created_by)
            select $2, name, der, $2, $2, self_signed, created_at, created_by from certificate where id = $1";
        for _ in 1..100 {
            let copy = query(copy).bind(first.id.to_string()).bind(CertificateId::new().to_string());
            db.db.execute(copy).await.expect("is copied");
        }
        let more = openssl.self_signed(KeyKind::P384, "more");
        refused(register(&registry, &root, None, &more).await, ErrorKind::TooLarge, "at most 100");
        register(&registry, &root, Some(&alice.caller.project), &more).await.expect("another scope has room");
    }
}
