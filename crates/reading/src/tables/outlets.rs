//! Outlets: how they are spelled, of what kind they are, and whose.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{bare, folded};

/// The name under which the record cites the table that is part of the program.
const OWN_FILE: &str = "outlets.tsv";

const OWN_TABLE: &str = include_str!("../../data/outlets.tsv");

/// What a table says of an outlet; nothing of it is from the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// Its name, as reports usually write it.
    pub name: String,
    /// What it is.
    pub kind: Option<OutletKind>,
    /// Where it is at home, by ISO 3166-1 alpha-3.
    pub state: Option<String>,
    /// Who owns or runs it.
    pub owner: Option<String>,
    /// What kind of owner that is.
    pub control: Option<Control>,
    /// The file that says all this.
    pub known_from: String,
}

macro_rules! named_in_tables {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal $doc:literal)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = $doc] $variant,)*
        }

        impl $name {
            /// The word for it in tables and records.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            const WORDS: &[(&'static str, Self)] = &[$(($word, Self::$variant),)*];
        }
    };
}

named_in_tables! {
    /// The kinds of outlets, by their chief face.
    OutletKind {
        Agency "agency" "A news agency."
        Paper "paper" "A newspaper."
        Channel "channel" "A television channel or company."
        Radio "radio" "A radio station."
        Site "site" "A site without a printed or broadcast face."
        Magazine "magazine" "A magazine."
        MessengerChannel "messenger_channel" "A channel in a messenger."
    }
}

named_in_tables! {
    /// The kinds of owners of outlets.
    Control {
        State "state" "Owned or financed by a state."
        Public "public" "A public-service broadcaster or agency, under a law or charter of its own."
        Private "private" "Owned privately; also foundations, cooperatives and non-profit bodies."
        Party "party" "Owned by a party."
        Church "church" "Owned by a church."
    }
}

/// Why a table is of no use: the place in it, what is wrong there, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    file: String,
    line: usize,
    column: Option<(usize, &'static str)>,
    problem: String,
    hint: String,
}

