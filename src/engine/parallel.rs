//! Work on several processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this are not started unless they are asked for: there is seldom that much to do.
const MOST: usize = 8;

/// Spreads work over the processors, each taking the next piece when it is done; the results keep the order.
pub fn spread<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    spread_over(None, pieces, work)
}

/// The same with a number of threads, if one is given.
pub(super) fn spread_over<T: Send>(
    threads: Option<NonZero<usize>>,
    pieces: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let processors = || std::thread::available_parallelism().map_or(1, |n| n.get().min(MOST));
    let threads = threads.map_or_else(processors, NonZero::get).min(pieces);
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
    let mut all = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut all = take();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(piece, _)| *piece);
    all.into_iter().map(|(_, done)| done).collect()
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
            }
        }
    }
}
