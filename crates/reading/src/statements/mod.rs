//! Who says what: cues, their contents and their sources, as the words alone show them.
//!
//! Each rule finds [`Attribution`]s; whom their sources mean is settled afterwards by `actors`.

mod clause;
mod nominal;
mod opinion;
mod relays;
mod speech;

use std::ops::Range;

use depesha_language::morphology::{Case, PartOfSpeech};
use depesha_text::{ByteSpan, Quotation};

pub(crate) use relays::{is_outlet, may_be_outlet};

use crate::layout::{self, Passage};
use crate::lexicon::{Act, LEXICON};
use crate::phrases::{NounPhrase, noun_phrase, own_subject};
use crate::record::StatementKind;
use crate::tables::TABLES;
use crate::words::Words;
use clause::{Cue, Group, Tie};
use speech::{Speech, SpeechAttribution};

/// A statement before its actors are known.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    /// The words of the cue.
    pub(crate) cue: ByteSpan,
    /// The token that carries the cue.
    pub(crate) verb: usize,
    pub(crate) act: Act,
    pub(crate) source: Option<NounPhrase>,
    /// The relays that its own sentence names, from the reader inwards.
    pub(crate) relays: Vec<NounPhrase>,
    /// Whether it was told in an interview, which is then the relay of all that its speaker says.
    pub(crate) interview: bool,
    pub(crate) content: Vec<ByteSpan>,
    pub(crate) kind: StatementKind,
    /// The speech that the cue itself lies in, as an index of the report's speeches.
    pub(crate) within: Option<usize>,
    pub(crate) paragraph: usize,
    pub(crate) rule: &'static str,
}

/// The attributions of a report, ordered by where they begin, outer before inner.
pub(crate) fn attributions(
    words: Words<'_>,
    paragraphs: &[ByteSpan],
    quotations: &[Quotation],
) -> Vec<Attribution> {
    let speeches = speech::speeches(words, paragraphs, quotations);
    let pieces: Vec<Vec<ByteSpan>> = speeches.iter().map(|speech| speech.pieces.clone()).collect();
    let passages = layout::passages(words, paragraphs, &pieces);
    let mut reader = Reader { words, quotations, passages: &passages, found: Vec::new() };
    let mut continued = Vec::new();
    for speech in &speeches {
        if !reader.speech(speech) {
            continued.push(speech);
        }
    }
    for index in 0..passages.len() {
        reader.passage(index);
    }
    reader.found.sort_by_key(Attribution::order);
    for speech in continued {
        reader.go_on(speech);
    }
    reader.finish()
}

impl Attribution {
    fn start(&self) -> usize {
        self.content
            .iter()
            .map(|span| span.start)
            .chain([self.cue.start])
            .min()
            .unwrap_or(self.cue.start)
    }

    fn order(&self) -> (usize, std::cmp::Reverse<usize>) {
        let end = self.content.iter().map(|span| span.end).max().unwrap_or(self.cue.end);
        (self.start(), std::cmp::Reverse(end))
    }

    /// Whether the content holds the whole of `span`.
    pub(crate) fn holds(&self, span: ByteSpan) -> bool {
        self.content.iter().any(|piece| piece.contains(span))
    }
}

struct Reader<'a> {
    words: Words<'a>,
    quotations: &'a [Quotation],
    passages: &'a [Passage],
    found: Vec<Attribution>,
}

