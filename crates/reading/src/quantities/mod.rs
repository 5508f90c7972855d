//! How many, how much, how long: the quantities of a report and their values.

mod numbers;
pub(crate) mod pieces;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use depesha_language::EntityKind;
use depesha_language::morphology::{Animacy, Case, Number as GrammaticalNumber, PartOfSpeech};
use depesha_text::ByteSpan;

use crate::dates::grammar::told_in;
use crate::dates::time_unit;
use crate::lexicon::rows;
use crate::record::{Bound, Grain, Quantity, QuantityKind, Reading, StatementId};
use crate::words::Words;
use numbers::{Number, Written};
use pieces::{PieceKind, Pieces};

struct Units {
    currencies: HashMap<&'static str, &'static str>,
    currencies_of_states: Vec<[&'static str; 3]>,
    measures: HashMap<&'static str, &'static str>,
    bounds: Vec<(&'static str, Bound)>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut bounds: Vec<(&str, Bound)> = rows(include_str!("../../data/bounds.tsv"))
        .map(|[words, bound]| (words, Bound::from_name(bound).expect("a bound")))
        .collect();
    bounds.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    Units {
        currencies: rows(include_str!("../../data/currencies.tsv"))
            .map(|[form, code]| (form, code))
            .collect(),
        currencies_of_states: rows(include_str!("../../data/currencies_of_states.tsv")).collect(),
        measures: rows(include_str!("../../data/measures.tsv"))
            .map(|[form, nominative]| (form, nominative))
            .collect(),
        bounds,
    }
});

/// Reads the lists of units now.
pub(crate) fn prepare() {
    LazyLock::force(&UNITS);
}

/// The quantities of the report, in the order of its text. What is a date is none.
pub(crate) fn quantities(words: Words<'_>) -> Vec<Quantity> {
    let mut found = Vec::new();
    for sentence in &words.analysis.sentences {
        let first: usize = found.len();
        let pieces = Pieces::of(words, sentence.tokens.clone());
        let dates = told_in(&pieces);
        let mut dates = dates.iter().map(|told| told.pieces.clone()).peekable();
        let mut at = 0;
        while at < pieces.all.len() {
            while dates.next_if(|date| date.end <= at).is_some() {}
            let limit = match dates.peek() {
                Some(date) if date.contains(&at) => {
                    at = date.end;
                    continue;
                }
                Some(date) => date.start,
                None => pieces.all.len(),
            };
            match pieces.quantity(at, limit) {
                Some(told) => {
                    at = told.pieces.end;
                    found.push(told.quantity);
                }
                None => at += 1,
            }
        }
        share_currency(&mut found[first..]);
    }
    found
}

/// Gives large numbers that count nothing the currency of the sum before them: `368 млн рублей, а
/// второй — 316 млн`.
fn share_currency(sentence: &mut [Quantity]) {
    let mut currency: Option<String> = None;
    for quantity in sentence {
        if quantity.kind == QuantityKind::Money {
            currency = currency.or_else(|| quantity.unit.clone());
        } else if quantity.kind == QuantityKind::Count
            && quantity.unit.is_none()
            && quantity.value >= 1_000_000.0
            && currency.is_some()
        {
            quantity.kind = QuantityKind::Money;
            quantity.unit.clone_from(&currency);
        }
    }
}

struct Told {
    pieces: Range<usize>,
    quantity: Quantity,
}

/// What is counted, and the place behind its words.
struct Unit {
    kind: QuantityKind,
    name: Option<String>,
    end: usize,
}

impl Pieces<'_> {
    /// The quantity that begins here, if one does and ends before `limit`.
    fn quantity(&self, at: usize, limit: usize) -> Option<Told> {
        let (bound, behind_bound) = self.bound(at);
        let from = usize::from(self.word(behind_bound) == "от");
        let (sign, mut next) = self.currency_sign(behind_bound + from);
        let minus = self.word(next) == "минус" || self.is_minus_sign(next);
        next += usize::from(minus);
        // `человек двадцать`
        let turned = (next == at).then(|| self.turned(at)).flatten();
        let first = match &turned {
            Some((number, _)) => *number,
            None => match self.number(next).filter(|number| number.end <= limit) {
                Some(number) if !self.is_name_part(next, number.end) => number,
                _ => {
                    let mut told = self
                        .without_number(behind_bound, limit)
                        .or_else(|| self.bounded_unit(at, behind_bound, limit))?;
                    if bound != Bound::Exact {
                        told.pieces.start = at;
                        told.quantity.span.start = self.all[at].span.start;
                        told.quantity.bound = bound;
                    }
                    return Some(told);
                }
            },
        };
        let mut number = first;
        let mut end = number.end;
        let mut upper = None;
        // `от 5 до 7 тысяч`, `5–7`, `пять-семь`
        if turned.is_none() {
            let unit_between = self.unit_of_measure(end).map_or(end, |unit| unit.end);
            let ranged = |at: usize| match self.word(at) {
                "до" => from == 1,
                // `восьми или десяти`
                "или" => first.written == Written::Words,
                _ => self.is_dash(at) && self.glued(at) == self.glued(at + 1),
            };
            let join = if from == 1 && ranged(unit_between) { unit_between } else { end };
            if ranged(join)
                && let (_, second) = self.currency_sign(join + 1)
                && let Some(last) = self.number(second).filter(|number| number.end <= limit)
                && (last.value > first.value || last.written != first.written)
            {
                let scaled = self.scaled_alike(first, last);
                if scaled < last.value {
                    number.value = scaled;
                    upper = Some(last.value);
                    end = last.end;
                    number.written = last.written;
                }
            }
        }
        if from == 1 && upper.is_none() {
            return None;
        }
        // `100 с лишним миллионов`, `5 миллионов с лишним`
        let with_more = self.word(end) == "с" && self.word(end + 1) == "лишним";
        end += 2 * usize::from(with_more);
        let with_more = with_more || (next..end).any(|at| self.word(at) == "лишним");
        let suffix = self.is_dash(end)
            && self.glued(end)
            && self.glued(end + 1)
            && self.kind(end + 1) == Some(PieceKind::Letters);
        let unit = match &turned {
            Some((_, unit)) => Some(Unit { kind: unit.kind, name: unit.name.clone(), end }),
            None if suffix => {
                let compound = self.compound(self.word(end + 1), end + 2);
                compound.as_ref()?;
                compound
            }
            // `4 месячный`
            None => self
                .compound(self.word(end), end + 1)
                .filter(|_| number.written == Written::Digits)
                .or_else(|| self.unit_of_measure(end))
                .or_else(|| self.counted(end)),
        };
        if suffix {
            end += 2;
        }
        let mut unit = unit.unwrap_or(Unit { kind: QuantityKind::Count, name: None, end });
        if let Some(code) = sign {
            unit = Unit { kind: QuantityKind::Money, name: Some(code.to_owned()), end };
        }
        // `5 часов 20 минут`
        let mut value = number.value;
        let parted = matches!(unit.kind, QuantityKind::Duration | QuantityKind::Measure);
        if parted && upper.is_none() {
            (value, unit) = self.with_smaller_units(value, unit);
        }
        let span_end = unit.end.max(end);
        let tokens = self.all[next].token..self.all[span_end - 1].token + 1;
        let counts = unit.name.is_some() || bound != Bound::Exact || upper.is_some();
        let is_number = match number.written {
            Written::Digits => {
                counts || self.is_score(next) || self.marked(&tokens, &[EntityKind::Number])
            }
            Written::One if self.word(end) == "из" => false,
            Written::One => {
                bound != Bound::Exact
                    || unit.kind != QuantityKind::Count
                    || self.marked(&tokens, &[EntityKind::Number])
            }
            Written::Part => !self.is(span_end, &["дня", "часа", "марта", "финала"]),
            Written::Words | Written::Rounds => true,
        };
        if !is_number {
            return None;
        }
        if unit.kind == QuantityKind::Duration && self.is_age(at, &tokens) {
            unit.kind = QuantityKind::Age;
        }
        let bound = match (upper, number.written) {
            (Some(_), _) => Bound::Between,
            (None, Written::Rounds) if bound == Bound::Exact => Bound::MoreThan,
            _ if turned.is_some() => Bound::About,
            _ if with_more && bound == Bound::Exact => Bound::MoreThan,
            _ => bound,
        };
        let start = self.with_preposition(at, unit.kind);
        let amount_start = if behind_bound > at { behind_bound } else { start };
        Some(Told {
            pieces: at..span_end,
            quantity: Quantity {
                span: self.span(start..span_end),
                amount: self.span(amount_start..span_end),
                value: if minus { -value } else { value },
                upper,
                bound,
                kind: unit.kind,
                unit: unit.name,
                said_in: None,
            },
        })
    }

