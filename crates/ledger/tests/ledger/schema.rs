use std::path::Path;

/// `docs/SCHEMA.md` is what `depesha_ledger::schema` says; `BLESS=1` writes it.
#[test]
fn the_document_of_the_tables_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/SCHEMA.md");
    let text = depesha_ledger::schema::documentation().unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(known == text, "write docs/SCHEMA.md with BLESS=1 cargo test -p depesha-ledger schema");
}