impl Reader<'_> {
    /// Reads the cue of a speech; `false` where it has none of its own.
    fn speech(&mut self, speech: &Speech) -> bool {
        let words = self.words;
        let (range, lead) = match &speech.attribution {
            SpeechAttribution::Tail(tail) => (tail.clone(), false),
            SpeechAttribution::Lead(lead) => (lead.clone(), true),
            SpeechAttribution::Continued => return false,
        };
        let cues: Vec<usize> = match lead {
            true => speech::lead_cues(words, range.clone()),
            false => range.clone().filter(|&token| speech::is_speech_cue(words, token)).collect(),
        };
        // Before a colon the last cue speaks, behind a quotation the first.
        let chosen = if lead { cues.last() } else { cues.first() };
        let Some(&verb) = chosen else {
            return lead && self.named_before_colon(speech, range);
        };
        let Some(passage) = self.passage_of(verb) else { return false };
        let (paragraph, within) = (passage.paragraph, passage.speech);
        if words.is(verb, &["словам", "мнению"]) {
            let Some(opinion) = (range.start..=verb).rev().take(6).find_map(|at| {
                opinion::opinion(words, at, range.clone()).filter(|found| found.cue.contains(&verb))
            }) else {
                return false;
            };
            let (relays, interview) = relays::beside(words, verb, range, opinion.source.as_ref());
            self.add(Attribution {
                cue: words.span(opinion.cue),
                verb,
                act: Act::Say,
                source: opinion.source,
                relays,
                interview,
                content: speech.pieces.clone(),
                kind: StatementKind::Direct,
                within,
                paragraph,
                rule: speech.rule,
            });
            return true;
        }
        let Some(cue) = clause::verb_cue(words, verb, range.clone()) else { return false };
        let source = match lead {
            true => clause::source(words, &cue, range.clone()),
            false => own_subject(words, verb, range.clone())
                .or_else(|| clause::source(words, &cue, range.clone()))
                .or_else(|| {
                    // Where the forms do not tell, the name in the clause does.
                    let name = range.clone().find_map(|at| words.person_at(at))?;
                    Some(NounPhrase { head: name.tokens.start, tokens: name.tokens.clone() })
                }),
        };
        let source = source.or_else(|| body_place(words, &cue, range.clone()));
        let (relays, interview) = relays::beside(words, verb, range, source.as_ref());
        self.add(Attribution {
            cue: words.span(cue.tokens.clone()),
            verb,
            act: cue.act,
            source,
            relays,
            interview,
            content: speech.pieces.clone(),
            kind: StatementKind::Direct,
            within,
            paragraph,
            rule: speech.rule,
        });
        true
    }

    /// `Министр Петров: «…»`: the name itself is the cue.
    fn named_before_colon(&mut self, speech: &Speech, lead: Range<usize>) -> bool {
        let words = self.words;
        let Some(name) = words.person_at(lead.end - 1) else { return false };
        let Some(passage) = self.passage_of(lead.end - 1) else { return false };
        let (paragraph, within) = (passage.paragraph, passage.speech);
        let source = NounPhrase { head: name.tokens.start, tokens: name.tokens.clone() };
        self.add(Attribution {
            cue: name.span,
            verb: name.tokens.start,
            act: Act::Say,
            source: Some(source),
            relays: Vec::new(),
            interview: false,
            content: speech.pieces.clone(),
            kind: StatementKind::Direct,
            within,
            paragraph,
            rule: "name-then-speech",
        });
        true
    }

    /// A speech without a cue goes on with the attribution before it, in its own paragraph or in the
    /// one that follows.
    fn go_on(&mut self, speech: &Speech) {
        let words = self.words;
        let start = speech.pieces[0].start;
        if self.found.iter().any(|found| found.holds(speech.pieces[0])) {
            return;
        }
        let Some(passage) = self
            .passages
            .iter()
            .find(|passage| words.token(passage.tokens.start).span.start >= start)
        else {
            return;
        };
        let (paragraph, outer) = (passage.paragraph, self.outer_of(start));
        let before = self
            .found
            .iter_mut()
            .filter(|found| {
                found.within == outer
                    && found.cue.end <= start
                    && found.start() < start
                    && matches!(
                        found.act,
                        Act::Say
                            | Act::Relay
                            | Act::Think
                            | Act::Promise
                            | Act::Demand
                            | Act::Accuse
                            | Act::Deny
                    )
            })
            .max_by_key(|found| {
                found.cue.end.max(found.content.last().map_or(0, |span| span.end.min(start)))
            });
        if let Some(found) = before
            && found.paragraph + 1 >= paragraph
            && !found.holds(speech.pieces[0])
            && (found.paragraph == paragraph || found.kind == StatementKind::Direct)
        {
            found.content.extend_from_slice(&speech.pieces);
        }
    }

    /// The speech around a position, by the passage that stands before it.
    fn outer_of(&self, position: usize) -> Option<usize> {
        let at = self.passages.partition_point(|passage| {
            self.words.token(passage.tokens.start).span.start < position
        });
        let before = &self.passages[at.checked_sub(1)?];
        before.speech.filter(|_| {
            let next = self.passages.get(at + 1);
            next.is_some_and(|next| next.speech == before.speech)
        })
    }

    fn passage_of(&self, token: usize) -> Option<&Passage> {
        let at = self.passages.partition_point(|passage| passage.tokens.end <= token);
        self.passages.get(at).filter(|passage| passage.tokens.contains(&token))
    }

    /// Adds what was found; the same cue found twice is one statement with both contents.
    fn add(&mut self, new: Attribution) {
        if let Some(known) = self
            .found
            .iter_mut()
            .find(|known| known.verb == new.verb && known.cue.overlaps(new.cue))
        {
            for piece in new.content {
                if !known.content.iter().any(|other| other.overlaps(piece)) {
                    known.content.push(piece);
                }
            }
            known.content.sort();
            return;
        }
        if !new.content.is_empty() {
            self.found.push(new);
        }
    }

    /// Reads the cues of one passage.
    fn passage(&mut self, index: usize) {
        let words = self.words;
        let passage = &self.passages[index];
        let limits = passage.tokens.clone();
        let spoken: Vec<usize> = self
            .found
            .iter()
            .map(|found| found.verb)
            .filter(|verb| limits.contains(verb))
            .collect();
        let in_speech = |verb: usize| spoken.contains(&verb);

        let cues: Vec<Cue> = limits
            .clone()
            .filter_map(|at| clause::verb_cue(words, at, limits.clone()))
            .filter(|cue| self.may_report(cue))
            .collect();
        let mut opinions = Vec::new();
        let mut at = limits.start;
        while at < limits.end {
            match opinion::opinion(words, at, limits.clone()) {
                Some(found) => {
                    at = found.tokens.end;
                    opinions.push(found);
                }
                None => at += 1,
            }
        }
        opinions.retain(|opinion| !spoken.iter().any(|verb| opinion.cue.contains(verb)));

        // What each cue takes, or else the parenthesis that it makes.
        let mut groups: Vec<Group> = Vec::new();
        let mut taken: Vec<(Cue, Option<NounPhrase>, clause::Content)> = Vec::new();
        for cue in &cues {
            let source = clause::source(words, cue, limits.clone())
                .or_else(|| body_place(words, cue, limits.clone()));
            let content = clause::content_behind(words, cue, source.as_ref(), limits.clone());
            let group =
                if in_speech(cue.verb) { None } else { clause::group(words, cue, limits.clone()) };
            match (content, group) {
                (Some(content), Some(group))
                    if group.introduced || about_only(words, content, &group, limits.clone()) =>
                {
                    groups.push(group)
                }
                (Some(content), _) => taken.push((cue.clone(), source, content)),
                (None, Some(group)) => groups.push(group),
                (None, None) => {
                    let front = if in_speech(cue.verb) {
                        None
                    } else {
                        clause::object_in_front(words, cue, source.as_ref(), limits.clone())
                    };
                    match front {
                        Some(front) => self.fronted(index, cue, source, front),
                        None => self.pointing_back(index, cue, source, in_speech(cue.verb)),
                    }
                }
            }
        }
        // A word within another parenthesis makes none of its own.
        let outer = groups.clone();
        groups.retain(|group| {
            !outer.iter().any(|other| {
                other.cue.verb < group.cue.verb && other.tokens.contains(&group.cue.verb)
            })
        });
        let mut borders: Vec<Range<usize>> =
            groups.iter().map(|group| group.tokens.clone()).collect();
        borders.retain(|border| border.start > limits.start);

        for (cue, source, content) in taken {
            self.clausal(index, cue, source, content, &borders);
        }
        for opinion in opinions {
            self.opinion(index, opinion, &borders);
        }
        for noun in limits.clone() {
            self.nominal(index, noun, &borders);
        }
        for group in groups {
            self.parenthesis(index, group, &borders);
        }
        self.by_mark(index);
    }

    /// `Песков: Россия готова`, `Россия готова — Песков`: no word attributes but the name beside the mark.
    fn by_mark(&mut self, index: usize) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let mut limits = passage.tokens.clone();
        while limits.end > limits.start && words.is_punctuation(limits.end - 1) {
            limits.end -= 1;
        }
        while limits.start < limits.end && words.is_punctuation(limits.start) {
            limits.start += 1;
        }
        if limits.len() < 5
            || self
                .found
                .iter()
                .any(|found| limits.contains(&found.verb) && found.within == passage.speech)
        {
            return;
        }
        let speaks = |range: Range<usize>| {
            range.len() <= 12
                && range.clone().all(|at| {
                    !words.is_predicate(at) && !words.is_infinitive(at) && !words.is_comma(at)
                })
                && range.clone().any(|at| {
                    words.person_at(at).is_some_and(|name| {
                        matches!(words.case(name.tokens.start), Some(Case::Nominative) | None)
                    })
                })
        };
        // Before a colon at the start a body or an outlet speaks too: `СМИ: …`, `МИД: …`.
        let body_speaks = |range: Range<usize>| {
            range.len() <= 4
                && range.start == limits.start
                && range.clone().all(|at| {
                    words.is_noun(at) || words.is_attribute(at) || words.name_at(at).is_some()
                })
                && range.clone().find(|&at| words.is_noun(at)).is_some_and(|head| {
                    TABLES.is_outlet_noun(words.lemma(head))
                        || TABLES.is_body(words.lemma(head))
                        || words.name_at(head).is_some()
                        || TABLES
                            .role(words.lemma(head))
                            .is_some_and(|role| role.kind == crate::tables::RoleKind::Office)
                        || TABLES.group(&words.citation(head)) == Some("group")
                            && words.case(head) == Some(Case::Nominative)
                        || words.part_of_speech(head)
                            == depesha_language::morphology::PartOfSpeech::ProperNoun
                            && words.morphology(head).animacy
                                == Some(depesha_language::morphology::Animacy::Animate)
                })
        };
        let says = |range: Range<usize>| {
            range.clone().any(|at| words.is_predicate(at) || words.is_infinitive(at))
        };
        let colon = limits.clone().find(|&at| {
            words.form(at) == ":"
                && words.text[words.token(at).span.end..].starts_with(char::is_whitespace)
        });
        let dash = limits
            .clone()
            .rev()
            .find(|&at| words.is_dash(at) && at > limits.start && at + 1 < limits.end);
        let (name, content, rule) = match (colon, dash) {
            (Some(colon), _)
                if (speaks(limits.start..colon) || body_speaks(limits.start..colon))
                    && says(colon + 1..limits.end) =>
            {
                (limits.start..colon, colon + 1..limits.end, "name-before-colon")
            }
            // `…, — Песков` or a post without a full stop; else the name may be an apposition.
            (_, Some(dash))
                if (words.is_comma(dash - 1) || words.form(passage.tokens.end - 1) != ".")
                    && speaks(dash + 1..limits.end)
                    && says(limits.start..dash) =>
            {
                (dash + 1..limits.end, limits.start..dash, "name-behind-dash")
            }
            _ => return,
        };
        let person = name.clone().find_map(|at| words.person_at(at));
        let Some(head) =
            name.clone().find(|&at| words.is_noun(at)).or(person.map(|person| person.tokens.start))
        else {
            return;
        };
        let cue = person.map_or_else(|| words.span(name.clone()), |person| person.span);
        let source = noun_phrase(words, head, name);
        let Some(content) = self.content_span(content) else { return };
        self.add(Attribution {
            cue,
            verb: head,
            act: Act::Say,
            source: Some(source),
            relays: Vec::new(),
            interview: false,
            content,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule,
        });
    }

    /// Whether a cue tells of an act at all: not the author's `отметим`, not an infinitive or an order,
    /// not `не сообщил`.
    fn may_report(&self, cue: &Cue) -> bool {
        let words = self.words;
        if words.is_first_person(cue.verb)
            || words.is_infinitive(cue.verb)
            || words.is_imperative(cue.verb)
        {
            return false;
        }
        if words.is_converb(cue.verb) && words.lemma(cue.verb) == "говорить" {
            return false;
        }
        let supposed = [cue.verb.wrapping_sub(1), cue.verb + 1]
            .into_iter()
            .any(|at| at < words.analysis.tokens.len() && words.is(at, &["бы", "б"]));
        let silent = supposed
            || cue.negated
                && matches!(
                    cue.act,
                    Act::Say
                        | Act::Relay
                        | Act::Promise
                        | Act::Demand
                        | Act::Accuse
                        | Act::Call
                        | Act::Show
                );
        !silent
    }

    fn clausal(
        &mut self,
        index: usize,
        cue: Cue,
        source: Option<NounPhrase>,
        content: clause::Content,
        borders: &[Range<usize>],
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        if !plausible(words, &cue, source.as_ref()) {
            return;
        }
        // `Выступление подчеркнуло важность`: a text has an effect there, and says nothing.
        let text = source
            .as_ref()
            .is_some_and(|source| TABLES.document(words.lemma(source.head)).is_some());
        if text
            && content.tie == Tie::Phrase
            && matches!(cue.act, Act::Say | Act::Relay | Act::Think)
        {
            return;
        }
        let end = clause::content_end(words, &cue, content, limits.clone(), borders);
        if end <= content.start {
            return;
        }
        let Some(span) = self.content_span(content.start..end) else { return };
        let mut cue_span = words.span(cue.tokens.clone());
        let mut source = source;
        let (mut relays, interview) = relays::beside(
            words,
            cue.verb,
            clause_around(words, cue.verb, limits.start..content.start),
            source.as_ref(),
        );
        if let Some((phrase, from)) = clause_around(words, cue.verb, limits.start..content.start)
            .find_map(|at| opinion::relayed_from(words, at, limits.clone()))
        {
            relays.retain(|relay| !from.tokens.contains(&relay.head));
            match source.replace(from) {
                // The outlet is the relay, and the one whom it refers to speaks.
                Some(teller) if may_be_outlet(words, &teller) => relays.insert(0, teller),
                // Somebody who bases what he says on another speaks himself.
                Some(teller) => relays.extend(source.replace(teller)),
                None => {}
            }
            if phrase.start > cue.verb {
                cue_span = cue_span.joined(words.span(phrase));
            }
        }
        let mut contents = span;
        if cue.act == Act::Accuse
            && words.part_of_speech(content.start) == PartOfSpeech::Adposition
            && let Some(accused) = clause::accused_in_front(words, &cue, limits.clone())
        {
            contents.insert(0, words.span(accused));
        }
        // `обвинила министерство в том, что …`
        if cue.act == Act::Accuse
            && content.tie == Tie::Clause
            && let Some(accused) = (cue.tokens.end..content.start)
                .find(|&at| words.is_noun(at) && words.case(at) == Some(Case::Accusative))
        {
            let phrase = noun_phrase(words, accused, cue.tokens.end..content.start);
            contents.insert(0, words.span(phrase.tokens));
        }
        if let Some(front) = self.content_in_front(&cue, content, limits.clone()) {
            contents.insert(0, front);
        }
        self.add(Attribution {
            cue: cue_span,
            verb: cue.verb,
            act: cue.act,
            source,
            relays,
            interview,
            content: contents,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: content.tie.rule(),
        });
    }

    /// `Эту версию опровергли в суде`: the content before its cue.
    fn fronted(
        &mut self,
        index: usize,
        cue: &Cue,
        source: Option<NounPhrase>,
        front: Range<usize>,
    ) {
        let words = self.words;
        let passage = self.passages[index].clone();
        if !plausible(words, cue, source.as_ref()) {
            return;
        }
        let Some(content) = self.content_span(front) else { return };
        self.add(Attribution {
            cue: words.span(cue.tokens.clone()),
            verb: cue.verb,
            act: cue.act,
            source,
            relays: Vec::new(),
            interview: false,
            content,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "object-in-front",
        });
    }

    /// `Появилась информация о том, что …`, `обвинения в …`: a noun with its content.
    fn nominal(&mut self, index: usize, noun: usize, borders: &[Range<usize>]) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let Some(found) = nominal::content(words, noun, limits.clone()) else { return };
        let cue = Cue {
            tokens: noun..noun + 1,
            verb: noun,
            act: Act::Say,
            complements: Default::default(),
            negated: false,
        };
        let end = match found.content.tie {
            Tie::Clause => clause::content_end(words, &cue, found.content, limits.clone(), borders),
            Tie::Phrase => found.end,
        };
        let Some(content) = self.content_span(found.content.start..end.max(found.content.start))
        else {
            return;
        };
        // A verb may have taken the same words: `выступил с заявлением, что`.
        let known = self.found.iter().any(|other| {
            other.content.iter().any(|span| {
                span.start == content[0].start
                    || span.end == content[0].end
                        && span.contains(content[0])
                        && span.start + 60 > content[0].start
                        && found.content.tie == Tie::Clause
            })
        });
        if known {
            return;
        }
        self.add(Attribution {
            cue: words.span(found.cue),
            verb: noun,
            act: Act::Say,
            source: found.source,
            relays: Vec::new(),
            interview: false,
            content,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "noun-with-content",
        });
    }

    /// What a passive cue leaves before it: `Среди причин … называется то, что …`.
    fn content_in_front(
        &self,
        cue: &Cue,
        content: clause::Content,
        limits: Range<usize>,
    ) -> Option<ByteSpan> {
        let words = self.words;
        let passive = cue.act == Act::Call && words.lemma(cue.verb).ends_with("ся")
            || words.lemma(cue.verb) == "предлагаться";
        if !passive || content.tie != Tie::Phrase && cue.act != Act::Call {
            return None;
        }
        let mut end = cue.tokens.start;
        while end > limits.start
            && (words.is_comma(end - 1) || words.is(end - 1, &["также", "ранее", "уже"]))
        {
            end -= 1;
        }
        (end > limits.start).then(|| words.span(limits.start..end))
    }

    /// The quotations that share something with the span: those around its start, and those that begin
    /// in it.
    fn touching(&self, span: ByteSpan) -> impl Iterator<Item = &Quotation> {
        let quotations = self.quotations;
        let first = quotations.partition_point(|quotation| quotation.span.start < span.start);
        let mut around = first.checked_sub(1);
        let outer = std::iter::from_fn(move || {
            let quotation = &quotations[around?];
            around = quotation.parent;
            Some(quotation)
        });
        outer.filter(move |quotation| quotation.span.overlaps(span)).chain(
            quotations[first..].iter().take_while(move |quotation| quotation.span.start < span.end),
        )
    }

    /// The span of a content without blanks and marks at its ends, without a source that stands in it.
    fn content_span(&self, tokens: Range<usize>) -> Option<Vec<ByteSpan>> {
        let words = self.words;
        let mut start = tokens.start;
        let mut end = tokens.end;
        while start < end && (words.is_comma(start) || words.is_dash(start)) {
            start += 1;
        }
        while end > start
            && matches!(words.form(end - 1), "," | "." | ";" | ":" | "-" | "–" | "—" | "и" | "(")
        {
            end -= 1;
        }
        if start >= end || !(start..end).any(|token| !words.is_punctuation(token)) {
            return None;
        }
        let mut span = words.span(start..end);
        // `что «…»`: the words between the marks.
        if let Some(quotation) = self.touching(span).find(|quotation| {
            quotation.span.start == span.start
                && quotation.span.end >= span.end.saturating_sub(1)
                && quotation.inner.len() == 1
        }) {
            span = quotation.inner[0];
        }
        // A quotation that begins in the content belongs to it whole, over the ends of sentences too.
        let longer = self.touching(span).find(|quotation| {
            quotation.paired
                && span.covers(quotation.span.start)
                && quotation.span.end > span.end + 1
                && quotation.inner.len() == 1
                && !layout::is_name(words, quotation)
        });
        if let Some(quotation) = longer {
            span.end = span.end.max(quotation.inner[0].end);
        }
        (!span.is_empty()).then(|| vec![span])
    }

    /// `По словам X, …`: the clause around the phrase, or what of it belongs to the same thought.
    fn opinion(&mut self, index: usize, opinion: opinion::Opinion, borders: &[Range<usize>]) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        if opinion.source.as_ref().is_some_and(|source| {
            self.found.iter().any(|found| {
                found.source.as_ref() == Some(source)
                    && found.cue.overlaps(words.span(opinion.cue.clone()))
            })
        }) {
            return;
        }
        let right_end = borders
            .iter()
            .map(|border| border.start)
            .filter(|&border| border > opinion.tokens.start)
            .min()
            .unwrap_or(limits.end);
        let mut right_start = opinion.tokens.end;
        while right_start < right_end && (words.is_comma(right_start) || words.is_dash(right_start))
        {
            right_start += 1;
        }
        if right_start < limits.end && words.is(right_start, &["что"]) {
            right_start += 1;
        }
        // `приговор, согласно которому …`: the clause begins with the phrase.
        let relative =
            opinion.source.as_ref().is_some_and(|source| words.lemma(source.head) == "который");
        let left = if relative { None } else { self.left_part(opinion.tokens.start, limits.start) };
        let mut content = Vec::new();
        if let Some(left) = left {
            content.extend(self.content_span(left).unwrap_or_default());
        }
        let right = right_start..right_end;
        let right_has_words = right.clone().any(|token| !words.is_punctuation(token));
        if right_has_words {
            let start = right.start;
            let end = if content.is_empty() {
                right.end
            } else {
                self.clause_end_behind(start, right.end)
            };
            content.extend(self.content_span(start..end).unwrap_or_default());
        }
        let (relays, interview) =
            relays::beside(words, opinion.cue.end - 1, limits, opinion.source.as_ref());
        self.add(Attribution {
            cue: words.span(opinion.cue.clone()),
            verb: opinion.cue.end - 1,
            act: Act::Say,
            source: opinion.source,
            relays,
            interview,
            content,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "opinion-phrase",
        });
    }

    /// The words before a parenthesis that belong to the same clause, without the openers that belong
    /// to nobody's words.
    fn left_part(&self, end: usize, start: usize) -> Option<Range<usize>> {
        let words = self.words;
        let mut last = end;
        while last > start && (words.is_comma(last - 1) || words.is_dash(last - 1)) {
            last -= 1;
        }
        let comma = last < end;
        if last == start {
            return None;
        }
        let mut from = last;
        while from > start {
            let token = from - 1;
            let opens = words.is_conjunction_of_clause(token)
                || words.lemma(token) == "который"
                || (words.is(token, &["и", "а", "но", "однако", "причем", "причём"])
                    && token > start
                    && (words.is_comma(token - 1) || token + 1 == last))
                || matches!(words.form(token), ":" | ";");
            if opens {
                break;
            }
            from -= 1;
        }
        // `где, по её словам, …`: nothing stands between the conjunction and the phrase.
        if from == last {
            return None;
        }
        let skipped = self.without_connector(from..last);
        if skipped.is_empty() || !comma && from > start {
            return None;
        }
        Some(skipped)
    }

    /// The range without an opener such as `вместе с тем` at its start.
    fn without_connector(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return range.end..range.end;
        }
        let words = self.words;
        let mut start = range.start;
        for _ in 0..2 {
            let matched = LEXICON.connectors.iter().find(|connector| {
                connector.len() <= range.end - start
                    && connector
                        .iter()
                        .enumerate()
                        .all(|(index, word)| words.form(start + index).to_lowercase() == *word)
            });
            match matched {
                Some(connector) => start += connector.len(),
                None => break,
            }
            while start < range.end && words.is_comma(start) {
                start += 1;
            }
        }
        start..range.end
    }

    /// Where the clause ends that goes on behind a parenthesis.
    fn clause_end_behind(&self, start: usize, end: usize) -> usize {
        let words = self.words;
        if words.is(start, &["а", "но", "однако"]) { start } else { end }
    }

    /// `…, сообщает X`: the rest of the passage is what X says, or X relays what another says in it.
    fn parenthesis(&mut self, index: usize, group: Group, borders: &[Range<usize>]) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let relayed = group
            .tokens
            .clone()
            .find_map(|at| opinion::relayed_from(words, at, group.tokens.clone()));
        let source =
            group.source.clone().or_else(|| body_place(words, &group.cue, group.tokens.clone()));
        if !plausible(words, &group.cue, source.as_ref()) {
            return;
        }
        let outlet = source.as_ref().is_some_and(|source| {
            is_outlet(words, source)
                || (group.cue.act == Act::Relay && may_be_outlet(words, source))
        });
        if outlet {
            let mut chain: Vec<NounPhrase> = source.iter().cloned().collect();
            chain.extend(relayed.iter().map(|(_, from)| from.clone()));
            let span = words.span(limits.clone());
            let sentence = passage.sentence;
            let passages = self.passages;
            let same_sentence = |found: &Attribution| {
                found.within == passage.speech
                    && found.verb != group.cue.verb
                    && passages.iter().any(|other| {
                        other.sentence == sentence
                            && other.speech == passage.speech
                            && other.tokens.contains(&found.verb)
                    })
            };
            let contents: Vec<Attribution> =
                self.found.iter().filter(|found| same_sentence(found)).cloned().collect();
            let _ = span;
            let mut told = false;
            for found in self.found.iter_mut().filter(|found| same_sentence(found)) {
                let nested =
                    contents.iter().any(|other| other.verb != found.verb && other.holds(found.cue));
                if !nested {
                    told = true;
                    for (at, relay) in chain.iter().enumerate() {
                        if !found.relays.contains(relay) {
                            found.relays.insert(at.min(found.relays.len()), relay.clone());
                        }
                    }
                }
            }
            if told {
                return;
            }
        }
        // Within marks that hold only part of the sentence the parenthesis attributes only that part.
        let around = self.touching(words.span(group.cue.tokens.clone())).find(|quotation| {
            quotation.inner.len() == 1
                && quotation.inner[0].contains(words.span(group.cue.tokens.clone()))
        });
        let limits = match around {
            Some(quotation) => {
                let inner = words.analysis.tokens_within(quotation.inner[0]);
                limits.start.max(inner.start)..limits.end.min(inner.end)
            }
            None => limits,
        };
        let mut content = Vec::new();
        let left = self.left_of_group(group.tokens.start, limits.start);
        if let Some(left) = left {
            content.extend(self.content_span(left).unwrap_or_default());
        }
        let mut right = group.tokens.end;
        while right < limits.end && (words.is_comma(right) || words.is_dash(right)) {
            right += 1;
        }
        let right_end = borders
            .iter()
            .map(|border| border.start)
            .filter(|&border| border >= group.tokens.end)
            .min()
            .unwrap_or(limits.end);
        if right < right_end {
            let end = if content.is_empty() {
                right_end
            } else {
                self.clause_end_behind(right, right_end)
            };
            content.extend(self.content_span(right..end).unwrap_or_default());
        }
        if content.is_empty() {
            return;
        }
        let (mut relays, interview) =
            relays::beside(words, group.cue.verb, group.tokens.clone(), source.as_ref());
        let mut speaker = source;
        let mut cue = words.span(group.cue.tokens.clone());
        if let Some((phrase, from)) = relayed {
            if let Some(outlet) = speaker.replace(from) {
                relays.insert(0, outlet);
            }
            cue = cue.joined(words.span(phrase));
        }
        if words.is(group.tokens.start, &["как"])
            && group.tokens.start + 1 == group.cue.tokens.start
        {
            cue = words.span(group.tokens.start..group.cue.tokens.end);
        }
        self.add(Attribution {
            cue,
            verb: group.cue.verb,
            act: group.cue.act,
            source: speaker,
            relays,
            interview,
            content,
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "parenthesis",
        });
    }

    fn left_of_group(&self, end: usize, start: usize) -> Option<Range<usize>> {
        let range = self.without_connector(start..end);
        // `отметила, что, как утверждают в МИД, …`: what stands before belongs to the outer clause.
        let words = self.words;
        let last = range.clone().rev().find(|&token| !words.is_comma(token));
        if last
            .is_some_and(|last| words.is(last, &["что", "чтобы"]) || words.lemma(last) == "который")
        {
            return None;
        }
        (!range.is_empty()).then_some(range)
    }

    /// `Об этом сообщил X`: the content is the sentence before.
    fn pointing_back(&mut self, index: usize, cue: &Cue, source: Option<NounPhrase>, spoken: bool) {
        let words = self.words;
        let passage = self.passages[index].clone();
        let limits = passage.tokens.clone();
        let around = clause_around(words, cue.verb, limits.clone());
        let points = around.clone().any(|token| {
            (words.is(token, &["этом"])
                && token > around.start
                && words.is(token - 1, &["об", "о"]))
                || (words.is(token, &["это", "эту", "такое"])
                    && token + 1 < around.end
                    && (words.is(token + 1, &["информацию", "заявление", "мнение"])
                        || words.is(token + 1, &["же"])
                            && token + 2 < around.end
                            && words.is(token + 2, &["информацию"])))
        });
        let tells = cue.act == Act::Relay
            || matches!(
                words.lemma(cue.verb),
                "рассказать"
                    | "рассказывать"
                    | "заявить"
                    | "объявить"
                    | "поведать"
                    | "сообщаться"
                    | "говориться"
            );
        let opens = words.is(limits.start, &["об", "о"]) && words.is(limits.start + 1, &["этом"]);
        if !points
            || !(tells || opens && cue.act == Act::Say)
            || spoken
            || index == 0
            || !plausible(words, cue, source.as_ref())
        {
            return;
        }
        let Some(before) = self.passages[..index]
            .iter()
            .rev()
            .find(|other| other.speech == passage.speech && other.sentence != passage.sentence)
        else {
            return;
        };
        let range = before.tokens.clone();
        let skipped = self.without_connector(range);
        if skipped.is_empty() {
            return;
        }
        let mut span = words.span(skipped);
        // The sentence before may be somebody's speech that has no cue of its own.
        let sentence = &words.analysis.sentences[before.sentence];
        span = span.joined(ByteSpan::new(span.start, sentence.span.end.max(span.start)));
        let (mut relays, interview) =
            relays::beside(words, cue.verb, around.clone(), source.as_ref());
        let mut speaker = source;
        let mut cue_span = words.span(cue.tokens.clone());
        if let Some((phrase, from)) =
            limits.clone().find_map(|at| opinion::relayed_from(words, at, limits.clone()))
        {
            if let Some(outlet) = speaker.replace(from) {
                relays.insert(0, outlet);
            }
            if phrase.start > cue.verb {
                cue_span = cue_span.joined(words.span(phrase));
            }
        }
        self.add(Attribution {
            cue: cue_span,
            verb: cue.verb,
            act: cue.act,
            source: speaker,
            relays,
            interview,
            content: vec![span.trimmed(words.text)],
            kind: StatementKind::Indirect,
            within: passage.speech,
            paragraph: passage.paragraph,
            rule: "pointing-back",
        });
    }

    /// Settles the kinds and the order.
    fn finish(mut self) -> Vec<Attribution> {
        for at in 0..self.found.len() {
            self.found[at].kind = self.kind(&self.found[at]);
            let content = &mut self.found[at].content;
            content.sort();
            // Two rules may have given the same words; each is said once.
            let mut end = 0;
            content.retain(|span| {
                let apart = span.start >= end;
                end = end.max(span.end);
                apart
            });
        }
        self.found.sort_by_key(Attribution::order);
        self.found
    }

    /// Direct where all the words stand in marks or are a line or block of speech; mixed where some do.
    fn kind(&self, found: &Attribution) -> StatementKind {
        let words = self.words;
        let marked = |span: ByteSpan| {
            self.touching(span).any(|quotation| {
                quotation.span.contains(span) && !quotation.span.contains(found.cue)
                    || quotation.inner.iter().any(|inner| inner.contains(span))
                        && !quotation.inner.iter().any(|inner| inner.contains(found.cue))
            })
        };
        if found.kind == StatementKind::Direct {
            // The clause that attributes may stand within the marks.
            let quoted = |span: ByteSpan| {
                self.touching(span)
                    .any(|quotation| quotation.inner.iter().any(|inner| inner.contains(span)))
            };
            if found.content.iter().all(|&span| quoted(span)) {
                return StatementKind::Direct;
            }
            let retold = found.content.iter().any(|span| !marked(*span));
            let set_off = found.content.iter().any(|span| marked(*span));
            return if retold
                && (set_off || found.content.len() > 1)
                && found.rule != "dialogue"
                && !all_paragraphs(words, found)
            {
                StatementKind::Mixed
            } else {
                StatementKind::Direct
            };
        }
        if found.content.iter().all(|span| marked(*span)) {
            return StatementKind::Direct;
        }
        let fragment =
            found.content.iter().flat_map(|&span| self.touching(span)).any(|quotation| {
                !quotation.span.contains(found.cue)
                    && !quotation.inner.iter().any(|inner| inner.contains(found.cue))
                    && !layout::is_name(words, quotation)
            });
        if fragment { StatementKind::Mixed } else { StatementKind::Indirect }
    }
}

