//! Event-log figures of a run, as `tune` asks for them.
