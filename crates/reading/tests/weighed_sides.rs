//! Parties that trained weights bring to events.

use depesha_language::{Language, Preference, SideModel};
use depesha_reading::{
    ActorClass, Asked, EvidenceOf, Side, StateGround, Tables, TriggerBounds, read, read_weighed,
    side_traits, with_sides,
};
use depesha_text::Article;

/// Reports of our own in which sides are told outside of the frames of their events.
const REPORTS: [&str; 3] = [
    "Президент Лернии Павел Ручьёв прибыл в Грузию. Визит продлится два дня, сообщили в Тбилиси. В Грузии были арестованы \
     двое чиновников. Ручьёв осудил аресты.",
    "МИД Эстонии вызвал посла Грузии. Протест связан с задержанием журналиста Андрея Лугина. Лугин приговорён к трём годам \
     лишения свободы, суд в Тбилиси признал его виновным. Эстония потребовала освобождения.",
    "Финляндия и Эстония подписали соглашение. Переговоры шли в Таллине три года. Премьер Финляндии Анна Ветрова \
     поблагодарила коллег за терпение и пообещала помощь.",
];

fn language() -> Language {
    Language::embedded().expect("the model that is compiled in")
}

#[test]
fn who_was_weighed_stands_on_one_side_and_keeps_the_words_that_mean_it() {
    let language = language();
    for report in REPORTS {
        let article = Article::from_body("note", report);
        let reading = read(&article, &language.analyse(report), &language);
        for event in &reading.events {
            assert!(event.actors.iter().all(|actor| !event.recipients.contains(actor)));
            for evidence in &event.evidence {
                let side = match evidence.of {
                    EvidenceOf::WeighedActor => &event.actors,
                    EvidenceOf::WeighedRecipient => &event.recipients,
                    _ => continue,
                };
                let actor = evidence.actor.expect("whom the words mean");
                assert!(side.contains(&actor));
                let mentions = &reading.actors[actor.0].mentions;
                assert!(mentions.iter().any(|mention| mention.span == evidence.span));
            }
        }
        let stated = reading.actors.iter().filter(|actor| {
            actor.state_from.is_some_and(|from| from.ground == StateGround::Weights)
        });
        assert!(stated.into_iter().all(|actor| actor.state.is_some()));
    }
}

#[test]
fn weights_bring_nobody_from_another_sentence_and_no_state_against_its_own() {
    let language = language();
    let reports = REPORTS.into_iter().chain([
        "Глава МИД Перу Анна Лугина предупредила, что страна закроет границу, если Чили не откроет порт. В Сантьяго угрозы \
         отвергли. Ранее Перу и Чили подписали договор.",
        "Лима пригрозила санкциями. Министр финансов Чили Пётр Ручьёв заявил, что Чили не боится. Угроза касается портов.",
    ]);
    let mut brought = 0;
    for report in reports {
        let article = Article::from_body("note", report);
        let analysis = language.analyse(report);
        let reading = read(&article, &analysis, &language);
        let sentence = |at: usize| report[..at].matches(". ").count();
        for event in &reading.events {
            for evidence in &event.evidence {
                let opposite = match evidence.of {
                    EvidenceOf::WeighedActor => &event.recipients,
                    EvidenceOf::WeighedRecipient => &event.actors,
                    _ => continue,
                };
                assert_eq!(
                    sentence(evidence.span.start),
                    sentence(event.trigger.start),
                    "{report}"
                );
                let party = &reading.actors[evidence.actor.expect("whom the words mean").0];
                let own = opposite.iter().any(|other| reading.actors[other.0].state == party.state);
                assert!(party.class != ActorClass::State || !own, "{report}: {event:?}");
                brought += 1;
            }
        }
    }
    assert!(brought > 0);
}

#[test]
fn nobody_is_bound_by_a_guess() {
    let language = language();
    let promises = REPORTS.into_iter().chain([
        "Глава МИД Перу Анна Лугина предупредила, что Лима закроет границу, если Чили не откроет порт. В Сантьяго \
         угрозы отвергли и пообещали ответ. Перу обязалась вернуть судно.",
    ]);
    let mut bound = 0;
    for report in promises {
        let article = Article::from_body("note", report);
        let analysis = language.analyse(report);
        let rules = TriggerBounds::USUAL;
        let by_rules =
            read_weighed(&article, &analysis, &language, Tables::embedded(), rules, None);
        let weighed = read(&article, &analysis, &language);
        assert_eq!(weighed.commitments, by_rules.commitments, "{report}");
        bound += weighed.commitments.len();
    }
    assert!(bound > 0);
}

#[test]
fn weights_that_know_nothing_leave_to_the_rules_what_they_filled_and_add_by_what_they_are_taught() {
    let language = language();
    let report = "Посол осудил реформу, а президент Лернии Павел Ручьёв молчит.";
    let article = Article::from_body("note", report);
    let analysis = language.analyse(report);
    let by_rules = read_weighed(
        &article,
        &analysis,
        &language,
        Tables::embedded(),
        TriggerBounds::USUAL,
        None,
    );
    let [event] = &by_rules.events[..] else { panic!("one event: {:?}", by_rules.events) };
    let asked = [Asked { trigger: event.trigger, kind: event.kind, event: Some(0) }];
    let seen = side_traits(&article, &analysis, &language, &by_rules, &asked);
    let [seen] = &seen[..] else { panic!("one event") };
    let by_side = |side: Side| seen.parties.iter().filter(move |party| party.by_rules == side);
    assert_eq!(by_side(Side::Actor).count(), event.actors.len());
    let other =
        by_side(Side::Neither).find(|party| party.here).expect("one who is no party by the rules");
    // One trait that only the other has speaks for it as the recipient, and for nothing else.
    let others: Vec<&String> = seen
        .parties
        .iter()
        .filter(|party| party.actor != other.actor)
        .flat_map(|party| party.traits.iter().map(|(name, _)| name))
        .collect();
    let (own, _) =
        other.traits.iter().find(|(name, _)| !others.contains(&name)).expect("a trait of its own");
    let sides = Preference::new(
        2,
        vec![depesha_language::trait_number(own)],
        vec![0.0, 9.0],
        vec![],
        vec![0.0; 2],
    );
    let states = Preference::new(1, vec![], vec![], vec![], vec![0.0]);
    let model = SideModel { sides, states };
    let weighed = with_sides(&article, &analysis, &language, by_rules.clone(), &model);
    assert_eq!(weighed.events[0].actors, event.actors);
    assert_eq!(weighed.events[0].recipients, [other.actor]);
    let evidence = weighed.events[0].evidence.last().expect("the words");
    assert_eq!((evidence.of, evidence.actor), (EvidenceOf::WeighedRecipient, Some(other.actor)));
}
