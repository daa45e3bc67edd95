#!/usr/bin/env python3
"""Real Spark under a configuration of ours: one job whose result is checked, and a bench of four workloads.

Needs PySpark (PyPI `pyspark`, tried with 4.3.0) and Java 17; nothing else. Everything runs on `local[2]`, so settings of a
cluster (executors, their memory) are read back but change nothing.

    workloads.py job --workload join_aggregate_write --conf FILE --out DIR --eventlog DIR --seed N [--name NAME]
    workloads.py known --conf FILE …                              what Spark does not know or refuses of configurations
    workloads.py bench --tuned [WORKLOAD=]FILE … [--default FILE] --out DIR [--pairs 5] [--json FILE] [--markdown FILE]
    workloads.py generate --workload NAME … --data DIR            data of the bench alone, in DIR/NAME
    workloads.py run --workload NAME --data DIR/NAME --eventlog DIR [--conf FILE] [--name NAME] [--passes N]

A configuration is a file in the format of spark-defaults.conf and is given to spark-submit as it stands, so Spark itself
reads it. `job` prints one JSON object: the checksum of its result, each given key as Spark read it, and the keys that Spark
does not know: Spark accepts any name in silence, so they are looked up in its own registers. Exit 0; 3 where Spark refused to
start (`refused` says why). `known` starts none of the configurations, so they may be those of a cluster; it also gives each
value to the converter of its key. Each run of `bench` is an application of its own; its figures come from its event log.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

# Read by Spark under a fixed name, but never registered as a ConfigEntry.
READ_BY_NAME = {"spark.app.id", "spark.app.name", "spark.home", "spark.local.dir", "spark.master"}
# What follows the prefix belongs to somebody else: Hadoop, a catalog, the environment.
PASSED_ON = (
    "spark.hadoop.",
    "spark.executorEnv.",
    "spark.yarn.appMasterEnv.",
    "spark.kubernetes.driver.",
    "spark.kubernetes.executor.",
    "spark.kubernetes.driverEnv.",
    "spark.sql.catalog.",
)
# Objects of the JVM that register their entries when they are first used.
REGISTERS = (
    "org.apache.spark.internal.config.package$",
    "org.apache.spark.internal.config.Deploy$",
    "org.apache.spark.internal.config.History$",
    "org.apache.spark.internal.config.Kryo$",
    "org.apache.spark.internal.config.Network$",
    "org.apache.spark.internal.config.Python$",
    "org.apache.spark.internal.config.R$",
    "org.apache.spark.internal.config.Status$",
    "org.apache.spark.internal.config.Streaming$",
    "org.apache.spark.internal.config.Tests$",
    "org.apache.spark.internal.config.UI$",
    "org.apache.spark.internal.config.Worker$",
    "org.apache.spark.streaming.StreamingConf$",
    "org.apache.spark.deploy.k8s.Config$",
    "org.apache.spark.deploy.yarn.config.package$",
    "org.apache.spark.sql.internal.SQLConf$",
    "org.apache.spark.sql.internal.StaticSQLConf$",
)
REFUSED = 3


# ---- a session under a configuration -------------------------------------------------------------------------------------


class Refused(Exception):
    """Spark did not start."""


def start(conf, fixed):
    """Starts a session: `conf` is a file or None, `fixed` are settings that win over it."""
    words = ["--properties-file", str(conf)] if conf else []
    for key, value in fixed.items():
        words += ["--conf", f"{key}={value}"]
    os.environ["PYSPARK_SUBMIT_ARGS"] = shlex.join([*words, "pyspark-shell"])
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.pop("SPARK_REMOTE", None)
    from pyspark.sql import SparkSession

    try:
        spark = SparkSession.builder.getOrCreate()
    except Exception as error:  # what Spark throws here depends on the key: Py4J, PySpark and Java errors
        raise Refused(str(error).strip()[:2000]) from error
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def given(spark, conf):
    """The settings of a file, as Java's own reader of properties understands them."""
    if conf is None:
        return {}
    jvm = spark.sparkContext._jvm
    properties = jvm.java.util.Properties()
    path = jvm.java.io.File(str(conf)).toPath()
    reader = jvm.java.nio.file.Files.newBufferedReader(path)
    properties.load(reader)
    reader.close()
    # spark-submit trims blanks around a value.
    return {key: str(properties.getProperty(key)).strip(" \t") for key in properties.stringPropertyNames()}


