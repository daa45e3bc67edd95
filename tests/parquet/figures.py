"""Recomputes figures over runs from an export, by Spark.

figures.py FOLDER NEWEST: reads the table `run`, and computes for each session what `catalog runs --stats` tells (nearest rank)
and what `catalog tune` rests on (the NEWEST runs on PowerCenter); counts the rows of every table. Prints one line of JSON.
"""

import json
import os
import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

PLACE = ["folder", "workflow", "path", "session"]


def spread(runs, column):
    """Least, median, 95th percentile and most of a column by place: the value at the rank, rounded up."""
    told = runs.where(F.col(column).isNotNull())
    ordered = Window.partitionBy(*PLACE).orderBy(column)
    ranked = told.select(
        *PLACE,
        F.col(column).alias("value"),
        F.row_number().over(ordered).alias("rank"),
        F.count(F.lit(1)).over(Window.partitionBy(*PLACE)).alias("of"),
    )

    def at(percent):
        return F.min(F.when(F.col("rank") * 100 >= F.col("of") * percent, F.col("value")))

    shape = F.struct(
        F.min("value").alias("least"), at(50).alias("median"), at(95).alias("p95"), F.max("value").alias("most")
    )
    return ranked.groupBy(*PLACE).agg(shape.alias(column))


def stats(runs):
    good = runs.where("status = 'succeeded'")
    rated = good.where("seconds > 0").withColumn("rate", F.expr("target_rows div seconds"))
    over = "status IN ('succeeded', 'failed', 'stopped', 'aborted', 'terminated')"
    counted = runs.groupBy(*PLACE).agg(
        F.count(F.lit(1)).alias("runs"),
        F.expr(f"count_if(status = 'succeeded') * 1000 div nullif(count_if({over}), 0)").alias("success_permille"),
    )
    for one in [spread(good, "seconds"), spread(good, "source_rows"), spread(good, "target_rows"), spread(rated, "rate")]:
        counted = counted.join(one, PLACE, "left")
    return counted


def basis(runs, newest):
    order = Window.partitionBy(*PLACE).orderBy(F.col("started_at").desc(), F.col("run").desc())
    looked = runs.where("platform = 'powercenter'").withColumn("nth", F.row_number().over(order)).where(F.col("nth") <= newest)
    rows = F.coalesce(F.when(F.col("source_rows") >= 0, F.col("source_rows")), F.when(F.col("target_rows") >= 0, F.col("target_rows")))
    used = (F.col("status") == "succeeded") & rows.isNotNull()
    time = "yyyy-MM-dd'T'HH:mm:ss"
    return looked.groupBy(*PLACE).agg(
        F.count(F.lit(1)).alias("runs"),
        F.count_if(used).alias("used"),
        F.count_if(F.col("status").isin("failed", "aborted", "terminated")).alias("failed"),
        F.date_format(F.min(F.when(used, F.col("started_at"))), time).alias("oldest"),
        F.date_format(F.max(F.when(used, F.col("started_at"))), time).alias("newest"),
    )


def main(folder, newest):
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = session.config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1")
    spark = session.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # A folder named 2024 stays a text.
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    runs = spark.read.parquet(os.path.join(folder, "run"))
    runs = runs.withColumn("folder", F.coalesce("folder", F.lit("")))
    tables = sorted(one for one in os.listdir(folder) if not one.startswith(("_", ".")))
    counts = {table: spark.read.parquet(os.path.join(folder, table)).count() for table in tables}
    answer = {
        "stats": [row.asDict(recursive=True) for row in stats(runs).collect()],
        "basis": [row.asDict(recursive=True) for row in basis(runs, int(newest)).collect()],
        "counts": counts,
    }
    spark.stop()
    print(json.dumps(answer))


main(*sys.argv[1:])
