//! Work on several processors.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this are not started unless they are asked for: there is seldom that much to do.
const MOST: usize = 8;

/// Spreads work over the processors, each taking the next piece when it is done; the results keep the order.
pub fn spread<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    spread_over(None, pieces, work)
}

/// Spreads work over the processors as [`spread`] does, with one more piece of another kind that this thread
/// begins with.
pub fn spread_beside<T: Send, U>(
    pieces: usize,
    work: impl Fn(usize) -> T + Sync,
    beside: impl FnOnce() -> U,
) -> (Vec<T>, U) {
    share(processors().min(pieces + 1), pieces, work, beside)
}

/// Two pieces of work of different kinds, the first in this thread.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    if processors() < 2 {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// The same as [`spread`] with a number of threads, if one is given.
pub(crate) fn spread_over<T: Send>(
    threads: Option<NonZero<usize>>,
    pieces: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let threads = threads.map_or_else(processors, NonZero::get).min(pieces);
    share(threads, pieces, work, || ()).0
}

/// The processors, asked for once: on some systems that takes several files.
fn processors() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST)))
}

fn share<T: Send, U>(
    threads: usize,
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
    let (mut all, beside) = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let beside = beside();
        let mut all = take();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        (all, beside)
    });
    all.sort_by_key(|(piece, _)| *piece);
    (all.into_iter().map(|(_, done)| done).collect(), beside)
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
    }
}
