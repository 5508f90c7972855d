//! `depesha correct`: what people say of the program's records.

mod fields;
mod listing;
mod naming;
mod options;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use depesha::Reader;
use depesha::directory::{Anchor, Entry};
use depesha_ledger::corrections::{ArticleKey, Change, Correction};
use depesha_ledger::differences::differences;
use depesha_ledger::{ArticleReading, ClaimId, Ledger, LedgerError, RecordKind};
use serde_json::Value;

use crate::correct::fields::Draft;
pub(crate) use crate::correct::naming::article as article_named;
use crate::correct::options::{Action, Claim};
pub(crate) use crate::correct::options::{Correct, Form};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::record_lines::RecordLines;
use crate::terminal::Screen;

/// Why something could not be done.
pub(crate) enum Trouble {
    /// What was given is of no use.
    Refused { message: String, hint: Option<String> },
    /// The ledger could not be opened, read or written.
    Ledger(LedgerError),
    /// Who reads the output has seen enough.
    SeenEnough,
    /// Anything else.
    Failed(anyhow::Error),
}

impl Trouble {
    /// Of no use, and what to do instead.
    pub(crate) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: Some(hint.into()) }
    }

    /// Tells of it; whether what was given is to blame, and not the machine.
    ///
    /// # Errors
    /// What the caller has to tell.
    pub(crate) fn tell(self, messages: &Messages) -> anyhow::Result<Ended> {
        match self {
            Self::Refused { message, hint } => {
                messages.error(&message, hint.as_deref());
                Ok(Ended::Refused)
            }
            Self::Ledger(error) => Ok(messages.ledger_error(&error)),
            Self::SeenEnough => Ok(Ended::Well),
            Self::Failed(error) => Err(error),
        }
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Output { cause, .. } => cause.into(),
            error => Self::Ledger(error),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::SeenEnough,
            _ => Self::Failed(anyhow::Error::new(cause).context("the output cannot be written")),
        }
    }
}

/// The ledger that is there, for asking alone.
pub(crate) fn ledger_to_ask(file: Option<&Path>) -> Result<Ledger, Trouble> {
    Ok(Ledger::open_read_only(ledger_file(file)?)?)
}

fn ledger_file(file: Option<&Path>) -> Result<&Path, Trouble> {
    let file = file.ok_or_else(|| {
        Trouble::refused(
            "it is not said which ledger is meant",
            "give `--ledger FILE`, or set DEPESHA_LEDGER to the file",
        )
    })?;
    // Opening would begin one, and a mistyped name would be an empty ledger.
    if file.exists() {
        Ok(file)
    } else {
        Err(Trouble::refused(
            format!("{}: there is no such ledger", file.display()),
            "check the path; a ledger is begun by keeping reports in it",
        ))
    }
}

/// Carries it out, and tells what cannot be.
pub(crate) fn correct(options: &Correct, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let mut screen = Screen::to_stdout();
    let done = carry_out(options, &mut screen, &messages).and_then(|()| Ok(screen.end()?));
    match done {
        Ok(()) => Ok(Ended::Well),
        Err(trouble) => trouble.tell(&messages),
    }
}

