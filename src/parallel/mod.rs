//! Work on several processors.

mod pool;

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::ThreadPoolBuilder;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use pool::pool;

/// Spreads work over the processors, each taking the next piece when it is done; the results keep the order.
pub fn spread<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    spread_beside(pieces, work, || ()).0
}

/// Spreads work over the processors as [`spread`] does, with one more piece of another kind that this thread
/// begins with.
pub fn spread_beside<T: Send, U>(
    pieces: usize,
    work: impl Fn(usize) -> T + Sync,
    beside: impl FnOnce() -> U,
) -> (Vec<T>, U) {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return done;
            }
            done.push((piece, work(piece)));
        }
    };
    let others = Mutex::new(Vec::new());
    let here = || (beside(), take());
    let (beside, mut all) = match pool() {
        Some(pool) => pool.in_place_scope(|scope| {
            for _ in 1..pool.current_num_threads().min(pieces + 1) {
                scope.spawn(|_| {
                    let done = take();
                    others.lock().expect("nothing else is done with it").extend(done);
                });
            }
            here()
        }),
        None => here(),
    };
    all.extend(others.into_inner().expect("a panic would have come through"));
    all.sort_unstable_by_key(|(piece, _)| *piece);
    (all.into_iter().map(|(_, done)| done).collect(), beside)
}

/// Two pieces of work of different kinds, the first in this thread.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    let Some(pool) = pool() else { return (first(), second()) };
    let mut done = None;
    let first = pool.in_place_scope(|scope| {
        scope.spawn(|_| done = Some(second()));
        first()
    });
    (first, done.expect("the scope ended with it"))
}

/// Work in this thread, and meanwhile in another what will be wanted soon after; that is left for then if there is one
/// processor only.
pub fn meanwhile<A>(first: impl FnOnce() -> A, ahead: impl FnOnce() + Send) -> A {
    if pool().is_some() { both(first, ahead).0 } else { first() }
}

/// The same as [`spread`] with a number of threads, if one is given.
pub(crate) fn spread_over<T: Send>(
    threads: Option<NonZero<usize>>,
    pieces: usize,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Vec<T> {
    let Some(threads) = threads else { return spread(pieces, work) };
    match ThreadPoolBuilder::new().num_threads(threads.get()).build() {
        Ok(pool) => pool.install(|| (0..pieces).into_par_iter().with_max_len(1).map(work).collect()),
        Err(_) => (0..pieces).map(work).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_in_order() {
        for threads in [None, NonZero::new(1), NonZero::new(3), NonZero::new(50)] {
            for pieces in [0, 1, 2, 7, 40] {
                let done = spread_over(threads, pieces, |i| i * i);
                assert_eq!(done, (0..pieces).map(|i| i * i).collect::<Vec<_>>());
                assert_eq!(spread_beside(pieces, |i| i * i, || pieces), (done, pieces));
            }
        }
        assert_eq!(both(|| 1, || "two"), (1, "two"));
        assert_eq!(both(|| spread(3, |i| i), || spread(3, |i| both(|| i, || i).1)), (vec![0, 1, 2], vec![0, 1, 2]));
    }

    #[test]
    fn a_panic_comes_through() {
        let broken = std::panic::catch_unwind(|| both(|| 1, || panic!("the second piece")));
        assert!(broken.is_err());
        let broken = std::panic::catch_unwind(|| spread(3, |i| assert_ne!(i, 2)));
        assert!(broken.is_err());
        assert_eq!(meanwhile(|| 1, || ()), 1);
    }
}
