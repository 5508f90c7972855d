"""Opens an export with DuckDB as the README says, and asks it what a user would ask.

Usage: duckdb_opens.py FOLDER-OF-AN-EXPORT STATEMENTS.parquet
"""

import sys

import duckdb

folder, answers = sys.argv[1:]
duckdb.sql(f"IMPORT DATABASE '{folder}'")

for (table,) in duckdb.sql("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
    rows = duckdb.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    print(f"{table}: {rows}")

print()
for row in duckdb.sql("""
    SELECT a.day, s.chain, s.words, substr(a.body, s.starts[1] + 1, s.ends[1] - s.starts[1])
    FROM statements s JOIN articles a USING (article) WHERE s.is_current
    ORDER BY a.day, s.starts[1]
""").fetchall():
    print(*row, sep=" | ")

print()
for row in duckdb.sql("""
    SELECT e.type, e.status, p.name, p.state, d.reports FROM events e
    JOIN event_parties p USING (event, reading) JOIN actors USING (actor)
    LEFT JOIN directory d USING (entry)
    WHERE e.is_current AND p.side = 'actor' ORDER BY e.trigger_start, e.event, p.rank
""").fetchall():
    print(*row, sep=" | ")

print()
said = duckdb.sql("""
    SELECT comment FROM duckdb_columns() WHERE table_name = 'statements' AND column_name = 'words'
""").fetchall()[0][0]
print(said)
same = duckdb.sql(f"""
    SELECT count(*) FROM '{answers}' o JOIN statements s USING (statement)
    WHERE o.words = s.words AND o.chain = s.chain
""").fetchall()[0][0]
print(f"{same} statements that were asked for are in the export")