/// Whether each piece is a paragraph of its own, as in a block quotation.
fn all_paragraphs(words: Words<'_>, found: &Attribution) -> bool {
    found.content.iter().all(|span| {
        let before = words.text[..span.start].trim_end_matches([' ', '\u{a0}', '—', '–', '-']);
        before.is_empty() || before.ends_with('\n')
    })
}

/// The clause of a verb: between the commas, dashes or marks around it.
fn clause_around(words: Words<'_>, verb: usize, limits: Range<usize>) -> Range<usize> {
    let border = |token: usize| {
        words.is_comma(token)
            || words.is_colon(token)
            || words.form(token) == ";"
            || words.is_dash(token)
    };
    let start = (limits.start..verb)
        .rev()
        .find(|&token| border(token))
        .map_or(limits.start, |token| token + 1);
    let end = (verb..limits.end).find(|&token| border(token)).unwrap_or(limits.end);
    start..end.max(start)
}

/// `В МИД уверены`, `сообщили в пресс-службе`: the body that a plural without a subject speaks for.
fn body_place(words: Words<'_>, cue: &Cue, limits: Range<usize>) -> Option<NounPhrase> {
    let impersonal = words.is_plural(cue.verb) || words.lemma(cue.verb).ends_with("ся");
    if !impersonal {
        return None;
    }
    let around = clause_around(words, cue.verb, limits);
    for at in around.clone() {
        if !words.is(at, &["в", "во", "на", "из"]) || at + 1 >= around.end {
            continue;
        }
        let noun = (at + 1..around.end.min(at + 6))
            .find(|&token| !words.is_attribute(token) && !words.is_punctuation(token))?;
        let body = TABLES.is_body(words.lemma(noun))
            || TABLES.is_outlet_noun(words.lemma(noun))
            || TABLES.group(words.lemma(noun)).is_some()
            || words
                .name_at(noun)
                .is_some_and(|name| name.kind == depesha_language::NameKind::Organization)
            || words.form(noun).chars().all(char::is_uppercase)
                && words.form(noun).chars().count() > 1;
        let local = matches!(words.case(noun), Some(Case::Locative) | None)
            || words.is(at, &["из"]) && words.case(noun) == Some(Case::Genitive);
        if body && local && (words.is_noun(noun) || words.name_at(noun).is_some()) {
            return Some(noun_phrase(words, noun, at + 1..around.end));
        }
    }
    None
}