    /// The limit before a number, and the place behind it.
    fn bound(&self, at: usize) -> (Bound, usize) {
        for &(words, bound) in &UNITS.bounds {
            if let Some(taken) = self.phrase(at, words) {
                if words == "до" && self.is_reached(at) {
                    return (Bound::Exact, at);
                }
                // `более чем в 2 раза`, `с десяток`
                let preposition = usize::from(self.is(at + taken, &["чем"]));
                return (bound, at + taken + preposition);
            }
        }
        if self.word(at) == "с" && self.is(at + 1, &["десяток", "сотню", "дюжину", "полсотни"])
        {
            return (Bound::About, at + 1);
        }
        (Bound::Exact, at)
    }

    /// Whether a sign before digits makes them negative: `−25 °C`, and `-25 °C` with a mere hyphen
    /// where a temperature or a percentage stands behind it.
    fn is_minus_sign(&self, at: usize) -> bool {
        let sign = self.is_dash(at)
            && !self.glued(at)
            && self.glued(at + 1)
            && self.kind(at + 1) == Some(PieceKind::Digits);
        sign && (self.word(at) == "−"
            || self
                .number(at + 1)
                .and_then(|number| self.unit_of_measure(number.end))
                .and_then(|unit| unit.name)
                .is_some_and(|name| name == "градус" || name == "%"))
    }

