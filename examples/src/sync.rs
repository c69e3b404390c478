//! Locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also when a thread has panicked that had the lock: what is in there is still of use.
pub fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
