//! The tables of all views stand in docs/VIEWS.md as the program has them; `BLESS=1` writes them there.

use std::fmt::Write;
use std::path::Path;

use depesha_chronicle::alerts::Alert;
use depesha_chronicle::citations::{CitationRow, Influence};
use depesha_chronicle::claims::Claim;
use depesha_chronicle::commitments::LifeRow;
use depesha_chronicle::disputes::DisputeRow;
use depesha_chronicle::narratives::NarrativeRow;
use depesha_chronicle::network::Tie;
use depesha_chronicle::pairs::Pair;
use depesha_chronicle::phases::Phase;
use depesha_chronicle::relations::Point;
use depesha_chronicle::view::Evidence;
use depesha_chronicle::voices::{Parting, ToldPoint};
use depesha_ledger::Answer;
use depesha_tables::Table;

const MARK: &str = "-->\n";

fn written() -> String {
    let tables: [&Table; 14] = [
        Point::TABLE,
        ToldPoint::TABLE,
        Parting::TABLE,
        Phase::TABLE,
        Claim::TABLE,
        Pair::TABLE,
        Tie::TABLE,
        Alert::TABLE,
        LifeRow::TABLE,
        DisputeRow::TABLE,
        NarrativeRow::TABLE,
        CitationRow::TABLE,
        Influence::TABLE,
        Evidence::TABLE,
    ];
    let mut text = String::new();
    for table in tables {
        let _ = writeln!(
            text,
            "\n### `{}`\n\n{}\n\n| column | holds | says |\n|---|---|---|",
            table.name, table.row
        );
        for column in table.columns {
            let lacks = if column.may_lack { ", or none" } else { "" };
            let says = column.says.replace('|', "\\|");
            let _ =
                writeln!(text, "| `{}` | {}{lacks} | {says} |", column.name, column.kind.word());
        }
    }
    text
}

#[test]
fn the_tables_of_views_are_documented() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/VIEWS.md");
    let document = std::fs::read_to_string(&file).unwrap();
    let head = document.split_inclusive(MARK).next().unwrap().to_owned();
    assert!(head.ends_with(MARK), "the mark is missing");
    let expected = head + &written();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, expected).unwrap();
    } else {
        assert!(
            document == expected,
            "run BLESS=1 cargo test -p depesha-chronicle --test documents"
        );
    }
}
