//! Options for reading and writing tables by JDBC. They belong to a reader or writer, so they are advice, not settings.

use super::amount::parts;
use super::outcome::Advice;
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use super::volume::Flow;

const AREA: &str = "jdbc";

/// Options of each relational source and target.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    for flow in ground.load.sources.iter().filter(|flow| flow.volume.relational) {
        sheet.advise(source(flow, ground, frame));
    }
    for flow in ground.load.targets.iter().filter(|flow| flow.volume.relational) {
        sheet.advise(target(flow, ground, frame));
    }
}

/// Rows of a round trip: as many as carry the bytes that are meant, within bounds.
fn rows(flow: &Flow<'_>, ground: &Ground<'_>) -> i64 {
    let constants = ground.constants;
    let least = constants.jdbc_rows_min;
    (constants.jdbc_batch_bytes / flow.width.max(1)).clamp(least, constants.jdbc_rows_max.max(least))
}

/// Connections: one for each target partition of bytes, as many as PowerCenter had at least, no more than the limit of
/// connections or the cores.
fn connections(flow: &Flow<'_>, ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    let by_bytes = flow.bytes.map_or(1, |bytes| parts(bytes, ground.constants.target_partition_bytes));
    let before = i64::from(ground.workload.partitions);
    by_bytes.max(before).min(ground.constants.jdbc_connections).min(frame.total_cores).max(1)
}

fn source(flow: &Flow<'_>, ground: &Ground<'_>, frame: &Frame<'_>) -> Advice {
    let connections = connections(flow, ground, frame);
    let ranged = ground.workload.partition_types.iter().any(|kind| kind.eq_ignore_ascii_case("KEY RANGE"));
    let text = match (connections, ranged) {
        (1, _) => "one connection is enough; fetch more rows a round trip than the driver does by itself",
        (_, true) => {
            "read in parallel: the session partitions by key range, take its key as partitionColumn and its bounds as lowerBound and upperBound"
        }
        _ => {
            "read in parallel: numPartitions has no effect without partitionColumn, lowerBound and upperBound (an indexed number, date or timestamp)"
        }
    };
    let advice =
        Advice::new(AREA, &flow.volume.instance, text, "own rule: 1 MiB a round trip; Spark: JDBC to other databases")
            .with("fetchsize", &rows(flow, ground))
            .with("numPartitions", &connections);
    if connections > 1 {
        advice.with("partitionColumn", &if ranged { "key of the range partition" } else { "an indexed key" })
    } else {
        advice
    }
}

fn target(flow: &Flow<'_>, ground: &Ground<'_>, frame: &Frame<'_>) -> Advice {
    let text =
        "each partition writes in a transaction of its own: leave spark.speculation off, or rows are written twice";
    Advice::new(AREA, &flow.volume.instance, text, "own rule: 1 MiB a round trip; Spark: batchsize 1000 by default")
        .with("batchsize", &rows(flow, ground))
        .with("numPartitions", &connections(flow, ground, frame))
}
