use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};

type Flight<A> = Shared<BoxFuture<'static, Option<A>>>;

/// Questions under way: whoever asks what is being asked waits for the same answer.
#[derive(Debug)]
pub struct SingleFlight<K, A: Clone>(Arc<Mutex<HashMap<K, Flight<A>>>>);

impl<K, A> SingleFlight<K, A>
where
    K: Clone + Eq + Hash + Send + 'static,
    A: Clone + Send + Sync + 'static,
{
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// The answer to `ask`, or to the same question if it is under way. `None` if the asking broke down.
    ///
    /// It is asked to the end, also where everybody who waited has gone.
    pub async fn join<F>(&self, key: &K, ask: impl FnOnce() -> F) -> Option<A>
    where
        F: Future<Output = A> + Send + 'static,
    {
        let flight = {
            let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            under_way
                .entry(key.clone())
                .or_insert_with(|| {
                    let landing = FlightGuard(self.0.clone(), key.clone());
                    let asking = ask();
                    let task = tokio::spawn(async move {
                        let _landing = landing;
                        asking.await
                    });
                    task.map(Result::ok).boxed().shared()
                })
                .clone()
        };
        flight.await
    }
}

/// Takes a question off the list when it has been answered, however it went.
struct FlightGuard<K: Eq + Hash, A: Clone>(Arc<Mutex<HashMap<K, Flight<A>>>>, K);

impl<K: Eq + Hash, A: Clone> Drop for FlightGuard<K, A> {
    fn drop(&mut self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        time::Duration,
    };

    use super::*;

    #[tokio::test]
    async fn a_question_under_way_is_not_asked_again() {
        let (in_flight, asked) = (SingleFlight::new(), Arc::new(AtomicU32::new(0)));
        let ask = || {
            in_flight.join(&"key", || {
                let asked = asked.clone();
                async move {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    asked.fetch_add(1, Ordering::SeqCst)
                }
            })
        };
        let answers = futures::future::join_all([ask(), ask(), ask()]).await;
        assert_eq!(answers, [Some(0), Some(0), Some(0)]);
        assert_eq!(ask().await, Some(1), "when it has landed, it is asked anew");
    }

    #[tokio::test]
    async fn one_that_breaks_down_is_taken_off_the_list() {
        let in_flight = SingleFlight::new();
        let broken = in_flight
            .join(&1, || async { panic!("on purpose") as u8 })
            .await;
        assert_eq!(broken, None);
        assert_eq!(in_flight.join(&1, || async { 7 }).await, Some(7));
    }
}
