//! The random numbers of Python's `random.Random`, seeded by a text: the Mersenne Twister MT19937
//! and the distributions drawn from it, as in Python 3.11. What was first drawn in Python comes out the
//! same here.

use std::collections::BTreeSet;
use std::f64::consts::TAU;

use sha2::{Digest, Sha512};

/// Words of the state.
const WORDS: usize = 624;

/// Distance between the words that a step joins.
const SHIFT: usize = 397;

/// A stream of random numbers, a pure function of its seed.
pub(crate) struct PythonRandom {
    state: [u32; WORDS],
    /// The next word to hand out; `WORDS` when all are used.
    next: usize,
    /// The second of two normal deviates that are drawn together.
    spare: Option<f64>,
}

impl PythonRandom {
    /// As `random.Random(seed)`: the text and its SHA-512 digest are one large number.
    pub(crate) fn new(seed: &str) -> PythonRandom {
        let mut bytes = seed.as_bytes().to_vec();
        bytes.extend(Sha512::digest(seed.as_bytes()));
        let key: Vec<u32> = bytes.rchunks(4).map(|c| c.iter().fold(0, |word, b| word << 8 | u32::from(*b))).collect();
        let significant = key.iter().rposition(|word| *word != 0).map_or(1, |last| last + 1);
        PythonRandom { state: state(&key[..significant]), next: WORDS, spare: None }
    }

    /// The next 32 bits.
    fn word(&mut self) -> u32 {
        if self.next == WORDS {
            self.renew();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    /// The next generation of the whole state.
    fn renew(&mut self) {
        for i in 0..WORDS {
            let y = self.state[i] & 0x8000_0000 | self.state[(i + 1) % WORDS] & 0x7fff_ffff;
            let twist = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + SHIFT) % WORDS] ^ y >> 1 ^ twist;
        }
        self.next = 0;
    }

    /// From 0 up to, not including, 1, with 53 random bits.
    pub(crate) fn random(&mut self) -> f64 {
        let (high, low) = (u64::from(self.word() >> 5), u64::from(self.word() >> 6));
        (high << 26 | low) as f64 / (1u64 << 53) as f64
    }

    /// Between two numbers.
    pub(crate) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.random()
    }

    /// One of `0..n`: as many bits as `n` has are drawn until they make a number below it.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u32::try_from(n).expect("a range of 32 bits");
        assert!(n > 0, "nothing to draw from");
        loop {
            let drawn = self.word() >> n.leading_zeros();
            if drawn < n {
                return drawn as usize;
            }
        }
    }

    /// One of `low..=high`, as `randint`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    /// One of the items.
    pub(crate) fn choice<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Some of the items, each at most once, in the order drawn. Python draws from a shrinking list
    /// or, where a set of those taken is smaller than that list, again until one is new.
    pub(crate) fn sample<T: Copy>(&mut self, items: &[T], count: usize) -> Vec<T> {
        assert!(count <= items.len(), "a sample larger than its source");
        if items.len() <= set_size(count) {
            let mut left = items.to_vec();
            let draw = |_| {
                let at = self.below(left.len());
                left.swap_remove(at)
            };
            return (0..count).map(draw).collect();
        }
        let mut taken = BTreeSet::new();
        let mut out = Vec::with_capacity(count);
        while out.len() < count {
            let at = self.below(items.len());
            if taken.insert(at) {
                out.push(items[at]);
            }
        }
        out
    }

    /// Normally distributed, as `gauss`: two deviates are made at once, one is kept for the next call.
    pub(crate) fn gauss(&mut self, mean: f64, deviation: f64) -> f64 {
        let z = self.spare.take().unwrap_or_else(|| {
            let angle = self.random() * TAU;
            let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.random()));
            self.spare = Some(libm::sin(angle) * radius);
            libm::cos(angle) * radius
        });
        mean + z * deviation
    }

    /// Normally distributed, as `normalvariate`: a ratio of uniform numbers (Kinderman, Monahan).
    fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let width = 4.0 * libm::exp(-0.5) / libm::sqrt(2.0);
        loop {
            let across = self.random();
            let up = 1.0 - self.random();
            let z = width * (across - 0.5) / up;
            if z * z / 4.0 <= -libm::log(up) {
                return mean + z * deviation;
            }
        }
    }

    /// A number whose logarithm is normally distributed, as `lognormvariate`.
    pub(crate) fn log_normal(&mut self, mean: f64, deviation: f64) -> f64 {
        libm::exp(self.normal(mean, deviation))
    }
}

