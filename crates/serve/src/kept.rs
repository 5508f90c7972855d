//! Answers that are kept: computed once for all who ask at the same time, and told until the ledger changes.
//!
//! While somebody keeps on writing, what was computed a moment ago is told at once and computed anew behind the
//! scenes, so that a page stays quick beside an ingest; the response says as of when it is.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::ledgers::failed;
use crate::problem::Problem;

/// How old an answer may be that is told while a newer one is computed; by feel: who reads a page does not see a
/// minute's news missing, and is told.
const STALE: Duration = Duration::from_secs(60);
/// How old an answer may be at most that took long; by feel.
const STALEST: Duration = Duration::from_secs(600);
/// How many times as long as an answer took it is told before it is computed anew, so that a ledger that changes
/// all the time does not have all of it computed all the time; by feel.
const REST: u32 = 10;

/// What can be kept.
pub(crate) trait Weighed: Send + Sync + 'static {
    /// The bytes that it takes in memory, about.
    fn weight(&self) -> usize;
}

/// An answer, and as of when it is.
#[derive(Debug)]
pub(crate) struct AsOf<T> {
    pub(crate) answer: Arc<T>,
    pub(crate) at: Timestamp,
}

impl<T> Clone for AsOf<T> {
    fn clone(&self) -> Self {
        Self { answer: Arc::clone(&self.answer), at: self.at }
    }
}

type Outcome<T> = Result<AsOf<T>, Problem>;

struct Slot<T> {
    known: Option<Known<T>>,
    /// Where the outcome comes that somebody computes now.
    running: Option<watch::Receiver<Option<Outcome<T>>>>,
    used: u64,
}

struct Known<T> {
    answer: AsOf<T>,
    version: u64,
    made: Instant,
    took: Duration,
    weight: usize,
}

/// Answers by their questions.
pub(crate) struct Kept<T> {
    slots: Mutex<Slots<T>>,
    most_bytes: usize,
}

struct Slots<T> {
    by_question: HashMap<String, Slot<T>>,
    bytes: usize,
    uses: u64,
    /// Answers of versions before this one are not told any more: something was written here that its writer
    /// wants to see.
    oldest_told: u64,
}

enum Found<T> {
    Told(AsOf<T>),
    Waits(watch::Receiver<Option<Outcome<T>>>),
    Begins(watch::Sender<Option<Outcome<T>>>, Option<AsOf<T>>),
}

impl<T: Weighed> Kept<T> {
    pub(crate) fn new(most_bytes: usize) -> Arc<Self> {
        let slots = Slots { by_question: HashMap::new(), bytes: 0, uses: 0, oldest_told: 0 };
        Arc::new(Self { slots: Mutex::new(slots), most_bytes })
    }

    fn slots(&self) -> MutexGuard<'_, Slots<T>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers that were computed before this version are not told again.
    pub(crate) fn forget_before(&self, version: u64) {
        let mut slots = self.slots();
        slots.oldest_told = slots.oldest_told.max(version);
    }

    fn find(&self, question: &str, version: u64) -> Found<T> {
        let mut slots = self.slots();
        slots.uses += 1;
        let (uses, oldest_told) = (slots.uses, slots.oldest_told);
        let slot = slots.by_question.entry(question.to_owned()).or_insert_with(|| Slot {
            known: None,
            running: None,
            used: uses,
        });
        slot.used = uses;
        let mut stale = None;
        if let Some(known) = &slot.known {
            let age = known.made.elapsed();
            if known.version == version {
                return Found::Told(known.answer.clone());
            }
            let rest = known.took * REST;
            if known.version >= oldest_told && age < rest.clamp(STALE, STALEST) {
                let rests = age < rest;
                if rests || slot.running.is_some() {
                    return Found::Told(known.answer.clone());
                }
                stale = Some(known.answer.clone());
            }
        }
        if let Some(running) = &slot.running {
            return Found::Waits(running.clone());
        }
        let (send, receive) = watch::channel(None);
        slot.running = Some(receive);
        Found::Begins(send, stale)
    }

    /// The answer to a question, of this version of the ledger or, while it is computed anew, of one shortly before.
    pub(crate) async fn get<F>(
        self: &Arc<Self>,
        question: &str,
        version: u64,
        compute: impl FnOnce() -> F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        let mut running = match self.find(question, version) {
            Found::Told(answer) => return Ok(answer),
            Found::Waits(running) => running,
            Found::Begins(send, stale) => {
                let receive = send.subscribe();
                let (kept, question, computing) =
                    (Arc::clone(self), question.to_owned(), compute());
                // Whoever asked first may go away; the others still wait for it.
                tokio::spawn(async move {
                    let begun = Instant::now();
                    let at = Timestamp::now();
                    // Of what panics within, the sender is dropped, and `Ended` takes the slot's mark away.
                    let mut ended = Ended { kept: &kept, question: &question, known: None };
                    let outcome =
                        computing.await.map(|answer| AsOf { answer: Arc::new(answer), at });
                    if let Ok(answer) = &outcome {
                        ended.known = Some(Known {
                            weight: answer.answer.weight() + question.len() + 256,
                            answer: answer.clone(),
                            version,
                            made: Instant::now(),
                            took: begun.elapsed(),
                        });
                    }
                    drop(ended);
                    let _ = send.send(Some(outcome));
                });
                if let Some(stale) = stale {
                    return Ok(stale);
                }
                receive
            }
        };
        let outcome = running.wait_for(Option::is_some).await;
        outcome.ok().and_then(|outcome| outcome.clone()).unwrap_or_else(|| Err(failed()))
    }

