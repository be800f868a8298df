use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::Mutex,
    time::{Duration, Instant},
};

/// What was learned a moment ago: each thing for the same time, and never more than so many.
#[derive(Debug)]
pub struct TtlCache<K, V> {
    life: Duration,
    most: usize,
    kept: Mutex<CacheEntries<K, V>>,
}

#[derive(Debug)]
struct CacheEntries<K, V> {
    values: HashMap<K, (Instant, V)>,
    /// The oldest first. One that was learned again stands here twice.
    order: VecDeque<(Instant, K)>,
}

impl<K: Clone + Eq + Hash, V: Clone> TtlCache<K, V> {
    /// Nothing yet. Things count for `life`; above `most` the oldest is forgotten first.
    pub fn new(life: Duration, most: usize) -> Self {
        Self {
            life,
            most,
            kept: Mutex::new(CacheEntries {
                values: HashMap::new(),
                order: VecDeque::new(),
            }),
        }
    }

    /// What is known of `key`.
    pub fn get(&self, key: &K) -> Option<V> {
        let kept = self.lock();
        let (since, value) = kept.values.get(key)?;
        (since.elapsed() < self.life).then(|| value.clone())
    }

    /// Notes what was learned from a question that was asked at `since`.
    pub fn put(&self, key: K, value: V, since: Instant) {
        let mut kept = self.lock();
        kept.values.insert(key.clone(), (since, value));
        kept.order.push_back((since, key));
        while let Some((oldest, _)) = kept.order.front() {
            if kept.values.len() <= self.most && oldest.elapsed() < self.life {
                break;
            }
            let Some((since, key)) = kept.order.pop_front() else {
                break;
            };
            // One that was learned again meanwhile has a later moment, and stays.
            if kept.values.get(&key).is_some_and(|(at, _)| *at == since) {
                kept.values.remove(&key);
            }
        }
    }

    /// Forgets what is known of `key`.
    pub fn forget(&self, key: &K) {
        self.lock().values.remove(key);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, CacheEntries<K, V>> {
        // Nothing here can be left half done by a panic.
        self.kept
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn it_never_holds_more_than_it_may() {
        let recent = TtlCache::new(LONG, 3);
        for number in 0..1000 {
            recent.put(number, number, Instant::now());
        }
        assert_eq!(recent.lock().values.len(), 3);
        assert!(recent.lock().order.len() <= 4);
        assert_eq!((recent.get(&999), recent.get(&0)), (Some(999), None));
    }

    #[test]
    fn what_was_learned_too_long_ago_is_not_known() {
        let recent = TtlCache::new(Duration::from_secs(5), 3);
        let ago = |seconds| Instant::now().checked_sub(Duration::from_secs(seconds));
        let (Some(old), Some(young)) = (ago(6), ago(4)) else {
            return;
        };
        recent.put("old", 1, old);
        recent.put("young", 2, young);
        assert_eq!((recent.get(&"old"), recent.get(&"young")), (None, Some(2)));
    }

    #[test]
    fn what_is_learned_again_counts_from_then() {
        let recent = TtlCache::new(LONG, 2);
        recent.put("a", 1, Instant::now());
        recent.put("b", 1, Instant::now());
        recent.put("a", 2, Instant::now());
        recent.put("c", 1, Instant::now());
        assert_eq!((recent.get(&"a"), recent.get(&"b")), (Some(2), None));
        recent.forget(&"a");
        assert_eq!(recent.get(&"a"), None);
    }
}