    /// `почти сутки`, `более года`: one unit of time, with a limit that says so.
    fn bounded_unit(&self, at: usize, behind_bound: usize, limit: usize) -> Option<Told> {
        if behind_bound == at || self.word(at) == "до" || behind_bound >= limit {
            return None;
        }
        let (name, grain) = time_unit(self.word(behind_bound))
            .filter(|_| self.word(behind_bound).chars().count() > 2)?;
        let number = self.words.morphology(self.all[behind_bound].token).number;
        let single = name == "сутки" || number == Some(GrammaticalNumber::Singular);
        (single && grain != Grain::Quarter).then(|| Told {
            pieces: at..behind_bound + 1,
            quantity: Quantity {
                span: self
                    .span(self.with_preposition(at, QuantityKind::Duration)..behind_bound + 1),
                amount: self.span(behind_bound..behind_bound + 1),
                value: 1.0,
                upper: None,
                bound: Bound::Exact,
                kind: QuantityKind::Duration,
                unit: Some(name.to_owned()),
                said_in: None,
            },
        })
    }

    /// Whether `до` here says what something has come to, as in `упала до минус 15 градусов`.
    fn is_reached(&self, at: usize) -> bool {
        const CHANGES: [&str; 44] = [
            "замедлиться",
            "замедлить",
            "ускориться",
            "сузиться",
            "расшириться",
            "подешеветь",
            "дешеветь",
            "ослабнуть",
            "укрепиться",
            "просесть",
            "урезать",
            "дойти",
            "доходить",
            "прибавить",
            "вырасти",
            "расти",
            "возрасти",
            "упасть",
            "падать",
            "снизить",
            "снизиться",
            "снижаться",
            "снижать",
            "увеличить",
            "увеличиться",
            "увеличивать",
            "увеличиваться",
            "сократить",
            "сократиться",
            "сокращать",
            "поднять",
            "подняться",
            "повысить",
            "повыситься",
            "довести",
            "опуститься",
            "уменьшить",
            "уменьшиться",
            "рост",
            "снижение",
            "увеличение",
            "сокращение",
            "повышение",
            "подорожать",
        ];
        let token = self.all[at].token;
        let sentence = self.words.analysis.sentence_of(token).tokens.start;
        // `снизил ставку на 2 п. п., до 18%`, `подорожал на 1,2% — до 65 долларов`
        let set_off = at > 0 && (self.word(at - 1) == "," || self.is_dash(at - 1));
        let reach = if set_off { 20 } else { 6 };
        // `с 40 до 50 тысяч`
        let from = (at.saturating_sub(6)..at)
            .any(|at| self.is(at, &["с", "со"]) && self.number(at + 1).is_some());
        from || (sentence.max(token.saturating_sub(reach))..token)
            .any(|before| CHANGES.contains(&self.words.lemma(before)))
    }

    fn currency_sign(&self, at: usize) -> (Option<&'static str>, usize) {
        match self.kind(at) {
            Some(PieceKind::Mark) => {
                let code = UNITS.currencies.get(self.word(at)).copied();
                (code, at + usize::from(code.is_some()))
            }
            _ => (None, at),
        }
    }

    /// The beginning of a range in the scale of its end: `5–7 млрд`.
    fn scaled_alike(&self, first: Number, last: Number) -> f64 {
        if first.written == Written::Digits
            && last.written == Written::Words
            && first.value < 1000.0
        {
            for scale in [1e12, 1e9, 1e6, 1e3] {
                let alike = last.value >= scale && first.value * scale <= last.value;
                if alike {
                    return first.value * scale;
                }
            }
        }
        first.value
    }

