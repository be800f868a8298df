use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use argon2::Block;
use tokio::sync::oneshot;

use crate::{Error, Result, attempts::site};

/// The most that wait for a turn. At 40 ms for a hash and two turns the last of them waits about 1.3 s.
const WAITING: usize = 64;
/// Of those places, so many are kept for users who are known: whoever has many networks must not keep all others out.
const KEPT_FOR_USERS: usize = 16;
/// Seconds after which whoever found the queue full may try again: longer than the whole queue takes.
const RETRY_SECONDS: u64 = 2;

/// In whose name a hash is computed. However many requests one line has, it gets as many turns as any other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Line {
    /// A user who is signed in, or comes from an address from which they signed in before: by id.
    User(String),
    /// Anybody at an address; of IPv6 the first 48 bits, which many providers give to each of their clients.
    Site(String),
}

impl Line {
    pub fn of_address(address: &str) -> Self {
        Self::Site(site(address))
    }

    /// The server's own work, and whoever has no address.
    pub fn own() -> Self {
        Self::of_address("")
    }
}

/// The memory of one Argon2 computation, kept from one to the next.
pub(crate) type Memory = Vec<Block>;

/// A fixed number of turns for hashing, each with its own memory, and a bounded queue before them.
///
/// [Lines](Line) take turns: however many requests one sends, a request of another waits for at most one of them.
/// Where the queue is full, the line with the most waiting requests loses its latest.
#[derive(Clone)]
pub(crate) struct HashSlots(Arc<Mutex<Queue>>);

struct Queue {
    /// The memory of each turn that nobody has.
    free: Vec<Memory>,
    /// Who waits, in the order in which they came.
    waiting: HashMap<Line, VecDeque<oneshot::Sender<HashSlot>>>,
    /// The lines that wait, each once, in the order in which they are served.
    order: VecDeque<Line>,
}

/// The right to compute one hash. It goes to the next in the queue when it is dropped.
pub(crate) struct HashSlot {
    memory: Option<Memory>,
    slots: HashSlots,
}

impl HashSlot {
    /// The memory to compute in: `blocks` of it at least.
    pub fn memory(&mut self, blocks: usize) -> &mut [Block] {
        let memory = self.memory.get_or_insert_default();
        if memory.len() < blocks {
            // Exactly as many: doubling would keep memory that is never used.
            memory.reserve_exact(blocks - memory.len());
            memory.resize(blocks, Block::new());
        }
        memory
    }
}

impl Drop for HashSlot {
    fn drop(&mut self) {
        if let Some(memory) = self.memory.take() {
            self.slots.pass_on(memory);
        }
    }
}

impl HashSlots {
    /// So many at once.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue {
            free: vec![Memory::new(); at_once],
            waiting: HashMap::new(),
            order: VecDeque::new(),
        })))
    }

    /// Waits for a turn.
    pub async fn take(&self, line: &Line) -> Result<HashSlot> {
        let ticket = {
            let mut queue = self.lock();
            if let Some(memory) = queue.free.pop() {
                return Ok(self.slot(memory));
            }
            queue.join(line)?
        };
        // The sender is gone where another line needed the place.
        ticket.await.map_err(|_| full())
    }

    fn slot(&self, memory: Memory) -> HashSlot {
        HashSlot {
            memory: Some(memory),
            slots: self.clone(),
        }
    }

    fn pass_on(&self, memory: Memory) {
        let mut slot = self.slot(memory);
        loop {
            let Some(next) = self.next_or_free(&mut slot) else {
                return;
            };
            // Whoever gave up waiting gives it back. The lock is not held here: dropping a turn takes it.
            match next.send(slot) {
                Ok(()) => return,
                Err(back) => slot = back,
            }
        }
    }

    /// Who is next; where nobody waits, the turn is free.
    fn next_or_free(&self, slot: &mut HashSlot) -> Option<oneshot::Sender<HashSlot>> {
        let mut queue = self.lock();
        let next = queue.next();
        if next.is_none() {
            queue.free.extend(slot.memory.take());
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn join(&mut self, line: &Line) -> Result<oneshot::Receiver<HashSlot>> {
        if self.is_full_for(line) {
            self.forget_who_left();
        }
        if self.is_full_for(line) {
            self.make_room_for(line)?;
        }
        let (sender, receiver) = oneshot::channel();
        if let Some(waiting) = self.waiting.get_mut(line) {
            waiting.push_back(sender);
        } else {
            self.waiting.insert(line.clone(), VecDeque::from([sender]));
            self.order.push_back(line.clone());
        }
        Ok(receiver)
    }

    fn is_full_for(&self, line: &Line) -> bool {
        let waiting = |(_, waiting): (&Line, &VecDeque<_>)| waiting.len();
        let all: usize = self.waiting.iter().map(waiting).sum();
        let sites = self.waiting.iter().filter(|(line, _)| is_site(line));
        let sites: usize = sites.map(waiting).sum();
        all >= WAITING || (is_site(line) && sites >= WAITING - KEPT_FOR_USERS)
    }

    fn forget_who_left(&mut self) {
        for waiting in self.waiting.values_mut() {
            waiting.retain(|sender| !sender.is_closed());
        }
        self.waiting.retain(|_, waiting| !waiting.is_empty());
        let waiting = &self.waiting;
        self.order.retain(|line| waiting.contains_key(line));
    }

    /// Takes a place from the line that has the most, where it keeps no fewer than the newcomer gets. A site takes none
    /// from a user.
    fn make_room_for(&mut self, line: &Line) -> Result<()> {
        let own = self.waiting.get(line).map_or(0, VecDeque::len);
        let others = self.waiting.iter_mut();
        let longest = others
            .filter(|(other, _)| is_site(other) || !is_site(line))
            .max_by_key(|(_, waiting)| waiting.len());
        match longest {
            Some((_, waiting)) if waiting.len() > own + 1 => {
                waiting.pop_back();
                Ok(())
            }
            _ => Err(full()),
        }
    }

    fn next(&mut self) -> Option<oneshot::Sender<HashSlot>> {
        let line = self.order.pop_front()?;
        let waiting = self.waiting.get_mut(&line)?;
        let next = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&line);
        } else {
            self.order.push_back(line);
        }
        next
    }
}