class Registers:
    """What Spark has registered of its keys."""

    def __init__(self, spark):
        self.listed = {row["key"] for row in spark.sql("SET -v").collect()}
        self.entries = registered(spark.sparkContext._jvm)
        # Where the register cannot be asked, no answer is better than a wrong one.
        if not self.knows("spark.executor.memory") or self.knows("spark.no.such.key"):
            raise SystemExit("the register of this Spark cannot be asked: ConfigEntry.findEntry")

    def knows(self, key):
        return key in READ_BY_NAME or key in self.listed or self.entries.findEntry(key) is not None

    def refuses(self, key, value):
        """What the converter of a key says of a value; None where it takes it, or where the key has none."""
        entry = self.entries.findEntry(key)
        try:
            if entry is not None:
                entry.valueConverter().apply(value)
        except ValueError:  # Java took it, Python cannot hold what came of it: decimals of many digits
            pass
        except Exception as error:  # what Spark throws depends on the key: Py4J, PySpark and Java errors
            return str(error).splitlines()[0]
        return None


def registered(jvm):
    """The register of Spark's core and SQL, filled."""
    for name in REGISTERS:
        try:
            jvm.py4j.reflection.ReflectionUtil.classForName(name)
        except Exception:  # an object that this version has not
            pass
    return jvm.org.apache.spark.internal.config.ConfigEntry


def read_back(spark, conf, fixed):
    """What became of each given key."""
    registers = Registers(spark)
    of_context = dict(spark.sparkContext.getConf().getAll())
    answer = {"read_back": {}, "differs": {}, "unknown": [], "passed_on": [], "overridden": []}
    for key, value in sorted(given(spark, conf).items()):
        if key in fixed:
            answer["overridden"].append(key)
            continue
        found = spark.conf.get(key, None) if key.startswith("spark.sql.") else of_context.get(key)
        answer["read_back"][key] = found
        # Spark puts the options that Java 17 needs before those of the user.
        prefixed = key.endswith("JavaOptions") and str(found).endswith(f" {value}")
        if found != value and not prefixed:
            answer["differs"][key] = {"given": value, "found": found}
        if key.startswith(PASSED_ON):
            answer["passed_on"].append(key)
        elif not registers.knows(key):
            answer["unknown"].append(key)
    return answer


def known(args):
    """Of each configuration: keys that Spark does not know, those that it knows but never changes at run time, refused values."""
    spark = start(None, {"spark.master": "local[1]", "spark.ui.enabled": "false"})
    registers = Registers(spark)
    answer = {}
    for conf in args.conf:
        of_one = {"keys": 0, "unknown": [], "start_only": [], "refused": {}}
        for key, value in sorted(given(spark, conf).items()):
            of_one["keys"] += 1
            if key.startswith(PASSED_ON):
                continue
            if not registers.knows(key):
                of_one["unknown"].append(key)
                continue
            if not spark.conf.isModifiable(key):
                of_one["start_only"].append(key)
            if said := registers.refuses(key, value):
                of_one["refused"][key] = said
        answer[conf.name] = of_one
    spark.stop()
    return answer


def checksum(frame):
    """Sum of the hashes of the rows: the same rows in any order and partitions have the same."""
    from pyspark.sql import functions as f

    hashed = frame.select(f.xxhash64(*frame.columns).cast("decimal(38,0)").alias("h"))
    row = hashed.agg(f.count("*").alias("rows"), f.sum("h").alias("sum")).first()
    return {"rows": row["rows"], "checksum": str(row["sum"])}


# ---- job -----------------------------------------------------------------------------------------------------------------


def orders_and_customers(folder, seed, orders=60_000, customers=5_000):
    """Two folders of CSV, written without Spark so that its log holds the job alone."""
    if folder.exists():
        shutil.rmtree(folder)
    draw = random.Random(seed)
    for name in ("orders", "customers"):
        (folder / name).mkdir(parents=True)
    for part in range(4):
        with open(folder / "orders" / f"part-{part}.csv", "w", encoding="utf-8") as out:
            for order in range(part, orders, 4):
                # One customer has a fifth of the orders.
                customer = 0 if draw.random() < 0.2 else draw.randrange(customers + 50)
                out.write(f"{order},{customer},{draw.randrange(1, 100_000)},{draw.randrange(1, 20)}\n")
    with open(folder / "customers" / "part-0.csv", "w", encoding="utf-8") as out:
        for customer in range(customers):
            out.write(f"{customer},region {draw.randrange(12)},name of customer {customer}\n")


