//! From the reading of a report to what the directory learns of it.

use depesha_reading::{ActorClass, ActorId, MentionKind, Reading, StateGround, Tables};
use depesha_text::Article;

use crate::names::key;
use crate::report::{Class, Day, Report, SaidRole, Seen};

impl Report {
    /// What the directory learns from the reading of an article; `tables` give outlets the name
    /// under which they are listed.
    ///
    /// Groups, documents, and people, bodies and outlets that the report does not name are left out:
    /// who `эксперты`, `мэр`, `полиция` or `СМИ` are is settled within a report or not at all. A body
    /// of a known state is named enough: `парламент` of Japan.
    pub fn from_reading(article: &Article, reading: &Reading, tables: &Tables) -> Self {
        let class = |actor: &depesha_reading::Actor| {
            let named = actor.mentions.is_empty()
                || actor.mentions.iter().any(|mention| mention.kind == MentionKind::Name);
            let first_letter = actor.name.chars().find(|c| c.is_alphabetic());
            let capital = first_letter.is_some_and(char::is_uppercase);
            // `российские СМИ` are many; `Новая газета` is one.
            let is_of_many = || {
                key(actor.name.split_whitespace().last().unwrap_or("")) == "сми"
                    || tables.is_outlet_noun(&key(&actor.name))
            };
            let has_capital = actor.name.chars().any(char::is_uppercase);
            match actor.class {
                ActorClass::Person if !named || !capital => None,
                ActorClass::Person => Some(Class::Person),
                ActorClass::State => Some(Class::State),
                ActorClass::Organization if !has_capital && said_state(actor).is_none() => None,
                ActorClass::Organization => Some(Class::Organization),
                ActorClass::Outlet if !has_capital || is_of_many() => None,
                ActorClass::Outlet => Some(Class::Outlet),
                ActorClass::Place => Some(Class::Place),
                ActorClass::Group | ActorClass::Unknown => None,
            }
        };
        let mut kept = 0;
        let places: Vec<Option<usize>> = reading
            .actors
            .iter()
            .map(|actor| {
                class(actor).map(|_| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        let place = |ActorId(actor): ActorId| places.get(actor).copied().flatten();
        let seen = |actor: &depesha_reading::Actor| {
            let class = class(actor)?;
            let listed = match class {
                Class::Outlet => tables.outlet(&actor.name, said_state(actor)),
                _ => None,
            };
            Some(Seen {
                name: actor.name.clone(),
                also: actor.also.clone(),
                class,
                // Where the report is set says nothing of who of two namesakes is meant.
                state: said_state(actor).map(str::to_owned),
                listed: listed.map(|outlet| outlet.name.clone()),
                gender: None,
                roles: actor
                    .roles
                    .iter()
                    .map(|role| SaidRole { title: role.title.clone(), of: role.of.and_then(place) })
                    .collect(),
                perhaps: actor
                    .perhaps
                    .iter()
                    .filter_map(|perhaps| Some((place(perhaps.actor)?, perhaps.confidence)))
                    .collect(),
            })
        };
        Self {
            id: article.id.clone(),
            day: article.published.as_deref().and_then(Day::of),
            actors: reading.actors.iter().filter_map(seen).collect(),
        }
    }
}

/// The state that the report says the actor to be of, and not only to be set in.
fn said_state(actor: &depesha_reading::Actor) -> Option<&'static str> {
    let lent = actor
        .state_from
        .is_some_and(|from| matches!(from.ground, StateGround::Setting | StateGround::Weights));
    actor.state.filter(|_| !lent)
}

#[cfg(test)]
mod tests {
    use depesha_reading::{Actor, Mention, Perhaps, Role};
    use depesha_text::ByteSpan;

    use super::*;

    #[test]
    fn a_reading_tells_the_directory_of_those_whom_it_names() {
        let span = ByteSpan::new(0, 1);
        let mentioned = |name: &str, class, kind| Actor {
            mentions: vec![Mention::sure(span, kind)],
            ..Actor::new(name, class)
        };
        let role = |title: &str, of| Role { title: title.into(), of, evidence: span };
        let name = MentionKind::Name;
        let reading = Reading {
            actors: vec![
                mentioned("эксперты", ActorClass::Group, MentionKind::Role),
                mentioned("мэр", ActorClass::Person, MentionKind::Role),
                Actor {
                    state: Some("GEO"),
                    ..mentioned("Грузия", ActorClass::State, MentionKind::Metonym)
                },
                Actor {
                    also: vec!["Лео Мчедлидзе".into()],
                    roles: vec![role("министр", Some(ActorId(2))), role("друг", Some(ActorId(1)))],
                    perhaps: vec![Perhaps { actor: ActorId(4), confidence: 40 }],
                    ..mentioned("Леван Мчедлидзе", ActorClass::Person, name)
                },
                mentioned("Мчедлидзе", ActorClass::Person, name),
                mentioned("ИТАР-ТАСС", ActorClass::Outlet, name),
                mentioned("СМИ", ActorClass::Outlet, name),
                mentioned("российские СМИ", ActorClass::Outlet, name),
                mentioned("полиция", ActorClass::Organization, name),
                Actor {
                    state: Some("GEO"),
                    ..mentioned("парламент", ActorClass::Organization, name)
                },
            ],
            ..Reading::default()
        };
        let article = Article {
            published: Some("2025-11-03T23:30:00+04:00".into()),
            ..Article::from_body("мост", "")
        };
        let person = Seen::person("Леван Мчедлидзе").also("Лео Мчедлидзе").role_of("министр", 0);
        let expected = Report::new("мост", Day::of("2025-11-03"))
            .with(Seen::state("GEO", "Грузия"))
            .with(Seen { perhaps: vec![(2, 40)], ..person.role("друг") })
            .with(Seen::person("Мчедлидзе"))
            .with(Seen { listed: Some("ТАСС".into()), ..Seen::outlet("ИТАР-ТАСС") })
            .with(Seen::organization("парламент").of_state("GEO"));
        assert_eq!(Report::from_reading(&article, &reading, Tables::embedded()), expected);
    }
}
