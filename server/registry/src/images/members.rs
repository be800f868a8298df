use db::{OnUnique, Tx, query};
use model::{
    AuditAction, AuditEvent, Caller, Image, ImageId, Member, MemberStatus, NewImage,
    OffsetDateTime, Policy, ProjectId, Target, Visibility, now,
};
use serde_json::json;
use sqlx::FromRow;

use crate::{Error, Images, Result, activity::about};

#[derive(FromRow)]
struct MemberRow {
    image_id: ImageId,
    project_id: ProjectId,
    status: String,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            image: row.image_id,
            project: row.project_id,
            status: row.status.into(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// That `caller` did `action` about the sharing of `image` with `project`.
fn with_member(
    caller: &Caller,
    action: AuditAction,
    image: &Image,
    project: &ProjectId,
) -> AuditEvent {
    AuditEvent {
        other: Some(project.clone()),
        details: json!({ "member": project.as_str() }).to_string(),
        ..about(caller, action, image)
    }
}

/// Images that may wait for a project's answer: more nobody reads.
const PENDING: i64 = 1000;
/// Images of one other project that may wait for it, so that ten are needed to fill its list.
const PENDING_OF_ONE: i64 = 100;

/// Refuses to share one more image with a project that has not answered about many.
async fn check_pending(tx: &mut Tx, image: &Image, project: &ProjectId) -> Result<()> {
    let sql = "
        select count(*), coalesce(sum(case when image.owner = $2 then 1 else 0 end), 0)
        from member join image on image.id = member.image_id
        where member.project_id = $1 and member.status = 'pending'
            and image.visibility = 'shared' and image.status <> 'deleted'";
    let count = query(sql).bind(project.as_str()).bind(image.owner.as_str());
    let (all, of_one): (i64, i64) = tx.fetch_one(count).await?;
    if all > PENDING || of_one > PENDING_OF_ONE {
        let most = if of_one > PENDING_OF_ONE {
            PENDING_OF_ONE
        } else {
            PENDING
        };
        return Err(Error::TooManyPending {
            project: project.clone(),
            most,
        });
    }
    Ok(())
}

impl Images<'_> {
    /// With whom a shared image is shared: its owner sees all of them, a member itself alone.
    pub async fn members(&self, id: ImageId) -> Result<Vec<Member>> {
        let image = self.shared(id, "be asked for").await?;
        self.may(Policy::GetMembers, &image)?;
        self.members_of(&image).await
    }

    /// One of them.
    pub async fn member(&self, id: ImageId, project: &ProjectId) -> Result<Member> {
        let image = self.shared(id, "be asked for").await?;
        self.may(Policy::GetMember, &image)?;
        self.member_of(&image, project).await
    }

    async fn members_of(&self, image: &Image) -> Result<Vec<Member>> {
        let sees_all = image.owner == self.caller.project || self.is_admin();
        let sql = "
            select image_id, project_id, status, created_at, updated_at from member
            where image_id = $1 and ($3 or project_id = $2) order by created_at, project_id";
        let members = query(sql)
            .bind(image.id.to_string())
            .bind(self.caller.project.as_str())
            .bind(sees_all);
        let rows: Vec<MemberRow> = self.registry.db.fetch_all(members).await?;
        Ok(rows.into_iter().map(Member::from).collect())
    }

    async fn member_of(&self, image: &Image, project: &ProjectId) -> Result<Member> {
        let members = self.members_of(image).await?;
        let found = members
            .into_iter()
            .find(|member| member.project == *project);
        found.ok_or_else(|| Error::NoMember {
            image: image.id,
            project: project.clone(),
        })
    }

    /// Shares an image with a project: it may use it at once, and is asked whether it wants to see it in its list.
    pub async fn share(&self, id: ImageId, project: &ProjectId) -> Result<Member> {
        let image = self.shared(id, "be added").await?;
        self.may(Policy::AddMember, &image)?;
        let mut tx = self.registry.db.begin().await?;
        // Takes the row, so that two at once count one after the other.
        let sql =
            "update image set generation = generation + 1 where id = $1 and status <> 'deleted'";
        tx.execute(query(sql).bind(id.to_string())).await?;
        let sql = "
            insert into member (image_id, project_id, status, created_at, updated_at)
            select id, $2, 'pending', $3, $3 from image where id = $1 and status <> 'deleted'";
        let insert = query(sql)
            .bind(id.to_string())
            .bind(project.as_str())
            .bind(now());
        let added = tx
            .execute(insert)
            .await
            .on_unique(|| Error::AlreadyMember {
                image: id,
                project: project.clone(),
            })?;
        if added == 0 {
            return Err(Error::ImageNotFound(id));
        }
        let sql = "select count(*) from member where image_id = $1";
        let count: i64 = tx.scalar(query(sql).bind(id.to_string())).await?;
        let (count, most) = (usize::try_from(count).unwrap_or(usize::MAX), NewImage::MOST);
        if count > most {
            return Err(Error::TooManyOf {
                what: "members",
                count,
                most,
            });
        }
        check_pending(&mut tx, &image, project).await?;
        let event = with_member(self.caller, AuditAction::MemberAdd, &image, project);
        tx.record_audit_event(&event).await?;
        tx.commit().await?;
        self.member_of(&image, project).await
    }

    /// Says for a member whether it wants the image in its list. Its owner cannot say so for it.
    pub async fn answer(
        &self,
        id: ImageId,
        project: &ProjectId,
        status: MemberStatus,
    ) -> Result<Member> {
        let image = self.shared(id, "answer").await?;
        self.member_of(&image, project).await?;
        let target = Target::image(&image, &self.caller.project).with_member(project);
        self.may_with(Policy::ModifyMember, &image, target)?;
        let sql = "update member set status = $3, updated_at = $4 where image_id = $1 and project_id = $2";
        let action = match status {
            MemberStatus::Accepted => AuditAction::MemberAccept,
            MemberStatus::Rejected => AuditAction::MemberReject,
            MemberStatus::Pending => AuditAction::MemberReset,
            MemberStatus::Other(word) => {
                return Err(Error::Unrecognized {
                    what: "the answer",
                    word,
                });
            }
        };
        let answer = query(sql)
            .bind(id.to_string())
            .bind(project.as_str())
            .bind(status.as_str())
            .bind(now());
        let mut tx = self.registry.db.begin().await?;
        if tx.execute(answer).await? > 0 {
            tx.record_audit_event(&with_member(self.caller, action, &image, project))
                .await?;
        }
        tx.commit().await?;
        self.member_of(&image, project).await
    }

    /// Ends the sharing of an image with a project.
    pub async fn unshare(&self, id: ImageId, project: &ProjectId) -> Result<()> {
        let image = self.shared(id, "be removed").await?;
        self.may(Policy::DeleteMember, &image)?;
        let sql = "delete from member where image_id = $1 and project_id = $2";
        let remove = query(sql).bind(id.to_string()).bind(project.as_str());
        let mut tx = self.registry.db.begin().await?;
        if tx.execute(remove).await? == 0 {
            return Err(Error::NoMember {
                image: id,
                project: project.clone(),
            });
        }
        let event = with_member(self.caller, AuditAction::MemberRemove, &image, project);
        tx.record_audit_event(&event).await?;
        Ok(tx.commit().await?)
    }

    /// The image, if it is one that has members.
    async fn shared(&self, id: ImageId, verb: &'static str) -> Result<Image> {
        let image = self.find(id).await?;
        if image.visibility != Visibility::Shared {
            return Err(Error::NotShared { id, verb });
        }
        Ok(image)
    }
}
