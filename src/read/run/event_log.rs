//! Event logs of Spark → runs.
