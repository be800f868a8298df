//! The first start: whole or not at all, once, and healed where an older release was cut off.

use db::query;
use identity::Identity;
use model::Password;
use testkit::{TestDb, both_databases};

use crate::helpers::TestApp;

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    db.db.scalar(query(sql)).await.expect(sql)
}

/// What a first start makes: projects, users, roles of the user `admin`.
async fn made(db: &TestDb) -> (i64, i64, i64) {
    (
        count(db, "select count(*) from project").await,
        count(db, "select count(*) from users").await,
        count(db, "select count(*) from role_grant join users on users.id = role_grant.user_id where users.name = 'admin'").await,
    )
}

fn password() -> Password {
    Password::new("a password of the operator").expect("short enough")
}

both_databases! {
    async fn of_two_nodes_that_start_at_once_one_makes_the_admin(db: TestDb) {
        let (one, two) = (Identity::new(db.db.clone()), Identity::new(db.again().await));
        let (first, second) = tokio::join!(one.bootstrap(None), two.bootstrap(None));
        let made_it = [first.expect("no failure"), second.expect("no failure")].iter().flatten().count();
        assert_eq!(made_it, 1);
        assert_eq!(made(&db).await, (1, 1, 4));
    }

    async fn a_first_start_that_is_cut_off_leaves_nothing_and_the_next_one_is_whole(db: TestDb) {
        let identity = Identity::new(db.db.clone());
        let cut = identity.bootstrap_and(None, |_| Err(model::Invalid::new("the file", "cannot be written").into())).await;
        assert!(cut.is_err());
        assert_eq!(made(&db).await, (0, 0, 0));
        let mut handed_over = None;
        let start = identity.bootstrap_and(None, |secret| { handed_over = Some(secret.expose().to_owned()); Ok(()) }).await;
        let start = start.expect("a start").expect("the first");
        assert_eq!(handed_over.as_deref(), start.made_up.as_ref().map(identity::Secret::expose));
        assert_eq!(made(&db).await, (1, 1, 4));
    }

    async fn a_project_that_an_older_release_left_alone_is_taken(db: TestDb) {
        let identity = Identity::new(db.db.clone());
        identity.ensure_domain().await.expect("a domain");
        identity.add_project("admin").await.expect("a project");
        assert!(identity.bootstrap(None).await.expect("a start").is_some());
        assert_eq!(made(&db).await, (1, 1, 4));
    }

    async fn a_user_whom_an_older_release_left_without_a_role_gets_them_and_a_password(db: TestDb) {
        let app = TestApp::new(db).await;
        let identity = &app.fixtures.identity;
        identity.add_project("admin").await.expect("a project");
        let unknown = Password::new("nobody was told this one").expect("short enough");
        identity.add_user("admin", &unknown).await.expect("a user");
        assert!(identity.bootstrap(Some(password())).await.expect("a start").is_some());
        assert_eq!(made(&app.db).await, (1, 1, 4));
        assert_eq!(app.sign_in("admin", "a password of the operator", None).await.status, 201);
        assert_eq!(app.sign_in("admin", "nobody was told this one", None).await.status, 401);
        assert!(identity.bootstrap(Some(password())).await.expect("no start").is_none());
    }

    async fn a_user_with_a_role_is_left_alone(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("admin").await;
        assert!(app.fixtures.identity.bootstrap(Some(password())).await.expect("no start").is_none());
        assert_eq!(app.sign_in("admin", "admin-admin", None).await.status, 201);
    }
}
