//! Training: steps of Adam over batches of texts.

use depesha_language::EntityKind;
use depesha_language::entity_spans::without_crossings;

use crate::adam::Adam;
use crate::arithmetic::{Noise, exponential};
use crate::examples::{Example, NONE, Taught};
use crate::network::{Network, Plan, Vectors, known_traits};
use crate::score::{Entities, Scores};
use crate::tape::choice_loss;

/// Trains a network on examples. After each epoch `tell` is given its number and the mean loss.
pub fn train(
    plan: &Plan,
    vectors: &Vectors,
    examples: &[&Example],
    mut tell: impl FnMut(usize, f64),
) -> Network {
    let mut network = Network::new(plan, known_traits(examples, plan.rare));
    let mut noise = Noise::new(plan.seed ^ 0x5eed);
    let mut adam = Adam::new(&network.parameters);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let steps = plan.epochs * examples.len().div_ceil(plan.batch);
    let mut step = 0;
    for epoch in 0..plan.epochs {
        noise.shuffle(&mut order);
        let mut loss = 0.0;
        for batch in order.chunks(plan.batch) {
            let batch: Vec<&Example> = batch.iter().map(|&at| examples[at]).collect();
            let (part, rows) = gradients_by_halves(
                &network,
                vectors,
                &batch,
                [Noise::new(noise.bits()), Noise::new(noise.bits())],
                [&mut adam.gradients, &mut adam.more_gradients],
            );
            loss += part;
            step += 1;
            let progress = step as f32 / steps as f32;
            let warm = (step as f32 / 200.0).min(1.0);
            let rate = plan.rate * warm * (1.0 - progress).max(0.02);
            adam.step(&mut network.parameters, rate, plan.decay, &rows);
        }
        tell(epoch, loss / examples.len() as f64);
    }
    network
}

/// As [`gradients`], with two threads.
fn gradients_by_halves(
    network: &Network,
    vectors: &Vectors,
    batch: &[&Example],
    [mut noise, mut more_noise]: [Noise; 2],
    [some, more]: [&mut [Vec<f32>]; 2],
) -> (f64, Vec<u32>) {
    let tokens = batch.iter().map(|one| one.words.len()).sum();
    let (first, second) = batch.split_at(batch.len().div_ceil(2));
    std::thread::scope(|scope| {
        let other = (!second.is_empty()).then(|| {
            scope.spawn(move || gradients(network, vectors, second, tokens, &mut more_noise, more))
        });
        let (mut loss, mut rows) = gradients(network, vectors, first, tokens, &mut noise, some);
        if let Some(other) = other {
            let (more_loss, more_rows) = other.join().expect("a step does not panic");
            loss += more_loss;
            rows.extend(more_rows);
            rows.sort_unstable();
            rows.dedup();
        }
        (loss, rows)
    })
}

/// The loss of a batch, and the rows of the table of traits that it used. Adds to `gradients`.
fn gradients(
    network: &Network,
    vectors: &Vectors,
    batch: &[&Example],
    tokens: usize,
    noise: &mut Noise,
    gradients: &mut [Vec<f32>],
) -> (f64, Vec<u32>) {
    let plan = &network.plan;
    let mut chosen = Vec::new();
    let mut weights = Vec::new();
    let mut targets: Vec<Target<'_>> = Vec::new();
    let mut ends = Vec::new();
    for one in batch {
        let flags = ends_of(one);
        let mut taught = one.taught.iter().flat_map(|taught| &taught.likely).peekable();
        let mut some = Vec::new();
        for (at, (candidate, &kind)) in one.candidates.iter().zip(&one.kinds).enumerate() {
            let soft = taught.next_if(|(place, _)| *place as usize == at);
            let target = match soft {
                Some((_, shares)) => Target::Shares(shares),
                None => Target::Kind(kind),
            };
            let first = flags[candidate.first as usize][0];
            let last = flags[candidate.last as usize][1];
            // Of the candidates that are nothing, few stand for all: fewer of those that share no
            // end with an entity, or that are long.
            let one_in = if soft.is_some() || usize::from(kind) != NONE {
                1
            } else if first.max(last) < 0.1 {
                8
            } else if candidate.last - candidate.first >= 6 {
                3
            } else {
                1
            };
            if one_in > 1 && noise.below(one_in) != 0 {
                continue;
            }
            some.push(at as u32);
            weights.push(one_in as f32);
            targets.push(target);
        }
        chosen.push(some);
        ends.extend(flags);
    }
    let (tape, outcome) = network.run(vectors, batch, &chosen, Some(noise));
    // The loss is a mean over tokens.
    let scale = 1.0 / tokens as f32;
    let (loss, gradient) = choice_loss(
        tape.values(outcome.scores),
        NONE + 1,
        |row, target| match targets[row] {
            Target::Shares(shares) => target.copy_from_slice(shares),
            Target::Kind(kind) => {
                target.fill(0.0);
                target[usize::from(kind)] = 1.0;
            }
        },
        |row| weights[row] * scale,
    );
    let mut of_ends = Vec::with_capacity(ends.len() * 2);
    for (scores, flags) in tape.values(outcome.ends).chunks_exact(2).zip(&ends) {
        for (score, flag) in scores.iter().zip(flags) {
            let share = 1.0 / (1.0 + exponential(-score));
            of_ends.push((share - flag) * scale * plan.boundary_weight);
        }
    }
    tape.backward(vec![(outcome.scores, gradient), (outcome.ends, of_ends)], gradients);
    (loss * batch.len() as f64, tape.rows_in_bags())
}

