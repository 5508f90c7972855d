"""Depesha reads Russian news reports and keeps an attributed record of who said, did and promised what.

>>> import depesha
>>> reading = depesha.read("Мэр Павел Ручьёв заявил, что мост откроют в мае.")
>>> reading.statements[0].speaker.name
'Павел Ручьёв'

`read` reads one text, `read_batch` a table of texts on all processors; `ingest` puts reports into a ledger, and
`Ledger` asks one. `depesha.spark` reads data frames of Spark. Tables are of Arrow: pandas, polars, DuckDB and pyarrow
take them.
"""

from depesha._native import __version__
from depesha.batch import Tables, read_batch, schemas
from depesha.ingest import Ingested, ingest
from depesha.ledger import Ledger
from depesha.reading import Reading, read, versions
from depesha.tables import Table, View

__all__ = [
    "Ingested",
    "Ledger",
    "Reading",
    "Table",
    "Tables",
    "View",
    "__version__",
    "ingest",
    "read",
    "read_batch",
    "schemas",
    "versions",
]
