//! The rules on runs, held against a history in which it is known what is wrong.
//!
//! Owns the generator: sessions with weekdays, ends of months, growth, noise with heavy tails, ordinary failures, restarts and
//! gaps, and 30 planted anomalies among 10,000 runs. Each run is judged as the newest one, by those before it alone.
//! Thresholds were chosen on `TUNED`, with ten times as many sessions, because 30 anomalies tell too little; figures are of
//! `OTHERS`. Run times vary by 10 to 25 % by session (log-normal), one draw in a hundred twice as wide: of these some are as far
//! off as what is planted, so that nobody could tell all of them apart.

#![allow(clippy::pedantic, clippy::print_stdout, reason = "figures are drawn and printed here")]

use catalog::answer::monitor::{Place, Watched, alerts};
use catalog::model::alert::{AlertBook, RuleSetting};
use catalog::model::run::{Past, Status};
use catalog::model::sla::SlaBook;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Weekday};
use std::collections::{BTreeMap, BTreeSet};

const TUNED: u64 = 1;
const OTHERS: [u64; 5] = [101, 202, 303, 404, 505];
const SESSIONS: usize = 40;
const RUNS: usize = 250;
/// Nothing is planted in the first runs of a session: nobody could know it.
const WARM: usize = 30;

/// SplitMix64: Steele, Lea and Flood (2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    fn scale(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    fn below(&mut self, many: usize) -> usize {
        (self.next() % many as u64) as usize
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }

    /// One draw in a hundred is twice as wide: tails are heavier than the normal ones.
    fn noise(&mut self, sigma: f64) -> f64 {
        let width = if self.chance(0.01) { 2.0 } else { 1.0 };
        self.normal() * sigma * width
    }
}

/// Which days of a session carry the load of the month.
#[derive(Clone, Copy, PartialEq)]
enum MonthEnd {
    Never,
    LastBusinessDay,
    Turn,
    LastDay,
    FirstBusinessDay,
}

/// Log-normal noise of the rows that come in, of the share that is kept, and of the time that a row takes. Rows and time
/// together make the noise of the run time, 0.1 to 0.25 by session.
fn noise(dice: &mut Dice) -> [f64; 3] {
    let (whole, share) = (dice.scale(0.1, 0.25), dice.between(0.3, 0.7));
    [whole * share.sqrt(), dice.scale(0.02, 0.1), whole * (1.0 - share).sqrt()]
}

/// How a session behaves.
struct Habit {
    weekends: bool,
    rows: f64,
    kept: f64,
    seconds: f64,
    overhead: f64,
    noise: [f64; 3],
    monday: f64,
    weekend: f64,
    month_end: (MonthEnd, f64),
    growth: f64,
    hour: f64,
}

impl Habit {
    fn new(dice: &mut Dice) -> Self {
        let kind = dice.share();
        let month_end = match kind {
            ..0.4 => MonthEnd::Never,
            ..0.65 => MonthEnd::LastBusinessDay,
            ..0.82 => MonthEnd::Turn,
            ..0.91 => MonthEnd::LastDay,
            _ => MonthEnd::FirstBusinessDay,
        };
        Self {
            weekends: dice.chance(0.3),
            rows: dice.scale(2e4, 2e7),
            kept: dice.between(0.2, 1.0),
            seconds: dice.scale(180.0, 7200.0),
            overhead: dice.between(0.05, 0.4),
            noise: noise(dice),
            monday: if dice.chance(0.5) { dice.between(1.2, 1.7) } else { 1.0 },
            weekend: dice.between(0.4, 1.0),
            month_end: (month_end, dice.between(1.5, 3.0)),
            growth: dice.between(-0.2, 0.7),
            hour: dice.between(0.0, 6.0),
        }
    }

    /// Rows that it would read on a day without noise.
    fn volume(&self, day: NaiveDate, since: NaiveDate) -> f64 {
        let years = (day - since).num_days() as f64 / 365.0;
        let weekday = match day.weekday() {
            Weekday::Mon => self.monday,
            Weekday::Sat | Weekday::Sun => self.weekend,
            _ => 1.0,
        };
        let month = if carries(self.month_end.0, day) { self.month_end.1 } else { 1.0 };
        self.rows * weekday * month * (self.growth * years).exp()
    }
}

fn is_business(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Business days of the month before and after a day.
fn business_around(day: NaiveDate) -> (usize, usize) {
    let of_month = |by: i64| {
        (1..31).map(move |n| day + TimeDelta::days(n * by)).take_while(move |other| other.month() == day.month())
    };
    (of_month(-1).filter(|day| is_business(*day)).count(), of_month(1).filter(|day| is_business(*day)).count())
}

fn carries(month_end: MonthEnd, day: NaiveDate) -> bool {
    let (gone, left) = business_around(day);
    match month_end {
        MonthEnd::Never => false,
        MonthEnd::LastBusinessDay => is_business(day) && left == 0,
        MonthEnd::Turn => is_business(day) && (left <= 1 || gone == 0),
        MonthEnd::LastDay => (day + TimeDelta::days(1)).day() == 1,
        MonthEnd::FirstBusinessDay => is_business(day) && gone == 0,
    }
}

/// What is planted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Anomaly {
    Longer,
    Shorter,
    MoreRows,
    FewerRows,
    OtherShare,
    ZeroRows,
}

