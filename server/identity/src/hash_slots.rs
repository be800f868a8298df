use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use argon2::Block;
use tokio::sync::oneshot;

use crate::{Error, Result};

/// The most that wait for a turn. At 40 ms for a hash and two turns the last of them waits about 1.3 s.
const WAITING: usize = 64;
/// Seconds after which whoever found the queue full may try again: longer than the whole queue takes.
const RETRY_SECONDS: u64 = 2;

/// The memory of one Argon2 computation, kept from one to the next.
pub(crate) type Memory = Vec<Block>;

/// A fixed number of turns for hashing, each with its own memory, and a bounded queue before them.
///
/// Addresses take turns: however many requests one address sends, a request from another waits for at most one of them.
/// Where the queue is full, the address with the most waiting requests loses its latest.
#[derive(Clone)]
pub(crate) struct HashSlots(Arc<Mutex<Queue>>);

struct Queue {
    /// The memory of each turn that nobody has.
    free: Vec<Memory>,
    /// Who waits, by address, in the order in which they came.
    waiting: HashMap<String, VecDeque<oneshot::Sender<HashSlot>>>,
    /// The addresses that wait, each once, in the order in which they are served.
    order: VecDeque<String>,
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

    /// Waits for a turn. Requests without an address count as from one.
    pub async fn take(&self, address: &str) -> Result<HashSlot> {
        let ticket = {
            let mut queue = self.lock();
            if let Some(memory) = queue.free.pop() {
                return Ok(self.slot(memory));
            }
            queue.join(address)?
        };
        // The sender is gone where another address needed the place.
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
    fn join(&mut self, address: &str) -> Result<oneshot::Receiver<HashSlot>> {
        if self.len() >= WAITING {
            self.forget_who_left();
        }
        if self.len() >= WAITING {
            self.make_room_for(address)?;
        }
        let (sender, receiver) = oneshot::channel();
        if let Some(line) = self.waiting.get_mut(address) {
            line.push_back(sender);
        } else {
            self.waiting
                .insert(address.to_owned(), VecDeque::from([sender]));
            self.order.push_back(address.to_owned());
        }
        Ok(receiver)
    }

    fn len(&self) -> usize {
        self.waiting.values().map(VecDeque::len).sum()
    }

    fn forget_who_left(&mut self) {
        for line in self.waiting.values_mut() {
            line.retain(|sender| !sender.is_closed());
        }
        self.waiting.retain(|_, line| !line.is_empty());
        let waiting = &self.waiting;
        self.order.retain(|address| waiting.contains_key(address));
    }

    /// Takes a place from the address that has the most, where it keeps no fewer than the newcomer gets.
    fn make_room_for(&mut self, address: &str) -> Result<()> {
        let own = self.waiting.get(address).map_or(0, VecDeque::len);
        let longest = self.waiting.values_mut().max_by_key(|line| line.len());
        match longest {
            Some(line) if line.len() > own + 1 => {
                line.pop_back();
                Ok(())
            }
            _ => Err(full()),
        }
    }

    fn next(&mut self) -> Option<oneshot::Sender<HashSlot>> {
        let address = self.order.pop_front()?;
        let line = self.waiting.get_mut(&address)?;
        let next = line.pop_front();
        if line.is_empty() {
            self.waiting.remove(&address);
        } else {
            self.order.push_back(address);
        }
        next
    }
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
    async fn crowd(
        slots: &HashSlots,
        address: &str,
        count: usize,
    ) -> Vec<tokio::task::JoinHandle<Result<()>>> {
        let mut crowd = Vec::new();
        for _ in 0..count {
            let (slots, address) = (slots.clone(), address.to_owned());
            crowd.push(tokio::spawn(async move {
                let slot = slots.take(&address).await?;
                sleep(Duration::from_millis(5)).await;
                drop(slot);
                Ok(())
            }));
            tokio::task::yield_now().await;
        }
        crowd
    }

    #[tokio::test]
    async fn a_crowd_from_one_address_makes_another_wait_for_one_turn_only() {
        let slots = HashSlots::new(1);
        let crowd = crowd(&slots, "192.0.2.1", WAITING).await;
        let began = std::time::Instant::now();
        drop(slots.take("198.51.100.7").await.expect("a turn"));
        // The one under way, and one more of the crowd at most.
        assert!(
            began.elapsed() < Duration::from_millis(60),
            "{:?}",
            began.elapsed()
        );
        assert!(crowd.iter().filter(|one| !one.is_finished()).count() > WAITING / 2);
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_the_longest_line_gives_way() {
        let slots = HashSlots::new(1);
        let held = slots.take("").await.expect("a turn");
        let crowd = crowd(&slots, "192.0.2.1", WAITING).await;
        let one_more = slots.take("192.0.2.1").await.map(drop);
        assert!(matches!(one_more, Err(Error::Busy { .. })));
        let mut other = Box::pin(slots.take("198.51.100.7"));
        assert!(
            (&mut other).now_or_never().is_none(),
            "another address gets a place"
        );
        drop(held);
        drop(other.await.expect("a turn"));
        let mut refused = 0;
        for one in crowd {
            refused += usize::from(one.await.expect("no panic").is_err());
        }
        assert_eq!(refused, 1);
    }

    #[tokio::test]
    async fn whoever_stops_waiting_holds_nobody_up() {
        let slots = HashSlots::new(1);
        let held = slots.take("").await.expect("a turn");
        let mut left = Box::pin(slots.take("192.0.2.1"));
        assert!((&mut left).now_or_never().is_none());
        let mut stays = Box::pin(slots.take("192.0.2.2"));
        assert!((&mut stays).now_or_never().is_none());
        drop(left);
        drop(held);
        drop(stays.await.expect("a turn"));
        assert_eq!(slots.lock().free.len(), 1);
    }
}