fn is_site(line: &Line) -> bool {
    matches!(line, Line::Site(_))
}

fn full() -> Error {
    Error::Busy {
        seconds: RETRY_SECONDS,
    }
}

impl fmt::Debug for HashSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt;
    use tokio::time::sleep;

    use super::*;

    /// `count` requests from `address` that wait.
    async fn waiting_requests(
        slots: &HashSlots,
        address: &str,
        count: usize,
    ) -> Vec<tokio::task::JoinHandle<Result<()>>> {
        let mut requests = Vec::new();
        for _ in 0..count {
            let (slots, line) = (slots.clone(), Line::of_address(address));
            requests.push(tokio::spawn(async move {
                let slot = slots.take(&line).await?;
                sleep(Duration::from_millis(5)).await;
                drop(slot);
                Ok(())
            }));
            tokio::task::yield_now().await;
        }
        requests
    }

    #[tokio::test]
    async fn many_requests_from_one_address_make_another_wait_for_one_turn_only() {
        let slots = HashSlots::new(1);
        let waiting = waiting_requests(&slots, "192.0.2.1", WAITING - KEPT_FOR_USERS).await;
        let began = std::time::Instant::now();
        drop(
            slots
                .take(&Line::of_address("198.51.100.7"))
                .await
                .expect("a turn"),
        );
        // The one under way, and one more of those that wait at most.
        assert!(
            began.elapsed() < Duration::from_millis(60),
            "{:?}",
            began.elapsed()
        );
        assert!(waiting.iter().filter(|one| !one.is_finished()).count() > WAITING / 3);
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_the_longest_line_gives_way() {
        let slots = HashSlots::new(1);
        let held = slots.take(&Line::own()).await.expect("a turn");
        let waiting = waiting_requests(&slots, "192.0.2.1", WAITING - KEPT_FOR_USERS).await;
        let one_more = slots.take(&Line::of_address("192.0.2.1")).await.map(drop);
        assert!(matches!(one_more, Err(Error::Busy { .. })));
        let elsewhere = Line::of_address("198.51.100.7");
        let mut other = Box::pin(slots.take(&elsewhere));
        assert!(
            (&mut other).now_or_never().is_none(),
            "another address gets a place"
        );
        drop(held);
        drop(other.await.expect("a turn"));
        let mut refused = 0;
        for one in waiting {
            refused += usize::from(one.await.expect("no panic").is_err());
        }
        assert_eq!(refused, 1);
    }

    #[tokio::test]
    async fn whoever_stops_waiting_holds_nobody_up() {
        let slots = HashSlots::new(1);
        let held = slots.take(&Line::own()).await.expect("a turn");
        let lines = ["192.0.2.1", "192.0.2.2"].map(Line::of_address);
        let mut left = Box::pin(slots.take(&lines[0]));
        assert!((&mut left).now_or_never().is_none());
        let mut stays = Box::pin(slots.take(&lines[1]));
        assert!((&mut stays).now_or_never().is_none());
        drop(left);
        drop(held);
        drop(stays.await.expect("a turn"));
        assert_eq!(slots.lock().free.len(), 1);
    }

    #[tokio::test]
    async fn many_addresses_of_one_owner_keep_nobody_else_out() {
        type Address = fn(usize) -> String;
        let one_network: Address = |number| format!("2001:db8::{number:x}");
        let one_site: Address = |number| format!("2001:db8:0:{number:x}::1");
        let many_sites: Address = |number| format!("2001:db8:{number:x}::1");
        let user = Line::User("alice".to_owned());
        let other_address = Line::of_address("192.0.2.9");
        for (address, newcomer, has_place) in [
            (one_network, &other_address, true),
            (one_site, &other_address, true),
            (many_sites, &other_address, false),
            (many_sites, &user, true),
        ] {
            let slots = HashSlots::new(1);
            let held = slots.take(&Line::own()).await.expect("a turn");
            let mut waiting = Vec::new();
            for number in 0..WAITING {
                waiting.extend(waiting_requests(&slots, &address(number), 1).await);
            }
            let mut place = Box::pin(slots.take(newcomer));
            assert_eq!(
                (&mut place).now_or_never().is_none(),
                has_place,
                "{}",
                address(1)
            );
            drop(held);
        }
    }
}