/// What a candidate should be found to be.
enum Target<'taught> {
    /// A kind or [`NONE`].
    Kind(u8),
    /// Probabilities.
    Shares(&'taught [f32; NONE + 1]),
}

/// For each token how surely an entity begins, and ends, there.
fn ends_of(one: &Example) -> Vec<[f32; 2]> {
    if let Some(taught) = &one.taught {
        return taught.ends.clone();
    }
    let mut flags = vec![[0.0; 2]; one.words.len()];
    for (candidate, &kind) in one.candidates.iter().zip(&one.kinds) {
        if usize::from(kind) != NONE {
            flags[candidate.first as usize][0] = 1.0;
            flags[candidate.last as usize][1] = 1.0;
        }
    }
    flags
}

/// What teachers say together of a text.
pub fn taught(teachers: &[Network], vectors: &Vectors, one: &Example) -> Taught {
    let share = 1.0 / teachers.len() as f32;
    let mut kinds = vec![0.0; one.candidates.len() * (NONE + 1)];
    let mut ends = vec![[0.0; 2]; one.words.len()];
    for teacher in teachers {
        let (scores, of_ends) = scores(teacher, vectors, one);
        for (sums, scores) in kinds.chunks_exact_mut(NONE + 1).zip(scores.chunks_exact(NONE + 1)) {
            let greatest = scores.iter().fold(f32::MIN, |most, &score| most.max(score));
            let total: f32 = scores.iter().map(|score| exponential(score - greatest)).sum();
            for (sum, score) in sums.iter_mut().zip(scores) {
                *sum += share * exponential(score - greatest) / total;
            }
        }
        for (sums, scores) in ends.iter_mut().zip(of_ends.chunks_exact(2)) {
            for (sum, score) in sums.iter_mut().zip(scores) {
                *sum += share / (1.0 + exponential(-score));
            }
        }
    }
    // What is nothing for sure needs no numbers.
    const SURE: f32 = 0.99;
    let likely = kinds
        .chunks_exact(NONE + 1)
        .enumerate()
        .filter(|(_, shares)| shares[NONE] < SURE)
        .map(|(at, shares)| (at as u32, shares.try_into().expect("as many as kinds and one")))
        .collect();
    Taught { likely, ends }
}

/// Scores of all candidates of a text, `[candidate, kinds and NONE]`, and of ends, `[token, 2]`.
pub fn scores(network: &Network, vectors: &Vectors, one: &Example) -> (Vec<f32>, Vec<f32>) {
    let chosen = vec![(0..one.candidates.len() as u32).collect()];
    let (tape, outcome) = network.run(vectors, &[one], &chosen, None);
    (tape.values(outcome.scores).to_vec(), tape.values(outcome.ends).to_vec())
}