    /// Whether the digits are part of a name or of a longer sign: `B-52`, `№ 5`, `статья 282`, `7:6`.
    fn is_name_part(&self, at: usize, end: usize) -> bool {
        if self.kind(at) != Some(PieceKind::Digits) {
            return false;
        }
        if self.is_score(at) {
            return false;
        }
        let glued = at > 0 && self.glued(at) && {
            self.kind(at - 1) == Some(PieceKind::Letters)
                || self.is(at - 1, &["/", "#", "_", "№", "@", ".", ":", "="])
                || self.is_dash(at - 1)
                    && self.glued(at - 1)
                    && at > 1
                    && self.kind(at - 2) != Some(PieceKind::Mark)
        };
        let behind =
            self.glued(end) && { self.is(end, &["/", "_", "@", ":", "="]) && self.glued(end + 1) };
        const NUMBERED: [&str; 11] = [
            "номер",
            "статья",
            "пункт",
            "подпункт",
            "часть",
            "дом",
            "школа",
            "глава",
            "квартира",
            "рейс",
            "параграф",
        ];
        let names = |at: usize| {
            self.is(at, &["№", "ст", "n"])
                || NUMBERED.contains(&self.words.lemma(self.all[at].token))
                || self.word(at) == "." && at > 0 && self.is(at - 1, &["ст", "д", "п", "ч"])
        };
        // `статьями 205 и 209`
        let numbered = at > 0 && names(at - 1)
            || at > 2
                && self.is(at - 1, &["и", ","])
                && self.whole(at - 2).is_some()
                && names(at - 3);
        glued || behind || numbered
    }

    /// Whether the digits are of a score: `7:5`, which is no time of day, or `14:13` beside `счёт`.
    fn is_score(&self, at: usize) -> bool {
        let score = |left: usize| {
            let digits = |at: usize| self.whole(at).is_some() && self.word(at).len() <= 2;
            let pair = self.word(left + 1) == ":"
                && self.glued(left + 1)
                && self.glued(left + 2)
                && digits(left)
                && digits(left + 2)
                && !(self.word(left + 3) == ":" && self.glued(left + 4));
            let told = || {
                let token = self.all[left].token;
                let sentence = self.words.analysis.sentence_of(token).tokens.start;
                (sentence.max(token.saturating_sub(4))..token)
                    .any(|before| self.words.lemma(before) == "счет")
            };
            pair && (self.word(left + 2).len() == 1 || told())
        };
        score(at) || at > 1 && score(at - 2)
    }

    /// `-процентный`, `-летний`, `-дневный`, `-километровый`: the second part of a compound.
    fn compound(&self, word: &str, end: usize) -> Option<Unit> {
        const PARTS: [(&str, QuantityKind, &str); 24] = [
            ("долларов", QuantityKind::Money, "USD"),
            ("рублев", QuantityKind::Money, "RUB"),
            ("комнатн", QuantityKind::Count, "комната"),
            ("страничн", QuantityKind::Count, "страница"),
            ("балльн", QuantityKind::Count, "балл"),
            ("миллиметров", QuantityKind::Measure, "миллиметр"),
            ("сантиметров", QuantityKind::Measure, "сантиметр"),
            ("килограммов", QuantityKind::Measure, "килограмм"),
            ("литров", QuantityKind::Measure, "литр"),
            ("кратн", QuantityKind::Count, "раз"),
            ("этажн", QuantityKind::Count, "этаж"),
            ("местн", QuantityKind::Count, "место"),
            ("процентн", QuantityKind::Percent, "%"),
            ("летн", QuantityKind::Duration, "год"),
            ("годичн", QuantityKind::Duration, "год"),
            ("месячн", QuantityKind::Duration, "месяц"),
            ("недельн", QuantityKind::Duration, "неделя"),
            ("дневн", QuantityKind::Duration, "день"),
            ("часов", QuantityKind::Duration, "час"),
            ("минутн", QuantityKind::Duration, "минута"),
            ("километров", QuantityKind::Measure, "километр"),
            ("метров", QuantityKind::Measure, "метр"),
            ("тонн", QuantityKind::Measure, "тонна"),
            ("градусн", QuantityKind::Measure, "градус"),
        ];
        let (_, kind, name) = PARTS.iter().find(|(stem, ..)| {
            word.strip_prefix(stem).is_some_and(|ending| (1..=3).contains(&ending.chars().count()))
        })?;
        Some(Unit { kind: *kind, name: Some((*name).to_owned()), end })
    }