impl TableError {
    /// The line that is wrong, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column that is wrong, counted from 1, where it is one.
    pub fn column(&self) -> Option<usize> {
        self.column.map(|(number, _)| number)
    }

    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {}", self.file, self.line)?;
        if let Some((number, name)) = self.column {
            write!(f, ", column {number} ({name})")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for TableError {}

/// The outlets of one or two tables.
pub(super) struct Outlets {
    rows: Vec<Outlet>,
    /// What names an outlet wherever it stands, bare.
    unmistakable: HashSet<String>,
    /// All spellings, bare, with the outlets that have them.
    by_spelling: HashMap<String, Vec<usize>>,
}

/// A row of a table, before it is taken in.
struct Row {
    outlet: Outlet,
    line: usize,
    /// How it is spelled, bare, and whether that is other things' name as well.
    spellings: Vec<(String, bool)>,
}

impl Outlets {
    /// The outlets of the table that is part of the program.
    pub(super) fn embedded() -> Self {
        let rows = parsed(OWN_TABLE, OWN_FILE).unwrap_or_else(|error| panic!("{error}"));
        let mut outlets =
            Self { rows: Vec::new(), unmistakable: HashSet::new(), by_spelling: HashMap::new() };
        for row in rows {
            let place = outlets.rows.len();
            outlets.rows.push(row.outlet);
            for (spelling, ambiguous) in row.spellings {
                let holders = outlets.by_spelling.entry(spelling.clone()).or_default();
                if !holders.contains(&place) {
                    holders.push(place);
                }
                if !ambiguous {
                    outlets.unmistakable.insert(spelling);
                }
            }
        }
        outlets
    }

    /// Takes in a table of the user's, whose word goes before that of the program's own.
    ///
    /// A row replaces the one of the same name, whose spellings still lead to it. A spelling means
    /// the outlets of the user's rows that have it, and no others.
    pub(super) fn extend(&mut self, text: &str, file: &str) -> Result<(), TableError> {
        let rows = parsed(text, file)?;
        let known: HashMap<String, usize> =
            self.rows.iter().enumerate().map(|(place, row)| (bare(&row.name), place)).collect();
        let mut settled: HashSet<String> = HashSet::new();
        for row in rows {
            let place = match known.get(&bare(&row.outlet.name)) {
                Some(&place) => {
                    self.rows[place] = row.outlet;
                    place
                }
                None => {
                    self.rows.push(row.outlet);
                    self.rows.len() - 1
                }
            };
            for (spelling, ambiguous) in row.spellings {
                let holders = self.by_spelling.entry(spelling.clone()).or_default();
                if settled.insert(spelling.clone()) {
                    holders.clear();
                    self.unmistakable.remove(&spelling);
                }
                if !holders.contains(&place) {
                    holders.push(place);
                }
                if !ambiguous {
                    self.unmistakable.insert(spelling);
                }
            }
        }
        Ok(())
    }

    /// Whether this names an outlet wherever it stands.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.unmistakable.contains(&bare(name))
    }

    /// The outlet of this name. Of several, the one that is at home in `state`; `None` where that
    /// does not settle it.
    pub(super) fn named(&self, name: &str, state: Option<&str>) -> Option<&Outlet> {
        let holders = self.by_spelling.get(&bare(name))?.as_slice();
        if let [only] = holders {
            return Some(&self.rows[*only]);
        }
        let of_state = |row: &&Outlet| state.is_some() && row.state.as_deref() == state;
        let mut fitting = holders.iter().map(|&place| &self.rows[place]).filter(of_state);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}

const COLUMNS: [&str; 7] = [
    "name",
    "other spellings",
    "kind",
    "state",
    "spellings of other things too",
    "owner",
    "control",
];

/// The rows of a table of outlets.
fn parsed(text: &str, file: &str) -> Result<Vec<Row>, TableError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (at, text) in text.lines().enumerate() {
        let text = text.trim_start_matches('\u{feff}');
        if text.starts_with('#') || text.trim().is_empty() {
            continue;
        }
        let row = row(text, file, at + 1)?;
        if let Some(before) = lines.insert(bare(&row.outlet.name), row.line) {
            let problem = format!("`{}` stands in line {before} already", row.outlet.name);
            let hint = "keep one of the two rows, or add a word in brackets to one of the names";
            return Err(wrong(file, row.line, Some(0), problem, hint.into()));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn wrong(
    file: &str,
    line: usize,
    column: Option<usize>,
    problem: String,
    hint: String,
) -> TableError {
    let column = column.map(|at| (at + 1, COLUMNS[at]));
    TableError { file: file.to_owned(), line, column, problem, hint }
}

fn row(text: &str, file: &str, line: usize) -> Result<Row, TableError> {
    let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    if cells.len() > COLUMNS.len() {
        let problem = format!("{} columns, where there are {}", cells.len(), COLUMNS.len());
        let hint = "part columns by one tab each, and values in a cell by `|`";
        return Err(wrong(file, line, None, problem, hint.into()));
    }
    let cell = |at: usize| cells.get(at).copied().filter(|&cell| !cell.is_empty() && cell != "-");
    let Some(name) = cell(0).filter(|name| !bare(name).is_empty()) else {
        let hint = "write the outlet's name first, without quotation marks around the whole";
        return Err(wrong(file, line, Some(0), "no name".into(), hint.into()));
    };
    let state = match cell(3) {
        Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
            let hint = "give the three letters of ISO 3166-1, such as RUS, or `-`";
            return Err(wrong(file, line, Some(3), format!("`{code}` is no state"), hint.into()));
        }
        code => code.map(str::to_owned),
    };
    let ambiguous: HashSet<String> = listed(cell(4)).map(bare).collect();
    let spellings: Vec<(String, bool)> = std::iter::once(name)
        .chain(listed(cell(1)))
        .map(|spelling| (bare(spelling), ambiguous.contains(&bare(spelling))))
        .filter(|(spelling, _)| !spelling.is_empty())
        .collect();
    if let Some(odd) = listed(cell(4)).find(|&odd| !spellings.iter().any(|(s, _)| *s == bare(odd)))
    {
        let problem = format!("`{odd}` is no spelling of this outlet");
        let hint = "write it in column 2 as well, or take it away here";
        return Err(wrong(file, line, Some(4), problem, hint.into()));
    }
    let outlet = Outlet {
        name: name.to_owned(),
        kind: word(cell(2), OutletKind::WORDS, file, line, 2)?,
        state,
        owner: cell(5).map(str::to_owned),
        control: word(cell(6), Control::WORDS, file, line, 6)?,
        known_from: file.to_owned(),
    };
    Ok(Row { outlet, line, spellings })
}

/// The values of a cell.
fn listed(cell: Option<&str>) -> impl Iterator<Item = &str> {
    cell.unwrap_or("").split('|').map(str::trim).filter(|word| !word.is_empty() && *word != "-")
}

fn word<T: Copy>(
    cell: Option<&str>,
    words: &[(&str, T)],
    file: &str,
    line: usize,
    column: usize,
) -> Result<Option<T>, TableError> {
    let Some(given) = cell else { return Ok(None) };
    let found = words.iter().find(|(word, _)| *word == folded(given));
    let Some((_, value)) = found else {
        let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let problem = format!("`{given}` is not known here");
        let hint = format!("write {}, or `-`", words.join(", "));
        return Err(wrong(file, line, Some(column), problem, hint));
    };
    Ok(Some(*value))
}

#[cfg(test)]
mod tests {
    use crate::Tables;

    use super::*;

    fn extended(text: &str) -> Tables {
        Tables::with_outlets(text, "my.tsv").unwrap_or_else(|error| panic!("{error}"))
    }

    fn error(text: &str) -> String {
        let error = Tables::with_outlets(text, "my.tsv").err().expect("the table is wrong");
        format!("{error}; {}", error.hint())
    }

    #[test]
    fn what_is_known_of_an_outlet_names_its_table() {
        let tass = Tables::embedded().outlet("ИТАР-ТАСС", None).expect("known");
        assert_eq!((tass.name.as_str(), tass.kind), ("ТАСС", Some(OutletKind::Agency)));
        assert_eq!(tass.owner.as_deref(), Some("Правительство России"));
        assert_eq!((tass.state.as_deref(), tass.control), (Some("RUS"), Some(Control::State)));
        assert_eq!(tass.known_from, "outlets.tsv");
    }

    #[test]
    fn the_common_noun_before_a_name_is_no_part_of_it() {
        let with_noun = Tables::embedded().outlet("газета «Известия»", None).expect("known");
        assert_eq!(with_noun.name, "Известия");
    }

    #[test]
    fn a_name_of_two_outlets_is_settled_by_the_state_or_not_at_all() {
        let tables = extended("Эхо залива\tЭхо\tradio\tEST\nЭхо гор\tЭхо\tpaper\tGEO\n");
        assert_eq!(tables.outlet("Эхо", None), None);
        assert_eq!(tables.outlet("Эхо", Some("GEO")).unwrap().name, "Эхо гор");
        assert_eq!(tables.outlet("Эхо", Some("FRA")), None);
    }

    #[test]
    fn a_row_of_the_users_file_is_added() {
        let tables = extended(
            "# own\nРечной вестник\tВестник реки\tpaper\tRUS\t-\tПароходство\tprivate\n\nЛуч\n",
        );
        assert!(tables.is_outlet_name("«Речной вестник»"));
        assert!(tables.is_outlet_name("Вестник реки") && tables.is_outlet_name("Луч"));
        let paper = tables.outlet("Вестник реки", None).unwrap();
        assert_eq!(paper.owner.as_deref(), Some("Пароходство"));
        assert_eq!(paper.known_from, "my.tsv");
        let bare = tables.outlet("Луч", None).unwrap();
        assert_eq!((bare.kind, bare.control, bare.owner.as_ref()), (None, None, None));
        assert!(!Tables::embedded().is_outlet_name("Речной вестник"));
    }

    #[test]
    fn a_row_of_the_users_file_replaces_that_of_its_name() {
        let tables = extended("Интерфакс\t-\tagency\tRUS\t-\tПайщики\tprivate\n");
        // The spellings of the program's own table still lead to it.
        let agency = tables.outlet("Interfax", None).unwrap();
        assert_eq!(agency.owner.as_deref(), Some("Пайщики"));
        assert_eq!(agency.known_from, "my.tsv");
    }

    #[test]
    fn a_spelling_that_is_a_common_word_too_names_nothing_by_itself() {
        let tables = extended("Волна\tРадио Волна\tradio\tRUS\tВолна\n");
        assert!(!tables.is_outlet_name("волна") && tables.is_outlet_name("Радио Волна"));
        assert_eq!(tables.outlet("Волна", None).unwrap().name, "Волна");
    }

    #[test]
    fn an_error_names_file_line_column_and_the_next_step() {
        assert_eq!(
            error("# own\nЛуч\t-\tgazette\n"),
            "my.tsv: line 2, column 3 (kind): `gazette` is not known here; write `agency`, \
             `paper`, `channel`, `radio`, `site`, `magazine`, `messenger_channel`, or `-`"
        );
        assert_eq!(
            error("Луч\t-\tpaper\tРоссия\n"),
            "my.tsv: line 1, column 4 (state): `Россия` is no state; give the three letters of \
             ISO 3166-1, such as RUS, or `-`"
        );
        assert!(error("\t-\tpaper\n").starts_with("my.tsv: line 1, column 1 (name): no name"));
        assert!(
            error("Луч\nЛуч\tL\n").starts_with("my.tsv: line 2, column 1 (name): `Луч` stands")
        );
        assert!(error("Луч\t\t\t\t\t\t\tещё\n").contains("line 1: 8 columns, where there are 7"));
        assert!(error("Луч\t-\t-\t-\tСвет\n").contains("`Свет` is no spelling of this outlet"));
        assert!(error("Луч\t-\t-\t-\t-\tНикто\tking\n").contains("column 7 (control): `king`"));
    }
}