fn carry_out(options: &Correct, screen: &mut Screen, messages: &Messages) -> Result<(), Trouble> {
    let file = options.ledger.as_deref();
    match &options.action {
        Action::List { author, article, action, format } => {
            let ledger = ledger_to_ask(file)?;
            let filter = listing::Filter {
                author: author.as_deref(),
                article: article
                    .as_deref()
                    .map(|given| article_or_id(&ledger, given))
                    .transpose()?,
                action: action.map(options::ActionWord::word),
            };
            listing::list(&ledger, &filter, *format, screen)
        }
        Action::Show { article, format } => {
            let ledger = ledger_to_ask(file)?;
            listing::show(&naming::reading(&ledger, article)?, *format, screen)
        }
        Action::Export { file: None } => {
            let ledger = ledger_to_ask(file)?;
            Ok(ledger.export_corrections(screen)?)
        }
        Action::Export { file: Some(to) } => {
            let ledger = ledger_to_ask(file)?;
            let write = |to: &Path| -> Result<(), Trouble> {
                let mut output = BufWriter::new(File::create(to)?);
                ledger.export_corrections(&mut output)?;
                Ok(output.flush()?)
            };
            write(to).map_err(|trouble| match trouble {
                Trouble::Failed(cause) => {
                    Trouble::Failed(cause.context(format!("{}", to.display())))
                }
                other => other,
            })?;
            let count = ledger.counts()?.corrections;
            messages.note(&format!("{}: {}", to.display(), counted(count, "correction")));
            Ok(())
        }
        Action::Import { file: from, model } => import(file, from, model.as_deref(), messages),
        Action::Reject { article, record, claim } => {
            let said = Said::by(claim)?;
            change_record(file, article, claim, &said, screen, messages, |reading| {
                let record = naming::record(reading, record, None)?;
                let subject = naming::subject(reading, record);
                Ok(Change::Reject { article: reading.article.clone(), subject })
            })
        }
        Action::Mend { article, record, fields, claim } => {
            let said = Said::by(claim)?;
            change_record(file, article, claim, &said, screen, messages, |reading| {
                mended(reading, record, fields)
            })
        }
        Action::Add { article, fields, json, claim } => {
            let said = Said::by(claim)?;
            let json = json.as_deref().map(record_in_json).transpose()?;
            change_record(file, article, claim, &said, screen, messages, |reading| {
                added(reading, fields, json.as_ref())
            })
        }
        Action::Merge { one, other, claim } => {
            let change = |between| Change::Merge { between };
            decide(file, [one, other], claim, change, screen)
        }
        Action::Split { one, other, claim } => {
            let change = |between| Change::Split { between };
            decide(file, [one, other], claim, change, screen)
        }
        Action::Confirm { commitment, evidence, stage, claim } => {
            weigh(file, [commitment, evidence], stage.word(), true, claim, screen)
        }
        Action::Refuse { commitment, evidence, stage, claim } => {
            weigh(file, [commitment, evidence], stage.word(), false, claim, screen)
        }
        Action::TakeBack { correction, claim } => {
            take_back(file, correction, claim, screen, messages)
        }
    }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Who says it, when and why.
struct Said {
    by: String,
    at: String,
    reason: Option<String>,
}

impl Said {
    fn by(claim: &Claim) -> Result<Self, Trouble> {
        let by =
            claim.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).ok_or_else(|| {
                Trouble::refused(
                    "it is not said whose correction it is",
                    "give `--by NAME`, or set it once: export DEPESHA_AUTHOR='Your Name'",
                )
            })?;
        Ok(Self {
            by: by.to_owned(),
            at: time_of(claim.at.as_deref())?,
            reason: claim.reason.clone().filter(|reason| !reason.trim().is_empty()),
        })
    }

    fn that(&self, change: Change) -> Correction {
        let Self { by, at, reason } = self;
        Correction { by: by.clone(), at: at.clone(), reason: reason.clone(), change }
    }
}

/// The time in Greenwich, to the millisecond; now, where none is given.
fn time_of(given: Option<&str>) -> Result<String, Trouble> {
    let time = match given {
        None => Some(jiff::Timestamp::now()),
        Some(given) if given.len() == 10 => format!("{given}T00:00:00Z").parse().ok(),
        Some(given) => given.parse().ok(),
    };
    time.map(|time: jiff::Timestamp| format!("{time:.3}")).ok_or_else(|| {
        Trouble::refused(
            format!("`{}` is no time", given.unwrap_or_default()),
            "give a date such as 2026-01-01, or a time such as 2026-01-01T10:00:00+03:00",
        )
    })
}

