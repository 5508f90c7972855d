//! What the tables and columns of a ledger mean: the one place where that is said.

use std::fmt::Write;

use rusqlite::Connection;

use crate::migrations::{self, NEWEST};

/// A table of the ledger.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub row: &'static str,
    /// Its columns, in their order, each with what it says.
    pub columns: &'static [(&'static str, &'static str)],
}

const READING: (&str, &str) = ("reading", "The reading, in `readings`.");
const POSITION: (&str, &str) = ("position", "Its place among those of the reading, from 0.");
const RANK: (&str, &str) = ("rank", "Its place among those of the same record, from 0.");
const CLAIM: (&str, &str) = (
    "claim",
    "The correction that it comes from, in `corrections`; none where the program read it.",
);
const SAID_IN: (&str, &str) = (
    "said_in",
    "The innermost statement that holds or tells it, by its position; none where the author does.",
);
const START: (&str, &str) =
    ("span_start", "The number of code points of the body before the words.");
const END: (&str, &str) = ("span_end", "The number of code points up to their end.");
const ENTRY: (&str, &str) = ("entry", "The entry, in `directory_entries`.");

/// All tables, as the newest format has them.
pub const TABLES: &[Table] = &[
    Table {
        name: "articles",
        row: "A version of an article, as it was received.",
        columns: &[
            (
                "article",
                "Its number in this file; another ledger of the same articles may number them otherwise.",
            ),
            ("id", "The path or name under which it was given."),
            (
                "sha256",
                "The SHA-256 of the bytes as received, else of the body in UTF-8; hexadecimal digits.",
            ),
            ("form", "What the bytes are: `text`, `html`, `jsonl` and so on."),
            ("place", "Where they were: the file, with the row or record in it."),
            ("received_at", "When they were received, in RFC 3339, where the giver tells."),
            ("outlet", "The outlet, as it was given."),
            ("url", "Where it was published."),
            ("published", "When it was published, as it was given."),
            ("day", "The day of publication, in ISO 8601."),
            ("title", "The headline that was given apart from the text."),
            ("language", "The language of the body, by its ISO 639-1 code."),
            ("body", "The text, into which all spans point; they count code points from 0."),
            ("bytes", "The bytes as received, where they are not the body in UTF-8."),
            (
                "current",
                "1 of the version received, published or named last, 0 of the others of that id.",
            ),
        ],
    },
    Table {
        name: "makers",
        row: "Versions of program and language model that made readings.",
        columns: &[
            ("maker", "Its number in this file."),
            ("version", "The program's version."),
            ("model", "The language model's name and version."),
            ("rank", "Its place among all, the latest version last."),
        ],
    },
    Table {
        name: "readings",
        row: "A reading of an article.",
        columns: &[
            ("reading", "Its number in this file."),
            ("article", "The article, in `articles`."),
            ("maker", "What made it, in `makers`."),
            (
                "corrected",
                "1 where people's corrections were put in, 0 where it is as the program made it.",
            ),
            ("current", "1 of the reading that views show of an article id, 0 of the others."),
            ("outlet", "The outlet, as the reading or the giver has it."),
            ("outlet_key", "The same in lower case, as it is looked for."),
            ("record", "The whole record in JSON."),
            (
                "has_gists",
                "1 where the lemmas of its records are kept, 0 where it was read before that.",
            ),
        ],
    },
    Table {
        name: "learned",
        row: "What the directory learns from a reading.",
        columns: &[READING, ("learned", "What it learns, in JSON.")],
    },
    Table {
        name: "gists",
        row: "The lemmas of a record that views compare over reports.",
        columns: &[
            READING,
            ("kind", "`statement`, `event`, `commitment` or `quantity`."),
            ("position", "Its place among the records of this kind in the reading, from 0."),
            (
                "head",
                "The lemmas of a statement's cue, of the trigger of an event or commitment, or of the words beside \
                 a quantity's number.",
            ),
            (
                "lemmas",
                "The lemmas of a statement's content, of a commitment's act, or of the passage around others.",
            ),
        ],
    },
    Table {
        name: "actors",
        row: "An actor of a reading.",
        columns: &[
            READING,
            POSITION,
            ("id", "Its id in the record: `a1`."),
            ("name", "The fullest name in the report, in the nominative."),
            ("class", "`person`, `state`, `organization`, `outlet`, `group`, `place`, `unknown`."),
            (
                "state",
                "The state that it is or acts for, or in which the place lies; ISO 3166-1 alpha-3.",
            ),
            (
                "state_ground",
                "What the state is known from: `name`, `office`, `setting`, `weights`.",
            ),
            ("state_start", "Where the words begin that tell it, in code points."),
            ("state_end", "Where they end."),
            CLAIM,
        ],
    },
    Table {
        name: "actor_names",
        row: "A name that the report gives an actor.",
        columns: &[
            READING,
            ("actor", "The actor, by its position."),
            ("rank", "0 of the fullest name."),
            ("name", "The name."),
            ("name_key", "The same in lower case, as it is looked for."),
            ("last_word_key", "Of persons the last word of several: mostly the surname."),
        ],
    },
    Table {
        name: "mentions",
        row: "A place that speaks of an actor.",
        columns: &[
            READING,
            ("actor", "The actor, by its position."),
            RANK,
            START,
            END,
            ("kind", "`name`, `role`, `pronoun`, `metonym`."),
            ("named", "1 where it names the actor, 0 where it means it otherwise."),
            ("confidence", "How likely it means this actor, from 0 to 1."),
        ],
    },
    Table {
        name: "roles",
        row: "An office, trade or relation that the report gives an actor.",
        columns: &[
            READING,
            ("actor", "The actor, by its position."),
            RANK,
            ("title", "Its name in the nominative, without whose it is."),
            ("of_actor", "Whose it is: an actor, by its position."),
            ("said_on", "When the report that says so was published."),
            START,
            END,
        ],
    },
    Table {
        name: "open_links",
        row: "Two actors of a report of whom it does not say for certain whether they are one.",
        columns: &[
            READING,
            ("actor", "The one, by its position."),
            RANK,
            ("other", "The other, by its position."),
            ("confidence", "How likely they are one, from 0 to 1."),
        ],
    },
    Table {
        name: "statements",
        row: "A statement.",
        columns: &[
            ("statement", "Its number in this file, by which the index of words knows it."),
            READING,
            POSITION,
            ("id", "Its id in the record: `s1`."),
            ("kind", "`direct`, `indirect`, `mixed`."),
            ("cue_start", "Where the words that carry the attribution begin, in code points."),
            ("cue_end", "Where they end."),
            ("source_start", "Where the words begin that name who speaks, in code points."),
            ("source_end", "Where they end."),
            ("speaker", "Who speaks: an actor, by its position."),
            ("speaker_confidence", "How likely the source means the speaker, from 0 to 1."),
            ("parent", "The statement whose content holds this one, by its position."),
            ("rule", "The rule that read it."),
            CLAIM,
        ],
    },
    Table {
        name: "statement_contents",
        row: "An uninterrupted stretch of what is said.",
        columns: &[READING, ("statement", "The statement, by its position."), RANK, START, END],
    },
    Table {
        name: "statement_relays",
        row: "A relay through which a statement came.",
        columns: &[
            READING,
            ("statement", "The statement, by its position."),
            ("rank", "Its place from the reader inwards, from 0."),
            ("actor", "The relay: an actor, by its position."),
        ],
    },
    Table {
        name: "dates",
        row: "When, as the text says.",
        columns: &[
            READING,
            POSITION,
            START,
            END,
            ("value", "The date in the form of ISO 8601 or ISO 8601-2; of a range, the beginning."),
            ("unresolved", "Why there is no value."),
            ("end_value", "The end of a range, which lies within it."),
            ("grain", "How long a stretch it names: `day`, `month`, `year` and so on."),
            ("part", "Which part of it: `beginning`, `end`, `morning` and so on."),
            ("bound", "`in`, `since`, `until`, `by`, `after`, `about`."),
            ("anchor", "What the value is counted from: `none`, `published`, `text`."),
            SAID_IN,
            CLAIM,
        ],
    },
    Table {
        name: "quantities",
        row: "How many, how much or how long.",
        columns: &[
            READING,
            POSITION,
            START,
            END,
            (
                "amount_start",
                "Where the same begins without the words that limit it, in code points.",
            ),
            ("amount_end", "Where that ends."),
            ("value", "The number, in `unit`; of a range, the lower end."),
            ("upper", "The upper end of a range."),
            (
                "bound",
                "`exact`, `more than`, `less than`, `at least`, `at most`, `about`, `between`.",
            ),
            ("kind", "`count`, `money`, `percent`, `measure`, `duration`, `age`."),
            (
                "unit",
                "What is counted in the nominative singular, a currency's ISO 4217 code, `%` or `п. п.`.",
            ),
            SAID_IN,
            CLAIM,
        ],
    },
    Table {
        name: "events",
        row: "What is said to be done, promised or left undone.",
        columns: &[
            READING,
            POSITION,
            ("id", "Its id in the record: `e1`."),
            ("type", "One of the sixteen types of PLOVER."),
            ("mode", "How it was done, as PLOVER names the modes of its type."),
            ("status", "`actual`, `planned`, `hypothetical`, `negated`."),
            ("commitment", "1 where it binds the actor, else 0."),
            ("trigger_start", "Where the words that tell it begin, in code points."),
            ("trigger_end", "Where they end."),
            ("date", "When: one of `dates`, by its position."),
            ("place", "Where: an actor, by its position."),
            SAID_IN,
            ("confidence", "How likely it is such an event, from 0 to 1."),
            ("rule", "The rule that read it."),
            CLAIM,
        ],
    },
    Table {
        name: "event_parties",
        row: "Who does it, or to whom it is done.",
        columns: &[
            READING,
            ("event", "The event, by its position."),
            ("side", "`actor` or `recipient`."),
            RANK,
            ("actor", "The party: an actor, by its position."),
        ],
    },
    Table {
        name: "event_contexts",
        row: "A field of life that an event is in.",
        columns: &[
            READING,
            ("event", "The event, by its position."),
            RANK,
            ("context", "Its name in PLOVER."),
        ],
    },
    Table {
        name: "event_tellings",
        row: "A further place that tells an event, in another voice.",
        columns: &[
            READING,
            ("event", "The event, by its position."),
            RANK,
            ("trigger_start", "Where the words that tell it there begin, in code points."),
            ("trigger_end", "Where they end."),
            SAID_IN,
        ],
    },
    Table {
        name: "event_evidence",
        row: "Words from which a part of an event was read.",
        columns: &[
            READING,
            ("event", "The event, by its position."),
            RANK,
            (
                "part",
                "`needed`, `carrier`, `actor`, `recipient`, `status`, `commitment`, `place`, `weighed actor`, `weighed recipient`.",
            ),
            ("actor", "The actor that the words mean, by its position."),
            START,
            END,
        ],
    },
    Table {
        name: "commitments",
        row: "What somebody is bound to do.",
        columns: &[
            READING,
            POSITION,
            ("id", "Its id in the record: `c1`."),
            ("event", "The event that binds, by its position."),
            ("act_start", "Where the promised act begins, in code points."),
            ("act_end", "Where it ends."),
            ("until_date", "Until when: one of `dates`, by its position."),
            ("condition_start", "Where the words of the condition begin, in code points."),
            ("condition_end", "Where they end."),
            SAID_IN,
            CLAIM,
        ],
    },
    Table {
        name: "commitment_parties",
        row: "Who is bound, or to whom.",
        columns: &[
            READING,
            ("commitment", "The commitment, by its position."),
            ("side", "`who` or `to`."),
            RANK,
            ("actor", "The party: an actor, by its position."),
        ],
    },
    Table {
        name: "attitudes",
        row: "Who is for or against whom.",
        columns: &[
            READING,
            POSITION,
            ("source", "Whose it is: an actor, by its position."),
            ("target", "To whom: an actor, by its position."),
            ("polarity", "`pos` or `neg`."),
            ("confidence", "How sure it is, from 0 to 1."),
            SAID_IN,
            CLAIM,
            (
                "ground",
                "What the surest words are: `act`, `words`, `judgement`, `classifier`; `claimed` where a person says so.",
            ),
        ],
    },
    Table {
        name: "attitude_evidence",
        row: "Words that show an attitude.",
        columns: &[
            READING,
            ("attitude", "The attitude, by its position."),
            RANK,
            START,
            END,
            ("ground", "What they are, as in `attitudes`."),
            (
                "said_in",
                "The innermost statement that holds them, by its position; none where the author tells it.",
            ),
        ],
    },
    Table {
        name: "corrections",
        row: "What somebody says of the program's records.",
        columns: &[
            ("claim", "Its name: the first sixteen digits of the SHA-256 of `correction`."),
            ("author", "Who says it."),
            ("made_at", "When."),
            ("reason", "Why."),
            ("action", "`add`, `mend`, `reject`, `merge`, `split`, `take_back`."),
            ("article_id", "The id of the article that it is about."),
            ("article_sha256", "The SHA-256 of that article."),
            ("correction", "The whole of it in JSON, as it is exported."),
        ],
    },
    Table {
        name: "directory_state",
        row: "The only one: what is known of the directory's entries.",
        columns: &[
            ("one", "1."),
            ("stale", "1 where readings or decisions came since the entries were counted."),
        ],
    },
    Table {
        name: "directory_entries",
        row: "An actor over all reports.",
        columns: &[
            ("entry", "Its id: class, name and state."),
            ("class", "`person`, `state`, `organization`, `outlet`, `place`."),
            ("name", "Its name."),
            ("state", "The state that all reports give it, where they agree; ISO 3166-1 alpha-3."),
            ("reports", "How many reports it occurs in."),
        ],
    },
    Table {
        name: "directory_names",
        row: "A name of an entry.",
        columns: &[
            ENTRY,
            ("rank", "0 of the entry's own name; then by how many reports taught them."),
            ("name", "The name."),
            ("name_key", "The same in lower case, as it is looked for."),
            ("last_word_key", "Of persons the last word of several: mostly the surname."),
        ],
    },
    Table {
        name: "directory_states",
        row: "A state that reports give an entry.",
        columns: &[
            ENTRY,
            ("state", "The state; ISO 3166-1 alpha-3."),
            ("reports", "How many reports say so."),
        ],
    },
    Table {
        name: "directory_roles",
        row: "A role that reports give an entry.",
        columns: &[
            ENTRY,
            ("rank", "Its place by the day on which it was first said, from 0."),
            ("title", "Its name in the nominative."),
            ("of_entry", "The entry whose role it is."),
            ("first_said", "The day of the first report that says so."),
            ("last_said", "The day of the last one."),
            ("reports", "How many say so."),
        ],
    },
    Table {
        name: "directory_links",
        row: "Two entries that may be one: for a person to decide.",
        columns: &[
            ENTRY,
            ("other", "The other entry."),
            ("confidence", "How likely they are one, from 0 to 1."),
            ("because", "What speaks for it and against it."),
        ],
    },
    Table {
        name: "directory_members",
        row: "An actor of a report that is an entry.",
        columns: &[
            ENTRY,
            ("article_id", "The report, by its article's id."),
            ("class", "The actor's class."),
            ("name", "Its fullest name there."),
            ("confidence", "How sure it is that the entry is meant, from 0 to 1."),
        ],
    },
    Table {
        name: "signatures",
        row: "What is kept of an article's text to find copies of it.",
        columns: &[
            ("article", "The article, in `articles`."),
            (
                "day",
                "The day on which it came out, in UTC, counted from 1970-01-01; the least number that there is where it is not told.",
            ),
            (
                "pairs",
                "What each two neighbouring words of it are kept as, 128 at most, eight bytes each, the low byte first.",
            ),
            (
                "compared",
                "1 where it was compared with all others, 0 where that is still to be done.",
            ),
        ],
    },
    Table {
        name: "pair_blocks",
        row: "Those pairs of some articles of one month, sorted, by which articles are found; it follows from `signatures` and is not exported.",
        columns: &[
            ("block", "The number of the block in this file."),
            (
                "month",
                "Its articles' days divided by 32, rounded down; that of the least number there is for those that do not tell their day.",
            ),
            ("held", "How many articles it holds."),
            (
                "articles",
                "The articles, 28 bytes each: the number in `articles` (8), the second at which it came out, counted from 1970-01-01 in UTC, or the least number that there is (8), a number of its outlet's name, or 0 (8), the count of pairs (4); the low bytes first.",
            ),
            (
                "pairs",
                "The pairs, sorted, twelve bytes each: the pair (8), the place of its article in `articles`, counted from 0 (4); the low bytes first.",
            ),
        ],
    },
    Table {
        name: "likenesses",
        row: "Two articles of which one is a copy of the other.",
        columns: &[
            (
                "article",
                "The one that came out later; of two that came out at once or do not tell it, the one with the greater SHA-256.",
            ),
            ("other", "The one that came out earlier."),
            (
                "article_in_other",
                "Which part of the later one's words is in the earlier one's sentences, from 0 to 1; 1 where all words are the same.",
            ),
            (
                "other_in_article",
                "Which part of the earlier one's words is in the later one's sentences.",
            ),
            (
                "credited",
                "1 where the later one names the earlier one's outlet or address, else 0.",
            ),
            ("confidence", "How sure it is that one is a copy of the other, from 0 to 1."),
        ],
    },
    Table {
        name: "repeats",
        row: "Two articles that tell the same, each in its own words: neither is a copy of the other.",
        columns: &[
            ("article", "The one with the lesser number, in `articles`."),
            ("other", "The one with the greater."),
            ("confidence", "How sure it is that they tell the same, from 0 to 1."),
        ],
    },
    Table {
        name: "copies_to_link",
        row: "An article of which the reading is another than when its copies were linked; not exported.",
        columns: &[("article", "The article, in `articles`.")],
    },
    Table {
        name: "copies",
        row: "An article that is a copy of another one.",
        columns: &[
            ("article", "The copy, in `articles`."),
            ("origin", "Its likeliest origin, in `articles`."),
            (
                "cluster",
                "The article that stands for all copies of one: the origin, or its origin, and so on.",
            ),
            (
                "kind",
                "`exact`; `near`, where most of each is in the other; `part`, where one is within the other.",
            ),
            ("likeness", "Which part of the copy is in its origin, from 0 to 1."),
            ("credited", "1 where the copy names the origin's outlet or address, else 0."),
            ("confidence", "How sure it is that one is a copy of the other, from 0 to 1."),
        ],
    },
    Table {
        name: "dealings",
        row: "Two states of which one acts and the other is acted upon, or both act; it follows from `events` and is not exported.",
        columns: &[
            ("from_state", "The state that acts; ISO 3166-1 alpha-3."),
            ("to_state", "The state that is acted upon, or that acts, too."),
            READING,
            ("event", "The event, by its position."),
            ("mutual", "1 where both act; then there is one each way."),
            ("day", "The day of publication of the article."),
        ],
    },
    Table {
        name: "tallies",
        row: "How many there are of something; it follows from `articles`, `readings` and `copies` and is not exported.",
        columns: &[
            (
                "what",
                "`form`, `published` and `unread` of articles; `maker` of readings; `outlet`, `statements` and `events` of current readings; `report` of those that are no copies.",
            ),
            (
                "name",
                "Which: the form, the outlet, the number of the maker, the day of publication of `published` and `report`; else nothing.",
            ),
            ("count", "How many."),
        ],
    },
    Table {
        name: "watched_feeds",
        row: "A feed that is watched; what is known of feeds is not exported.",
        columns: &[
            ("feed", "Its address."),
            (
                "etag",
                "Its `ETag` when all of its entries had been kept; none where it is to be had again.",
            ),
            ("last_modified", "Its `Last-Modified` then."),
            ("polled_at", "When it was last asked for, in RFC 3339."),
            ("next_due", "When it is to be asked for again."),
            ("failures", "How often in a row it could not be had."),
        ],
    },
    Table {
        name: "watched_entries",
        row: "An entry of a feed that was kept.",
        columns: &[
            ("feed", "The feed, in `watched_feeds`."),
            ("entry", "The id of its article, in `articles`."),
            ("said", "The SHA-256 of what the entry said; another one means that it changed."),
            ("has_page", "1 where its page was had, 0 where the article is what the entry says."),
            ("page_tries", "How often its page could not be had, where that is to be tried again."),
            ("gone_since", "Since when the feed does not have it any more."),
        ],
    },
    Table {
        name: "watched_hosts",
        row: "A host that had to be left alone.",
        columns: &[
            ("host", "Its name."),
            ("failures", "How often in a row it failed or asked for a rest."),
            ("rests_until", "Until when it is left alone."),
        ],
    },
    Table {
        name: "watched_sites",
        row: "What a site asks of programs.",
        columns: &[
            ("site", "Scheme, host and port."),
            ("robots", "Its `robots.txt`: the group alone that is for this program."),
            ("fetched_at", "When it was fetched."),
        ],
    },
];