    /// A currency, per cent, measure or unit of time, which belong to the quantity's own words.
    fn unit_of_measure(&self, at: usize) -> Option<Unit> {
        let unit = |kind, name: &str, end| Some(Unit { kind, name: Some(name.to_owned()), end });
        let word = self.word(at);
        // `%D0` of a link is no percentage.
        let in_link = self.glued(at + 1) && self.kind(at + 1) != Some(PieceKind::Mark);
        if word == "%" && !in_link || word.starts_with("процент") && self.is_percent(word) {
            let end = at + 1 + usize::from(word == "%" && self.word(at + 1).starts_with("процент"));
            return unit(QuantityKind::Percent, "%", end);
        }
        if word.starts_with("процентн") && self.word(at + 1).starts_with("пункт") {
            return unit(QuantityKind::Percent, "п. п.", at + 2);
        }
        if word == "п" && self.word(at + 1) == "." && self.word(at + 2) == "п" {
            return unit(QuantityKind::Percent, "п. п.", self.behind_dot(at + 3));
        }
        for (adjective, noun) in [(true, at + 1), (false, at)] {
            let Some(&code) = UNITS.currencies.get(self.word(noun)) else { continue };
            if noun > at && self.kind(at) != Some(PieceKind::Letters) {
                continue;
            }
            let code = if adjective {
                let of_state = UNITS.currencies_of_states.iter().find(|[stem, state, _]| {
                    self.word(noun).starts_with(stem) && word.starts_with(state)
                });
                match of_state {
                    Some([_, _, code]) => code,
                    None => continue,
                }
            } else {
                code
            };
            let mut end = noun + 1;
            if self.is(noun, &["руб", "долл", "грн", "р"]) {
                if self.word(noun) == "р" && self.word(end) != "." {
                    continue;
                }
                end = self.behind_dot(end);
            }
            if self.word(noun).starts_with("фунт") && self.word(end) == "стерлингов"
                || self.word(noun).starts_with("доллар") && self.word(end) == "сша"
            {
                end += 1;
            }
            return unit(QuantityKind::Money, code, end);
        }
        // A `квартал` that is counted is a block of houses.
        // `на 75 году жизни` tells an order.
        let in_order = word == "году"
            && at > 0
            && self.kind(at - 1) == Some(PieceKind::Digits)
            && (!self.word(at - 1).ends_with('1') || self.word(at - 1).ends_with("11"));
        if in_order {
            return None;
        }
        if let Some((name, grain)) = time_unit(word).filter(|_| word.chars().count() > 2)
            && grain != Grain::Quarter
        {
            return unit(QuantityKind::Duration, name, at + 1);
        }
        let square = word.starts_with("квадратн") || word == "кв";
        let cubic = word.starts_with("кубическ") || word == "куб";
        let measured = if square || cubic { self.behind_dot(at + 1) } else { at };
        if let Some(name) = UNITS.measures.get(self.word(measured)) {
            let prefix = match (square, cubic) {
                (true, _) => "квадратный ",
                (_, true) => "кубический ",
                _ => "",
            };
            let mut end = measured + 1;
            if self.word(measured) == "°" && self.is(end, &["c", "с"]) {
                end += 1;
            }
            // `м`, `т` and the like stand for nothing else only right behind digits.
            let short = self.word(measured).chars().count() == 1 && self.word(measured) != "°";
            let plain = !short || self.kind(at.wrapping_sub(1)) == Some(PieceKind::Digits);
            return plain.then(|| Unit {
                kind: QuantityKind::Measure,
                name: Some(format!("{prefix}{name}")),
                end,
            });
        }
        None
    }

    fn is_percent(&self, word: &str) -> bool {
        let ending = word.strip_prefix("процент").unwrap_or("-");
        matches!(ending, "" | "а" | "у" | "ом" | "е" | "ы" | "ов" | "ам" | "ами" | "ах")
    }