/// The article that is meant, or the id of one that is not in the ledger yet but corrected already.
fn article_or_id(ledger: &Ledger, given: &str) -> Result<String, Trouble> {
    let is_known = |correction: &Correction| correction.article().is_some_and(|a| a.id == given);
    if ledger.corrections()?.iter().any(is_known) {
        return Ok(given.to_owned());
    }
    Ok(naming::article(ledger, given)?.id)
}

/// The model, which gives the words of a corrected article their lemmas.
fn reader(model: Option<&Path>) -> Result<Reader, Trouble> {
    match model {
        None => Reader::embedded().map_err(|error| {
            Trouble::Failed(
                anyhow::Error::new(error).context("the model in the program cannot be used"),
            )
        }),
        Some(folder) => Reader::from_folder(folder).map_err(|error| {
            Trouble::refused(
                error.to_string(),
                "without `--model` and DEPESHA_MODEL, the program uses its own model",
            )
        }),
    }
}

/// Keeps a correction of an article, and shows what it changes.
fn change_record(
    file: Option<&Path>,
    article: &str,
    claim: &Claim,
    said: &Said,
    screen: &mut Screen,
    messages: &Messages,
    change: impl FnOnce(&ArticleReading) -> Result<Change, Trouble>,
) -> Result<(), Trouble> {
    let mut ledger = Ledger::open(ledger_file(file)?)?;
    let before = naming::reading(&ledger, article)?;
    let change = change(&before)?;
    let reader = reader(claim.model.as_deref())?;
    let id = ledger.correct(&said.that(change), |text| reader.lemmas(text))?;
    show_change(&ledger, &before, &id, screen, messages)
}

fn show_change(
    ledger: &Ledger,
    before: &ArticleReading,
    claim: &ClaimId,
    screen: &mut Screen,
    messages: &Messages,
) -> Result<(), Trouble> {
    screen.line(&format!("claim {}", claim.0))?;
    let Some(after) = ledger.article_reading(&before.article)? else { return Ok(()) };
    let lines = RecordLines { typesetting: screen.typesetting };
    let mut page = String::new();
    let mut changes = differences(&before.record, &after.record, &after.body, false).records;
    for change in &mut changes {
        // Which claim a record comes from is known of the reading, not of the record alone.
        let is_same = |own: &&depesha_ledger::Described| {
            own.place == change.record.place && own.id == change.record.id
        };
        change.record.claim =
            after.described.iter().find(is_same).and_then(|own| own.claim.clone());
        lines.put_difference(&mut page, 0, change);
    }
    if changes.is_empty() {
        messages.note(&format!("the records of `{}` are as they were", after.article.id));
    }
    Ok(screen.put(&page)?)
}

fn mended(reading: &ArticleReading, record: &str, fields: &[String]) -> Result<Change, Trouble> {
    let record = naming::record(reading, record, None)?;
    let mut draft = Draft::of(reading, record);
    draft.take(fields)?;
    let claimed = draft.finish()?;
    if let depesha_ledger::corrections::ClaimedRecord::Actor(claim) = &claimed.record {
        let other =
            reading.record.actors.iter().find(|own| {
                own.id != record.id && own.class == claim.class && own.name == claim.name
            });
        if let Some(other) = other {
            return Err(Trouble::refused(
                format!("`{}` has that actor already: {}", reading.article.id, other.id),
                format!(
                    "say that the two are one: depesha correct merge {}@{1} {2}@{1}",
                    record.id, reading.article.id, other.id
                ),
            ));
        }
    }
    Ok(Change::Mend {
        article: reading.article.clone(),
        subject: naming::subject(reading, record),
        record: Box::new(claimed.record),
        actors: claimed.actors,
    })
}

