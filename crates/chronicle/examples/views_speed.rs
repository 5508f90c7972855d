//! How long views take: `cargo run --release -p depesha-chronicle --example views_speed FILE` over a ledger, such as the
//! one that `questions_speed` of `depesha-ledger` makes.

use std::path::PathBuf;

use depesha_chronicle::alerts::{Alerts, usual_rules};
use depesha_chronicle::calendar::Step;
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::network::{self, Network, Nodes};
use depesha_chronicle::pairs::{self, Pairs};
use depesha_chronicle::phases::Phases;
use depesha_chronicle::relations::{Relation, Series};
use depesha_chronicle::voices::AsTold;
use depesha_ledger::Ledger;

mod timed;

use timed::timed;

fn main() {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give a FILE");
        return;
    };
    let ledger = match Ledger::open_read_only(&file) {
        Ok(ledger) => ledger,
        Err(error) => {
            eprintln!("{error}");
            return;
        }
    };
    let relation = || Relation {
        states: ["RUS".into(), "UKR".into()],
        step: Step::Week,
        since: None,
        until: None,
    };
    timed("relations", || Series::of(&ledger, relation()));
    timed("relations as told by", || AsTold::of(&ledger, relation()));
    timed("phases", || Phases::of(&ledger, relation(), PENALTY));
    let busiest =
        || pairs::Asked { most: 20, step: Step::Day, penalty: PENALTY, since: None, until: None };
    timed("pairs", || Pairs::of(&ledger, busiest()));
    for nodes in [Nodes::States, Nodes::Actors] {
        let asked = || network::Asked { nodes, days: [None, None], against: None };
        timed(&format!("network of {nodes:?}"), || Network::of(&ledger, asked()));
    }
    timed("alerts", || Alerts::of(&ledger, usual_rules(), None));
}