def join_aggregate_write(spark, source, target):
    """Orders by region and size of the order, written as Parquet and read back."""
    from pyspark.sql import functions as f

    orders = spark.read.csv(str(source / "orders"), schema="id bigint, customer bigint, cents bigint, pieces int")
    customers = spark.read.csv(str(source / "customers"), schema="customer bigint, region string, name string")
    joined = orders.join(customers, "customer", "left")
    grouped = joined.groupBy("region", "pieces").agg(
        f.count("*").alias("orders"),
        f.sum("cents").alias("cents"),
        f.count_distinct("customer").alias("customers"),
        f.max("name").alias("last"),
    )
    grouped.write.mode("overwrite").parquet(str(target))
    return checksum(spark.read.parquet(str(target)))


JOBS = {"join_aggregate_write": join_aggregate_write}


def job(args):
    out = args.out.resolve()
    args.eventlog.mkdir(parents=True, exist_ok=True)
    before = set(args.eventlog.iterdir())
    orders_and_customers(out / "input", args.seed)
    # How the log is written (rolled, compressed) is left as Spark has it.
    fixed = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": args.eventlog.resolve().as_uri(),
        "spark.sql.warehouse.dir": (out / "warehouse").as_uri(),
    }
    if args.name:
        fixed["spark.app.name"] = args.name
    spark = start(args.conf, fixed)
    answer = {"workload": args.workload, "spark": spark.version, "application": spark.sparkContext.applicationId}
    answer |= read_back(spark, args.conf, fixed)
    begun = time.perf_counter()
    answer |= JOBS[args.workload](spark, out / "input", out / "result")
    answer["seconds"] = round(time.perf_counter() - begun, 3)
    spark.stop()
    answer["eventlog"] = sorted(str(path) for path in set(args.eventlog.iterdir()) - before)
    return answer


# ---- workloads of the bench ----------------------------------------------------------------------------------------------


def words(f, column, count, salt):
    """A text of `count` times 32 hexadecimal digits that depends on the column alone."""
    return f.concat(*[f.md5(f.concat(column.cast("string"), f.lit(f"/{salt}{at}"))) for at in range(count)])


def generate_skewed_join(spark, folder):
    from pyspark.sql import functions as f

    rows, keys = 260_000, 100_000
    fact = spark.range(0, rows, 1, 3).select(
        f.when(f.col("id") % 5 != 0, f.lit(7)).otherwise(f.pmod(f.xxhash64("id"), f.lit(keys))).alias("k"),
        "id",
        words(f, f.col("id"), 2, "f").alias("text"),
    )
    fact.write.mode("overwrite").parquet(str(folder / "fact"))
    dimension = spark.range(0, keys, 1, 3).select(f.col("id").alias("k"), words(f, f.col("id"), 7, "d").alias("more"))
    dimension.write.mode("overwrite").parquet(str(folder / "dimension"))


def skewed_join(spark, folder):
    """80 % of the fact on one key, the partition below the 256 MB from which Spark splits it, the dimension above 10 MB."""
    from pyspark.sql import functions as f

    fact = spark.read.parquet(str(folder / "fact"))
    joined = fact.join(spark.read.parquet(str(folder / "dimension")), "k")
    hashed = f.concat("text", "more")
    for _ in range(4):
        hashed = f.sha2(f.concat(hashed, f.col("more")), 512)
    return checksum(joined.select("id", hashed.alias("h")))


def generate_middling_dimension(spark, folder):
    from pyspark.sql import functions as f

    rows, keys = 750_000, 500_000
    spread = f.pmod(f.xxhash64("id"), f.lit(keys)).alias("k")
    sales = spark.range(0, rows, 1, 4).select("id", spread, words(f, f.col("id"), 1, "s").alias("text"))
    sales.write.mode("overwrite").parquet(str(folder / "sales"))
    customers = spark.range(0, keys, 1, 4).select(f.col("id").alias("k"), words(f, f.col("id"), 2, "c").alias("name"))
    customers.write.mode("overwrite").parquet(str(folder / "customers"))


def middling_dimension(spark, folder):
    """A lookup of 35 MB: above the 10 MB up to which Spark broadcasts by itself."""
    from pyspark.sql import functions as f

    sales = spark.read.parquet(str(folder / "sales"))
    joined = sales.join(spark.read.parquet(str(folder / "customers")), "k", "left")
    return checksum(joined.select("id", f.sha2(f.concat("text", "name"), 256).alias("h")))


