//! The attitudes of a reading as a table for people: whose, for or against, to whom, by whose account
//! and by which words.

use anstyle::{AnsiColor, Style};
use depesha::Article;
use depesha::reading::{Account, ActorId, Attitude, Polarity, Reading, StatementId};

use crate::page::UNNAMED;
use crate::typesetting::{ASIDE, CUE, HEADLINE, SPEAKER, Typesetting, one_line};

/// Writes the attitudes, the surest first; with `explain` what each of its words is.
pub(crate) fn put_attitudes(
    page: &mut String,
    article: &Article,
    reading: &Reading,
    explain: bool,
    typesetting: Typesetting,
) {
    if reading.attitudes.is_empty() {
        return;
    }
    page.push('\n');
    typesetting.put(page, 0, HEADLINE, "Who stands for or against whom, as it is told");
    let mut attitudes: Vec<&Attitude> = reading.attitudes.iter().collect();
    attitudes.sort_by_key(|attitude| std::cmp::Reverse(attitude.confidence));
    let name = |actor: ActorId| one_line(&reading.actors[actor.0].name);
    let voice = |said_in: Option<StatementId>| match said_in {
        Some(StatementId(at)) => reading.statements[at].speaker.map_or(UNNAMED.to_owned(), name),
        None => "the author".to_owned(),
    };
    // An act speaks for itself, whoever tells of it.
    let by = |account: Account, said_in| match account {
        Account::Act => format!("by an act, as {} tells", voice(said_in)),
        Account::Opinion | Account::Author => format!("by {}", voice(said_in)),
    };
    for attitude in attitudes {
        let sign = match attitude.polarity {
            Polarity::Positive => (AnsiColor::Green.on_default(), "+"),
            Polarity::Negative => (AnsiColor::Red.on_default(), "−"),
        };
        let mut words: Vec<String> = Vec::new();
        for evidence in &attitude.evidence {
            let quoted = format!("“{}”", one_line(evidence.span.of(&article.body)));
            if !words.contains(&quoted) {
                words.push(quoted);
            }
        }
        let row = [
            (SPEAKER, name(attitude.source)),
            (sign.0, sign.1.to_owned()),
            (Style::new(), name(attitude.target)),
            (ASIDE, format!("· {} ·", by(attitude.account, attitude.said_in))),
            (CUE, words.join(", ")),
        ];
        typesetting.put_flowing(page, 2, 2, &row);
        if explain {
            let mut told = vec![format!("{}, {} %", attitude.ground.name(), attitude.confidence)];
            told.extend(attitude.evidence.iter().map(|evidence| {
                let words = one_line(evidence.span.of(&article.body));
                let by = by(evidence.account, evidence.said_in);
                format!("{} “{words}” {by}", evidence.ground.name())
            }));
            typesetting.put(page, 4, ASIDE, &told.join(" · "));
        }
    }
}
