//! Who is next: slots that projects share fairly.

use std::collections::HashMap;

use db::query;
use model::ProjectId;
use sqlx::{AssertSqlSafe, FromRow};

use super::Lease;
use crate::{Result, System};

/// Projects that are looked at in one turn, each with its oldest task.
const MOST: i64 = 1000;

/// Tasks of one project at a time: a few projects whose downloads are slow must leave slots to the others.
const SHARE: usize = 2;

/// What moves the data of a task. Each has slots of its own, so that downloads hold up nobody's local work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The data is here already.
    Local,
    /// It comes over the network, as slowly as whoever sends it likes.
    Remote,
}

impl Transfer {
    /// In the order in which slots are filled.
    pub const ALL: [Self; 2] = [Self::Local, Self::Remote];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Remote => "remote",
        }
    }
}

/// How many tasks a node works on at a time, and for whom. A project has at most half of the slots of a kind, at most two, and of
/// the projects that wait the one is next that was served longest ago.
#[derive(Debug)]
pub struct Slots {
    local: usize,
    remote: usize,
    busy: Vec<(Transfer, Lease)>,
    /// When a project was last served, in turns.
    served: HashMap<ProjectId, u64>,
    turn: u64,
}

/// The oldest task of a project that is due.
#[derive(Clone, Debug, FromRow)]
struct Head {
    id: String,
    #[sqlx(try_from = "String")]
    project_id: ProjectId,
}

impl Slots {
    /// So many for each.
    pub fn new(local: usize, remote: usize) -> Self {
        Self {
            local,
            remote,
            busy: Vec::new(),
            served: HashMap::new(),
            turn: 0,
        }
    }

    /// Whether one more task of that kind may begin.
    pub fn is_free(&self, transfer: Transfer) -> bool {
        let busy = self.busy.iter().filter(|(of, _)| *of == transfer);
        busy.count() < self.all(transfer)
    }

    /// Notes that a task has come to its end.
    pub fn give_back(&mut self, lease: &Lease) {
        self.busy.retain(|(_, busy)| busy != lease);
        // Whoever has nothing waiting or under way for a while is served as anybody new.
        if self.served.len() > 10_000 {
            self.served.clear();
        }
    }

    /// The tasks that are under way.
    pub fn leases(&self) -> impl Iterator<Item = &Lease> {
        self.busy.iter().map(|(_, lease)| lease)
    }

    fn all(&self, transfer: Transfer) -> usize {
        match transfer {
            Transfer::Local => self.local,
            Transfer::Remote => self.remote,
        }
    }

    fn take(&mut self, transfer: Transfer, lease: Lease) {
        self.turn += 1;
        self.served.insert(lease.task.project_id.clone(), self.turn);
        self.busy.push((transfer, lease));
    }

    /// The order in which the tasks may begin, without those whose project has its share.
    fn in_turn(&self, transfer: Transfer, heads: Vec<Head>) -> Vec<Head> {
        let share = (self.all(transfer) / 2).clamp(1, SHARE);
        let running = |project: &ProjectId| {
            let busy = self.busy.iter().filter(|(of, _)| *of == transfer);
            busy.filter(|(_, lease)| lease.task.project_id == *project)
                .count()
        };
        let mut heads: Vec<Head> = heads
            .into_iter()
            .filter(|head| running(&head.project_id) < share)
            .collect();
        // A stable order: of those that were never served, the one that waits longest is first.
        heads.sort_by_key(|head| self.served.get(&head.project_id).copied());
        heads
    }
}

impl System<'_> {
    /// Takes the task that is next in turn into a free slot.
    pub async fn next_task(&self, slots: &mut Slots, transfer: Transfer) -> Result<Option<Lease>> {
        for head in slots.in_turn(transfer, self.due_heads(transfer).await?) {
            // Another node may have been faster.
            if let Some(lease) = self.take_task_of_id(&head.id).await? {
                slots.take(transfer, lease.clone());
                return Ok(Some(lease));
            }
        }
        Ok(None)
    }

    /// The oldest task that is due of each project. Looking takes no lock.
    async fn due_heads(&self, transfer: Transfer) -> Result<Vec<Head>> {
        let db = &self.registry.db;
        let sql = format!(
            "select id, project_id from (
                select id, project_id, lease_until, created_at,
                    row_number() over (partition by project_id order by lease_until, created_at, id) as place
                from task where status in ('pending', 'processing') and lease_until <= {} and transfer = $1
             ) as due
             where place = 1 order by lease_until, created_at, id limit $2",
            db.backend().now_millis(),
        );
        let heads = query(AssertSqlSafe(sql)).bind(transfer.as_str()).bind(MOST);
        Ok(db.fetch_all(heads).await?)
    }
}
