//! The actors of a reading as a list for people: who they are, by what words the report says so, and
//! how it calls them.

use depesha::Article;
use depesha::reading::{Actor, ActorClass, Mention, MentionKind, Reading, StateGround};

use crate::typesetting::{ASIDE, HEADLINE, SPEAKER, Typesetting, columns, one_line};

/// Ways of calling an actor that are shown where the list is not asked for in full.
const FORMS_SHOWN: usize = 6;

/// The classes in the order in which they are listed.
const CLASSES: [ActorClass; 7] = [
    ActorClass::Person,
    ActorClass::State,
    ActorClass::Organization,
    ActorClass::Outlet,
    ActorClass::Group,
    ActorClass::Unknown,
    ActorClass::Place,
];

/// Writes the list, by classes and within a class in the order of the text. Places come in one line,
/// and with `full` every form that the text uses is shown.
pub(crate) fn put_actors(
    page: &mut String,
    article: &Article,
    reading: &Reading,
    full: bool,
    typesetting: Typesetting,
) {
    if reading.actors.iter().all(|actor| actor.mentions.is_empty()) {
        return;
    }
    page.push('\n');
    typesetting.put(page, 0, HEADLINE, "Who is spoken of");
    for class in CLASSES {
        let actors = reading.actors.iter().filter(|actor| actor.class == class);
        if class == ActorClass::Place && !full {
            let names: Vec<String> = actors.map(|place| one_line(&place.name)).collect();
            if !names.is_empty() {
                typesetting.put(page, 2, ASIDE, &format!("places: {}", names.join(", ")));
            }
            continue;
        }
        for actor in actors.filter(|actor| !actor.mentions.is_empty()) {
            let view = ActorView { article, reading, actor, full, typesetting };
            view.put(page);
        }
    }
}

fn class_name(class: ActorClass) -> &'static str {
    match class {
        ActorClass::Person => "person",
        ActorClass::State => "state",
        ActorClass::Organization => "organization",
        ActorClass::Outlet => "outlet",
        ActorClass::Group => "group",
        ActorClass::Place => "place",
        ActorClass::Unknown => "unknown",
    }
}

struct ActorView<'reading> {
    article: &'reading Article,
    reading: &'reading Reading,
    actor: &'reading Actor,
    full: bool,
    typesetting: Typesetting,
}

impl ActorView<'_> {
    fn put(&self, page: &mut String) {
        let Self { actor, typesetting, .. } = self;
        let name = one_line(&actor.name);
        let state = actor.state.map(|state| match actor.state_from.map(|from| from.ground) {
            Some(StateGround::Setting) => format!("{state} by the report's setting"),
            Some(StateGround::Weights) => format!("{state} by trained weights"),
            _ => state.to_owned(),
        });
        let known = [Some(class_name(actor.class).to_owned()), state];
        let known = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if 2 + columns(&name) + 2 + columns(&known) <= typesetting.width {
            let name = typesetting.paint(SPEAKER, &name);
            page.push_str(&format!("  {name}  {}\n", typesetting.paint(ASIDE, &known)));
        } else {
            typesetting.put(page, 2, SPEAKER, &name);
            typesetting.put(page, 6, ASIDE, &known);
        }
        if !actor.also.is_empty() {
            typesetting.put(page, 6, ASIDE, &format!("also {}", one_line(&actor.also.join(", "))));
        }
        for role in &actor.roles {
            let of = role.of.map(|of| format!(" — {}", self.reading.actors[of.0].name));
            let said = role.evidence.of(&self.article.body);
            let role = format!("{}{}  “{said}”", role.title, of.unwrap_or_default());
            typesetting.put(page, 6, anstyle::Style::new(), &one_line(&role));
        }
        for perhaps in &actor.perhaps {
            let other = &self.reading.actors[perhaps.actor.0].name;
            let line = format!("perhaps {other} ({} %)", perhaps.confidence);
            typesetting.put(page, 6, ASIDE, &one_line(&line));
        }
        let by_name =
            |mention: &&Mention| matches!(mention.kind, MentionKind::Name | MentionKind::Metonym);
        let named = self.forms(actor.mentions.iter().filter(by_name));
        let meant = self.forms(actor.mentions.iter().filter(|mention| !by_name(mention)));
        let forms = [("named", named), ("meant by", meant)];
        let forms = forms.into_iter().filter(|(_, forms)| !forms.is_empty());
        let line: Vec<String> = forms.map(|(how, forms)| format!("{how} {forms}")).collect();
        typesetting.put(page, 6, ASIDE, &line.join("; "));
    }

    /// The distinct words of the mentions, each with how often it stands, the first ones first.
    fn forms<'a>(&self, mentions: impl Iterator<Item = &'a Mention>) -> String {
        let mut forms: Vec<(String, usize)> = Vec::new();
        for mention in mentions {
            let words = one_line(mention.span.of(&self.article.body));
            match forms.iter_mut().find(|(known, _)| *known == words) {
                Some((_, count)) => *count += 1,
                None => forms.push((words, 1)),
            }
        }
        let left = forms.len().saturating_sub(FORMS_SHOWN);
        let shown = if self.full { forms.len() } else { FORMS_SHOWN };
        let mut list: Vec<String> = forms
            .iter()
            .take(shown)
            .map(|(words, count)| match count {
                1 => format!("“{words}”"),
                _ => format!("“{words}” ×{count}"),
            })
            .collect();
        if !self.full && left > 0 {
            list.push(format!("{left} more"));
        }
        list.join(", ")
    }
}
