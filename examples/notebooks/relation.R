# From an exported ledger to the break in a relation, in R with the packages `arrow` and `duckdb`.
#
#   depesha ingest examples/reports --ledger news.ledger
#   depesha phases GEO LTU --ledger news.ledger --format parquet --output phases.parquet
#   depesha phases GEO LTU --ledger news.ledger --evidence --format parquet --output evidence.parquet
#   depesha export --ledger news.ledger tables
#   Rscript relation.R phases.parquet evidence.parquet tables

given <- commandArgs(trailingOnly = TRUE)
if (length(given) != 3) stop("give phases.parquet, evidence.parquet and the folder of the export")

phases <- arrow::read_parquet(given[1])
evidence <- arrow::read_parquet(given[2])

# The series of the pair, out of the exported tables.
connection <- DBI::dbConnect(duckdb::duckdb())
series <- DBI::dbGetQuery(connection, sprintf(
  "SELECT date_trunc('month', day) AS month, type, count(DISTINCT article) AS reports
   FROM '%s/events.parquet'
   WHERE is_current AND list_has_any(actor_states || recipient_states, ['GEO'])
   AND list_has_any(actor_states || recipient_states, ['LTU'])
   GROUP BY ALL ORDER BY ALL", given[3]))
print(series)
DBI::dbDisconnect(connection, shutdown = TRUE)

# The largest break, and the reports behind it.
changes <- abs(diff(phases$conflict_rate)) + abs(diff(phases$cooperation_rate))
stopifnot(length(changes) > 0)
largest <- phases[which.max(changes) + 1, ]
cat("largest break:", format(largest$begins), "\n")
behind <- evidence[startsWith(evidence$row, sprintf("phase %d,", as.integer(largest$phase))), ]
stopifnot(nrow(behind) > 0)
print(as.data.frame(behind[, c("day", "outlet", "part", "says")]))