/// The first state for a key of any length, as `init_by_array` of the authors of MT19937.
fn state(key: &[u32]) -> [u32; WORDS] {
    let mix = |before: u32, factor: u32| (before ^ before >> 30).wrapping_mul(factor);
    let mut state = [19_650_218u32; WORDS];
    for i in 1..WORDS {
        state[i] = mix(state[i - 1], 1_812_433_253).wrapping_add(i as u32);
    }
    // Two rounds through words 1 to 623, the second going on where the first ended; word 0 takes over
    // the last word whenever a round passes the end.
    let mut i = 1;
    let mut step = |state: &mut [u32; WORDS], factor: u32, change: &dyn Fn(u32, usize) -> u32| {
        state[i] = change(state[i] ^ mix(state[i - 1], factor), i);
        i += 1;
        if i == WORDS {
            state[0] = state[WORDS - 1];
            i = 1;
        }
    };
    for j in 0..WORDS.max(key.len()) {
        let j = j % key.len();
        step(&mut state, 1_664_525, &|word, _| word.wrapping_add(key[j]).wrapping_add(j as u32));
    }
    for _ in 1..WORDS {
        step(&mut state, 1_566_083_941, &|word, at| word.wrapping_sub(at as u32));
    }
    state[0] = 0x8000_0000;
    state
}

/// The size that Python reckons for a set of `count` items: 21, and for more than five items the
/// least power of four that is at least three times their number.
fn set_size(count: usize) -> usize {
    if count <= 5 {
        return 21;
    }
    let mut table = 4;
    while table < 3 * count {
        table *= 4;
    }
    21 + table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fresh stream.
    fn small() -> PythonRandom {
        PythonRandom::new("small-0")
    }

    /// A fresh stream of another seed.
    fn medium() -> PythonRandom {
        PythonRandom::new("medium-3")
    }

    #[test]
    fn words_are_those_of_python() {
        let words = |seed: &str| {
            let mut random = PythonRandom::new(seed);
            [random.word(), random.word(), random.word(), random.word()]
        };
        assert_eq!(words("small-0"), [3419663167, 604053628, 3061573629, 1950993581]);
        assert_eq!(words("large-4"), [2251465139, 2930229176, 1235535453, 1539556238]);
        assert_eq!(words(""), [4124137760, 1951988028, 2557274880, 888572032]);
    }

    #[test]
    fn fractions_are_those_of_python() {
        let mut random = small();
        assert_eq!(random.random(), 0.7962023700821562);
        assert_eq!(random.random(), 0.7128281552661291);
        assert_eq!(small().uniform(0.3, 1.0), 0.8573416590575094);
        assert_eq!(medium().random(), 0.3333737956403515);
        assert_eq!(medium().uniform(0.3, 1.0), 0.533361656948246);
    }

    #[test]
    fn later_generations_are_those_of_python() {
        let mut random = small();
        (0..2000).for_each(|_| _ = random.random());
        assert_eq!(random.random(), 0.29144727113128754);
        assert_eq!(random.word(), 73741987);
    }

    #[test]
    fn integers_are_those_of_python() {
        let drawn = |mut random: PythonRandom| (0..6).map(|_| random.between(20, 80)).collect::<Vec<_>>();
        assert_eq!(drawn(small()), [70, 29, 65, 49, 34, 38]);
        assert_eq!(drawn(medium()), [41, 47, 54, 67, 78, 70]);
        let below = |mut random: PythonRandom| [1, 2, 3, 64, 65, 1000, 4096].map(|n| random.below(n));
        assert_eq!(below(small()), [0, 1, 0, 36, 57, 712, 2810]);
        assert_eq!(below(medium()), [0, 1, 2, 7, 13, 827, 569]);
        let signs = |mut random: PythonRandom| [(); 8].map(|()| random.choice(&[1, 1, -1]));
        assert_eq!(signs(small()), [1, -1, 1, 1, 1, -1, 1, -1]);
        assert_eq!(signs(medium()), [1, 1, -1, -1, 1, -1, -1, 1]);
    }

    #[test]
    fn samples_are_those_of_python() {
        let mut random = small();
        let mut sample = |n: usize, count: usize| random.sample(&(0..n).collect::<Vec<_>>(), count);
        // On both sides of the sizes where Python goes from a list to a set.
        assert_eq!(sample(21, 5), [4, 14, 7, 9, 19]);
        assert_eq!(sample(22, 5), [10, 12, 17, 13, 3]);
        assert_eq!(sample(85, 6), [63, 30, 24, 74, 20, 81]);
        assert_eq!(sample(86, 6), [44, 43, 50, 1, 12, 73]);
        let mut random = medium();
        let thousand: Vec<usize> = (0..1000).collect();
        assert_eq!(random.sample(&thousand, 5), [341, 435, 552, 764, 941]);
        assert_eq!(random.sample(&thousand, 40)[..8], [813, 62, 603, 746, 804, 111, 827, 523]);
    }

    #[test]
    fn distributions_are_those_of_python() {
        let near = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-14, "{found} {expected}");
        let (mut random, mut other) = (small(), medium());
        for (x, y) in [
            (42.234568645077005, 25.02809863259209),
            (10.782850076485676, 52.26170356701219),
            (38.75916293944092, 39.96180640733847),
        ] {
            near(random.gauss(35.0, 16.0), x);
            near(other.gauss(35.0, 16.0), y);
        }
        let (mut random, mut other) = (small(), medium());
        for (x, y) in [
            (11.997970195219997, 3.630604414148085),
            (2.4078660274913366, 7.0758168465951226),
            (2.9424517389805147, 8.390280596203116),
        ] {
            near(random.log_normal(1.6, 0.5), x);
            near(other.log_normal(1.6, 0.5), y);
        }
    }
}
