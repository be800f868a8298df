use model::{ImageId, Role};
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp, snapshot};

async fn share(who: &Client, image: ImageId, with: &Client) -> Answer {
    let body = json!({ "member": with.person().caller.project });
    who.post_json(&format!("/image/v2/images/{image}/members"), &body)
        .await
}

async fn answer(who: &Client, image: ImageId, of: &Client, status: &str) -> Answer {
    let path = member(image, of);
    who.send("PUT", &path, json!({ "status": status }).to_string())
        .await
}

fn member(image: ImageId, of: &Client) -> String {
    format!(
        "/image/v2/images/{image}/members/{}",
        of.person().caller.project
    )
}

async fn listed(who: &Client, query: &str) -> usize {
    let list = who.get(&format!("/image/v2/images?{query}")).await.json();
    list["images"].as_array().expect("images").len()
}

both_databases! {
    async fn a_project_is_asked_about_a_bounded_number_of_images(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let images: Vec<ImageId> = {
            let mut images = Vec::new();
            for number in 0..102 {
                let made = alice.post_json("/image/v2/images", &json!({ "name": format!("image-{number}") })).await;
                images.push(made.json()["id"].as_str().expect("an id").parse().expect("an id"));
            }
            images
        };
        for image in &images[..100] {
            assert_eq!(share(&alice, *image, &bob).await.status, 200);
        }
        let refused = share(&alice, images[100], &bob).await;
        assert_eq!(refused.status, 413);
        assert!(refused.message().contains("100 shared images wait already"), "{}", refused.message());
        assert_eq!(share(&alice, images[100], &carol).await.status, 200, "another project is not concerned");
        assert_eq!(answer(&bob, images[0], &bob, "rejected").await.status, 200);
        assert_eq!(share(&alice, images[100], &bob).await.status, 200);
        assert_eq!(share(&alice, images[101], &bob).await.status, 413);
    }

    async fn a_member_uses_an_image_at_once_and_lists_it_once_accepted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let image = alice.active("ours", b"data").await;
        let path = format!("/image/v2/images/{image}");
        assert_eq!(bob.get(&path).await.status, 404);

        let mut shared = share(&alice, image, &bob).await.json();
        for field in ["member_id", "image_id", "created_at", "updated_at"] {
            assert!(shared[field].is_string(), "{field}");
            shared[field] = json!("…");
        }
        snapshot!(shared, @r#"{"created_at":"…","image_id":"…","member_id":"…","schema":"/v2/schemas/member","status":"pending","updated_at":"…"}"#);
        assert_eq!(bob.get(&format!("{path}/file")).await.text(), "data");
        assert_eq!(listed(&bob, "").await, 0);
        assert_eq!(listed(&bob, "member_status=pending").await, 1);
        assert_eq!(listed(&bob, "member_status=all&visibility=shared").await, 1);
        assert_eq!(answer(&alice, image, &bob, "accepted").await.status, 403);
        assert_eq!(answer(&bob, image, &bob, "accepted").await.json()["status"], "accepted");
        assert_eq!(listed(&bob, "").await, 1);
        assert_eq!(listed(&carol, "member_status=all&visibility=all").await, 0);
        assert_eq!(answer(&bob, image, &bob, "rejected").await.status, 200);
        assert_eq!(listed(&bob, "").await, 0);
        assert_eq!(bob.get(&path).await.status, 200);

        // It is theirs to use, not to change.
        let name = json!([{ "op": "replace", "path": "/name", "value": "x" }]).to_string();
        let patch = bob.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        assert_eq!(patch.send("PATCH", &path, name).await.status, 403);
        assert_eq!(bob.delete(&path).await.status, 403);
        assert_eq!(bob.delete(&member(image, &bob)).await.status, 403);
        assert_eq!(share(&bob, image, &carol).await.status, 403);

        assert_eq!(alice.delete(&member(image, &bob)).await.status, 204);
        assert_eq!(alice.delete(&member(image, &bob)).await.status, 404);
        assert_eq!(bob.get(&path).await.status, 404);
    }

    async fn a_member_sees_itself_alone(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let image = alice.image("ours").await;
        for other in [&bob, &carol] {
            assert_eq!(share(&alice, image, other).await.status, 200);
        }
        let members = async |who: &Client| who.get(&format!("/image/v2/images/{image}/members")).await.json()["members"].as_array().map_or(0, Vec::len);
        assert_eq!([members(&alice).await, members(&rita).await, members(&bob).await], [2, 2, 1]);
        assert_eq!(bob.get(&member(image, &bob)).await.json()["status"], "pending");
        assert_eq!(bob.get(&member(image, &carol)).await.status, 404);
        assert_eq!(answer(&bob, image, &carol, "accepted").await.status, 404);
        assert_eq!(share(&rita, image, &alice).await.status, 403);
    }

    async fn only_a_shared_image_has_members(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let body = json!({ "visibility": "private" });
        let private = alice.post_json("/image/v2/images", &body).await.json()["id"].as_str().expect("an id").parse().expect("an id");
        assert_eq!(share(&alice, private, &bob).await.status, 403);
        assert_eq!(alice.get(&format!("/image/v2/images/{private}/members")).await.status, 403);
        assert_eq!(share(&bob, private, &bob).await.status, 404);
        assert_eq!(bob.get(&format!("/image/v2/images/{private}/members")).await.status, 404);
    }

    async fn a_membership_counts_while_the_image_is_shared(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.image("ours").await;
        share(&alice, image, &bob).await;
        let path = format!("/image/v2/images/{image}");
        let private = json!([{ "op": "replace", "path": "/visibility", "value": "private" }]).to_string();
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        assert_eq!(patch.send("PATCH", &path, private).await.status, 200);
        assert_eq!(bob.get(&path).await.status, 404);
        assert_eq!(listed(&bob, "member_status=all&visibility=all").await, 0);
    }

    async fn a_wrong_member_is_refused_with_its_reason(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.image("ours").await;
        let path = format!("/image/v2/images/{image}/members");
        let mut answers = Vec::new();
        for body in [json!({ "foo": "x" }), json!({ "member": "" }), json!({ "member": "m".repeat(256) }), json!({ "member": 7 }), json!(["x"])] {
            let answer = alice.post_json(&path, &body).await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.message()));
        }
        share(&alice, image, &bob).await;
        for body in [json!({ "status": "maybe" }), json!({})] {
            let answer = bob.send("PUT", &member(image, &bob), body.to_string()).await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.message()));
        }
        snapshot!(answers.join("\n"), @"
        400 member is missing from the body, which is an object
        400 project id is not an id: 1 to 64 letters, digits, `-` or `_`
        400 project id is not an id: 1 to 64 letters, digits, `-` or `_`
        400 member is not a string
        400 member is missing from the body, which is an object
        400 status `maybe` is not one of pending, accepted, rejected
        400 status is missing from the body, which is an object
        ");
        assert_eq!(share(&alice, image, &bob).await.status, 409);
    }

    async fn an_image_has_at_most_128_members(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("ours").await;
        let path = format!("/image/v2/images/{image}/members");
        for number in 0..128 {
            let body: Value = json!({ "member": format!("project-{number}") });
            assert_eq!(alice.post_json(&path, &body).await.status, 200);
        }
        assert_eq!(alice.post_json(&path, &json!({ "member": "one-more" })).await.status, 413);
        assert_eq!(alice.get(&path).await.json()["members"].as_array().map(Vec::len), Some(128));
    }
}
