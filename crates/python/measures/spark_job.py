"""The job that `spark.py` times: the texts are read and counted, start-up left out; prints the seconds."""

from __future__ import annotations

import sys
import time

import depesha.spark
from pyspark.sql import SparkSession

# The texts are held by the workers: no worker waits for its own while another has some left.
builder = SparkSession.builder.appName("depesha measured").config("spark.locality.wait", "0s")
spark = builder.getOrCreate()
# So many parts that no worker waits long for the last one of another.
texts = spark.read.parquet(sys.argv[1]).repartition(64)
# The workers begin, and their processes load the model.
few = texts.limit(64).repartition(8).persist()
depesha.spark.read(few).write(f"{sys.argv[2]}-first")
texts.persist().count()
began = time.perf_counter()
depesha.spark.read(texts).write(sys.argv[2])
print(f"seconds {time.perf_counter() - began:.2f}")
spark.stop()
