#!/usr/bin/env bash
# What `catalog tune` is worth on a real Spark: each workload of workloads.py runs under Spark's defaults, its event log and a
# history of PowerCenter (evidence/) are ingested, `tune` says how to run it, it runs so, its log is ingested too, and `tune`
# says it again. What it said last is compared with Spark's defaults, in pairs.
#
#     benches/spark/run.sh [FOLDER]        default: target/spark
#
# CATALOG is the program (default: target/release/catalog), PYTHON one with pyspark (default: that of
# tests/servers/install_python.sh), ROUNDS how often a workload runs before it is compared (2), PAIRS how many pairs (5),
# WORKLOADS which ones. Leaves in FOLDER: table.md, bench.json, and for each round WORKLOAD.ROUND.conf and, with the reasons,
# WORKLOAD.ROUND.why. Takes about twenty minutes on two cores.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
catalog=$(realpath "${CATALOG:-$root/target/release/catalog}")
python=${PYTHON:-$root/target/servers/venv/bin/python}
out=${1:-$root/target/spark}
workloads=${WORKLOADS:-skewed_join middling_dimension many_small_partitions wide_aggregation}
mkdir -p "$out"
out=$(cd "$out" && pwd)

# Nothing of whoever runs this: no catalog, keys or settings but those of the folder.
rm -rf "$out"/catalog.db* "$out/evidence" "$out/logs"
export CATALOG_DB=$out/catalog.db CATALOG_KEYS=$out/keys
unset CATALOG_CONFIG CATALOG_IDENTITY
cd "$out"
printf 'platform: local\nnodes: 1\ncores_per_node: 2\nmemory_per_node: 3GiB\n' >cluster.yaml

"$catalog" ingest "$here/evidence" >/dev/null
for workload in $workloads; do
  session=BENCH/wf_bench/s_$workload
  "$python" "$here/workloads.py" generate --workload "$workload" --data data >/dev/null 2>&1
  conf=()
  for round in $(seq "${ROUNDS:-2}"); do
    echo "$workload: round $round of learning" >&2
    # One cold pass, as a job of every night is.
    "$python" "$here/workloads.py" run --workload "$workload" --data "data/$workload" --eventlog "evidence/$workload" \
      --name "$session" --passes 1 "${conf[@]}" >/dev/null 2>&1
    "$catalog" ingest "evidence/$workload" >/dev/null
    "$catalog" tune "$session" --cluster cluster.yaml --format spark-defaults >"$workload.$round.conf"
    "$catalog" tune "$session" --cluster cluster.yaml >"$workload.$round.why"
    conf=(--conf "$workload.$round.conf")
  done
  tuned+=(--tuned "$workload=$workload.$round.conf" --workload "$workload")
done
"$python" "$here/workloads.py" bench "${tuned[@]}" --out "$out" --pairs "${PAIRS:-5}" --json bench.json --markdown table.md >/dev/null