/// The entities that scores speak for.
pub fn decide(one: &Example, scores: &[f32]) -> Entities {
    let mut found = Vec::new();
    let mut kinds = Vec::new();
    for (candidate, scores) in one.candidates.iter().zip(scores.chunks_exact(NONE + 1)) {
        let mut best = 0;
        for kind in 1..NONE {
            if scores[kind] > scores[best] {
                best = kind;
            }
        }
        let margin = scores[best] - scores[NONE];
        if margin > 0.0 {
            found.push((candidate.tokens(), margin));
            kinds.push(EntityKind::ALL[best]);
        }
    }
    without_crossings(&found)
        .into_iter()
        .map(|at| {
            let tokens = &found[at].0;
            (one.spans[tokens.start].joined(one.spans[tokens.end - 1]), kinds[at])
        })
        .collect()
}

/// Scores a network on examples.
pub fn evaluate(network: &Network, vectors: &Vectors, examples: &[&Example]) -> Scores {
    let mut found = Scores::default();
    for one in examples {
        let (scores, _) = scores(network, vectors, one);
        found.count(&one.marked, &decide(one, &scores));
    }
    found
}

#[cfg(test)]
mod tests {
    use depesha_nn::model_file::ModelFile;
    use depesha_text::ByteSpan;

    use super::*;

    /// A text and its entities from `[глава [МИД|ORGANIZATION]|PROFESSION]`.
    fn marked(with_marks: &str) -> (String, Entities) {
        let mut text = String::new();
        let mut open = Vec::new();
        let mut entities = Entities::new();
        let mut rest = with_marks;
        while let Some(letter) = rest.chars().next() {
            match letter {
                '[' => open.push(text.len()),
                '|' => {
                    let end = rest.find(']').expect("a mark ends");
                    let kind = EntityKind::from_name(&rest[1..end]).expect("a kind");
                    let start = open.pop().expect("a mark begins");
                    entities.insert((ByteSpan::new(start, text.len()), kind));
                    rest = &rest[end..];
                }
                _ => text.push(letter),
            }
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        }
        (text, entities)
    }

    fn small_plan() -> Plan {
        Plan { width: 16, hidden: 16, epochs: 300, batch: 2, rate: 0.01, rare: 1, ..Plan::pupil() }
    }

    #[test]
    fn a_few_sentences_are_learned_the_same_way_twice_and_found_by_the_analysis() {
        let language = depesha_language::Language::embedded().unwrap();
        let texts: Vec<(String, Entities)> = [
            "[Глава [[МИД|ORGANIZATION] [Турции|COUNTRY]|ORGANIZATION]|PROFESSION] прибыл в [Баку|CITY].",
            "[Иван Петров|PERSON] живёт в [Москве|CITY] с [2010 года|DATE]. Он доволен.",
            "[Министр [обороны|EVENT]|PROFESSION] [Пётр Иванов|PERSON] уехал в [Сирию|COUNTRY].",
            "Дождь идёт третий день, и никто не знает, когда он кончится.",
        ]
        .map(marked)
        .into();
        let examples: Vec<Example> =
            texts.iter().map(|(text, marks)| Example::of(&language, text, marks)).collect();
        let all: Vec<&Example> = examples.iter().collect();
        let vectors = Vectors::of(&language, examples.iter());
        let network = train(&small_plan(), &vectors, &all, |_, _| {});
        assert!(evaluate(&network, &vectors, &all).all().f1() > 0.99);

        let again = train(&small_plan(), &vectors, &all, |_, _| {});
        let file = network.file(Vec::new());
        assert!(file == again.file(Vec::new()));

        let file = ModelFile::parse("trained.model", file).unwrap();
        let language = language.with_entities(&file).unwrap();
        for (text, marks) in &texts {
            let found = language.analyse(text).entities;
            let found: Entities = found.iter().map(|entity| (entity.span, entity.kind)).collect();
            assert_eq!(&found, marks, "{text}");
        }
    }

    #[test]
    fn a_pupil_learns_what_its_teacher_says() {
        let language = depesha_language::Language::embedded().unwrap();
        let (text, marks) = marked("[Иван Петров|PERSON] живёт в [Москве|CITY].");
        let example = Example::of(&language, &text, &marks);
        let vectors = Vectors::of(&language, std::iter::once(&example));
        let teacher = train(&small_plan(), &vectors, &[&example], |_, _| {});
        let mut lesson = Example::of(&language, &text, &Entities::new());
        lesson.taught = Some(taught(&[teacher], &vectors, &lesson));
        let pupil = train(&Plan { seed: 7, ..small_plan() }, &vectors, &[&lesson], |_, _| {});
        assert_eq!(decide(&example, &scores(&pupil, &vectors, &example).0), marks);
    }
}