/// The one object of a file.
fn record_in_json(file: &Path) -> Result<Value, Trouble> {
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        io::stdin().read_to_string(&mut text)
    } else {
        File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|cause| {
        Trouble::refused(
            format!("{}: {cause}", file.display()),
            "give the path of a JSON file, or `-`",
        )
    })?;
    serde_json::from_str(&text).map_err(|problem| {
        Trouble::refused(
            format!("{}: {problem}", file.display()),
            "give one object: {\"statement\": {\"cue\": \"сказал\", …}}",
        )
    })
}

fn added(
    reading: &ArticleReading,
    given: &[String],
    json: Option<&Value>,
) -> Result<Change, Trouble> {
    let (kind, given) = match given.split_first() {
        Some((kind, rest)) if !kind.contains('=') => (Some(fields::kind(kind)?), rest),
        _ => (None, given),
    };
    // `{"statement": {…}}`, or the fields alone where the kind is given beside them.
    let object = json.and_then(Value::as_object);
    let wrapped = object.filter(|object| object.len() == 1).and_then(|object| {
        let (name, own) = object.iter().next()?;
        Some((fields::kind(name).ok()?, own.as_object()?))
    });
    let (own_kind, own) = match (wrapped, object) {
        (Some((kind, own)), _) => (Some(kind), Some(own)),
        (None, object) => (None, object),
    };
    let kind = match (kind, own_kind) {
        (Some(kind), Some(other)) if kind != other => {
            return Err(Trouble::refused(
                format!("the record in JSON is of the kind `{}`, not `{}`", other.word(), kind.word()),
                "leave one of the two out",
            ));
        }
        (kind, own) => kind.or(own).ok_or_else(|| {
            Trouble::refused(
                "it is not said what is added",
                "give the kind before the fields: statement, event, commitment, attitude, quantity, \
                 date, actor",
            )
        })?,
    };
    if json.is_some() && own.is_none() {
        return Err(Trouble::refused(
            "the JSON is no object",
            "give one object: {\"statement\": {\"cue\": \"сказал\", …}}",
        ));
    }
    let mut draft = Draft::new(reading, kind);
    if let Some(own) = own {
        draft.take_json(own)?;
    }
    draft.take(given)?;
    let claimed = draft.finish()?;
    if let Some(known) = known_at(reading, &claimed.record) {
        return Err(Trouble::refused(
            format!(
                "`{}` has that record already: {} (`{}`)",
                reading.article.id, known.id, known.place
            ),
            format!(
                "mend it: depesha correct mend {} {} FIELD=VALUE",
                reading.article.id, known.id
            ),
        ));
    }
    Ok(Change::Add {
        article: reading.article.clone(),
        record: Box::new(claimed.record),
        actors: claimed.actors,
    })
}

/// The record that stands where a claimed one would.
fn known_at<'a>(
    reading: &'a ArticleReading,
    record: &depesha_ledger::corrections::ClaimedRecord,
) -> Option<&'a depesha_ledger::Described> {
    use depesha_ledger::corrections::ClaimedRecord as Record;
    let at = |span: depesha::record::Span| format!("{}-{}", span.start, span.end);
    let place = match record {
        Record::Actor(own) => format!("actor:{}/{}", naming::class_word(own.class), own.name),
        Record::Statement(own) => format!("statement:{}", at(own.cue)),
        Record::Event(own) => format!("event:{}:{}", at(own.trigger), own.kind),
        Record::Commitment(own) => format!("commitment:{}", at(own.act)),
        Record::Quantity(own) => format!("quantity:{}", at(own.span)),
        Record::Date(own) => format!("date:{}", at(own.span)),
        // Two may be for and against one another in several places.
        Record::Attitude(_) => return None,
    };
    reading.described.iter().find(|own| own.place == place)
}