def generate_many_small_partitions(spark, folder):
    del spark  # plain files, as a landing zone has them
    draw = random.Random(5)
    target = folder / "small"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for part in range(200):
        with open(target / f"part-{part:03}.csv", "w", encoding="utf-8") as out:
            for row in range(1_000):
                at = part * 1_000 + row
                out.write(f"{at},{draw.randrange(2_000)},{draw.randrange(50)},{draw.randrange(10_000)},{at:064x}\n")


def many_small_partitions(spark, folder):
    """200 files of 90 kB; three aggregations that are joined and sorted."""
    from pyspark.sql import functions as f

    schema = "id bigint, a int, b int, v bigint, text string"
    rows = spark.read.csv(str(folder / "small"), schema=schema)
    by_a = rows.groupBy("a").agg(f.sum("v").alias("v"), f.max("text").alias("t"))
    by_b = rows.groupBy("b").agg(f.sum("v").alias("w"), f.min("text").alias("u"))
    both = rows.groupBy("a", "b").agg(f.count("*").alias("n"), f.max("id").alias("last"))
    return checksum(both.join(by_a, "a").join(by_b, "b").orderBy("n", "a", "b"))


def generate_wide_aggregation(spark, folder):
    from pyspark.sql import functions as f

    spread = [f.pmod(f.xxhash64("id", f.lit(at)), f.lit(1_000)).alias(f"c{at}") for at in range(18)]
    wide = spark.range(0, 220_000, 1, 4).select(f.pmod(f.xxhash64("id"), f.lit(120_000)).alias("k"), *spread)
    wide.write.mode("overwrite").parquet(str(folder / "wide"))


def wide_aggregation(spark, folder):
    """Four aggregates of each of 18 columns by a key with about 100 000 values: nothing that Spark misjudges."""
    from pyspark.sql import functions as f

    rows = spark.read.parquet(str(folder / "wide"))
    kinds = (f.sum, f.max, f.min, f.count)
    all_of = [kind(f"c{at}").alias(f"{kind.__name__}{at}") for at in range(18) for kind in kinds]
    return checksum(rows.groupBy("k").agg(*all_of))


WORKLOADS = {
    "skewed_join": (generate_skewed_join, skewed_join),
    "middling_dimension": (generate_middling_dimension, middling_dimension),
    "many_small_partitions": (generate_many_small_partitions, many_small_partitions),
    "wide_aggregation": (generate_wide_aggregation, wide_aggregation),
}
MEASURED = "measured"


