//! Network: compression of what executors send each other, and waiting for data that lie near.

use super::amount::written;
use super::confidence::of_rule;
use super::outcome::{Advice, Setting};
use super::sheet::Sheet;
use super::shuffle::sure;
use super::size::{Frame, Ground};
use crate::model::cluster::{Platform, Storage};

/// Network settings.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    compression(ground, frame, sheet);
    if ground.cluster.storage != Storage::ObjectStore || ground.cluster.platform == Platform::Local {
        return;
    }
    sheet.put(
        Setting::new("network", "spark.locality.wait", "0s", "3s")
            .by("object store ? 0s : 3s", "Spark: data locality; an object store has none")
            .because(
                &of_rule("storage of the cluster profile"),
                "no executor is nearer to an object store than another",
            ),
    );
    let text = "writes to an object store: use the committer of the platform (S3A magic, EMRFS, ABFS manifest), because a rename is a copy there";
    sheet.advise(Advice::new("network", "", text, "Spark: integration with cloud infrastructures"));
}

/// Compression of shuffles and spills.
fn compression(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let large = frame.shuffle_bytes >= ground.constants.zstd_bytes && frame.shuffle_bytes > 0;
    let why = if large {
        "network and disk cost more than CPU at this size"
    } else {
        "CPU costs more than network and disk at this size"
    };
    sheet.put(
        Setting::new("network", "spark.io.compression.codec", if large { "zstd" } else { "lz4" }, "lz4")
            .by("B ≥ z ? zstd : lz4", "own rule")
            .with("B", &written(frame.shuffle_bytes))
            .with("z", &written(ground.constants.zstd_bytes))
            .because(&sure(ground), why),
    );
}
