//! A report and its reading, made by hand, for the tests of pages.

use depesha::reading::{
    Account, Actor, ActorClass, ActorId, Anchor, Attitude, AttitudeEvidence, AttitudeGround,
    Commitment, Date, DateBound, DateId, Event, EventId, EventStatus, EventType, Evidence,
    EvidenceOf, Grain, Mention, MentionKind, Polarity, Reading, Role, Statement, StatementId,
    StatementKind, Telling, Unresolved,
};
use depesha::{Article, ByteSpan};

const TEXT: &str = "\
Паром через Каррен пойдёт летом

Соседи подписали соглашение, которое не могли согласовать девять лет. Как передаёт «Вестник залива», об этом агентству «Меридиан» сообщил политолог Адриан Кольб.

«За этот визит президент и премьер провели вместе больше времени, чем за все предыдущие годы. Сандаль сказал, что паром пойдёт уже летом, и назвал день первого рейса. Это значит, что обе стороны рассчитали всё заранее, а газета \"Голос Каррена\", которая предрекала провал, ошиблась.

Многое решит и цена билета. Если паром окажется дороже объездной дороги, люди по-прежнему поедут через горы. Расписание, остановки и места для машин придётся согласовать ещё до первого рейса», — сказал он.

«Мы не ждём прибыли. Мы ждём, — подчеркнула Ингрид Хольм, — что соседи начнут ездить друг к другу в гости».

Сообщается, что билеты станут «самыми дешёвыми на озере».

— Судно готово на две трети, — сказал корабел.
";

const PERSON: ActorClass = ActorClass::Person;

/// The place of the first `words` in the text.
fn place(words: &str) -> ByteSpan {
    let start = TEXT.find(words).expect(words);
    ByteSpan::new(start, start + words.len())
}

/// From the first of `from` up to the first of `to` after it, that one included.
fn between(from: &str, to: &str) -> ByteSpan {
    let start = place(from).start;
    let end = start + TEXT[start..].find(to).expect(to) + to.len();
    ByteSpan::new(start, end)
}

/// The first `words` after the first of `before`.
fn after(before: &str, words: &str) -> ByteSpan {
    let whole = between(before, words);
    ByteSpan::new(whole.end - words.len(), whole.end)
}

fn statement(
    kind: StatementKind,
    (source, speaker): (Option<ByteSpan>, Option<usize>),
    cue: ByteSpan,
    content: Vec<ByteSpan>,
) -> Statement {
    Statement {
        kind,
        cue,
        source,
        speaker: speaker.map(ActorId),
        content,
        via: Vec::new(),
        parent: None,
        rule: "by hand",
    }
}