    /// The noun that the number counts; it is not among the quantity's own words.
    fn counted(&self, at: usize) -> Option<Unit> {
        let words = self.words;
        let last = self.all.get(at.checked_sub(1)?)?.token;
        let end = words.analysis.sentence_of(last).tokens.end;
        let unit = |token: usize| {
            Some(Unit {
                kind: QuantityKind::Count,
                name: Some(counted_name(words, token)),
                end: at,
            })
        };
        for token in last + 1..end.min(last + 5) {
            if words.is_punctuation(token) && !matches!(words.form(token), "«" | "\"" | "“" | "„")
            {
                return None;
            }
            if words.is_noun(token) {
                if time_unit(words.lemma(token)).is_some_and(|(_, grain)| grain == Grain::Year) {
                    return None;
                }
                let agrees = match words.case(token) {
                    Some(Case::Nominative) => {
                        words.token(last).head == Some(token)
                            || self.word(at - 1).ends_with("дин")
                            || self.word(at - 1) == "одна"
                    }
                    _ => true,
                };
                // `5 Украина`: what is counted is in the genitive or plural, but for one.
                let single = words.case(token) == Some(Case::Nominative)
                    && words.morphology(token).number == Some(GrammaticalNumber::Singular)
                    && self.kind(at - 1) == Some(PieceKind::Digits)
                    && !self.word(at - 1).ends_with('1');
                // `на 59 месте`, `ученик 8 класса` tell an order: what is counted from five on stands
                // in the plural.
                let order = words.morphology(token).number == Some(GrammaticalNumber::Singular)
                    && !matches!(words.lemma(token), "человек" | "раз")
                    && self.counts_in_plural(at - 1);
                return if agrees && !single && !order { unit(token) } else { None };
            }
            let passes = words.is_attribute(token)
                && words.part_of_speech(token) != PartOfSpeech::Numeral
                || matches!(words.part_of_speech(token), PartOfSpeech::Adverb)
                || matches!(words.form(token), "«" | "\"" | "“" | "„");
            if !passes {
                return None;
            }
        }
        None
    }

    /// Whether the digits are a whole number after which a noun stands in the genitive plural: `5`,
    /// `12`, `30`.
    fn counts_in_plural(&self, at: usize) -> bool {
        let decimal = at > 0 && self.glued(at) && self.is(at - 1, &[",", "."]);
        let whole = self.whole(at).filter(|_| !decimal);
        whole.is_some_and(|whole| {
            !(1..=4).contains(&(whole % 10)) || (11..=14).contains(&(whole % 100))
        })
    }

    /// `человек двадцать`, `лет десять`: a number behind its noun is about so many.
    fn turned(&self, at: usize) -> Option<(Number, Unit)> {
        let word = self.word(at);
        let unit = if word == "человек" {
            Unit { kind: QuantityKind::Count, name: Some("человек".into()), end: at }
        } else {
            let plural = word.ends_with("ов") || word.ends_with("ей") || {
                matches!(word, "лет" | "минут" | "секунд" | "тонн" | "недель" | "гривен")
            };
            self.unit_of_measure(at).filter(|_| plural)?
        };
        if at > 0 && self.number_before(at) {
            return None;
        }
        let preposition = usize::from(self.is(at + 1, &["в", "на", "за", "через"]));
        let number = self.number(at + 1 + preposition)?;
        let plain = self.kind(number.end) != Some(PieceKind::Letters)
            || self.unit_of_measure(number.end).is_none() && self.counted(number.end).is_none();
        (plain && number.written == Written::Words).then_some((number, unit))
    }

    fn number_before(&self, at: usize) -> bool {
        let before = &self.all[at - 1];
        before.kind == PieceKind::Digits
            || self.words.part_of_speech(before.token) == PartOfSpeech::Numeral
            || self.number(at - 1).is_some()
            || self.is(at - 1, &["несколько", "много", "сколько", "."])
    }

    /// `двенадцатилетний`, `пятидневный`, `в течение года`, `полгода`.
    fn without_number(&self, at: usize, limit: usize) -> Option<Told> {
        let told = |value: f64, unit: Unit, start: usize| {
            Some(Told {
                pieces: at..unit.end,
                quantity: Quantity {
                    span: self.span(start..unit.end),
                    amount: self.span(start..unit.end),
                    value,
                    upper: None,
                    bound: Bound::Exact,
                    kind: unit.kind,
                    unit: unit.name,
                    said_in: None,
                },
            })
        };
        let year = |name: &str, end| Unit {
            kind: QuantityKind::Duration,
            name: Some(name.to_owned()),
            end,
        };
        // `несколько месяцев`: more than one
        if self.is(
            at,
            &[
                "несколько",
                "нескольких",
                "нескольким",
                "несколькими",
                "много",
                "многие",
                "многих",
                "долгие",
                "долгих",
            ],
        ) && let Some((name, _)) = time_unit(self.word(at + 1))
            && at + 1 < limit
        {
            let start = self.with_preposition(at, QuantityKind::Duration);
            let mut some = told(1.0, year(name, at + 2), start)?;
            some.quantity.bound = Bound::MoreThan;
            return Some(some);
        }
        let times = match self.word(at) {
            "дважды" => Some(2.0),
            "трижды" => Some(3.0),
            "четырежды" => Some(4.0),
            _ => None,
        };
        if let Some(times) = times {
            let unit =
                Unit { kind: QuantityKind::Count, name: Some("раз".to_owned()), end: at + 1 };
            return told(times, unit, at);
        }
        if self.is(at, &["полгода", "полугода"]) {
            return told(
                6.0,
                year("месяц", at + 1),
                self.with_preposition(at, QuantityKind::Duration),
            );
        }
        // `в течение года`
        if let Some(taken) =
            self.phrase(at, "в течение").or_else(|| self.phrase(at, "на протяжении"))
            && let Some((name, _)) = time_unit(self.word(at + taken))
            && at + taken < limit
        {
            return told(1.0, year(name, at + taken + 1), at);
        }
        if self.kind(at)? != PieceKind::Letters {
            return None;
        }
        let (value, rest) = compound_number(self.word(at))?;
        let mut unit = self.compound(rest, at + 1)?;
        if unit.kind == QuantityKind::Duration
            && self.is_age(at, &(self.all[at].token..self.all[at].token + 1))
        {
            unit.kind = QuantityKind::Age;
        }
        told(value, unit, at)
    }