/// Keeps what somebody says of a record as evidence of what became of a commitment.
fn weigh(
    file: Option<&Path>,
    given: [&String; 2],
    stage: &str,
    holds: bool,
    claim: &Claim,
    screen: &mut Screen,
) -> Result<(), Trouble> {
    let said = Said::by(claim)?;
    let mut ledger = Ledger::open(ledger_file(file)?)?;
    let commitment = naming::record_in(&ledger, given[0], Some(RecordKind::Commitment))?;
    let evidence = naming::record_in(&ledger, given[1], None)?;
    let change = Change::Evidence { commitment, evidence, stage: stage.to_owned(), holds };
    // What becomes of a commitment says nothing of the words of a text: no model is needed.
    let id = ledger.correct(&said.that(change), |_| Vec::new())?;
    screen.line(&format!("claim {}", id.0))?;
    Ok(())
}

/// Keeps a decision about who is who, and shows the entries before and after.
fn decide(
    file: Option<&Path>,
    given: [&String; 2],
    claim: &Claim,
    change: impl FnOnce([Anchor; 2]) -> Change,
    screen: &mut Screen,
) -> Result<(), Trouble> {
    let said = Said::by(claim)?;
    let mut ledger = Ledger::open(ledger_file(file)?)?;
    let before: Vec<Entry> = ledger.directory()?.entries().iter().cloned().collect();
    let [one, other] = given.map(|given| naming::anchor(&ledger, &before, given));
    let between = [one?, other?];
    if between[0] == between[1] {
        return Err(Trouble::refused(
            format!("`{}` and `{}` are one actor of one report", given[0], given[1]),
            "name the two as `a4@ARTICLE`; `depesha correct show ARTICLE` prints their ids",
        ));
    }
    if between[0].class != between[1].class {
        let [one, other] =
            between.each_ref().map(|own| format!("{} ({})", own.name, own.class.word()));
        return Err(Trouble::refused(
            format!("{one} and {other} are of different classes"),
            "mend the class of one of them first",
        ));
    }
    // Who is who says nothing of the words of a text: no model is needed.
    let id = ledger.correct(&said.that(change(between.clone())), |_| Vec::new())?;
    ledger.refresh_directory()?;
    let after: Vec<Entry> = ledger.directory()?.entries().iter().cloned().collect();
    screen.line(&format!("claim {}", id.0))?;
    for (mark, entries) in [("-", &before), ("+", &after)] {
        let other = if mark == "-" { &after } else { &before };
        let is_of = |entry: &&Entry| {
            between.iter().any(|anchor| {
                entry.class == anchor.class
                    && entry
                        .occurrences
                        .iter()
                        .any(|own| *own.report == *anchor.report && *own.name == *anchor.name)
            })
        };
        for entry in entries.iter().filter(is_of) {
            let mark = if other
                .iter()
                .any(|own| own.id == entry.id && own.occurrences == entry.occurrences)
            {
                "="
            } else {
                mark
            };
            listing::put_entry(screen, mark, entry)?;
        }
    }
    Ok(())
}