/// Whether what seems the content is only the topic of a parenthesis at the end of its sentence:
/// `…, рассказал о встрече министр`.
fn about_only(
    words: Words<'_>,
    content: clause::Content,
    group: &Group,
    limits: Range<usize>,
) -> bool {
    content.tie == Tie::Phrase
        && group.tokens.contains(&content.start)
        && words.is(content.start, &["о", "об", "обо"])
        && group.source.as_ref().is_some_and(|source| source.head > group.cue.verb)
        && group.tokens.end + 1 >= limits.end
        && (limits.start..group.tokens.start).any(|token| words.is_predicate(token))
}

/// Whether the source is somebody or something that can speak or think.
fn plausible(words: Words<'_>, cue: &Cue, source: Option<&NounPhrase>) -> bool {
    let Some(source) = source else {
        // Nobody speaks in `сообщается, что`; a plural without a subject speaks for somebody.
        return cue.act != Act::Show;
    };
    if words.is(source.head, &["я", "мы"]) {
        return false;
    }
    if cue.act == Act::Show {
        // Polls, studies and sittings show; what is said does not.
        let lemma = words.lemma(source.head);
        return TABLES.document(lemma) == Some(false)
            || matches!(lemma, "доклад" | "отчет" | "заседание" | "слушание" | "документ");
    }
    // Only those who act accuse and promise, whatever they are called.
    matches!(cue.act, Act::Accuse | Act::Promise)
        && TABLES.document(words.lemma(source.head)).is_none()
        || may_speak(words, source.head)
}

