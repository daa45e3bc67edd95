//! stub
use crate::model::{run::Run, tuning::SparkRun};
/// stub
pub fn spark_run(_: &Run) -> SparkRun {
    SparkRun::default()
}
