"""Data frames of Spark, read on its workers.

Texts are read by `mapInArrow`, each worker process with a model of its own that it loads once; the tables come as data
frames of the ledger's star schema, and `depesha ingest` takes what `SparkTables.write` wrote into a ledger.

    tables = depesha.spark.read(spark.read.json("posts.jsonl"))
    tables.statements.where("speaker_state = 'GEO'").show()
    tables.write("tables")

The package has to be installed where the workers run, with `pyarrow`.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesha.batch import read_batch, schemas
from depesha.times import Time, written

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# Texts that are read and held at a time by a worker: about a second's work, and a few MiB of rows; by feel.
_TEXTS_AT_A_TIME = 500

# Tables that are written at once, so that no worker waits while the last rows of one are written; by feel.
_TABLES_AT_A_TIME = 4

# Rows of a table that are handed to Spark, or written as a group of a Parquet file, at a time; by feel.
_ROWS_AT_A_TIME = 10_000

# Beside the tables, while they are made: what the workers have written, and what they have read.
_UNDER_WAY = "_under_way"
_PACKED = "_packed"


def _spark_type(kind: Any) -> str:
    import pyarrow

    if pyarrow.types.is_list(kind):
        return f"array<{_spark_type(kind.value_type)}>"
    words = {"string": "string", "int64": "bigint", "double": "double", "bool": "boolean", "date32[day]": "date"}
    return words.get(str(kind), "binary")


def schema(table: str) -> str:
    """The columns of a table with their types, as Spark writes schemas.

    >>> import depesha.spark
    >>> depesha.spark.schema("errors")
    '`row` bigint, `place` string, `kind` string, `problem` string, `hint` string'
    """
    columns = schemas()[table].to_arrow().schema
    return ", ".join(f"`{column.name}` {_spark_type(column.type)}" for column in columns)


def _packing(names: list[str], options: dict[str, Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What a worker does with the texts of a partition: one row for some texts, with each table in a cell."""

    def pack(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow
        from pyspark import TaskContext

        context = TaskContext.get()
        partition = context.partitionId() if context is not None else 0
        place = f"{options['place']}/{partition}"
        cells = pyarrow.schema([(name, pyarrow.large_binary()) for name in names])
        first_row = 0
        for batch in batches:
            for at in range(0, batch.num_rows, _TEXTS_AT_A_TIME):
                texts = batch.slice(at, _TEXTS_AT_A_TIME)
                tables = read_batch(texts, **{**options, "place": place, "first_row": first_row})
                first_row += texts.num_rows
                packed = {name: [_packed(tables[name].to_arrow())] for name in names}
                yield pyarrow.RecordBatch.from_pydict(packed, schema=cells)

    return pack


def _packed(table: Any) -> bytes | None:
    import pyarrow

    if table.num_rows == 0:
        return None
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table.replace_schema_metadata(None))
    return bytes(sink.getvalue())


def _unpacked(column: Any) -> Iterator[Any]:
    """The tables in the cells of a column."""
    import pyarrow

    for cell in column:
        packed = cell.as_buffer()
        if packed is not None:
            with pyarrow.ipc.open_stream(packed) as reader:
                yield reader.read_all().combine_chunks()


def _unpack(batches: Iterator[Any]) -> Iterator[Any]:
    for batch in batches:
        for table in _unpacked(batch.column(0)):
            yield from table.to_batches(max_chunksize=_ROWS_AT_A_TIME)