fn take_back(
    file: Option<&Path>,
    given: &str,
    claim: &Claim,
    screen: &mut Screen,
    messages: &Messages,
) -> Result<(), Trouble> {
    let said = Said::by(claim)?;
    let mut ledger = Ledger::open(ledger_file(file)?)?;
    let all = ledger.kept_corrections()?;
    let found: Vec<_> =
        all.iter().filter(|own| !given.is_empty() && own.claim.0.starts_with(given)).collect();
    let kept = match &found[..] {
        [one] => *one,
        [] => {
            let last: Vec<String> =
                all.iter().rev().take(3).map(|own| format!("`{}`", own.claim.0)).collect();
            let hint = match last.is_empty() {
                true => "there is none in this ledger".to_owned(),
                false => {
                    format!("`depesha correct list` shows all; the last are {}", last.join(", "))
                }
            };
            return Err(Trouble::refused(format!("there is no correction `{given}`"), hint));
        }
        several => {
            let named: Vec<String> =
                several.iter().map(|own| format!("`{}`", own.claim.0)).collect();
            return Err(Trouble::refused(
                format!("`{given}` may mean {} corrections", several.len()),
                format!("give more of its name: {}", named.join(", ")),
            ));
        }
    };
    if !kept.holds {
        return Err(Trouble::refused(
            format!("`{}` is taken back already", kept.claim.0),
            "to have it hold again, take back what took it back",
        ));
    }
    if let Change::TakeBack { .. } = kept.correction.change {
        messages.note("what it took back holds again");
    }
    let article = spoken_of(&all, &kept.correction);
    let before = match &article {
        Some(article) => ledger.article_reading(article)?,
        None => None,
    };
    let change = Change::TakeBack { claim: kept.claim.clone() };
    let correction = said.that(change);
    let id = match &before {
        Some(_) => {
            let reader = reader(claim.model.as_deref())?;
            ledger.correct(&correction, |text| reader.lemmas(text))?
        }
        None => ledger.correct(&correction, |_| Vec::new())?,
    };
    match &before {
        Some(before) => show_change(&ledger, before, &id, screen, messages),
        None => {
            ledger.refresh_directory()?;
            Ok(screen.line(&format!("claim {}", id.0))?)
        }
    }
}

/// The article that a correction speaks of, be it by taking back others.
fn spoken_of(
    all: &[depesha_ledger::corrections::KeptCorrection],
    correction: &Correction,
) -> Option<ArticleKey> {
    let mut next = Some(correction);
    let mut steps = all.len() + 1;
    while let Some(own) = next.filter(|_| steps > 0) {
        steps -= 1;
        let Change::TakeBack { claim } = &own.change else { return own.article().cloned() };
        next = all.iter().find(|kept| kept.claim == *claim).map(|kept| &kept.correction);
    }
    None
}

fn import(
    file: Option<&Path>,
    from: &PathBuf,
    model: Option<&Path>,
    messages: &Messages,
) -> Result<(), Trouble> {
    let mut ledger = Ledger::open(ledger_file(file)?)?;
    let mut text = Vec::new();
    let read = if from.as_os_str() == "-" {
        io::stdin().read_to_end(&mut text)
    } else {
        File::open(from).and_then(|file| BufReader::new(file).read_to_end(&mut text))
    };
    read.map_err(|cause| {
        Trouble::refused(
            format!("{}: {cause}", from.display()),
            "give the path of a file that `depesha correct export` wrote, or `-`",
        )
    })?;
    // Words are asked for only where an article that is here is corrected.
    let known = |line: &[u8]| -> Result<bool, LedgerError> {
        let Ok(correction) = serde_json::from_slice::<Correction>(line) else { return Ok(false) };
        match correction.article() {
            Some(article) => Ok(ledger.article_reading(article)?.is_some()),
            None => Ok(matches!(correction.change, Change::TakeBack { .. })),
        }
    };
    let mut needs_words = false;
    for line in text.split(|byte| *byte == b'\n') {
        needs_words = needs_words || known(line)?;
    }
    let count = if needs_words {
        let reader = reader(model)?;
        ledger.import_corrections(&text[..], |text| reader.lemmas(text))
    } else {
        ledger.import_corrections(&text[..], |_| Vec::new())
    };
    let count = count.map_err(|error| match error {
        LedgerError::BadLine { .. } => {
            Trouble::refused(format!("{}: {error}", from.display()), error.hint())
        }
        error => error.into(),
    })?;
    ledger.refresh_directory()?;
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    messages.note(&format!(
        "{}: {} that were not here before",
        from.display(),
        counted(count, "correction")
    ));
    Ok(())
}

/// Goes on, or ends where nobody reads any more.
pub(crate) fn flow(done: Result<(), Trouble>, trouble: &mut Option<Trouble>) -> ControlFlow<()> {
    match done {
        Ok(()) => ControlFlow::Continue(()),
        Err(own) => {
            *trouble = Some(own);
            ControlFlow::Break(())
        }
    }
}