    fn put(&self, question: &str, known: Option<Known<T>>) {
        let mut slots = self.slots();
        let Some(slot) = slots.by_question.get_mut(question) else { return };
        slot.running = None;
        let Some(known) = known else {
            if slot.known.is_none() {
                slots.by_question.remove(question);
            }
            return;
        };
        let weight = known.weight;
        let before = slot.known.replace(known).map_or(0, |known| known.weight);
        slots.bytes = slots.bytes.saturating_sub(before) + weight;
        // Those that were not asked for longest go first.
        while slots.bytes > self.most_bytes {
            let idle = slots.by_question.iter().filter(|(_, slot)| slot.running.is_none());
            let oldest = idle.min_by_key(|(_, slot)| slot.used).map(|(name, _)| name.clone());
            let Some(oldest) = oldest else { break };
            let gone = slots.by_question.remove(&oldest).and_then(|slot| slot.known);
            slots.bytes = slots.bytes.saturating_sub(gone.map_or(0, |known| known.weight));
        }
    }
}

/// Notes what came of a computation, even if it ended in a panic.
struct Ended<'k, T: Weighed> {
    kept: &'k Kept<T>,
    question: &'k str,
    known: Option<Known<T>>,
}

impl<T: Weighed> Drop for Ended<'_, T> {
    fn drop(&mut self) {
        self.kept.put(self.question, self.known.take());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    impl Weighed for String {
        fn weight(&self) -> usize {
            self.len()
        }
    }

    fn run<F: Future>(future: F) -> F::Output {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_time().build().unwrap();
        runtime.block_on(future)
    }

    #[test]
    fn many_who_ask_at_once_have_it_computed_once() {
        run(async {
            let kept = Kept::<String>::new(10_000);
            let count = Arc::new(AtomicUsize::new(0));
            let ask = || {
                let (kept, count) = (Arc::clone(&kept), Arc::clone(&count));
                tokio::spawn(async move {
                    let compute = || async move {
                        count.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        Ok("answer".to_owned())
                    };
                    kept.get("question", 1, compute).await.unwrap().answer.to_string()
                })
            };
            let asked: Vec<_> = (0..20).map(|_| ask()).collect();
            for one in asked {
                assert_eq!(one.await.unwrap(), "answer");
            }
            assert_eq!(count.load(Ordering::SeqCst), 1);
        });
    }

    async fn answer(kept: &Arc<Kept<String>>, version: u64, told: &str) -> String {
        let told = told.to_owned();
        let compute = || async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(told)
        };
        kept.get("question", version, compute).await.unwrap().answer.to_string()
    }

    #[test]
    fn while_somebody_writes_the_answer_of_a_moment_ago_is_told_and_a_new_one_computed() {
        run(async {
            let kept = Kept::<String>::new(10_000);
            assert_eq!(answer(&kept, 1, "first").await, "first");
            assert_eq!(answer(&kept, 2, "not computed yet").await, "first");
            tokio::time::sleep(Duration::from_millis(400)).await;
            assert_eq!(answer(&kept, 3, "third").await, "first");
            tokio::time::sleep(Duration::from_millis(400)).await;
            assert_eq!(answer(&kept, 3, "not computed").await, "third");
            kept.forget_before(4);
            assert_eq!(answer(&kept, 4, "written here").await, "written here");
        });
    }

    #[test]
    fn failures_are_told_and_not_kept() {
        run(async {
            let kept = Kept::<String>::new(10_000);
            let compute = || async { Err(failed()) };
            assert_eq!(kept.get("question", 1, compute).await.unwrap_err(), failed());
            let panics = || async { panic!("within") };
            assert_eq!(kept.get("question", 1, panics).await.unwrap_err(), failed());
            assert_eq!(answer(&kept, 1, "then it works").await, "then it works");
        });
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        run(async {
            let kept = Kept::<String>::new(10_000);
            for number in 0..100 {
                let compute = || async { Ok("x".repeat(1_000)) };
                kept.get(&number.to_string(), 1, compute).await.unwrap();
            }
            let slots = kept.slots();
            assert!(slots.bytes <= 10_000 && !slots.by_question.is_empty());
            assert!(slots.by_question.contains_key("99") && !slots.by_question.contains_key("0"));
        });
    }
}
