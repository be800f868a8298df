use db::{QueryBuilder, query};
use model::{Direction, ImageId, Invalid, Page, Policy, Task, TaskId};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::{TASK, TASK_BRIEF, TaskQuery, TaskRow, Tasks, query::TaskSort};
use crate::{Error, Result};

/// Bytes of what was asked for, and became of it, in the tasks of an image, of which the oldest are left out: it bounds the memory of a
/// request. A task of an import has some 500.
const OF_IMAGE_BYTES: i64 = 1 << 20;

impl Tasks<'_> {
    /// The tasks of the caller's project that match, a page at a time; an admin's are everybody's, and unless the operator
    /// says otherwise only admins ask, as in Glance.
    pub async fn list(&self, wanted: &TaskQuery) -> Result<Page<Task>> {
        self.may(Policy::GetTasks)?;
        let place = match wanted.marker {
            Some(marker) => Some(self.row(marker).await.map_err(|error| match error {
                Error::TaskNotFound(_) => {
                    Invalid::new("marker", format_args!("names no task: {marker}")).into()
                }
                error => error,
            })?),
            None => None,
        };
        let (sign, way) = match wanted.direction.unwrap_or(Direction::Descending) {
            Direction::Ascending => (" > (", "asc"),
            Direction::Descending => (" < (", "desc"),
        };
        let (limit, column) = (wanted.limit(), wanted.sort.column());
        let mut sql = QueryBuilder::new(format!("select {TASK_BRIEF} from task where ("));
        sql.push_bind(self.sees_all()).push(" or project_id = ");
        sql.push_bind(self.caller.project.as_str()).push(")");
        if let Some(kind) = wanted.kind {
            sql.push(" and kind = ").push_bind(kind.as_str());
        }
        if let Some(status) = wanted.status {
            sql.push(" and status = ").push_bind(status.as_str());
        }
        if let Some(place) = place {
            sql.push(format_args!(" and ({column}, id)")).push(sign);
            match wanted.sort {
                TaskSort::Id => sql.push_bind(place.id.to_string()),
                TaskSort::Kind => sql.push_bind(place.kind.as_str()),
                TaskSort::Status => sql.push_bind(place.status.as_str()),
                TaskSort::CreatedAt => sql.push_bind(place.created_at),
                TaskSort::UpdatedAt => sql.push_bind(place.updated_at),
            };
            sql.push(", ").push_bind(place.id.to_string()).push(")");
        }
        sql.push(format_args!(" order by {column} {way}, id {way} limit "));
        // One more than asked for tells whether there is a next page.
        sql.push_bind(i64::try_from(limit + 1).unwrap_or(i64::MAX));
        let tasks = tasks(self.registry.db.fetch_all(sql.build()).await?)?;
        Ok(Page::cut(tasks, limit, |task| task.id.to_string()))
    }

    /// The task of that id, if the caller may see it: of another project it is as none.
    pub async fn get(&self, id: TaskId) -> Result<Task> {
        self.may(Policy::GetTask)?;
        Ok(self.shown(self.row(id).await?.try_into()?))
    }

    /// The tasks of an image that the caller may see, newest first: those of the caller's own project, unless an admin
    /// asks. What somebody asked for, such as an address, is not for everybody who may see the image. At most 1,000, and as many as fit into
    /// `OF_IMAGE_BYTES`.
    pub async fn of_image(&self, image: ImageId) -> Result<Vec<Task>> {
        self.registry.images(self.caller).get(image).await?;
        let sql = format!(
            "select {TASK} from (
                select *, sum(octet_length(input) + octet_length(message)) over (order by created_at desc, id) as bytes
                from task where image_id = $1 and (project_id = $2 or $3)
             ) as task
             where bytes <= $4 order by created_at desc, id limit 1000"
        );
        let of_image = query(AssertSqlSafe(sql))
            .bind(image.to_string())
            .bind(self.caller.project.as_str())
            .bind(self.sees_all())
            .bind(OF_IMAGE_BYTES);
        let tasks = tasks(self.registry.db.fetch_all(of_image).await?)?;
        Ok(tasks.into_iter().map(|task| self.shown(task)).collect())
    }

    /// The task without properties in its input that the caller may not read.
    fn shown(&self, mut task: Task) -> Task {
        if self.registry.protections.is_empty() {
            return task;
        }
        let images = self.registry.images(self.caller);
        if let Ok(mut input) = serde_json::from_str::<Value>(&task.input)
            && let Some(Value::Object(properties)) = input.get_mut("image_properties")
        {
            properties.retain(|name, _| images.shows_name(name));
            task.input = input.to_string();
        }
        task
    }

    /// Refuses whom the policies do not let use tasks at all, or not so.
    pub fn may(&self, policy: Policy) -> Result<()> {
        self.registry.may(self.caller, Policy::TasksApiAccess)?;
        self.registry.may(self.caller, policy)
    }

    fn sees_all(&self) -> bool {
        self.registry.images(self.caller).is_admin()
    }

    async fn row(&self, id: TaskId) -> Result<TaskRow> {
        let sql = format!("select {TASK} from task where id = $1 and (project_id = $2 or $3)");
        let row = query(AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(self.caller.project.as_str())
            .bind(self.sees_all());
        let row = self.registry.db.fetch_optional(row).await?;
        row.ok_or(Error::TaskNotFound(id))
    }
}

fn tasks(rows: Vec<TaskRow>) -> Result<Vec<Task>> {
    rows.into_iter().map(|row| Ok(row.try_into()?)).collect()
}
