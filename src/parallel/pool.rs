//! The threads beside the first.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

use elsewhere::Elsewhere;

/// More threads than this are not started: there is seldom that much to do.
const MOST: usize = 8;

/// How long threads are waited for. It usually takes a tenth of that.
const PATIENCE: Duration = Duration::from_millis(2);

/// This thread and one for each further processor, started once: a thread has memory of its own to fill, which costs
/// more than many a piece of work. Nothing where there is one processor, or threads cannot be had. Asked for before
/// each work that is shared, it sees that the others do not stand in the first one's way.
pub(super) fn pool() -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<Pool>> = OnceLock::new();
    let pool = POOL.get_or_init(start).as_ref()?;
    if pool.threads.current_thread_index() == Some(0) {
        pool.elsewhere.than_here();
    }
    Some(&pool.threads)
}

struct Pool {
    threads: ThreadPool,
    elsewhere: Arc<Elsewhere>,
}

fn start() -> Option<Pool> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get().min(MOST));
    if threads < 2 {
        return None;
    }
    let (arrived, elsewhere) = (Arc::new(AtomicUsize::new(1)), Arc::new(Elsewhere::default()));
    elsewhere.than_here();
    let (arrives, aside) = (Arc::clone(&arrived), Arc::clone(&elsewhere));
    let builder = ThreadPoolBuilder::new().num_threads(threads).use_current_thread().spawn_handler(move |worker| {
        let (arrives, aside) = (Arc::clone(&arrives), Arc::clone(&aside));
        let work = move || {
            aside.go();
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
    Some(Pool { threads: pool, elsewhere })
}

/// The processors but the one that the first thread is on. A system that is itself a guest often leaves a new thread
/// on the processor of the one that started it until that has used up its turn of several milliseconds, as it cannot
/// tell whether the others are free; by then the work is done. The same happens when the first thread is moved to where
/// another sleeps.
#[cfg(target_os = "linux")]
mod elsewhere {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use nix::sched::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
    use nix::unistd::{Pid, gettid};

    #[derive(Default)]
    pub(super) struct Elsewhere {
        /// The processor that the others keep off, one more; 0 if it is not known.
        first: AtomicUsize,
        /// Where the others may be, and which they are.
        others: Mutex<(Option<CpuSet>, Vec<Pid>)>,
    }

    impl Elsewhere {
        /// Says that the first thread is on this processor; the others leave it.
        pub(super) fn than_here(&self) {
            let Ok(here) = sched_getcpu() else { return };
            if self.first.swap(here + 1, Ordering::Relaxed) == here + 1 {
                return;
            }
            let but_this = || {
                let mut all = sched_getaffinity(Pid::from_raw(0)).ok()?;
                all.unset(here).ok()?;
                (0..CpuSet::count()).any(|p| all.is_set(p).unwrap_or(false)).then_some(all)
            };
            let Ok(mut others) = self.others.lock() else { return };
            others.0 = but_this();
            others.1.iter().for_each(|thread| send(*thread, others.0.as_ref()));
        }

        /// Takes this thread there, and wherever it is to be from now on.
        pub(super) fn go(&self) {
            let Ok(mut others) = self.others.lock() else { return };
            let this = gettid();
            others.1.push(this);
            send(this, others.0.as_ref());
        }
    }

    /// Where that is not allowed a thread stays where it is.
    fn send(thread: Pid, processors: Option<&CpuSet>) {
        if let Some(processors) = processors {
            let _ = sched_setaffinity(thread, processors);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    #[derive(Default)]
    pub(super) struct Elsewhere;

    impl Elsewhere {
        pub(super) fn than_here(&self) {}

        pub(super) fn go(&self) {}
    }
}
