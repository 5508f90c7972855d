//! What is dear to make, kept until the ledger holds something else: pages, and the views that several pages share.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use depesha::Reader;
use depesha_ledger::{Ledger, LedgerError, Stamp};

use crate::{Asked, Language, Page, PageProblem, page_with};

/// The most bytes of pages that are kept, by feel: some thousand pages.
const MOST_BYTES: usize = 64 << 20;
/// The most pages, and the most views, that are kept; by feel.
const MOST_PAGES: usize = 4_096;
const MOST_VIEWS: usize = 64;
/// Of how many new reports among a hundred a view that compares all reports is computed anew, by feel: it takes seconds
/// where the ledger is large, and few reports change little in it.
const NEW_AMONG_HUNDRED: i64 = 1;
/// How the names of views begin that compare all reports with one another, and the paths of their pages.
const OVER_ALL: [&str; 4] = ["narratives", "disputes", "/narratives", "/disputes"];

/// What tells one page from another.
type Key = (String, Vec<(String, String)>, Language, jiff::civil::Date);

/// Something that is made once, however many ask for it at once.
struct Made<T> {
    value: Arc<Mutex<Option<T>>>,
    /// What the ledger held when it was asked for.
    stamp: Stamp,
}

/// Views by their names.
#[derive(Default)]
pub(crate) struct Views {
    shelf: Mutex<HashMap<String, Made<Arc<dyn Any + Send + Sync>>>>,
    stamp: Mutex<Stamp>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether what was made when the ledger held `then` is still told now.
fn is_still_told(name: &str, then: Stamp, now: Stamp) -> bool {
    let is_over_all =
        OVER_ALL.iter().any(|own| name == *own || name.split('\u{1f}').next() == Some(own));
    let few_are_new = (now.articles - then.articles) * 100 <= then.articles * NEW_AMONG_HUNDRED;
    then == now
        || (is_over_all && then.articles > 0 && then.corrections == now.corrections && few_are_new)
}

impl Views {
    /// The view of this name, made where it is not known.
    pub(crate) fn get<T: Any + Send + Sync>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<T, PageProblem>,
    ) -> Result<Arc<T>, PageProblem> {
        let place = {
            let stamp = *locked(&self.stamp);
            let mut shelf = locked(&self.shelf);
            if shelf.len() >= MOST_VIEWS && !shelf.contains_key(name) {
                shelf.clear();
            }
            let made = shelf
                .entry(name.to_owned())
                .or_insert_with(|| Made { value: Arc::default(), stamp });
            Arc::clone(&made.value)
        };
        let mut kept = locked(&place);
        if let Some(view) = kept.as_ref().and_then(|view| Arc::clone(view).downcast::<T>().ok()) {
            return Ok(view);
        }
        let view = Arc::new(make()?);
        *kept = Some(Arc::clone(&view) as Arc<dyn Any + Send + Sync>);
        Ok(view)
    }
}

#[derive(Default)]
struct Shelf {
    made: HashMap<Key, Made<Page>>,
    stamp: Stamp,
    bytes: usize,
}

/// Pages that were made, kept between requests.
///
/// Many threads may ask at once: a page that several ask for is made once. What was made is told until
/// [`forget_if_changed`](Self::forget_if_changed) sees that the ledger holds something else: a server calls it as often
/// as pages are to be brought up to date, each second, say. Views that compare all reports with one another are made anew
/// when one report in a hundred is new, or a correction came. Pages of reviewers and problems are not kept.
#[derive(Default)]
pub struct Pages {
    shelf: Mutex<Shelf>,
    views: Views,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pages = locked(&self.shelf).made.len();
        f.debug_struct("Pages").field("pages", &pages).finish_non_exhaustive()
    }
}

impl Pages {
    /// Nothing made yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`page`](crate::page), from what was made before where it is still told.
    ///
    /// # Errors
    /// As there.
    pub fn page(
        &self,
        ledger: &Ledger,
        reader: &Reader,
        asked: &Asked<'_>,
    ) -> Result<Page, PageProblem> {
        if asked.reviewer.is_some() || asked.path.trim_matches('/') == "review" {
            return page_with(ledger, reader, asked, Some(&self.views));
        }
        let key: Key =
            (asked.path.to_owned(), asked.fields.to_vec(), asked.language, asked.today.date());
        let place = self.place(&key);
        let mut kept = locked(&place);
        if let Some(page) = &*kept {
            return Ok(page.clone());
        }
        match page_with(ledger, reader, asked, Some(&self.views)) {
            Ok(page) => {
                *kept = Some(page.clone());
                locked(&self.shelf).bytes += page.body.len();
                Ok(page)
            }
            Err(problem) => {
                locked(&self.shelf).made.remove(&key);
                Err(problem)
            }
        }
    }

    /// The place of a page, which is empty where it was not made yet.
    fn place(&self, key: &Key) -> Arc<Mutex<Option<Page>>> {
        let mut shelf = locked(&self.shelf);
        if shelf.bytes > MOST_BYTES || shelf.made.len() >= MOST_PAGES {
            shelf.made.clear();
            shelf.bytes = 0;
        }
        let stamp = shelf.stamp;
        let made =
            shelf.made.entry(key.clone()).or_insert_with(|| Made { value: Arc::default(), stamp });
        Arc::clone(&made.value)
    }

    /// Forgets what is not true any more, where the ledger holds something else than when it was made.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn forget_if_changed(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        let now = ledger.stamp()?;
        let mut shelf = locked(&self.shelf);
        if shelf.stamp == now {
            return Ok(());
        }
        shelf.stamp = now;
        *locked(&self.views.stamp) = now;
        shelf.made.retain(|(path, ..), made| is_still_told(path, made.stamp, now));
        // A page that is being made just now is weighed when it is done.
        let bytes = |made: &Made<Page>| {
            made.value.try_lock().ok().and_then(|page| page.as_ref().map(|page| page.body.len()))
        };
        shelf.bytes = shelf.made.values().filter_map(bytes).sum();
        locked(&self.views.shelf).retain(|name, made| is_still_told(name, made.stamp, now));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(articles: i64, corrections: i64) -> Stamp {
        Stamp { articles, corrections, ..Stamp::default() }
    }

    #[test]
    fn what_changed_is_made_anew() {
        assert!(is_still_told("/pair/AZE/RUS", stamp(5, 0), stamp(5, 0)));
        assert!(!is_still_told("/pair/AZE/RUS", stamp(1_000, 0), stamp(1_001, 0)));
    }

    #[test]
    fn views_over_all_reports_wait_for_one_new_one_in_a_hundred() {
        assert!(is_still_told("/narratives", stamp(1_000, 0), stamp(1_010, 0)));
        assert!(is_still_told("narratives\u{1f}state=RUS", stamp(1_000, 0), stamp(1_010, 0)));
        assert!(!is_still_told("/narratives", stamp(1_000, 0), stamp(1_011, 0)));
        assert!(!is_still_told("/disputes", stamp(1_000, 0), stamp(1_001, 1)));
        assert!(!is_still_told("/disputes", stamp(0, 0), stamp(1, 0)));
    }

    #[test]
    fn a_view_is_made_once() {
        let views = Views::default();
        let made = |number: u32| views.get("a view", || Ok(number)).unwrap();
        assert_eq!((*made(1), *made(2)), (1, 1));
        let failed = views.get::<u32>("another", || Err(PageProblem::Missing("gone".into())));
        assert!(failed.is_err());
        assert_eq!(*views.get("another", || Ok(3_u32)).unwrap(), 3);
    }
}