/// Whether the noun means somebody or something that can speak or think: a living being, a body, an
/// outlet, a document, whatever has a proper name.
pub(crate) fn may_speak(words: Words<'_>, head: usize) -> bool {
    use depesha_language::morphology::{Animacy, PartOfSpeech};
    let lemma = words.lemma(head);
    let form = words.form(head);
    let animate = words.morphology(head).animacy == Some(Animacy::Animate);
    let pronoun = matches!(
        words.part_of_speech(head),
        PartOfSpeech::Pronoun | PartOfSpeech::Determiner | PartOfSpeech::Numeral
    ) && !words.is(head, &["это", "то", "все", "всё", "что"]);
    let listed = TABLES.role(lemma).is_some()
        || TABLES.group(lemma).is_some()
        || TABLES.group(&words.citation(head)).is_some()
        || TABLES.is_body(lemma)
        || TABLES.is_outlet_noun(lemma)
        || TABLES.document(lemma).is_some();
    let abbreviation = form.chars().count() > 1 && form.chars().all(char::is_uppercase);
    let foreign =
        words.morphology(head).foreign || words.part_of_speech(head) == PartOfSpeech::Other;
    let proper =
        words.part_of_speech(head) == PartOfSpeech::ProperNoun || words.name_at(head).is_some();
    let latin = form.starts_with(|c: char| c.is_ascii_alphabetic());
    let adjective = words.part_of_speech(head) == PartOfSpeech::Adjective && words.is_plural(head);
    let one_of = lemma == "один";
    animate
        || pronoun
        || one_of
        || listed
        || abbreviation
        || foreign
        || latin
        || proper
        || adjective
}