/// The documentation of all tables, in Markdown.
///
/// # Errors
/// Where a ledger cannot be made in memory, or a table or column is not described in [`TABLES`].
pub fn documentation() -> Result<String, String> {
    let mut connection = Connection::open_in_memory().map_err(|e| e.to_string())?;
    migrations::bring_to(&mut connection, NEWEST).map_err(|e| e.to_string())?;
    let mut text = String::from(
        "# Tables and columns\n\n\
         Written by `cargo test -p depesha-ledger --test ledger schema` with `BLESS=1`, from \
         `crates/ledger/src/answers.rs`, `crates/ledger/src/star.rs` and \
         `crates/ledger/src/schema.rs`: do not edit.\n\n\
         - [What questions answer](#what-questions-answer): the columns of `depesha statements` and \
         the others with `--format csv`, `json`, `jsonl` and `parquet`\n\
         - [The exported tables](#the-exported-tables): the Parquet files of `depesha export`\n\
         - [Of articles read elsewhere](#of-articles-read-elsewhere): what Python and Spark add to them\n\
         - [The ledger itself](#the-ledger-itself): the tables of the SQLite file\n\n\
         A `?` behind a type says that there may be none. Offsets count Unicode code points of the \
         article's body from 0; the words end before the second one. States are codes of ISO 3166-1 \
         alpha-3. Confidence and likeness lie between 0 and 1.\n",
    );
    text.push_str(
        "\n# What questions answer\n\n\
         In CSV the values of a list are parted by ` | `, and an empty cell in quotation marks is an \
         empty text, one without them is none. In Parquet text is UTF-8, `integer` an INT64, `real` a \
         DOUBLE, `date` a DATE, and lists are lists. Keys (`article`, `reading`, `statement` and so \
         on) are those of the exported tables.\n",
    );
    describe(&mut text, crate::answers::ANSWERS);
    text.push_str(
        "\n# The exported tables\n\n\
         A file a table, named after it, with the scripts by which DuckDB takes them in. Facts \
         (`statements`, `events`, `attitudes`, `commitments`, `quantities`, `dates`) and what belongs \
         to them have the keys of article and reading; `is_current` picks those that views show. Keys \
         depend on what they name alone, so that they are the same in each export. The records in JSON \
         and what is kept only to find texts and copies is in `depesha export --format jsonl`.\n",
    );
    describe(&mut text, crate::star::STAR);
    text.push_str(
        "\n# Of articles read elsewhere\n\n\
         What `read_batch` and the Spark job give: the tables `articles` to `dates` of an export, where \
         `is_current` is always true and actors have no entry of the directory yet, and the one below. \
         `depesha ingest` takes a folder of them into a ledger.\n",
    );
    describe(&mut text, &[crate::star::RECORDS]);
    let _ = write!(
        text,
        "\n# The ledger itself\n\n\
         A ledger is an SQLite database with `application_id` {} and `user_version` {NEWEST}. \
         `reading_search` and `statement_search` are FTS5 indices of lemmas, with the number of a \
         reading and of a statement as `rowid`. Views show readings with `current = 1`.\n",
        migrations::APPLICATION
    );
    let mut known = tables(&connection).map_err(|e| e.to_string())?;
    for table in TABLES {
        known.retain(|name| name != table.name);
        let columns = columns(&connection, table.name).map_err(|e| e.to_string())?;
        let named: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let described: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        if named != described {
            return Err(format!(
                "{} has columns {named:?}, described are {described:?}",
                table.name
            ));
        }
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n| column | type | what it says |\n|---|---|---|\n",
            table.name, table.row
        );
        for ((name, kind), (_, says)) in columns.iter().zip(table.columns) {
            let _ = writeln!(text, "| `{name}` | {kind} | {says} |");
        }
    }
    if known.is_empty() { Ok(text) } else { Err(format!("not described: {known:?}")) }
}

fn describe(text: &mut String, tables: &[depesha_tables::Table]) {
    for table in tables {
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n| column | type | what it says |\n|---|---|---|\n",
            table.name, table.row
        );
        for column in table.columns {
            let lacks = if column.may_lack { "?" } else { "" };
            let (name, kind, says) = (column.name, column.kind.word(), column.says);
            let _ = writeln!(text, "| `{name}` | {kind}{lacks} | {says} |");
        }
    }
}

/// The tables of a ledger, less those that hold an index of words.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_search%' ESCAPE '\\'
             AND name NOT LIKE 'sqlite%' ORDER BY rowid",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The columns of a table, each with its type and `?` where it may be empty.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<(String, String)>> {
    connection
        .prepare("SELECT name, lower(type), \"notnull\" OR pk FROM pragma_table_info(?)")?
        .query_map([table], |row| {
            let (name, kind, is_filled): (String, String, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((name, if is_filled { kind } else { format!("{kind}?") }))
        })?
        .collect()
}
