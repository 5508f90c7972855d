//! Trains the networks that are our own.

use std::path::PathBuf;

use clap::Parser;
use depesha_language::{EntityKind, Language};
use depesha_training::corpus::read_folder;
use depesha_training::examples::Example;
use depesha_training::network::{Plan, Vectors};
use depesha_training::trainer::{evaluate, train};

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    train: PathBuf,
    /// Every n-th text is held out for choices
    #[arg(long, default_value_t = 8)]
    fold: usize,
    /// Where to write the network
    #[arg(long)]
    out: Option<PathBuf>,
    /// name=value
    choices: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut plan = Plan::default();
    for choice in &arguments.choices {
        let (name, value) = choice.split_once('=').unwrap_or((choice, "1"));
        plan.set(name, value)?;
    }
    let language = Language::embedded()?;
    let texts = read_folder(&arguments.train)?;
    let examples: Vec<Example> =
        texts.iter().map(|text| Example::of(&language, &text.text, &text.entities)).collect();
    let vectors = Vectors::of(&language, examples.iter());
    let marked: usize = texts.iter().map(|text| text.entities.len()).sum();
    let reachable: usize = examples.iter().map(Example::reachable).sum();
    eprintln!("{marked} marked, {reachable} can be found");
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    for (at, example) in examples.iter().enumerate() {
        if arguments.fold > 0 && at % arguments.fold == 0 {
            held.push(example)
        } else {
            kept.push(example)
        }
    }
    let epochs = plan.epochs;
    let network = train(&plan, &vectors, &kept, |epoch, network| {
        if epoch % 3 == 2 && epoch + 1 < epochs {
            let all = evaluate(network, &vectors, &held).all();
            eprintln!("  P {:.4} R {:.4} F1 {:.4}", all.precision(), all.recall(), all.f1());
        }
    });
    if let Some(out) = &arguments.out {
        std::fs::write(out, network.file(Vec::new()))?;
    }
    let scores = evaluate(&network, &vectors, &held);
    for (kind, counts) in EntityKind::ALL.iter().zip(scores.kinds) {
        println!(
            "{:18} {:.3} {:.3} {:.3} {}",
            kind.name(),
            counts.precision(),
            counts.recall(),
            counts.f1(),
            counts.marked
        );
    }
    let all = scores.all();
    println!(
        "ALL P {:.4} R {:.4} F1 {:.4} PER {:.4} ORG {:.4} {:?} traits {}",
        all.precision(),
        all.recall(),
        all.f1(),
        scores.outermost_persons.f1(),
        scores.outermost_organizations.f1(),
        arguments.choices,
        network.traits.len()
    );
    Ok(())
}