class _Files:
    """The tables of one partition, each a Parquet file in this folder, begun when it has rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, Any] = {}
        self.waiting: dict[str, list[Any]] = {}

    def add(self, name: str, table: Any) -> None:
        waiting = self.waiting.setdefault(name, [])
        waiting.append(table)
        if sum(table.num_rows for table in waiting) >= _ROWS_AT_A_TIME:
            self._write(name)

    def _write(self, name: str) -> None:
        import pyarrow
        import pyarrow.parquet

        rows = pyarrow.concat_tables(self.waiting.pop(name))
        if name not in self.writers:
            file = self.folder / f"{name}.parquet"
            self.writers[name] = pyarrow.parquet.ParquetWriter(file, rows.schema, compression="zstd")
        self.writers[name].write_table(rows)

    def close(self) -> None:
        for name in list(self.waiting):
            self._write(name)
        for writer in self.writers.values():
            writer.close()


def _writing(folder: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What a worker does with the packed tables of a partition: files in a folder of its own, whose name is its row.
    An attempt that fails, or that Spark begins beside another, leaves a folder that nobody names."""

    def write(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow
        from pyspark import TaskContext

        context = TaskContext.get()
        partition, attempt = (context.partitionId(), context.taskAttemptId()) if context is not None else (0, 0)
        own = Path(folder) / f"part-{partition:05}-{attempt}"
        own.mkdir(parents=True)
        files = _Files(own)
        for batch in batches:
            for name in batch.schema.names:
                for table in _unpacked(batch.column(name)):
                    files.add(name, table)
        files.close()
        yield pyarrow.RecordBatch.from_pydict({"folder": [own.name]})

    return write


class SparkTables(Mapping[str, "DataFrame"]):
    """The tables of `read_batch` as data frames, by name or attribute: `tables.statements`.

    Each is read anew whenever it is asked for, as Spark does; `cache` keeps what was read for the next one, and `write`
    reads once for all of them.

    >>> import depesha.spark
    >>> spark = getfixture("spark")
    >>> rows = spark.createDataFrame([("Мэр Павел Ручьёв заявил, что мост откроют.",)], "text string")
    >>> depesha.spark.read(rows).statements.count()
    1
    """

    def __init__(self, packed: DataFrame) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> DataFrame:
        return _table(self._packed, name)

    def __getattr__(self, name: str) -> DataFrame:
        if name.startswith("_") or name not in self._packed.columns:
            raise AttributeError(f"there is no table `{name}`")
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed.columns)

    def __len__(self) -> int:
        return len(self._packed.columns)

    def cache(self) -> SparkTables:
        """The same, which keeps what is read on the workers, in memory or on disk, until Spark needs the room."""
        return SparkTables(self._packed.cache())

    def write(self, path: str) -> None:
        """Writes all tables as Parquet, each into a folder of its name, `statements.parquet` and so on. Texts are read
        once. An earlier result at this path is replaced when all is read.

        On a disk that the driver and the workers share each worker writes the files of what it reads. On another file
        system of Spark's (`hdfs://`, `s3a://`) Spark writes, and what comes of the texts is kept beside the tables
        meanwhile.

        `depesha ingest PATH --ledger FILE` takes it into a ledger.

        Raises `FileNotFoundError` where the path is on a disk that a worker does not share.
        """
        spark = self._packed.sparkSession
        java: Any = spark.sparkContext._jvm
        folder = java.org.apache.hadoop.fs.Path(path)
        files = folder.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        if files.getUri().getScheme() == "file":
            self._write_to_disk(Path(files.makeQualified(folder).toUri().getPath()))
        else:
            self._write_by_spark(path.rstrip("/"))
            files.delete(java.org.apache.hadoop.fs.Path(folder, _PACKED), True)

    def _write_to_disk(self, base: Path) -> None:
        import pyarrow.parquet

        own = base / _UNDER_WAY / uuid.uuid4().hex
        try:
            own.mkdir(parents=True)
            parts = sorted(row["folder"] for row in self._packed.mapInArrow(_writing(str(own)), "folder string").collect())
            for part in parts:
                if not (own / part).is_dir():
                    raise FileNotFoundError(
                        f"{own / part}: a worker wrote its tables there, but they are not here: give a path on a disk "
                        "that the driver and all workers share, or on another file system, as hdfs:// or s3a://"
                    )
            for name in self:
                made = own / f"{name}.parquet"
                made.mkdir()
                for part in parts:
                    file = own / part / f"{name}.parquet"
                    if file.exists():
                        file.rename(made / f"{part}.zstd.parquet")
                if not any(made.iterdir()):
                    columns = schemas()[name].to_arrow().schema.remove_metadata()
                    pyarrow.parquet.write_table(columns.empty_table(), made / "part-none.zstd.parquet")
                (made / "_SUCCESS").touch()
            for name in self:
                target = base / f"{name}.parquet"
                if target.is_dir():
                    shutil.rmtree(target)
                else:
                    target.unlink(missing_ok=True)
                (own / target.name).replace(target)
        finally:
            shutil.rmtree(base / _UNDER_WAY, ignore_errors=True)

    def _write_by_spark(self, base: str) -> None:
        from pyspark import inheritable_thread_target

        spark = self._packed.sparkSession
        packed = f"{base}/{_PACKED}"
        self._packed.write.mode("overwrite").parquet(packed)
        read = spark.read.parquet(packed)

        def write_table(name: str) -> None:
            rows = _table(read, name).write.mode("overwrite").option("compression", "zstd")
            rows.parquet(f"{base}/{name}.parquet")

        with ThreadPoolExecutor(_TABLES_AT_A_TIME) as threads:
            # The first problem is raised, when all have ended.
            list(threads.map(inheritable_thread_target(spark)(write_table), self))


def _table(packed: DataFrame, name: str) -> DataFrame:
    return packed.select(name).mapInArrow(_unpack, schema(name))


def read(
    dataframe: DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
    published: Time | None = None,
    received: Time | None = None,
    place: str = "spark",
    threads: int = 1,
) -> SparkTables:
    """Reads the texts of a data frame on Spark's workers; columns and options are those of `depesha.read_batch`.

    A row without `id` and `url` is known by `place`, the number of its partition, and its own in that. Each task reads
    on one thread, as Spark counts its cores, unless `threads` says otherwise. A row that is no report is a row of
    `errors`, and no job fails for it.

    Raises `ValueError` where no column holds a text.

    >>> import depesha.spark
    >>> spark = getfixture("spark")
    >>> rows = spark.createDataFrame([("Литва ввела санкции против Белоруссии.",)], "text string")
    >>> [row["type"] for row in depesha.spark.read(rows).events.collect()]
    ['SANCTION']
    """
    import pyarrow

    from depesha import _native

    options: dict[str, Any] = {
        "columns": dict(columns or {}),
        "outlet": outlet,
        "published": written("published", published),
        "received": written("received", received),
        "place": place,
        "threads": threads,
    }
    # What is wrong with the names of columns is told here, before any worker begins.
    empty = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in dataframe.columns})
    read_batch(empty, **options)
    names = [name for name, _ in _native.described()]
    packed = ", ".join(f"`{name}` binary" for name in names)
    return SparkTables(dataframe.mapInArrow(_packing(names, options), packed))
