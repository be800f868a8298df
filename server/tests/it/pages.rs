use testkit::both_databases;

use crate::helpers::TestApp;

both_databases! {
    async fn a_page_sends_whoever_is_not_signed_in_to_the_way_in_and_back(db: TestDb) {
        let app = TestApp::new(db).await;
        let browser = app.anonymous().header("accept", "text/html");
        let answer = browser.get("/images").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (302, "/login?next=%2Fimages"));
    }

    async fn a_page_that_is_not_there_says_so_with_404(db: TestDb) {
        let app = TestApp::new(db).await;
        let browser = app.anonymous().header("accept", "text/html");
        let answer = browser.get("/nowhere/at/all").await;
        assert_eq!(answer.status, 404);
        assert!(answer.text().contains("<h1"), "{}", answer.text());
    }

    async fn only_our_own_scripts_run(db: TestDb) {
        let app = TestApp::new(db).await;
        let answer = app.anonymous().header("accept", "text/html").get("/login").await;
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("script-src 'nonce-") && !policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        let page = answer.text();
        let scripts: Vec<&str> = page.split("<script").skip(1).filter_map(|rest| rest.split('>').next()).collect();
        assert!(!scripts.is_empty());
        assert!(scripts.iter().all(|script| script.contains("nonce=")), "{scripts:?}");
    }

    async fn the_page_speaks_the_readers_language(db: TestDb) {
        let app = TestApp::new(db).await;
        let page = app.anonymous().header("accept", "text/html").header("accept-language", "zh-CN,zh;q=0.9").get("/login").await;
        assert!(page.text().contains("登录"), "{}", page.text());
        assert!(page.header("content-language").starts_with("zh"));
    }
}
