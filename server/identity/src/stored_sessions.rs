//! What belongs to a browser's session cookie: kept in the row of its sign-in, so that both end together.

use model::{SignInId, now};

use crate::{Identity, Result, secret::Secret};

impl Identity {
    /// Keeps `data` as the session `id` of a sign-in, in place of any other session of that sign-in.
    ///
    /// Says `false` if the sign-in has ended meanwhile: then nothing is kept.
    pub async fn save_session(&self, id: &str, sign_in: SignInId, data: &str) -> Result<bool> {
        let sql = "update sign_in set session_digest = $2, session_data = $3 where id = $1";
        let query = db::query(sql)
            .bind(sign_in.to_string())
            .bind(Secret::digest(id))
            .bind(data);
        let saved = self.db.execute(query).await?;
        Ok(saved == 1)
    }

    /// The data of the session `id`, unless it or its sign-in has ended.
    pub async fn load_session(&self, id: &str) -> Result<Option<String>> {
        let sql = "
            select session_data from sign_in
            where session_digest = $1 and seen_at > $2 and begun_at > $3";
        let limits = self.sign_in_limits;
        let query = db::query(sql)
            .bind(Secret::digest(id))
            .bind(now() - limits.idle)
            .bind(now() - limits.life);
        let data: Option<Option<String>> = self.db.scalar_optional(query).await?;
        Ok(data.flatten())
    }

    /// Forgets the session `id`. Its sign-in stays: another id may take its place.
    pub async fn forget_session(&self, id: &str) -> Result<()> {
        let sql = "
            update sign_in set session_digest = null, session_data = null where session_digest = $1";
        let query = db::query(sql).bind(Secret::digest(id));
        self.db.execute(query).await?;
        Ok(())
    }
}
