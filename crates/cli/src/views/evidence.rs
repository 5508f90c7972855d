//! The records behind a view, for people.

use anstyle::Style;
use depesha_chronicle::Evidence;

use crate::ask::columns::{Cells, add, put_rows};
use crate::typesetting::{ASIDE, CUE, SPEAKER, Typesetting, cut, one_line};

/// Characters of a passage that are shown.
const LIMIT: usize = 300;

/// Writes the records: under each row of the view those behind it.
pub(crate) fn put_evidence(page: &mut String, evidence: &[Evidence], typesetting: Typesetting) {
    page.push('\n');
    if evidence.is_empty() {
        typesetting.put(page, 0, ASIDE, "no record stands behind it");
        return;
    }
    put_rows(page, ["day", "behind", "words"], evidence, cells, typesetting);
}

fn cells(one: &Evidence) -> Cells {
    let article = &one.article;
    let day = article.day.as_deref().or(article.published.as_deref()).unwrap_or("undated");
    let adds = one.adds.map_or(String::new(), |adds| format!("{adds:+}"));
    let mut behind = vec![(SPEAKER, one_line(&one.row))];
    add(&mut behind, CUE, one.part.clone());
    add(&mut behind, ASIDE, adds);
    let mut told = Vec::new();
    if !one.chain.is_empty() {
        let mut names: Vec<String> = one.chain.iter().map(|name| one_line(name)).collect();
        names.dedup();
        add(&mut told, ASIDE, format!("told by {}", names.join(" ← ")));
    }
    let start = one.words.first().map_or(0, |(span, _)| span.start);
    let address = one_line(article.url.as_ref().unwrap_or(&article.id));
    let what = vec![
        vec![(Style::new(), one_line(&one.says))],
        vec![(Style::new(), cut(&one_line(&one.passage), LIMIT).into_owned())],
        told,
        vec![(ASIDE, format!("in {address} at {start}"))],
    ];
    [vec![vec![(ASIDE, one_line(day))]], vec![behind], what]
}