def plain_log(folder):
    """Settings for a log that is one plain file."""
    return {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": folder.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }


def run(args):
    """One application: the query once or more, to warm the JVM up; the last pass is measured."""
    args.eventlog.mkdir(parents=True, exist_ok=True)
    fixed = plain_log(args.eventlog.resolve())
    if args.name or not args.conf:
        fixed["spark.app.name"] = args.name or args.workload
    spark = start(args.conf, fixed)
    query = WORKLOADS[args.workload][1]
    for _ in range(args.passes - 1):
        query(spark, args.data)
    spark.sparkContext.setJobGroup(MEASURED, args.workload)
    begun = time.perf_counter()
    answer = query(spark, args.data)
    answer["wall_s"] = round(time.perf_counter() - begun, 3)
    application = spark.sparkContext.applicationId
    spark.stop()
    answer["eventlog"] = str(args.eventlog / application)
    return answer


def generate(args):
    spark = start(None, {"spark.master": "local[2]", "spark.ui.enabled": "false"})
    for name in args.workload:
        WORKLOADS[name][0](spark, args.data / name)
    spark.stop()
    return {"data": str(args.data)}


# ---- figures from an event log -------------------------------------------------------------------------------------------


def joins_of(plan):
    """Names of the joins of a plan, such as SortMergeJoin(skew=true); what is reused ran elsewhere in it."""
    name = plan["nodeName"].strip()
    if name.startswith("Reused"):
        return []
    kind = name.split("(")[0]
    own = [name] if kind.endswith("Join") or kind == "CartesianProduct" else []
    return own + [join for child in plan["children"] for join in joins_of(child)]


def figures(path):
    """What the measured query cost, by the log: jobs of the group, their tasks, the last plan of their executions."""
    stages, plans, executions, tasks = set(), {}, set(), []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            kind = event["Event"].rsplit(".", 1)[-1]
            if kind == "SparkListenerJobStart":
                properties = event.get("Properties", {})
                if properties.get("spark.jobGroup.id") == MEASURED:
                    stages.update(event["Stage IDs"])
                    executions.add(properties.get("spark.sql.execution.id"))
            elif kind == "SparkListenerTaskEnd" and event["Stage ID"] in stages:
                tasks.append(event)
            elif "sparkPlanInfo" in event:
                plans[str(event["executionId"])] = event["sparkPlanInfo"]
    metrics = [task["Task Metrics"] for task in tasks]
    took = [task["Task Info"]["Finish Time"] - task["Task Info"]["Launch Time"] for task in tasks]
    joins = [join for one in sorted(executions - {None}, key=int) for join in joins_of(plans[one])]
    return {
        "tasks": len(tasks),
        "longest_task_ms": max(took),
        "task_cpu_ms": sum(one["Executor CPU Time"] for one in metrics) // 1_000_000,
        "shuffle_bytes": sum(one["Shuffle Write Metrics"]["Shuffle Bytes Written"] for one in metrics),
        "memory_spill_bytes": sum(one["Memory Bytes Spilled"] for one in metrics),
        "disk_spill_bytes": sum(one["Disk Bytes Spilled"] for one in metrics),
        "joins": joins,
    }


# ---- bench ---------------------------------------------------------------------------------------------------------------


def myself(*words):
    """Runs a subcommand in a process of its own and gives its answer."""
    done = subprocess.run([sys.executable, __file__, *map(str, words)], capture_output=True, text=True, timeout=900)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        said = (lines[-1:] or done.stderr.strip().splitlines()[-15:]) or ["no word"]
        raise SystemExit(f"{' '.join(map(str, words[:4]))} failed: " + "\n".join(said))
    return json.loads(lines[-1])


def arms_of(args):
    """Configuration of each workload that has a tuned one, by arm."""
    tuned = {}
    for word in args.tuned:
        name, found, path = word.partition("=")
        if found and name in WORKLOADS:
            tuned[name] = Path(path)
        else:
            tuned |= {name: Path(word) for name in WORKLOADS if name not in tuned}
    wanted = args.workload or list(WORKLOADS)
    return {name: {"default": args.default, "tuned": tuned[name]} for name in wanted if name in tuned}


def median_of(runs, what):
    return statistics.median([one[what] for one in runs])


def compared(runs):
    """Medians of each arm, the strategies that were met, and the paired ratios of wall time."""
    arms = {}
    for arm, all_of in runs.items():
        amounts = [key for key, value in all_of[0].items() if isinstance(value, (int, float)) and key != "rows"]
        arms[arm] = {key: median_of(all_of, key) for key in amounts}
        arms[arm]["joins"] = sorted({" ".join(one["joins"]) or "none" for one in all_of})
        walls = [one["wall_s"] for one in all_of]
        arms[arm]["wall_s_range"] = [min(walls), max(walls)]
    ratios = [a["wall_s"] / b["wall_s"] for a, b in zip(runs["default"], runs["tuned"])]
    results = {(one["rows"], one["checksum"]) for all_of in runs.values() for one in all_of}
    return {
        "arms": arms,
        "same_result": len(results) == 1,
        "wall_ratio": {"median": round(statistics.median(ratios), 3), "range": [round(min(ratios), 3), round(max(ratios), 3)]},
        "longest_task_ratio": round(arms["default"]["longest_task_ms"] / max(arms["tuned"]["longest_task_ms"], 1), 3),
    }


def table(results):
    """The comparison as Markdown."""
    lines = [
        "| workload | arm | longest task ms | shuffle MB | spill MB (memory / disk) | tasks | task CPU ms | joins | "
        "wall s, median [range] | wall ratio, median of pairs [range] |",
        "|---|---|--:|--:|--:|--:|--:|---|--:|--:|",
    ]
    for name, result in results.items():
        for arm in ("default", "tuned"):
            one = result["arms"][arm]
            low, high = one["wall_s_range"]
            ratio = result["wall_ratio"]
            shown = "1" if arm == "default" else f"{ratio['median']:.2f} [{ratio['range'][0]:.2f}–{ratio['range'][1]:.2f}]"
            megabytes = [f"{one[key] / 1e6:.1f}" for key in ("shuffle_bytes", "memory_spill_bytes", "disk_spill_bytes")]
            lines.append(
                f"| {name} | {arm} | {one['longest_task_ms']:.0f} | {megabytes[0]} | {megabytes[1]} / {megabytes[2]} | "
                f"{one['tasks']:.0f} | {one['task_cpu_ms']:.0f} | {', '.join(one['joins'])} | "
                f"{one['wall_s']:.2f} [{low:.2f}–{high:.2f}] | {shown} |"
            )
    return "\n".join(lines) + "\n"


def bench(args):
    out = args.out.resolve()
    arms = arms_of(args)
    myself("generate", "--data", out / "data", *[word for name in arms for word in ("--workload", name)])
    results = {}
    for name, confs in arms.items():
        runs = {"default": [], "tuned": []}
        for pair in range(args.pairs):
            # Who goes first alternates, so that what the machine does meanwhile hits both.
            for arm in ("default", "tuned") if pair % 2 == 0 else ("tuned", "default"):
                words = ["run", "--workload", name, "--data", out / "data" / name, "--eventlog", out / "logs" / name / arm]
                words += ["--conf", confs[arm]] if confs[arm] else []
                answer = myself(*words)
                runs[arm].append(answer | figures(answer["eventlog"]))
                print(f"{name} pair {pair + 1}/{args.pairs} {arm}: {answer['wall_s']} s", file=sys.stderr)
        results[name] = compared(runs) | {"runs": runs}
    shown = table(results)
    if args.markdown:
        args.markdown.write_text(shown, encoding="utf-8")
    answer = {"pairs": args.pairs, "workloads": results}
    if args.json:
        args.json.write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
    print(shown, file=sys.stderr)
    return answer


# ---- command line --------------------------------------------------------------------------------------------------------


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)

    one = commands.add_parser("job", help="one job whose result is checked")
    one.add_argument("--workload", choices=JOBS, default="join_aggregate_write")
    one.add_argument("--conf", type=Path, help="in the format of spark-defaults.conf; without it, Spark's defaults")
    one.add_argument("--out", type=Path, required=True, help="folder for input and result")
    one.add_argument("--eventlog", type=Path, required=True, help="folder for the event log")
    one.add_argument("--seed", type=int, default=1, help="of the input")
    one.add_argument("--name", help="name of the application")
    one.set_defaults(does=job)

    several = commands.add_parser("known", help="keys and values of configurations against Spark's own registers")
    several.add_argument("--conf", type=Path, action="append", required=True, help="may be said again")
    several.set_defaults(does=known)

    many = commands.add_parser("bench", help="tuned against default, in pairs")
    many.add_argument("--tuned", action="append", required=True, metavar="[WORKLOAD=]FILE", help="may be said for each")
    many.add_argument("--default", type=Path, help="without it, Spark's own defaults")
    many.add_argument("--workload", action="append", choices=WORKLOADS, help="only this one; may be said again")
    many.add_argument("--out", type=Path, required=True, help="folder for data and logs")
    many.add_argument("--pairs", type=int, default=5)
    many.add_argument("--json", type=Path, help="write the answer here too")
    many.add_argument("--markdown", type=Path, help="write the table here")
    many.set_defaults(does=bench)

    part = commands.add_parser("generate", help="data of the bench")
    part.add_argument("--workload", action="append", choices=WORKLOADS, required=True)
    part.add_argument("--data", type=Path, required=True)
    part.set_defaults(does=generate)

    part = commands.add_parser("run", help="one run of the bench")
    part.add_argument("--workload", choices=WORKLOADS, required=True)
    part.add_argument("--data", type=Path, required=True, help="folder that `generate` made, with the workload")
    part.add_argument("--conf", type=Path)
    part.add_argument("--eventlog", type=Path, required=True)
    part.add_argument("--name", help="name of the application; without it, that of the configuration")
    part.add_argument("--passes", type=int, default=2, help="how often the query runs; the last pass is measured")
    part.set_defaults(does=run)
    return parser.parse_args()


def main():
    args = arguments()
    confs = getattr(args, "conf", None)
    for path in [*(confs if isinstance(confs, list) else [confs]), getattr(args, "default", None)]:
        # spark-submit would say so on a stack of Java frames.
        if path is not None and not path.is_file():
            raise SystemExit(f"{path}: there is no such file")
    try:
        answer = args.does(args)
    except Refused as refused:
        print(json.dumps({"refused": str(refused)}))
        return REFUSED
    print(json.dumps(answer, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
