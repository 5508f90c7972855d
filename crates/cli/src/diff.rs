//! `depesha diff`: what another version of program or model reads otherwise.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use depesha_ledger::differences::{ArticleDifferences, KeptMaker, Sides, Tally};
use depesha_ledger::{Ledger, RecordKind};
use serde_json::{Value, json};

use crate::correct::{Form, Trouble, article_named, flow, ledger_to_ask};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::record_lines::RecordLines;
use crate::terminal::Screen;
use crate::typesetting::{ASIDE, HEADLINE, one_line};

/// Show what changed between readings by two versions of program and model
///
/// Records are the same that stand at the same place of the text: statements by their cues, events by
/// trigger and type, commitments by their acts, quantities and dates by their words, actors by class
/// and name. Each article tells its records that are gone (-), new (+) and changed (~, with the fields);
/// a summary by kind comes last.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha diff --ledger reports.ledger
      what the newest version reads otherwise than the one before
  depesha diff --from 0.1.0+16 --to 0.1.0+17 visit.txt
      the same of two versions and one article
  depesha diff --corrected --summary
      how much people corrected")]
pub(crate) struct Diff {
    /// Articles by id or SHA-256, or a part of one that no other has [default: all]
    #[arg(value_name = "ARTICLE")]
    articles: Vec<String>,

    /// The ledger
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    ledger: Option<PathBuf>,

    /// The version whose readings come first [default: the one before the newest]
    ///
    /// A version of the program, of the model, or both: `0.1.0+17 ab84d925`.
    #[arg(long, value_name = "VERSION", conflicts_with = "corrected")]
    from: Option<String>,

    /// The version that they are compared with [default: the newest]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,

    /// Compare what the program read with what people made of it
    #[arg(long)]
    corrected: bool,

    /// Compare rules, confidence and evidence too
    #[arg(long)]
    explain: bool,

    /// Print the summary alone
    #[arg(long)]
    summary: bool,

    /// How differences are printed
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    format: Form,
}

/// Compares, and tells what cannot be.
pub(crate) fn diff(options: &Diff, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let mut screen = Screen::to_stdout();
    let done = carry_out(options, &mut screen, &messages).and_then(|()| Ok(screen.end()?));
    match done {
        Ok(()) => Ok(Ended::Well),
        Err(trouble) => trouble.tell(&messages),
    }
}

fn carry_out(options: &Diff, screen: &mut Screen, messages: &Messages) -> Result<(), Trouble> {
    let ledger = ledger_to_ask(options.ledger.as_deref())?;
    let makers = ledger.makers()?;
    let sides = sides(options, &makers)?;
    let articles = options
        .articles
        .iter()
        .map(|given| article_named(&ledger, given))
        .collect::<Result<Vec<_>, _>>()?;
    let articles = (!articles.is_empty()).then_some(&articles[..]);
    let mut report = Report { options, summary: Summary::default(), printed: 0 };
    if let (Form::Table, Sides::Versions(from, to)) = (options.format, &sides) {
        screen.line(&screen.typesetting.paint(ASIDE, &format!("- {}", in_words(from))))?;
        screen.line(&screen.typesetting.paint(ASIDE, &format!("+ {}", in_words(to))))?;
    }
    let mut trouble = None;
    ledger.compare(&sides, articles, options.explain, |found| {
        flow(report.article(screen, &found), &mut trouble)
    })?;
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    report.end(screen, &ledger, &sides)?;
    if report.summary.articles == 0 {
        messages.note(match sides {
            Sides::Corrected(_) => "nothing is corrected there",
            Sides::Versions(..) => "no article there is read by both versions",
        });
    }
    Ok(())
}

fn in_words(maker: &KeptMaker) -> String {
    one_line(&format!("{} · {}", maker.version, maker.model))
}

/// Which readings are compared.
fn sides(options: &Diff, makers: &[KeptMaker]) -> Result<Sides, Trouble> {
    let named =
        |given: &Option<String>| given.as_deref().map(|given| maker(makers, given)).transpose();
    let to = named(&options.to)?;
    if options.corrected {
        return Ok(Sides::Corrected(to.cloned()));
    }
    let from = named(&options.from)?;
    let Some(newest) = to.or(makers.last()) else {
        return Err(Trouble::refused(
            "nothing is read in this ledger",
            "reports are compared once two versions have read them",
        ));
    };
    let at = makers.iter().position(|maker| maker == newest).unwrap_or(0);
    let from = match from.or_else(|| at.checked_sub(1).map(|before| &makers[before])) {
        Some(from) => from,
        None => {
            return Err(Trouble::refused(
                format!("no version before {} read anything", in_words(newest)),
                format!(
                    "name another with `--from`, or compare with what people corrected: \
                     `--corrected`; {}",
                    listed(makers)
                ),
            ));
        }
    };
    if from == newest {
        return Err(Trouble::refused(
            format!("{} is compared with itself", in_words(from)),
            format!("name two versions; {}", listed(makers)),
        ));
    }
    Ok(Sides::Versions(from.clone(), newest.clone()))
}

fn listed(makers: &[KeptMaker]) -> String {
    let each = makers
        .iter()
        .map(|maker| format!("`{}` ({})", in_words(maker).replace(" · ", " "), maker.readings));
    format!("the ledger has readings by {}", each.collect::<Vec<_>>().join(", "))
}

