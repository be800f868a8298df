use model::{Direction, TaskId, TaskKind, TaskStatus};

/// Which tasks, in which order, and how many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskQuery {
    /// At most so many. 25 where nothing is said, never more than 1000.
    pub limit: Option<u32>,
    /// Those after this one.
    pub marker: Option<TaskId>,
    pub kind: Option<TaskKind>,
    pub status: Option<TaskStatus>,
    /// By what; newest first where nothing is said.
    pub sort: TaskSort,
    pub direction: Option<Direction>,
}

/// By what tasks are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskSort {
    Id,
    Kind,
    Status,
    #[default]
    CreatedAt,
    UpdatedAt,
}

impl TaskQuery {
    /// The number that is given out.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(25).min(1000) as usize
    }
}

impl TaskSort {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }
}