/// Thirty in all.
const PLANTED: [(Anomaly, usize); 6] = [
    (Anomaly::Longer, 10),
    (Anomaly::Shorter, 3),
    (Anomaly::MoreRows, 5),
    (Anomaly::FewerRows, 4),
    (Anomaly::OtherShare, 4),
    (Anomaly::ZeroRows, 4),
];

/// Two to four times.
fn times(dice: &mut Dice) -> f64 {
    dice.between(2.0, 4.0)
}

fn good(
    habit: &Habit,
    started: i64,
    day: NaiveDate,
    since: NaiveDate,
    anomaly: Option<Anomaly>,
    dice: &mut Dice,
) -> Past {
    let factor = times(dice);
    let mut read = habit.volume(day, since) * dice.noise(habit.noise[0]).exp();
    match anomaly {
        Some(Anomaly::MoreRows) => read *= factor,
        Some(Anomaly::FewerRows) => read /= factor,
        _ => {}
    }
    let mut loaded = read * habit.kept * dice.noise(habit.noise[1]).exp();
    match anomaly {
        Some(Anomaly::OtherShare) if dice.chance(0.5) => loaded *= factor,
        Some(Anomaly::OtherShare) => loaded /= factor,
        Some(Anomaly::ZeroRows) => loaded = 0.0,
        _ => {}
    }
    let work = habit.overhead + (1.0 - habit.overhead) * read / habit.rows;
    let mut seconds = habit.seconds * work * dice.noise(habit.noise[2]).exp();
    match anomaly {
        Some(Anomaly::Longer) => seconds *= factor,
        Some(Anomaly::Shorter) => seconds /= factor,
        _ => {}
    }
    // Some sources say no rows.
    let said = anomaly.is_some() || !dice.chance(0.01);
    let rows = [read, loaded].map(|rows| said.then_some(rows.round() as i64));
    Past::new(started, Some(started + seconds.round() as i64), Status::Succeeded, rows)
}

/// A session's runs, with what is planted in which.
fn session(habit: &Habit, planted: &BTreeMap<usize, Anomaly>, dice: &mut Dice) -> Vec<(Past, Option<Anomaly>)> {
    let since = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap();
    let holidays = since + TimeDelta::days(dice.below(240) as i64);
    let mut runs: Vec<(Past, Option<Anomaly>)> = Vec::new();
    let mut day = since;
    while runs.len() < RUNS {
        day += TimeDelta::days(1);
        let away = (0..4).contains(&(day - holidays).num_days()) || dice.chance(0.01);
        if away || !habit.weekends && !is_business(day) {
            continue;
        }
        let second = habit.hour.mul_add(3600.0, dice.between(0.0, 1200.0)) as i64;
        let started = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp() + second;
        let anomaly = planted.get(&runs.len()).copied();
        if anomaly.is_none() && dice.chance(0.012) {
            let took = (habit.seconds * dice.between(0.01, 1.2)) as i64;
            let rows = dice.chance(0.7).then(|| (habit.rows * dice.share()) as i64);
            runs.push((Past::new(started, Some(started + took), Status::Failed, [rows, rows]), None));
            if dice.chance(0.6) && !planted.contains_key(&runs.len()) {
                runs.push((good(habit, started + took + 1800, day, since, None, dice), None));
            }
            continue;
        }
        runs.push((good(habit, started, day, since, anomaly, dice), anomaly));
    }
    runs
}

/// All sessions of a seed, with so many anomalies as their number asks for.
fn history(seed: u64, sessions: usize) -> Vec<Vec<(Past, Option<Anomaly>)>> {
    let mut dice = Dice(seed);
    let habits: Vec<Habit> = (0..sessions).map(|_| Habit::new(&mut dice)).collect();
    let mut planted: Vec<BTreeMap<usize, Anomaly>> = vec![BTreeMap::new(); sessions];
    for (anomaly, many) in PLANTED {
        for _ in 0..many * sessions / SESSIONS {
            let (mut session, mut run) = (0, 0);
            while run == 0 || planted[session].contains_key(&run) {
                (session, run) = (dice.below(sessions), WARM + dice.below(RUNS - WARM));
            }
            planted[session].insert(run, anomaly);
        }
    }
    habits.iter().zip(&planted).map(|(habit, planted)| session(habit, planted, &mut dice)).collect()
}

