//! Disks of the nodes: what shuffles and spills need there, and where they go.

use super::amount::{parts, said, written};
use super::confidence::of_rule;
use super::outcome::{Advice, Setting};
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::cluster::Platform;

const AREA: &str = "storage";
/// A shuffle is written once, and its sort spills as much again before.
const COPIES: i64 = 2;

/// Bytes that a node's folders take: every shuffle of the mapping stays until the job ends.
pub(super) fn needed(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    // Measured shuffle bytes are those of all shuffles of a run together.
    let shuffles = if ground.seen.shuffle_bytes.is_some() { 1 } else { frame.shuffles(ground) };
    let nodes = frame.executors.clamp(1, ground.cluster.nodes.max(1));
    parts(frame.shuffle_bytes.saturating_mul(shuffles).saturating_mul(COPIES), nodes)
}

/// Where the folders are, and whether they are large enough.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let needed = needed(ground, frame);
    if needed == 0 {
        return;
    }
    let cluster = ground.cluster;
    let place = match cluster.platform {
        Platform::Yarn | Platform::Emr => "yarn.nodemanager.local-dirs",
        Platform::Kubernetes => "volumes named spark-local-dir-*",
        Platform::Databricks => "the local disks of the machine",
        Platform::Standalone | Platform::Local => "spark.local.dir",
    };
    let text = format!("shuffles and spills take about {} on a node, in {place}", said(needed));
    sheet.advise(Advice::new(AREA, "", text, "own rule: shuffle bytes × shuffles × 2 / nodes").with("bytes", &needed));
    if let Some(free) = cluster.local_dir_bytes.filter(|free| *free < needed) {
        sheet.contradict(format!("local folders have {} on a node, shuffles and spills take about {}: give them more, or spread over more nodes", said(free), said(needed)));
    }
    if matches!(cluster.platform, Platform::Standalone | Platform::Local) && !cluster.local_dirs.is_empty() {
        let value = cluster.local_dirs.join(",");
        sheet.put(
            Setting::new(AREA, "spark.local.dir", value, "/tmp")
                .by("local_dirs", "the cluster profile")
                .with("bytes", &written(needed))
                .because(&of_rule("the cluster profile says so"), "shuffle files do not belong into /tmp"),
        );
    }
}
