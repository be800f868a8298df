//! Counting limits: how many of something may be under way for one key at once.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// How many may be under way at once for each key. Copies share their counts.
#[derive(Debug)]
pub struct PerKeyLimit<K> {
    most: usize,
    counts: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K> Clone for PerKeyLimit<K> {
    fn clone(&self) -> Self {
        Self {
            most: self.most,
            counts: Arc::clone(&self.counts),
        }
    }
}

impl<K: Eq + Hash + Clone> PerKeyLimit<K> {
    /// At most `most` for each key.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            counts: Arc::default(),
        }
    }

    /// The most for one key.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Counts one more for `key` until the permit is dropped; `None` if the key has as many as it may.
    pub fn acquire(&self, key: K) -> Option<KeyPermit<K>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(KeyPermit {
            key,
            counts: Arc::clone(&self.counts),
        })
    }
}

/// One that is under way.
pub struct KeyPermit<K: Eq + Hash> {
    key: K,
    counts: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Eq + Hash> fmt::Debug for KeyPermit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPermit").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash> Drop for KeyPermit<K> {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(count) = counts.get_mut(&self.key) else {
            return;
        };
        *count -= 1;
        // Keys come from outside: the map must not keep those that are gone.
        if *count == 0 {
            counts.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_count_which_ends_with_its_permits() {
        let limit = PerKeyLimit::new(2);
        let first = limit.acquire("a").expect("the first");
        let _second = limit.acquire("a").expect("the second");
        assert!(limit.acquire("a").is_none());
        assert!(limit.acquire("b").is_some(), "another key is not concerned");
        drop(first);
        assert!(limit.acquire("a").is_some());
    }

    #[test]
    fn keys_that_are_gone_are_forgotten() {
        let limit = PerKeyLimit::new(1);
        for key in 0..1000 {
            drop(limit.acquire(key));
        }
        assert!(limit.counts.lock().expect("the counts").is_empty());
    }
}