/// The report, known as `ferry.txt`, and who says what in it.
pub(crate) fn example() -> (Article, Reading) {
    let actor = |(name, class, named, meant): (&str, ActorClass, &[ByteSpan], &[ByteSpan])| {
        let named = named.iter().map(|&span| Mention::sure(span, MentionKind::Name));
        let meant = meant.iter().map(|&span| Mention::sure(span, MentionKind::Role));
        Actor { mentions: named.chain(meant).collect(), ..Actor::new(name, class) }
    };
    let mut actors = [
        ("Вестник залива", ActorClass::Outlet, &[place("Вестник залива")][..], &[][..]),
        ("Меридиан", ActorClass::Outlet, &[place("Меридиан")], &[]),
        ("Адриан Кольб", PERSON, &[place("Адриан Кольб")], &[after("рейса», — ", "он")]),
        ("Эрик Сандаль", PERSON, &[place("Сандаль")], &[place("премьер")]),
        ("Ингрид Хольм", PERSON, &[place("Ингрид Хольм")], &[]),
        ("корабел", PERSON, &[], &[place("корабел")]),
        ("Каррен", ActorClass::Place, &[place("Каррен")], &[]),
    ]
    .map(actor);
    actors[2].roles =
        vec![Role {
            title: "политолог".into(), of: None, evidence: place("политолог")
        }];
    use StatementKind::{Direct, Indirect, Mixed};
    let statements = vec![
        Statement {
            via: vec![ActorId(0), ActorId(1)],
            ..statement(
                Indirect,
                (Some(place("политолог Адриан Кольб")), Some(2)),
                place("сообщил"),
                vec![between("Соседи", "девять лет.")],
            )
        },
        statement(
            Direct,
            (Some(after("рейса», — ", "он")), Some(2)),
            after("рейса», — ", "сказал"),
            vec![between("За этот визит", "ошиблась."), between("Многое", "до первого рейса")],
        ),
        Statement {
            parent: Some(StatementId(1)),
            ..statement(
                Indirect,
                (Some(place("Сандаль")), Some(3)),
                place("сказал"),
                vec![place("паром пойдёт уже летом")],
            )
        },
        statement(
            Direct,
            (Some(place("Ингрид Хольм")), Some(4)),
            place("подчеркнула"),
            vec![place("Мы не ждём прибыли. Мы ждём"), between("что соседи", "в гости")],
        ),
        statement(
            Mixed,
            (None, None),
            place("Сообщается"),
            vec![between("билеты станут", "озере»")],
        ),
        statement(
            Direct,
            (Some(place("корабел")), Some(5)),
            after("на две трети, — ", "сказал"),
            vec![place("Судно готово на две трети")],
        ),
    ];
    let dates = vec![Date {
        span: place("летом"),
        value: None,
        unresolved: Some(Unresolved::NoReportDate),
        end: None,
        grain: Grain::Season,
        part: None,
        bound: DateBound::In,
        anchor: Anchor::Published,
        day_span: None,
        said_in: None,
    }];
    let event = |kind, status, trigger, (actors, recipients): (&[usize], &[usize])| Event {
        trigger,
        kind,
        mode: None,
        contexts: Vec::new(),
        actors: actors.iter().copied().map(ActorId).collect(),
        recipients: recipients.iter().copied().map(ActorId).collect(),
        status,
        commitment: false,
        date: None,
        place: None,
        said_in: None,
        also_in: Vec::new(),
        confidence: 80,
        rule: "verb",
        evidence: Vec::new(),
    };
    let words = |of, actor: Option<usize>, span| Evidence { of, actor: actor.map(ActorId), span };
    let events = vec![
        Event {
            date: Some(DateId(0)),
            place: Some(ActorId(6)),
            commitment: true,
            evidence: vec![words(EvidenceOf::Status, None, place("пойдёт летом"))],
            also_in: vec![Telling {
                trigger: place("паром пойдёт"),
                said_in: Some(StatementId(2)),
            }],
            ..event(EventType::Cooperate, EventStatus::Planned, place("пойдёт"), (&[3], &[]))
        },
        Event {
            said_in: Some(StatementId(0)),
            contexts: vec!["economic"],
            evidence: vec![words(EvidenceOf::Needed, None, place("соглашение"))],
            ..event(
                EventType::Agree,
                EventStatus::Actual,
                place("подписали соглашение"),
                (&[], &[4]),
            )
        },
    ];
    let commitments = vec![Commitment {
        event: EventId(0),
        who: vec![ActorId(3)],
        to: vec![ActorId(4)],
        act: place("Паром через Каррен пойдёт летом"),
        until: Some(DateId(0)),
        condition: Some(place("Если паром окажется дороже объездной дороги")),
        said_in: None,
    }];
    let attitudes = vec![Attitude {
        source: ActorId(3),
        target: ActorId(4),
        polarity: Polarity::Negative,
        confidence: 71,
        said_in: Some(StatementId(0)),
        ground: AttitudeGround::Words,
        account: Account::Opinion,
        evidence: vec![AttitudeEvidence {
            span: place("предрекала провал"),
            ground: AttitudeGround::Words,
            account: Account::Opinion,
            said_in: Some(StatementId(0)),
        }],
    }];
    let (actors, rest) = (actors.into(), Reading::default());
    let reading = Reading { actors, statements, dates, events, commitments, attitudes, ..rest };
    (Article::from_body("ferry.txt", TEXT), reading)
}
