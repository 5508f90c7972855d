//! Numbers in digits and words, to their values.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pieces::{PieceKind, Pieces};
use crate::lexicon::rows;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Unit,
    Teen,
    Ten,
    Hundred,
    Scale,
    Whole,
    Round,
    Fraction,
    Several,
}

static WORDS: LazyLock<HashMap<&'static str, (f64, Class)>> = LazyLock::new(|| {
    let value = |value: &str| match value.split_once('/') {
        Some((part, whole)) => {
            part.parse::<f64>().expect("a number") / whole.parse::<f64>().expect("a number")
        }
        None => value.parse().expect("a number"),
    };
    let class = |class: &str| match class {
        "unit" => Class::Unit,
        "teen" => Class::Teen,
        "ten" => Class::Ten,
        "hundred" => Class::Hundred,
        "scale" => Class::Scale,
        "whole" => Class::Whole,
        "round" => Class::Round,
        "fraction" => Class::Fraction,
        "several" => Class::Several,
        other => panic!("no such class of number words: {other}"),
    };
    rows(include_str!("../../data/number_words.tsv"))
        .map(|[form, number, kind]| (form, (value(number), class(kind))))
        .collect()
});

static ORDINALS: LazyLock<HashMap<&'static str, i32>> = LazyLock::new(|| {
    rows(include_str!("../../data/ordinal_stems.tsv"))
        .map(|[stem, value]| (stem, value.parse().expect("a number")))
        .collect()
});

/// How a number is written, as far as that bears on what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// In digits alone.
    Digits,
    /// With a word of thousands, millions and so on, or in words.
    Words,
    /// By `один` alone, which is as often no number.
    One,
    /// By the plural of a round number alone (`сотни`), or several of them: more than that.
    Rounds,
    /// As a part: `треть`, `половина`.
    Part,
}

/// A number and where it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    /// The piece behind it.
    pub(crate) end: usize,
    pub(crate) value: f64,
    pub(crate) written: Written,
}

