use db::with_db;
use model::{Direction, ImageId, Invalid, Page, Policy, Task, TaskId};

use super::{TASK, TaskQuery, TaskRow, Tasks, query::TaskSort};
use crate::{Error, Result};

impl Tasks<'_> {
    /// The tasks of the caller's project that match, a page at a time; an admin's are everybody's, and unless the operator
    /// says otherwise only admins ask, as in Glance.
    pub async fn list(&self, query: &TaskQuery) -> Result<Page<Task>> {
        self.may(Policy::GetTasks)?;
        let place = match query.marker {
            Some(marker) => Some(self.row(marker).await.map_err(|error| match error {
                Error::TaskNotFound(_) => {
                    Invalid::new("marker", format_args!("names no task: {marker}")).into()
                }
                error => error,
            })?),
            None => None,
        };
        let (sign, way) = match query.direction.unwrap_or(Direction::Descending) {
            Direction::Ascending => (" > (", "asc"),
            Direction::Descending => (" < (", "desc"),
        };
        let (limit, column) = (query.limit(), query.sort.column());
        let rows = with_db!(self.registry.db, |pool, Any| {
            let mut sql =
                sqlx::QueryBuilder::<Any>::new(format!("select {TASK} from task where ("));
            sql.push_bind(self.sees_all()).push(" or project_id = ");
            sql.push_bind(self.caller.project.to_string()).push(")");
            if let Some(kind) = query.kind {
                sql.push(" and kind = ").push_bind(kind.as_str());
            }
            if let Some(status) = query.status {
                sql.push(" and status = ").push_bind(status.as_str());
            }
            if let Some(place) = place {
                sql.push(format!(" and ({column}, id)")).push(sign);
                match query.sort {
                    TaskSort::Id => sql.push_bind(place.id.to_string()),
                    TaskSort::Kind => sql.push_bind(place.kind.as_str()),
                    TaskSort::Status => sql.push_bind(place.status.as_str()),
                    TaskSort::CreatedAt => sql.push_bind(place.created_at),
                    TaskSort::UpdatedAt => sql.push_bind(place.updated_at),
                };
                sql.push(", ").push_bind(place.id.to_string()).push(")");
            }
            // One more than asked for tells whether there is a next page.
            sql.push(format!(" order by {column} {way}, id {way} limit "))
                .push_bind(i64::try_from(limit + 1).unwrap_or(i64::MAX))
                .build_query_as::<TaskRow>()
                .fetch_all(pool)
                .await
        })?;
        let tasks = tasks(rows)?;
        Ok(Page::cut(tasks, limit, |task| task.id.to_string()))
    }

    /// The task of that id, if the caller may see it: of another project it is as none.
    pub async fn get(&self, id: TaskId) -> Result<Task> {
        self.may(Policy::GetTask)?;
        Ok(self.row(id).await?.try_into()?)
    }

    /// The tasks of an image that the caller may see, newest first: those of the caller's own project, unless an admin
    /// asks. What somebody asked for, such as an address, is not for everybody who may see the image.
    pub async fn of_image(&self, image: ImageId) -> Result<Vec<Task>> {
        self.registry.images(self.caller).get(image).await?;
        let sql = format!(
            "select {TASK} from task where image_id = $1 and (project_id = $2 or $3)
             order by created_at desc, id limit 1000"
        );
        let rows = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, TaskRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(image.to_string())
                .bind(self.caller.project.as_str())
                .bind(self.sees_all())
                .fetch_all(pool)
                .await
        })?;
        tasks(rows)
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
        let row = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, TaskRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(id.to_string())
                .bind(self.caller.project.as_str())
                .bind(self.sees_all())
                .fetch_optional(pool)
                .await
        })?;
        row.ok_or(Error::TaskNotFound(id))
    }
}

fn tasks(rows: Vec<TaskRow>) -> Result<Vec<Task>> {
    rows.into_iter().map(|row| Ok(row.try_into()?)).collect()
}
