//! What runs cost by a list of prices: an estimate, in hundredths of its currency.
//!
//! cost = seconds × price of an hour / 3600, rounded half up, summed before it is rounded. Of a Spark run the time is its wall
//! time, the cores the most that it had at once, the memory `spark.executor.memory` of as many executors as those cores make;
//! what a run does not tell is not counted, and the runs are counted that do not tell it.

use crate::answer::tune::observed::spark_run;
use crate::model::price::Prices;
use crate::model::run::Run;
use crate::model::spark_setting::heap;

/// Seconds that are paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Of sessions of PowerCenter.
    pub session_seconds: i64,
    /// Of cores of Spark.
    pub core_seconds: i64,
    /// Of mebibytes of Spark.
    pub mib_seconds: i64,
    /// Spark runs that do not tell their cores or memory.
    pub untold: u64,
}

impl Spent {
    /// Adds up.
    pub fn add(&mut self, other: &Self) {
        self.session_seconds = self.session_seconds.saturating_add(other.session_seconds);
        self.core_seconds = self.core_seconds.saturating_add(other.core_seconds);
        self.mib_seconds = self.mib_seconds.saturating_add(other.mib_seconds);
        self.untold += other.untold;
    }

    /// What it costs; what has no price costs nothing.
    #[must_use]
    pub fn cost(&self, prices: &Prices) -> i64 {
        let of = |seconds: i64, price: Option<u64>, unit: i128| {
            i128::from(seconds) * i128::from(price.unwrap_or(0)) * 1024 / unit
        };
        let parts = of(self.session_seconds, prices.session_hour, 1)
            + of(self.core_seconds, prices.core_hour, 1)
            + of(self.mib_seconds, prices.gib_hour, 1024);
        let hour = 3600 * 1024;
        i64::try_from((parts + hour / 2) / hour).unwrap_or(i64::MAX)
    }
}

/// What a Spark run spent, by its facts.
#[must_use]
pub fn of_spark(run: &Run, seconds: i64) -> Spent {
    let seen = spark_run(run);
    let setting = |name: &str| seen.settings.get(name).map(String::as_str);
    let per_executor = setting("spark.executor.cores").and_then(|text| text.trim().parse().ok()).unwrap_or(1).max(1);
    let executors = (seen.cores + per_executor - 1) / per_executor;
    let memory = setting("spark.executor.memory").and_then(heap).map(|bytes| bytes / (1024 * 1024));
    Spent {
        session_seconds: 0,
        core_seconds: seconds.saturating_mul(seen.cores),
        mib_seconds: seconds.saturating_mul(executors).saturating_mul(memory.unwrap_or(0)),
        untold: u64::from(seen.cores == 0 || memory.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_costs_its_price_and_halves_are_rounded_up() {
        let prices =
            Prices { currency: "EUR".to_owned(), session_hour: Some(150), core_hour: Some(7), gib_hour: Some(1) };
        let spent = Spent { session_seconds: 3600, ..Spent::default() };
        assert_eq!(spent.cost(&prices), 150);
        // 12 s at 1.50 an hour are half a cent.
        assert_eq!(Spent { session_seconds: 12, ..Spent::default() }.cost(&prices), 1);
        assert_eq!(Spent { session_seconds: 11, ..Spent::default() }.cost(&prices), 0);
        // 10 cores and 2 GiB for an hour: 0.70 and 0.02.
        let spark = Spent { core_seconds: 36_000, mib_seconds: 2048 * 3600, ..Spent::default() };
        assert_eq!(spark.cost(&prices), 72);
        assert_eq!(spark.cost(&Prices { core_hour: None, ..prices }), 2);
    }
}
