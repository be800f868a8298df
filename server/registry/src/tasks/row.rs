use model::{
    ImageId, Invalid, Moment, OffsetDateTime, ProjectId, Task, TaskId, TaskKind, TaskStatus, UserId,
};
use sqlx::FromRow;

use crate::Requester;

/// The columns of a task, in every query that reads one.
pub const TASK: &str = "
    task.id, task.kind, task.status, task.project_id, task.user_id, task.request_id, task.image_id, task.input,
    task.result, task.message, task.fence, task.attempts, task.created_at, task.updated_at, task.expires_at, task.grounds";

/// The same without what was asked for, which a list does not show.
pub const TASK_BRIEF: &str = "
    task.id, task.kind, task.status, task.project_id, task.user_id, task.request_id, task.image_id, '{}' as input,
    task.result, task.message, task.fence, task.attempts, task.created_at, task.updated_at, task.expires_at, task.grounds";

#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct TaskRow {
    pub id: TaskId,
    pub kind: TaskKind,
    pub status: TaskStatus,
    pub project_id: ProjectId,
    pub user_id: UserId,
    pub request_id: String,
    pub image_id: Option<String>,
    pub input: String,
    pub result: Option<String>,
    pub message: String,
    pub fence: i64,
    pub attempts: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    /// The credentials of the requester.
    pub grounds: String,
}

impl TaskRow {
    /// Whoever asked for it.
    pub fn requester(&self) -> Requester {
        Requester {
            user: self.user_id.clone(),
            project: self.project_id.clone(),
            grounds: self.grounds.clone(),
        }
    }

    /// The image that it is about.
    pub fn image(&self) -> Result<Option<ImageId>, Invalid> {
        self.image_id.as_deref().map(str::parse).transpose()
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = Invalid;

    fn try_from(row: TaskRow) -> Result<Self, Invalid> {
        Ok(Self {
            image: row.image()?,
            id: row.id,
            kind: row.kind,
            status: row.status,
            owner: row.project_id,
            user: row.user_id,
            request: row.request_id,
            input: row.input,
            result: row.result,
            message: row.message,
            created_at: row.created_at,
            updated_at: row.updated_at,
            expires_at: row.expires_at.map(Moment),
        })
    }
}
