"""Reads reports with Spark and writes the tables of the star schema as Parquet.

    spark-submit --master spark://HOST:7077 read_reports.py REPORTS TABLES
    depesha ingest TABLES --ledger news.ledger

REPORTS are JSON lines or a Parquet table with columns `text`, `outlet`, `published` and `id` (docs of `depesha.read_batch`
have the other names); TABLES is the folder of the result. The workers need the packages `depesha` and `pyarrow`.
"""

from __future__ import annotations

import sys

import depesha.spark
from pyspark.sql import SparkSession


def main(reports: str, tables: str) -> None:
    spark = SparkSession.builder.appName("depesha").getOrCreate()
    if reports.endswith(".parquet"):
        texts = spark.read.parquet(reports)
    else:
        texts = spark.read.json(reports)
    # As many pieces as keep all cores busy to the end.
    pieces = max(spark.sparkContext.defaultParallelism * 4, 8)
    depesha.spark.read(texts.repartition(pieces, *texts.columns[:1])).write(tables)
    errors = spark.read.parquet(f"{tables}/errors.parquet").count()
    statements = spark.read.parquet(f"{tables}/statements.parquet").count()
    print(f"{tables}: {statements} statements; {errors} rows were not read")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("give the reports and the folder for the tables: read_reports.py REPORTS TABLES")
    main(*sys.argv[1:])
