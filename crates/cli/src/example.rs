//! A report and its reading, made by hand, for the tests of pages.

use depesha::reading::{
    Actor, ActorClass, ActorId, Mention, MentionKind, Reading, Role, Statement, StatementId,
    StatementKind,
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
    let reading = Reading { outlet: None, actors: actors.into(), statements, events: Vec::new() };
    (Article::from_body("ferry.txt", TEXT), reading)
}