impl Pieces<'_> {
    fn number_word(&self, at: usize) -> Option<(f64, Class)> {
        self.all
            .get(at)
            .filter(|piece| piece.kind == PieceKind::Letters)
            .and_then(|piece| WORDS.get(piece.word.as_str()).copied())
    }

    /// The place behind `-х` and the like (`4-х`), which only tells the case.
    fn behind_case_ending(&self, at: usize) -> usize {
        let ending = self.is_dash(at)
            && self.glued(at)
            && self.glued(at + 1)
            && self.is(at + 1, &["ти", "х", "и"]);
        if ending { at + 2 } else { at }
    }

    fn scale(&self, at: usize) -> Option<f64> {
        self.number_word(at).filter(|&(_, class)| class == Class::Scale).map(|(value, _)| value)
    }

    /// The place behind a word that multiplies, with the dot of its abbreviation.
    fn behind_scale(&self, at: usize) -> usize {
        if self.is(at, &["тыс", "млн", "млрд", "трлн"]) && self.word(at + 1) == "." {
            // A dot that ends the sentence is not the number's.
            return self.behind_dot(at + 1);
        }
        at + 1
    }

    /// The number that begins here, if one does: `1 600`, `8,1 млн`, `двадцатью тремя`, `полтора
    /// миллиона`, `сотни`. Infinite values are none.
    pub(crate) fn number(&self, at: usize) -> Option<Number> {
        let found = self.number_of_any_size(at)?;
        found.value.is_finite().then_some(found)
    }

    fn number_of_any_size(&self, at: usize) -> Option<Number> {
        let first = match self.kind(at)? {
            PieceKind::Digits => self.digits(at),
            PieceKind::Letters => self.within_a_thousand(at),
            PieceKind::Mark => None,
        };
        let Some(mut number) = first else { return self.round_number(at) };
        // `два с половиной миллиона`
        if self.word(number.end) == "с" && self.is(number.end + 1, &["половиной", "лишним"])
        {
            if self.word(number.end + 1) == "половиной" {
                number.value += 0.5;
            }
            number.end += 2;
            number.written = Written::Words;
        }
        if number.written == Written::Digits {
            number.end = self.behind_case_ending(number.end);
        }
        // `две трети`
        if let Some((part, Class::Fraction)) = self.number_word(number.end)
            && number.value < 100.0
            && number.written != Written::Part
        {
            return Some(Number {
                end: number.end + 1,
                value: number.value * part,
                written: Written::Part,
            });
        }
        if let Some((round, Class::Round)) = self.number_word(number.end)
            && number.written != Written::Digits
        {
            number = Number {
                end: number.end + 1,
                value: number.value * round,
                written: Written::Words,
            };
        }
        let Some(mut last) = self.scale(number.end) else { return Some(number) };
        let mut sum = times(number.value, last);
        let mut end = self.behind_scale(number.end);
        // `миллиард двести миллионов`: each smaller than the one before; four steps reach the thousand.
        for _ in 0..4 {
            let next = match self.kind(end) {
                Some(PieceKind::Digits) if !self.glued(end) => self.digits(end),
                Some(PieceKind::Letters) => self.within_a_thousand(end),
                _ => None,
            };
            let Some(next) = next else { break };
            match self.scale(next.end) {
                Some(scale) if scale < last => {
                    sum += times(next.value, scale);
                    end = self.behind_scale(next.end);
                    last = scale;
                }
                // `23 тысячи 226`
                None if next.written != Written::Part
                    && next.value < last
                    && (next.written != Written::Digits || self.word(end).len() == 3) =>
                {
                    sum += next.value;
                    end = next.end;
                    break;
                }
                _ => break,
            }
        }
        Some(Number { end, value: sum, written: Written::Words })
    }

    /// A number in digits: `1 600`, `1,600,000`, `8,1`.
    fn digits(&self, at: usize) -> Option<Number> {
        let mut written = self.word(at).to_owned();
        let mut end = at + 1;
        let is_group = |at: usize| {
            self.kind(at) == Some(PieceKind::Digits)
                && self.word(at).len() == 3
                && !self.all[at].new_line
        };
        let short = written.len() <= 3 && !written.starts_with('0');
        if short {
            // A number of more digits than a sextillion is a row of numbers.
            while is_group(end)
                && written.len() < 22
                && !self.glued(end)
                && !(self.is(end + 1, &[",", "."])
                    && self.glued(end + 1)
                    && self.glued(end + 2)
                    && self.kind(end + 2) == Some(PieceKind::Digits)
                    && self.word(end + 2).len() == 4)
            {
                written.push_str(self.word(end));
                end += 1;
            }
        }
        let decimals = |at: usize| {
            self.is(at, &[",", "."])
                && self.glued(at)
                && self.glued(at + 1)
                && self.kind(at + 1) == Some(PieceKind::Digits)
        };
        if decimals(end) {
            let groups = short && end == at + 1 && is_group(end + 1) && decimals(end + 2);
            if groups {
                while decimals(end) && is_group(end + 1) {
                    written.push_str(self.word(end + 1));
                    end += 2;
                }
            } else if decimals(end + 2) {
                // `10.10.2025`, `192.168.0.1`
                return None;
            } else {
                written.push('.');
                written.push_str(self.word(end + 1));
                end += 2;
            }
        }
        let value = written.parse().ok()?;
        Some(Number { end, value, written: Written::Digits })
    }

    /// A number in words, up to 999, or a part.
    fn within_a_thousand(&self, at: usize) -> Option<Number> {
        let (value, class) = self.number_word(at)?;
        // `семью` is a family as well, and what begins `с нуля` begins.
        let token = self.all[at].token;
        if self.word(at) == "семью" && self.words.lemma(token) == "семья"
            || self.word(at) == "нуля" && at > 0 && self.word(at - 1) == "с"
        {
            return None;
        }
        let mut sum = value;
        let mut end = at + 1;
        let mut last = class;
        match class {
            Class::Whole | Class::Unit | Class::Teen => {}
            Class::Ten | Class::Hundred => {
                while let Some((value, class)) = self.number_word(end) {
                    let fits = match (last, class) {
                        (Class::Hundred, Class::Ten | Class::Teen | Class::Unit) => true,
                        (Class::Ten, Class::Unit) => value > 0.0,
                        _ => false,
                    };
                    if !fits {
                        break;
                    }
                    sum += value;
                    end += 1;
                    last = class;
                }
            }
            // `в половине десятого`
            Class::Fraction if self.ordinal(end).is_some() => return None,
            Class::Fraction => {
                return Some(Number { end, value, written: Written::Part });
            }
            Class::Scale | Class::Round | Class::Several => return None,
        }
        let one = class == Class::Unit && value == 1.0;
        Some(Number { end, value: sum, written: if one { Written::One } else { Written::Words } })
    }

    /// `сотни`, `десятки тысяч`, `несколько миллионов`, `миллион`.
    fn round_number(&self, at: usize) -> Option<Number> {
        let (value, class) = self.number_word(at)?;
        let (mut value, mut end, rounds) = match class {
            Class::Several => {
                let (value, class) = self.number_word(at + 1)?;
                if !matches!(class, Class::Scale | Class::Round) {
                    return None;
                }
                (value, at + 2, true)
            }
            Class::Scale | Class::Round => {
                let plural = ["и", "ы", "ам", "ами", "ах"];
                let word = self.word(at);
                let singular = matches!(word, "тысячи" | "сотни" | "дюжины") && {
                    self.words.morphology(self.all[at].token).number
                        == Some(depesha_language::morphology::Number::Singular)
                };
                let many = plural.iter().any(|ending| word.ends_with(ending)) && !singular
                    || matches!(word, "миллионов" | "миллиардов" | "тысяч" | "сотен" | "десятков");
                (value, at + 1, many)
            }
            _ => return None,
        };
        if let Some((scale, Class::Scale | Class::Round)) = self.number_word(end) {
            value *= scale;
            end = self.behind_scale(end);
        } else if !rounds && class == Class::Scale {
            // `тысяча двести`, `миллиард двести миллионов`
            if let Some(next) = self.within_a_thousand(end)
                && next.written == Written::Words
            {
                match self.scale(next.end) {
                    Some(scale) if scale < value => {
                        value += times(next.value, scale);
                        end = self.behind_scale(next.end);
                    }
                    Some(_) => {}
                    None => {
                        value += next.value;
                        end = next.end;
                    }
                }
            }
        }
        Some(Number { end, value, written: if rounds { Written::Rounds } else { Written::Words } })
    }

    /// The value of an ordinal in words, or in digits with its ending (`2-го`), and where it ends.
    pub(crate) fn ordinal(&self, at: usize) -> Option<(i32, usize)> {
        if let Some(value) = self.whole(at) {
            let ending = self.is(
                at + 2,
                &[
                    "й", "ый", "ий", "я", "ая", "е", "ое", "го", "ого", "му", "м", "ом", "ю", "ей",
                    "ой",
                ],
            );
            return (self.is_dash(at + 1) && self.glued(at + 1) && self.glued(at + 2) && ending)
                .then_some((value, at + 3));
        }
        if self.kind(at) != Some(PieceKind::Letters) {
            return None;
        }
        if let Some((tens, Class::Ten)) = self.number_word(at)
            && let Some(units) = ordinal_word(self.word(at + 1)).filter(|&units| units < 10)
        {
            #[expect(clippy::cast_possible_truncation, reason = "tens are below a hundred")]
            return Some((tens as i32 + units, at + 2));
        }
        ordinal_word(self.word(at)).map(|value| (value, at + 1))
    }

    /// The value of a Roman numeral up to 39, in Latin letters or Cyrillic ones of the same look.
    pub(crate) fn roman(&self, at: usize) -> Option<i32> {
        let word = self.word(at);
        if word.is_empty() || word.chars().count() > 6 {
            return None;
        }
        // A small `и` or `х` is a word.
        let capital = self.all[at].span.of(self.words.text).chars().all(char::is_uppercase);
        if !capital {
            return None;
        }
        let mut sum = 0;
        let mut before = i32::MAX;
        for letter in word.chars() {
            let value = match letter {
                'i' | 'і' => 1,
                'v' => 5,
                'x' | 'х' => 10,
                _ => return None,
            };
            sum += if value > before { value - 2 * before } else { value };
            before = value;
        }
        Some(sum)
    }
}

/// The product, exact where the scale is a power of ten: 8.1 and a million are 8 100 000.
fn times(value: f64, scale: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "scales are from 10³ to 10¹⁵")]
    let power = scale.log10().round() as i32;
    format!("{value}e{power}").parse().unwrap_or(value * scale)
}

fn ordinal_word(word: &str) -> Option<i32> {
    [
        "ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ом", "ем", "ый", "ий", "ой", "ей",
        "ая", "ое", "ую", "ые", "ых", "ье", "ья", "ью", "ьего", "ьему", "ьим", "ьем", "ьей", "ьих",
    ]
    .iter()
    .filter_map(|ending| word.strip_suffix(ending))
    .find_map(|stem| ORDINALS.get(stem).copied())
}
