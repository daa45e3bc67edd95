//! Assessments that were recorded: findings by intervals of snapshots.