    /// `5 часов 20 минут`: all in the smallest unit.
    fn with_smaller_units(&self, mut value: f64, mut unit: Unit) -> (f64, Unit) {
        let in_next = |name: &str| match name {
            "час" => Some(("минута", 60.0)),
            "минута" => Some(("секунда", 60.0)),
            "год" => Some(("месяц", 12.0)),
            "сутки" | "день" => Some(("час", 24.0)),
            "километр" => Some(("метр", 1000.0)),
            "метр" => Some(("сантиметр", 100.0)),
            "сантиметр" => Some(("миллиметр", 10.0)),
            "тонна" => Some(("килограмм", 1000.0)),
            "килограмм" => Some(("грамм", 1000.0)),
            _ => None,
        };
        for _ in 0..3 {
            let Some(name) = unit.name.as_deref() else { break };
            let and = usize::from(self.is(unit.end, &["и", ","]));
            let Some(number) = self.number(unit.end + and) else { break };
            let Some(next) = self.unit_of_measure(number.end) else { break };
            match in_next(name) {
                Some((smaller, times))
                    if next.name.as_deref() == Some(smaller)
                        && (value * times + number.value).is_finite() =>
                {
                    value = value * times + number.value;
                    unit = next;
                }
                _ => break,
            }
        }
        (value, unit)
    }

    /// Where the span of a length of time begins: with the preposition that says so.
    fn with_preposition(&self, at: usize, kind: QuantityKind) -> usize {
        if kind != QuantityKind::Duration || at == 0 {
            return at;
        }
        if at > 1
            && (self.phrase(at - 2, "в течение").is_some()
                || self.phrase(at - 2, "на протяжении").is_some())
        {
            return at - 2;
        }
        if self.is(at - 1, &["за", "на"]) { at - 1 } else { at }
    }

    /// Whether the years tell an age.
    fn is_age(&self, at: usize, tokens: &Range<usize>) -> bool {
        let words = self.words;
        if self.marked(tokens, &[EntityKind::Age]) {
            return true;
        }
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        if matches!(
            before(1),
            "возрасте"
                | "исполнилось"
                | "исполнится"
                | "старше"
                | "младше"
                | "моложе"
        ) || matches!(before(2), "исполнилось" | "исполнится")
        {
            return true;
        }
        // `Ему 47 лет`, `Чуркину было примерно 64 года`, `детям до 12 лет`
        let first = self.all[at].token;
        let sentence = words.analysis.sentence_of(first).tokens.start;
        let dative = (sentence.max(first.saturating_sub(3))..first).any(|token| {
            words.case(token) == Some(Case::Dative)
                && (words.is_pronoun(token)
                    || words.person_at(token).is_some()
                    || words.lemma(token) == "который"
                    || words.is_noun(token)
                        && words.morphology(token).animacy == Some(Animacy::Animate))
        });
        let last = tokens.end;
        // `в 24 года`, `на 10 лет моложе`
        let years = words.is(last - 1, &["лет", "года", "год"]);
        if years
            && (before(1) == "в"
                || last < words.analysis.tokens.len()
                    && words.is(last, &["моложе", "старше", "младше"]))
        {
            return true;
        }
        let dative = dative && years;
        // `47-летний дипломат`
        let adjective = words.is_attribute(last - 1)
            && (last..(last + 2).min(words.analysis.tokens.len())).any(|noun| {
                words.person_at(noun).is_some()
                    || words.is_noun(noun)
                        && words.morphology(noun).animacy == Some(Animacy::Animate)
            });
        dative || adjective
    }

    /// Whether the network found something of these kinds there.
    fn marked(&self, tokens: &Range<usize>, kinds: &[EntityKind]) -> bool {
        let entities = &self.words.analysis.entities;
        let after = entities.partition_point(|entity| entity.tokens.start < tokens.end);
        // Entities are short, and few hold one another.
        entities[after.saturating_sub(16)..after]
            .iter()
            .any(|entity| entity.tokens.end > tokens.start && kinds.contains(&entity.kind))
    }
}

