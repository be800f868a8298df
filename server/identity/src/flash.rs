//! What one request of a browser leaves for the page that it is redirected to.
//!
//! The browser's cookie holds nothing but a random token. The content is kept here, encrypted with a key that is derived
//! from the token: neither the cookie nor the database alone tells it.

use std::time::Duration;

use model::{Password, UserId, now};

use crate::{Error, Identity, Result, Secret, token_cipher::TokenCipher};

/// 2 min: time to follow a redirect over a slow connection.
pub const FLASH_LIFE: Duration = Duration::from_secs(120);

/// Rows that wait for one user's pages at most: more than anybody opens in two minutes.
const MOST_OF_USER: i64 = 200;
/// And for all browsers together that are not signed in: refused sign-ins, which anybody can send.
const MOST_OF_ANONYMOUS: i64 = 2000;

/// What the key is for: no other key is derived from the same bytes.
const PURPOSE: &str = "vitrine: what the next page shows";

impl Identity {
    /// Keeps `content` for the next page of the browser that gets the returned token; only pages of `user` show it, if
    /// one is named. `None` where too much waits already: then the next page says nothing.
    pub async fn keep_flash(&self, user: Option<&UserId>, content: &str) -> Result<Option<String>> {
        let token = Secret::new()?.expose().to_owned();
        let closed = cipher(&token)?.encrypt(content)?;
        let most = if user.is_some() {
            MOST_OF_USER
        } else {
            MOST_OF_ANONYMOUS
        };
        let sql = "
            insert into flash (id, user_id, content, expires_at)
            select $1, cast($2 as text), $3, $4
            where (select count(*) from flash where user_id is not distinct from cast($2 as text)) < $5";
        let query = db::query(sql)
            .bind(Secret::digest(&token))
            .bind(user.map(UserId::as_str))
            .bind(closed)
            .bind(now() + FLASH_LIFE)
            .bind(most);
        let kept = self.db.execute(query).await?;
        Ok((kept > 0).then_some(token))
    }

    /// Takes out what was kept for the browser that holds `token`: a second time there is nothing. Neither is there for
    /// another `user` than it was kept for.
    pub async fn take_flash(&self, token: &str, user: Option<&UserId>) -> Result<Option<String>> {
        // Looked at first: SQLite lets one write at a time, and anybody can bring a token of theirs.
        let there =
            db::query("select count(*) from flash where id = $1").bind(Secret::digest(token));
        if self.db.scalar::<i64>(there).await? == 0 {
            return Ok(None);
        }
        let sql = "
            delete from flash
            where id = $1 and expires_at > $2 and (user_id is null or user_id = cast($3 as text))
            returning content";
        let query = db::query(sql)
            .bind(Secret::digest(token))
            .bind(now())
            .bind(user.map(UserId::as_str));
        let closed = self.db.scalar_optional::<String>(query).await?;
        let Some(closed) = closed else {
            return Ok(None);
        };
        Ok(cipher(token)?.decrypt(&closed))
    }

    /// Forgets what no page has shown.
    pub async fn sweep_flash(&self) -> Result<()> {
        let sql = "delete from flash where expires_at <= $1";
        let query = db::query(sql).bind(now());
        self.db.execute(query).await?;
        Ok(())
    }
}

fn cipher(token: &str) -> Result<TokenCipher> {
    let token = Password::new(token).map_err(Error::Invalid)?;
    TokenCipher::new(PURPOSE, &token)
}
