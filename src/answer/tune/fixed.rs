//! Values of sizing keys that do not come from the formulas: pins of the user, and values that stay because a recommendation
//! was withdrawn. The rest of the plan is made to fit them.

use super::amount::{MIB, read};
use super::executors::Room;
use std::collections::BTreeMap;

/// What is fixed, `None` where the formulas decide.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fixed {
    /// `spark.executor.memory`
    pub memory: Option<i64>,
    /// `spark.executor.memoryOverhead`
    pub overhead: Option<i64>,
    /// `spark.executor.cores`
    pub cores: Option<i64>,
    /// `spark.executor.instances`
    pub executors: Option<i64>,
    /// `spark.dynamicAllocation.maxExecutors`
    pub most_executors: Option<i64>,
    /// `spark.driver.memory`
    pub driver_memory: Option<i64>,
    /// `spark.driver.memoryOverhead`
    pub driver_overhead: Option<i64>,
    /// `spark.sql.shuffle.partitions`
    pub partitions: Option<i64>,
    /// `spark.sql.autoBroadcastJoinThreshold`; below 0 is off
    pub threshold: Option<i64>,
    /// `spark.sql.adaptive.enabled`
    pub adaptive: Option<bool>,
    /// `spark.dynamicAllocation.enabled`
    pub dynamic: Option<bool>,
}

/// Keys whose values the rest of a plan is made to fit.
pub(super) const KEYS: [&str; 11] = [
    "spark.driver.memory",
    "spark.driver.memoryOverhead",
    "spark.dynamicAllocation.enabled",
    "spark.dynamicAllocation.maxExecutors",
    "spark.executor.cores",
    "spark.executor.instances",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.sql.adaptive.enabled",
    "spark.sql.autoBroadcastJoinThreshold",
    "spark.sql.shuffle.partitions",
];

impl Fixed {
    /// Stops memory and cores that are held, not pinned, at the room there is.
    pub(super) fn stop_at(&mut self, pinned: &Self, room: &Room) {
        let within = |held: Option<i64>, pin: Option<i64>, most: i64| {
            pin.or(held.map(|held| held.min(most)).filter(|one| *one > 0))
        };
        self.memory = within(self.memory, pinned.memory, room.heap);
        self.cores = within(self.cores, pinned.cores, room.cores);
        self.driver_memory = within(self.driver_memory, pinned.driver_memory, room.driver_heap);
    }

    /// Stops numbers of executors that are held, not pinned, at a limit.
    pub(super) fn count_to(&mut self, pinned: &Self, limit: i64) {
        let within =
            |held: Option<i64>, pin: Option<i64>| pin.or(held.map(|held| held.min(limit)).filter(|one| *one > 0));
        self.executors = within(self.executors, pinned.executors);
        self.most_executors = within(self.most_executors, pinned.most_executors);
    }
}

/// Reads the sizing keys among some values; a value that Spark would refuse is told in `odd` and fixes nothing.
pub(super) fn of(values: &BTreeMap<&str, &str>, odd: &mut Vec<String>) -> Fixed {
    let mut look = |key: &str, read: &dyn Fn(&str) -> Option<i64>| {
        let text = values.get(key)?;
        let value = read(text);
        if value.is_none() {
            odd.push(format!("{key} is pinned to {text}, which cannot be read: the plan is made without it"));
        }
        value
    };
    let mebibytes = |text: &str| read(text, MIB).filter(|bytes| *bytes > 0);
    let overhead = |text: &str| read(text, MIB);
    let count = |text: &str| text.trim().parse().ok().filter(|count: &i64| *count > 0);
    let threshold = |text: &str| text.trim().parse().ok().or_else(|| read(text, 1));
    let switch = |text: &str| match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(1),
        "false" => Some(0),
        _ => None,
    };
    Fixed {
        memory: look("spark.executor.memory", &mebibytes),
        overhead: look("spark.executor.memoryOverhead", &overhead),
        cores: look("spark.executor.cores", &count),
        executors: look("spark.executor.instances", &count),
        most_executors: look("spark.dynamicAllocation.maxExecutors", &count),
        driver_memory: look("spark.driver.memory", &mebibytes),
        driver_overhead: look("spark.driver.memoryOverhead", &overhead),
        partitions: look("spark.sql.shuffle.partitions", &count),
        threshold: look("spark.sql.autoBroadcastJoinThreshold", &threshold),
        adaptive: look("spark.sql.adaptive.enabled", &switch).map(|on| on == 1),
        dynamic: look("spark.dynamicAllocation.enabled", &switch).map(|on| on == 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_the_units_of_their_keys() {
        let values = BTreeMap::from([
            ("spark.executor.memory", "2048"),
            ("spark.executor.memoryOverhead", "1g"),
            ("spark.executor.cores", " 3 "),
            ("spark.sql.autoBroadcastJoinThreshold", "-1"),
            ("spark.sql.adaptive.enabled", "FALSE"),
            ("spark.sql.codegen.wholeStage", "true"),
        ]);
        let mut odd = Vec::new();
        let expected = Fixed {
            memory: Some(2 << 30),
            overhead: Some(1 << 30),
            cores: Some(3),
            threshold: Some(-1),
            adaptive: Some(false),
            ..Fixed::default()
        };
        assert_eq!(of(&values, &mut odd), expected);
        assert_eq!(odd, [""; 0]);
    }

    #[test]
    fn what_spark_would_refuse_fixes_nothing() {
        let values = BTreeMap::from([("spark.executor.memory", "lots"), ("spark.executor.cores", "0")]);
        let mut odd = Vec::new();
        assert_eq!(of(&values, &mut odd), Fixed::default());
        assert_eq!(
            odd,
            [
                "spark.executor.memory is pinned to lots, which cannot be read: the plan is made without it",
                "spark.executor.cores is pinned to 0, which cannot be read: the plan is made without it"
            ]
        );
    }
}