/// The noun in the nominative singular; those that have none stay in the plural.
fn counted_name(words: Words<'_>, token: usize) -> String {
    let lemma = words.lemma(token);
    // `25 голов` are heads of cattle, unless somebody has scored them.
    let scored = || {
        let sentence = words.analysis.sentence_of(token).tokens.start;
        (sentence.max(token.saturating_sub(6))..token)
            .any(|verb| matches!(words.lemma(verb), "забить" | "забивать" | "пропустить"))
    };
    match lemma {
        "люди" => "человек".to_owned(),
        "голова" if scored() => "гол".to_owned(),
        _ => lemma.to_owned(),
    }
}

/// The number at the head of a compound, and what follows it: `двенадцати|летний`, `пяти|дневный`.
fn compound_number(word: &str) -> Option<(f64, &str)> {
    const HEADS: [(&str, f64); 24] = [
        ("двухсот", 200.0),
        ("трехсот", 300.0),
        ("одиннадцати", 11.0),
        ("двенадцати", 12.0),
        ("тринадцати", 13.0),
        ("четырнадцати", 14.0),
        ("пятнадцати", 15.0),
        ("шестнадцати", 16.0),
        ("семнадцати", 17.0),
        ("восемнадцати", 18.0),
        ("девятнадцати", 19.0),
        ("пятидесяти", 50.0),
        ("шестидесяти", 60.0),
        ("семидесяти", 70.0),
        ("восьмидесяти", 80.0),
        ("двадцати", 20.0),
        ("тридцати", 30.0),
        ("сорока", 40.0),
        ("десяти", 10.0),
        ("девяти", 9.0),
        ("восьми", 8.0),
        ("семи", 7.0),
        ("шести", 6.0),
        ("пяти", 5.0),
    ];
    const SMALL: [(&str, f64); 8] = [
        ("четырех", 4.0),
        ("трех", 3.0),
        ("двух", 2.0),
        ("дву", 2.0),
        ("одно", 1.0),
        ("полутора", 1.5),
        ("полу", 0.5),
        ("сто", 100.0),
    ];
    let heads = || HEADS.iter().chain(&SMALL);
    let &(head, value) = heads().find(|(head, _)| word.starts_with(head))?;
    let rest = &word[head.len()..];
    if (20.0..=90.0).contains(&value)
        && let Some((head, units)) =
            heads().find(|(head, units)| *units >= 1.0 && *units < 10.0 && rest.starts_with(head))
    {
        return Some((value + units, &rest[head.len()..]));
    }
    Some((value, rest))
}

/// Tells of each quantity and date which statement carries it: the innermost whose content holds its
/// span. Statements hold one another as their parents say, so the shortest content that holds it is
/// that of the innermost.
pub(crate) fn carried(reading: &mut Reading) {
    let mut contents: Vec<(ByteSpan, StatementId)> = Vec::new();
    for (place, statement) in reading.statements.iter().enumerate() {
        contents.extend(statement.content.iter().map(|&span| (span, StatementId(place))));
    }
    contents.sort_by_key(|(span, place)| (span.start, std::cmp::Reverse(span.end), *place));
    let spans: Vec<ByteSpan> = reading.quantities.iter().map(|quantity| quantity.span).collect();
    for (quantity, said_in) in reading.quantities.iter_mut().zip(innermost(&contents, &spans)) {
        quantity.said_in = said_in;
    }
    let spans: Vec<ByteSpan> = reading.dates.iter().map(|date| date.span).collect();
    for (date, said_in) in reading.dates.iter_mut().zip(innermost(&contents, &spans)) {
        date.said_in = said_in;
    }
}

/// For each span, in their order, whose shortest content holds it; in one walk over both.
fn innermost(contents: &[(ByteSpan, StatementId)], spans: &[ByteSpan]) -> Vec<Option<StatementId>> {
    let mut open: Vec<(ByteSpan, StatementId)> = Vec::new();
    let mut next = 0;
    let mut found = Vec::with_capacity(spans.len());
    for &span in spans {
        while let Some(&content) =
            contents.get(next).filter(|(content, _)| content.start <= span.start)
        {
            open.push(content);
            next += 1;
        }
        open.retain(|(content, _)| content.end > span.start);
        let holding = open.iter().filter(|(content, _)| content.contains(span));
        found.push(holding.min_by_key(|(content, _)| content.len()).map(|&(_, place)| place));
    }
    found
}
