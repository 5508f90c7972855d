//! The queue of doubtful records.

use depesha_ledger::{Correction, Ledger};

use crate::PageProblem;
use crate::sight::{Given, Sight};

pub(crate) fn queue(_sight: &Sight<'_>) -> Result<Given, PageProblem> {
    Err(PageProblem::Missing("review".into()))
}

pub(crate) fn change(
    _l: &Ledger,
    _r: &str,
    _a: &str,
    _f: &[(String, String)],
) -> Result<Correction, PageProblem> {
    Err(PageProblem::Missing("review".into()))
}