/// Only the newest run is looked at, under the defaults or other thresholds of the statistical rules.
fn book(thresholds: &[(&str, &str)]) -> AlertBook {
    let statistical = ["longer-than-usual", "shorter-than-usual", "rows-unusual"];
    let setting = |code: &str| {
        let mut values: BTreeMap<String, String> = [("within".to_owned(), "0".to_owned())].into();
        if statistical.contains(&code) {
            values.extend(thresholds.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        }
        (code.to_owned(), vec![RuleSetting { scope: "*".to_owned(), values, ..RuleSetting::default() }])
    };
    let codes = statistical.into_iter().chain(["zero-rows"]);
    AlertBook { rules: codes.map(setting).collect(), ..AlertBook::default() }
}

/// What came of a seed.
#[derive(Default, Clone, Debug)]
struct Figures {
    runs: usize,
    planted: usize,
    found: usize,
    alarms: usize,
    false_alarms: usize,
    missed: Vec<Anomaly>,
    false_rules: BTreeMap<String, usize>,
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.planted += other.planted;
        self.found += other.found;
        self.alarms += other.alarms;
        self.false_alarms += other.false_alarms;
        self.missed.extend(other.missed);
        for (rule, many) in other.false_rules {
            *self.false_rules.entry(rule).or_default() += many;
        }
    }

    fn precision(&self) -> f64 {
        (self.alarms - self.false_alarms) as f64 / self.alarms.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.found as f64 / self.planted.max(1) as f64
    }

    fn line(&self, name: &str) -> String {
        format!(
            "{name:>6} {:>6} {:>8} {:>6} {:>7} {:>6} {:>10.3} {:>7.3} {:>13.2}   missed {:?}, false {:?}",
            self.runs,
            self.planted,
            self.found,
            self.alarms,
            self.false_alarms,
            self.precision(),
            self.recall(),
            self.false_alarms as f64 * 1000.0 / self.runs as f64,
            self.missed,
            self.false_rules
        )
    }
}

const HEAD: &str = "  seed   runs  planted  found  alarms  false  precision  recall  false / 1,000";

/// A run that is told of counts once, whatever tells it. Rules on runs alone are asked; nothing else is in the history.
fn judge(seed: u64, sessions: usize, book: &AlertBook) -> Figures {
    let mut figures = Figures::default();
    let slas = SlaBook::default();
    for (number, runs) in history(seed, sessions).iter().enumerate() {
        let place = |runs: &[(Past, Option<Anomaly>)]| Place {
            folder: "F".into(),
            workflow: "wf".into(),
            session: format!("s_{number}").into(),
            runs: runs.iter().map(|(run, _)| *run).collect(),
            ..Place::default()
        };
        for at in 0..runs.len() {
            let (newest, anomaly) = &runs[at];
            let from = at.saturating_sub(220);
            let watched = Watched { places: vec![place(&runs[from..=at])], ..Watched::default() };
            let now = DateTime::from_timestamp(newest.ended().unwrap() + 1, 0).unwrap();
            let told = alerts(&watched, book, &slas, &now.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            let began = DateTime::from_timestamp(newest.started, 0).unwrap().format("%Y-%m-%dT%H:%M:%S").to_string();
            let rules: BTreeSet<String> =
                told.into_iter().filter(|alert| alert.at == began).map(|alert| alert.rule).collect();
            figures.runs += 1;
            figures.planted += usize::from(anomaly.is_some());
            figures.alarms += usize::from(!rules.is_empty());
            match (anomaly, rules.is_empty()) {
                (Some(_), false) => figures.found += 1,
                (Some(anomaly), true) => figures.missed.push(*anomaly),
                (None, false) => {
                    figures.false_alarms += 1;
                    for rule in rules {
                        *figures.false_rules.entry(rule).or_default() += 1;
                    }
                }
                (None, true) => {}
            }
        }
    }
    figures
}

#[test]
#[ignore = "how the thresholds were chosen: prints a grid of the one seed that they were tuned on"]
fn thresholds_on_the_seed_that_they_were_tuned_on() {
    println!("{HEAD}");
    for deviations in ["3.5", "3.75", "4", "4.25", "4.5"] {
        for ratio in ["1.6", "1.75", "1.9"] {
            let figures = judge(TUNED, 10 * SESSIONS, &book(&[("deviations", deviations), ("ratio", ratio)]));
            println!("{deviations} {ratio}\n{}", figures.line(&TUNED.to_string()));
        }
    }
}

#[test]
fn planted_anomalies_are_found_and_little_else_is_told() {
    let mut sum = Figures::default();
    println!("{HEAD}");
    for seed in OTHERS {
        let figures = judge(seed, SESSIONS, &book(&[]));
        println!("{}", figures.line(&seed.to_string()));
        assert_eq!(figures.planted, 30, "seed {seed}");
        sum.add(figures);
    }
    println!("{}", sum.line("sum"));
    assert!(sum.precision() >= 0.9 && sum.recall() >= 0.9, "{sum:?}");
}
