//! The project's own tasks.

mod actors;
mod agreement;
mod attitudes;
mod cold;
mod copies;
mod marks;
mod model;
mod names;
mod picture;
mod quantities;
mod revision;
mod speed;
mod statements;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// As the program has it, so that what is measured here holds for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write the Russian model's files from the packages they come from
    Model(model::Arguments),
    /// Compare the analysis with what Natasha finds
    Agreement(agreement::Arguments),
    /// Score the entities that the analysis finds, over a folder of NEREL's form
    Names(names::Arguments),
    /// Score the statements and events of the open gold reports
    Statements(statements::Arguments),
    /// Keep the marks of annotated reports without their texts
    Marks(marks::Arguments),
    /// Score the words that tell dates and quantities, over a folder of NEREL's form
    Quantities(quantities::Arguments),
    /// Score the actors of texts with linked entities
    Actors(actors::Arguments),
    /// Score which posts are found to be copies of one another, by pairs that people marked
    Copies(copies::Arguments),
    /// Score who stands for or against whom, over texts with given parties
    Attitudes(attitudes::Arguments),
    /// Time a cold start beside Natasha's, and take the peak memory
    Cold(cold::Arguments),
    /// Measure the speed of the analysis beside Natasha's
    Speed(speed::Arguments),
    /// Count the revision of the reading on, where its sources have changed
    Revision(revision::Arguments),
    /// Draw the README's picture from what the program prints
    Picture(picture::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Model(arguments) => model::run(&arguments),
        Task::Agreement(arguments) => agreement::run(&arguments),
        Task::Names(arguments) => names::run(&arguments),
        Task::Statements(arguments) => statements::run(&arguments),
        Task::Marks(arguments) => marks::run(&arguments),
        Task::Quantities(arguments) => quantities::run(&arguments),
        Task::Actors(arguments) => actors::run(&arguments),
        Task::Copies(arguments) => copies::run(&arguments),
        Task::Attitudes(arguments) => attitudes::run(&arguments),
        Task::Cold(arguments) => cold::run(&arguments),
        Task::Speed(arguments) => speed::run(&arguments),
        Task::Revision(arguments) => revision::run(&arguments),
        Task::Picture(arguments) => picture::run(&arguments),
    }
}

/// The folder that holds the workspace's Cargo.toml.
fn workspace_root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the workspace").to_path_buf()
}

/// The folder with corpora and tools beside the repository: `DEPESHA_SHARED`, or `../shared`.
fn shared_folder() -> PathBuf {
    std::env::var_os("DEPESHA_SHARED")
        .map_or_else(|| workspace_root().join("../shared"), PathBuf::from)
}
