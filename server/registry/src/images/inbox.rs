use std::collections::HashMap;

use db::{QueryBuilder, query};
use model::{Image, ImageId, MemberStatus, OffsetDateTime};
use sqlx::FromRow;

use super::query::{Filter, ImageQuery, SharedFilter, VisibilityFilter};
use crate::{Images, Result};

/// Another project's image that is shared with the caller's, and what that has answered.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub image: Image,
    pub status: MemberStatus,
    pub since: OffsetDateTime,
}

#[derive(FromRow)]
struct AnswerRow {
    image_id: ImageId,
    status: String,
    created_at: OffsetDateTime,
}

impl Images<'_> {
    /// How many images wait for the caller's project to say whether it wants them in its list.
    pub async fn waiting(&self) -> Result<u64> {
        let sql = "
            select count(*) from member join image on image.id = member.image_id
            where member.project_id = $1 and member.status = 'pending'
                and image.visibility = 'shared' and image.status <> 'deleted' and image.owner <> $1";
        let count = query(sql).bind(self.caller.project.as_str());
        let count: i64 = self.registry.db.scalar(count).await?;
        Ok(count.unsigned_abs())
    }

    /// What other projects share with the caller's and it has answered so; the latest images first.
    pub async fn invitations(&self, status: MemberStatus) -> Result<Vec<Invitation>> {
        let project = self.caller.project.clone();
        let shared = ImageQuery {
            limit: Some(1000),
            listed: VisibilityFilter::All,
            shared: SharedFilter::All,
            filters: vec![Filter::SharedWith(project.clone(), Some(status))],
            ..ImageQuery::default()
        };
        let images = self.list(&shared).await?.items;
        if images.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::new(
            "select image_id, status, created_at from member where project_id = ",
        );
        sql.push_bind(project.as_str())
            .push(" and image_id in (")
            .push_list(images.iter().map(|image| image.id.to_string()))
            .push(")");
        let rows: Vec<AnswerRow> = self.registry.db.fetch_all(sql.build()).await?;
        let mut answers: HashMap<ImageId, AnswerRow> =
            rows.into_iter().map(|row| (row.image_id, row)).collect();
        let mut invitations = Vec::new();
        for image in images {
            // Answered between the two questions: then it belongs to another list by now.
            if let Some(row) = answers.remove(&image.id) {
                let status = MemberStatus::from(row.status);
                let since = row.created_at;
                invitations.push(Invitation {
                    image,
                    status,
                    since,
                });
            }
        }
        Ok(invitations)
    }
}
