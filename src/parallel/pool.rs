//! The threads beside the first.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use nix::{
    sched::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity},
    unistd::Pid,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// More threads than this are not started: there is seldom that much to do.
const MOST: usize = 8;

/// How long threads are waited for. It usually takes a tenth of that.
const PATIENCE: Duration = Duration::from_millis(2);

/// This thread and one for each further processor, started once: a thread has memory of its own to fill, which costs
/// more than many a piece of work. Nothing where there is one processor, or threads cannot be had.
pub(super) fn pool() -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    POOL.get_or_init(start).as_ref()
}

fn start() -> Option<ThreadPool> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get().min(MOST));
    if threads < 2 {
        return None;
    }
    let (arrived, elsewhere) = (Arc::new(AtomicUsize::new(1)), Elsewhere::than_here());
    let arrives = Arc::clone(&arrived);
    let builder = ThreadPoolBuilder::new().num_threads(threads).use_current_thread().spawn_handler(move |worker| {
        let (arrives, elsewhere) = (Arc::clone(&arrives), elsewhere.clone());
        let work = move || {
            elsewhere.go();
            arrives.fetch_add(1, Ordering::Relaxed);
            worker.run();
        };
        thread::Builder::new().spawn(work).map(|_| ())
    });
    let pool = builder.build().ok()?;
    // To give way is what lets them leave this processor.
    let began = Instant::now();
    while arrived.load(Ordering::Relaxed) < threads && began.elapsed() < PATIENCE {
        thread::yield_now();
    }
    Some(pool)
}

/// The processors but the one that the first thread is on. A system that is itself a guest often leaves a new thread
/// on the processor of the one that started it until that has used up its turn of several milliseconds, as it cannot
/// tell whether the others are free; by then the work is done.
#[derive(Clone)]
struct Elsewhere {
    #[cfg(target_os = "linux")]
    processors: Option<CpuSet>,
}

#[cfg(target_os = "linux")]
impl Elsewhere {
    fn than_here() -> Self {
        let but_this = || {
            let mut all = sched_getaffinity(Pid::from_raw(0)).ok()?;
            all.unset(sched_getcpu().ok()?).ok()?;
            (0..CpuSet::count()).any(|p| all.is_set(p).unwrap_or(false)).then_some(all)
        };
        Elsewhere { processors: but_this() }
    }

    /// Takes this thread there. Where that is not allowed it stays where it is.
    fn go(&self) {
        if let Some(processors) = &self.processors {
            let _ = sched_setaffinity(Pid::from_raw(0), processors);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Elsewhere {
    fn than_here() -> Self {
        Elsewhere {}
    }

    fn go(&self) {}
}