/// The versions that are meant: each word given is the version of the program, or one of the model.
fn maker<'a>(makers: &'a [KeptMaker], given: &str) -> Result<&'a KeptMaker, Trouble> {
    let whole = |maker: &&KeptMaker| {
        let both = format!("{} {}", maker.version, maker.model);
        maker.version == given || maker.model == given || both == given
    };
    let by_words = |maker: &&KeptMaker| {
        given.split_whitespace().all(|word| {
            maker.version == word
                || maker.model.split([' ', '(', ')', ',']).any(|own| own == word && !own.is_empty())
        })
    };
    let mut found: Vec<&KeptMaker> = makers.iter().filter(whole).collect();
    if found.is_empty() && !given.trim().is_empty() {
        found = makers.iter().filter(by_words).collect();
    }
    match &found[..] {
        [one] => Ok(one),
        [] => Err(Trouble::refused(
            format!("no version `{given}` read anything in this ledger"),
            if makers.is_empty() { "nothing is read in it".to_owned() } else { listed(makers) },
        )),
        several => Err(Trouble::refused(
            format!("`{given}` may mean {} versions", several.len()),
            format!("name the model too; {}", listed(makers)),
        )),
    }
}

#[derive(Default)]
struct Summary {
    articles: usize,
    differing: usize,
    kinds: BTreeMap<RecordKind, Tally>,
}

/// What is printed.
struct Report<'a> {
    options: &'a Diff,
    summary: Summary,
    printed: usize,
}

impl Report<'_> {
    fn article(&mut self, screen: &mut Screen, found: &ArticleDifferences) -> Result<(), Trouble> {
        self.summary.articles += 1;
        for (kind, tally) in &found.differences.tallies {
            self.summary.kinds.entry(*kind).or_default().add(*tally);
        }
        let records = &found.differences.records;
        if records.is_empty() {
            return Ok(());
        }
        self.summary.differing += 1;
        if self.options.summary {
            return Ok(());
        }
        match self.options.format {
            Form::Table => {
                let typesetting = screen.typesetting;
                let mut page = String::from("\n");
                let mut head = vec![(HEADLINE, one_line(&found.article.id))];
                head.extend(
                    found.title.as_ref().map(|title| (ASIDE, format!("· {}", one_line(title)))),
                );
                typesetting.put_flowing(&mut page, 0, 2, &head);
                let lines = RecordLines { typesetting };
                for difference in records {
                    lines.put_difference(&mut page, 2, difference);
                }
                screen.put(&page)?;
            }
            Form::Json | Form::Jsonl => {
                let value = json!({
                    "article": found.article,
                    "title": found.title,
                    "published": found.published,
                    "records": records,
                });
                self.value(screen, &value)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, screen: &mut Screen, value: &Value) -> Result<(), Trouble> {
        if self.options.format == Form::Json {
            screen.put(if self.printed == 0 { "[\n" } else { ",\n" })?;
        }
        screen.put(&value.to_string())?;
        if self.options.format == Form::Jsonl {
            screen.write_all(b"\n")?;
        }
        self.printed += 1;
        Ok(())
    }

    fn end(&mut self, screen: &mut Screen, ledger: &Ledger, sides: &Sides) -> Result<(), Trouble> {
        let Summary { articles, differing, kinds } = &self.summary;
        let by_one = match sides {
            Sides::Versions(from, to) if self.options.articles.is_empty() => {
                Some(ledger.read_by_one(from, to)?)
            }
            _ => None,
        };
        if self.options.format != Form::Table {
            let kinds: BTreeMap<&str, Tally> =
                kinds.iter().map(|(kind, tally)| (kind.word(), *tally)).collect();
            let (from, to) = match sides {
                Sides::Versions(from, to) => (json!(from), json!(to)),
                Sides::Corrected(maker) => (json!(maker), json!("corrected")),
            };
            let value = json!({"summary": {
                "from": from, "to": to, "articles": articles, "differing": differing,
                "read_by_one": by_one, "kinds": kinds,
            }});
            self.value(screen, &value)?;
            if self.options.format == Form::Json {
                screen.put("\n]\n")?;
            }
            return Ok(());
        }
        let told: Vec<(&str, Tally)> =
            kinds.iter().map(|(kind, tally)| (kind.word(), *tally)).collect();
        let mut page = String::new();
        page.push_str(&format!(
            "\n{:<12}{:>8}{:>8}{:>9}{:>8}\n",
            "", "gone", "new", "changed", "same"
        ));
        for (kind, Tally { gone, new, changed, same }) in told {
            page.push_str(&format!("{kind:<12}{gone:>8}{new:>8}{changed:>9}{same:>8}\n"));
        }
        let of = if *articles == 1 { "article" } else { "articles" };
        let differ = if *differing == 1 { "differs" } else { "differ" };
        page.push_str(&format!("{differing} of {articles} {of} {differ}"));
        if let Some(by_one) = by_one.filter(|by_one| by_one.from + by_one.to > 0) {
            page.push_str(&format!(
                "; {} read by the first version alone, {} by the second alone",
                by_one.from, by_one.to
            ));
        }
        page.push('\n');
        Ok(screen.put(&page)?)
    }
}
