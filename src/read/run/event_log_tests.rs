//! Hand-written logs with figures that were added up by hand, broken ones, rolled ones, and the real ones of the corpus.

use super::*;
use crate::model::run::{About, Platform, Status};

#[path = "event_log/corpus_tests.rs"]
mod corpus;
#[path = "event_log/hostile_tests.rs"]
mod hostile;
#[path = "event_log/logs_tests.rs"]
mod logs;

use logs::{application, end, start, task, zstd};

fn read_one(name: &str, bytes: &[u8]) -> (Option<Run>, Vec<Problem>) {
    read([(name.to_owned(), Box::new(bytes) as Box<dyn Read + '_>)])
}

fn read_text(text: &str) -> (Run, Vec<Problem>) {
    let (run, problems) = read_one("app-1", text.as_bytes());
    (run.unwrap(), problems)
}

fn amount(run: &Run, about: About, name: &str, what: &str) -> Option<i64> {
    let mut found = run.facts.iter().filter(|fact| fact.about == about && fact.name == name && fact.what == what);
    let first = found.next()?;
    assert!(found.next().is_none(), "{name} {what} twice");
    first.value
}

fn total(run: &Run, what: &str) -> Option<i64> {
    amount(run, About::Run, "", what)
}

fn said(run: &Run, about: About, name: &str, what: &str) -> Option<String> {
    let found = run.facts.iter().find(|fact| fact.about == about && fact.name == name && fact.what == what);
    found.map(|fact| fact.said.to_string())
}

fn codes(problems: &[Problem]) -> Vec<(&str, u64)> {
    problems.iter().map(|one| (one.code, one.line)).collect()
}

#[test]
fn a_run_is_named_timed_and_judged() {
    let (run, problems) = read_text(&format!("{}{}", start(), end()));
    assert_eq!(codes(&problems), []);
    assert_eq!((run.platform, run.session.as_str()), (Platform::Spark, "s_load"));
    assert_eq!((run.application.as_str(), run.line), ("app-1/2", 2));
    // 1767323045123 ms: 20 455 days are 2026-01-02, 11 045 s are 03:04:05.
    assert_eq!(
        (run.started_at.as_str(), run.ended_at.as_deref()),
        ("2026-01-02T03:04:05", Some("2026-01-02T03:05:05"))
    );
    assert_eq!((run.status, total(&run, "run_ms")), (Status::Succeeded, Some(60_000)));
    assert_eq!(said(&run, About::Run, "", "spark_version").as_deref(), Some("4.3.0"));
    assert_eq!(run.source.good, None, "no task, so nobody counted");
}

#[test]
fn sums_medians_and_peaks_are_those_added_up_by_hand() {
    let (run, problems) = read_text(&application());
    assert_eq!(codes(&problems), []);
    let totals = [
        ("tasks", 5),
        ("failed_tasks", 1),
        ("killed_tasks", 0),
        ("longest_task_ms", 9_000),
        // 100 + 200 + 300 + 8 000 of the good ones, 50 of the failed one.
        ("task_ms", 8_650),
        // 5 × 1 500 000 ns = 7.5 ms.
        ("cpu_ms", 7),
        ("gc_ms", 5 * 3),
        ("deserialize_ms", 5 * 7),
        ("result_bytes", 5 * 11),
        ("disk_spill_bytes", 5 * 13),
        ("memory_spill_bytes", 5 * 17),
        ("shuffle_write_bytes", 5 * 19),
        // (10 local + 1 remote) + (20 + 1) + (30 + 1) + (900 + 1) + (40 + 1)
        ("shuffle_read_bytes", 1_005),
        ("fetch_wait_ms", 5 * 23),
        ("peak_execution_bytes", 900),
        // What was read and written counts for the four good ones only.
        ("input_bytes", 4 * 29),
        ("input_rows", 4 * 31),
        ("output_bytes", 4 * 37),
        ("output_rows", 4 * 41),
        ("cores", 6),
        ("executors", 2),
        ("killed_executors", 1),
        ("jobs", 1),
        ("failed_jobs", 0),
        ("stages", 1),
        ("executions", 0),
    ];
    for (what, expected) in totals {
        assert_eq!(total(&run, what), Some(expected), "{what}");
    }
    assert_eq!((run.source.good, run.target.good), (Some(124), Some(164)));
    let stage = |what| amount(&run, About::Stage, "3.0", what);
    assert_eq!((stage("tasks"), stage("wall_ms")), (Some(5), Some(10_500)));
    // Durations 1 000, 2 000, 3 000, 9 000: the second of four by nearest rank.
    assert_eq!((stage("longest_task_ms"), stage("median_task_ms")), (Some(9_000), Some(2_000)));
    assert_eq!((stage("most_shuffle_read_bytes"), stage("median_shuffle_read_bytes")), (Some(901), Some(21)));
    assert_eq!((stage("shuffle_write_bytes"), stage("input_bytes")), (Some(95), Some(116)));
    assert_eq!((stage("disk_spill_bytes"), stage("memory_spill_bytes")), (Some(65), Some(85)));
}

#[test]
fn a_polled_metric_of_zero_is_not_sampled() {
    let (run, _) = read_text(&application());
    assert_eq!(total(&run, "peak_heap_bytes"), Some(500), "one task of five was looked at");
    assert_eq!(amount(&run, About::Executor, "1", "peak_heap_bytes"), Some(500));
    assert_eq!(amount(&run, About::Executor, "2", "peak_heap_bytes"), None);
    assert_eq!(total(&run, "peak_rss_bytes"), Some(700 + 60 + 5));
    let unseen = application().replace("\"JVMHeapMemory\":500", "\"JVMHeapMemory\":0").replace("RSSMemory\":", "X\":");
    let (run, _) = read_text(&unseen);
    assert_eq!((total(&run, "peak_heap_bytes"), total(&run, "peak_rss_bytes")), (None, None));
}

#[test]
fn executors_have_cores_and_memory_and_the_reason_of_their_death() {
    let (run, _) = read_text(&application());
    assert_eq!(amount(&run, About::Executor, "1", "cores"), Some(4));
    assert_eq!(amount(&run, About::Executor, "2", "max_memory_bytes"), Some(455_501_414));
    assert_eq!(said(&run, About::Executor, "1", "killed"), None, "went because it was idle");
    let reason = said(&run, About::Executor, "2", "killed").unwrap();
    assert!(reason.starts_with("Container killed by YARN for exceeding memory limits"), "{reason}");
}

#[test]
fn only_spark_settings_are_kept_and_secrets_are_masked() {
    let (run, _) = read_text(&application());
    let settings: Vec<_> = run.facts.iter().filter(|fact| fact.about == About::Setting).collect();
    let all: Vec<_> = settings.iter().map(|one| (one.name.as_str(), one.what.as_str(), one.said.as_str())).collect();
    let masked = crate::read::secret::MASK;
    assert_eq!(
        all,
        [
            ("spark.executor.cores", "start", "4"),
            ("spark.hadoop.fs.s3a.secret.key", "start", masked),
            ("spark.sql.adaptive.enabled", "start", "true"),
        ]
    );
    assert!(!format!("{run:?}").contains("SqueamishOssifrage"));
    assert!(run.facts.iter().all(|fact| !fact.said.contains("/opt/java17")));
}

#[test]
fn a_cut_line_is_told_and_what_stands_before_it_is_kept() {
    let whole = application();
    let at = whole.rfind("{\"Event\":\"SparkListenerTaskEnd\"").unwrap();
    let line = whole[..at].lines().count() as u64 + 1;
    let (run, problems) = read_text(&whole[..at + 300]);
    assert_eq!(codes(&problems), [("event-log-cut", line), ("event-log-not-ended", 0)]);
    assert_eq!((run.status, run.ended_at.clone(), total(&run, "tasks")), (Status::Unknown, None, Some(4)));
    let stage = |what| amount(&run, About::Stage, "3.0", what);
    assert_eq!((stage("tasks"), stage("wall_ms")), (Some(4), None), "the stage never completed");
}

#[test]
fn a_last_line_without_its_end_is_read() {
    let whole = format!("{}{}", start(), end());
    let (run, problems) = read_text(whole.trim_end());
    assert_eq!((run.status, problems), (Status::Succeeded, Vec::new()));
}

#[test]
fn garbage_and_impossible_figures_are_told_by_line_and_the_rest_is_kept() {
    let text = format!(
        "{}not an event\n\n{{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":\"x\"}}\n{}{}{{\"Event\":\"com.acme.Odd\"}}\n{{\"Event\":\"com.acme.Odd\"}}\n{}",
        start(),
        task(1, 5_000, 4_000, 10, ""),
        task(2, 5_000, 6_000, 10, "").replace("\"Executor Run Time\":100", "\"Executor Run Time\":-100"),
        end()
    );
    let (run, problems) = read_text(&text);
    assert_eq!(
        codes(&problems),
        [
            ("event-log-line", 3),
            ("event-log-line", 5),
            ("event-log-amount", 6),
            ("event-log-amount", 7),
            ("event-log-event", 8)
        ]
    );
    assert_eq!((total(&run, "tasks"), total(&run, "longest_task_ms")), (Some(2), Some(1_000)));
    assert_eq!(total(&run, "task_ms"), Some(100), "a negative time counts as nothing");
    assert_eq!(run.status, Status::Succeeded);
}

#[test]
fn impossible_times_of_the_application_are_left_out() {
    let late = start().replace("1767323045123", "99999999999999999") + &end();
    let (run, problems) = read_text(&late);
    assert_eq!(codes(&problems), [("event-log-amount", 2), ("event-log-amount", 0)]);
    assert_eq!((run.started_at.as_str(), run.ended_at, run.status), ("", None, Status::Succeeded));
    let backwards = start() + &end().replace("1767323105123", "1767323045000");
    let (run, problems) = read_text(&backwards);
    assert_eq!(codes(&problems), [("event-log-amount", 0)]);
    assert_eq!((run.started_at.as_str(), run.ended_at), ("2026-01-02T03:04:05", None));
}

#[test]
fn the_same_oddity_is_not_told_without_end() {
    let (_, problems) = read_text(&format!("{}{}{}", start(), "x\n".repeat(1_000), end()));
    assert_eq!(problems.len(), 21);
    assert_eq!(problems[20].message, "980 more of these were met and are not told one by one");
}

#[test]
fn a_line_over_the_limit_is_passed_over() {
    let long =
        format!("{}{{\"Event\":\"SparkListenerTaskStart\",\"x\":\"{}\"}}\n{}", start(), "y".repeat(2_000), end());
    let parts = || [("app-1".to_owned(), Box::new(long.as_bytes()) as Box<dyn Read>)];
    let (run, problems) = read_lines(parts(), 1_500);
    assert_eq!(codes(&problems), [("event-log-line", 3)]);
    assert_eq!(run.unwrap().status, Status::Succeeded);
    assert_eq!(read_lines(parts(), 3_000).1, []);
}

#[test]
fn no_event_is_no_run() {
    for text in ["", "hello\n", "{\"Event\":3}\n"] {
        let (run, problems) = read_one("x", text.as_bytes());
        assert_eq!(run, None);
        assert!(problems.iter().any(|one| one.code == "event-log-no-application"), "{text}");
    }
}

#[test]
fn a_log_without_its_beginning_goes_by_its_settings_or_its_name() {
    let text = application();
    let without = |names: &[&str]| -> String {
        text.split_inclusive('\n').filter(|line| !names.iter().any(|name| line.contains(name))).collect()
    };
    let (run, problems) = read_one("logs/app-9_1", without(&["ApplicationStart", "EnvironmentUpdate"]).as_bytes());
    let run = run.unwrap();
    assert_eq!(codes(&problems), [("event-log-no-application", 0)]);
    assert_eq!((run.application.as_str(), run.session.as_str()), ("app-9_1", ""));
    assert_eq!(run.started_at, "2026-01-02T03:04:10", "the first task");
}

#[test]
fn zstd_goes_on_over_the_ends_of_frames() {
    let text = application();
    let frames: Vec<u8> = text.lines().flat_map(|line| zstd(&format!("{line}\n"))).collect();
    let (run, problems) = read_one("app-1.zstd", &frames);
    assert_eq!(problems, []);
    assert_eq!(run, read_one("app-1", text.as_bytes()).0);
    let one = zstd(&text);
    assert_eq!(read_one("no codec in the name", &one).0.map(|run| run.facts.len()), run.map(|run| run.facts.len()));
}

#[test]
fn a_cut_frame_is_told_and_what_stands_before_it_is_kept() {
    let text = application();
    let (head, tail) = text.split_at(text.find("{\"Event\":\"SparkListenerTaskEnd\"").unwrap());
    let mut bytes = zstd(head);
    let rest = zstd(tail);
    bytes.extend(&rest[..rest.len() / 2]);
    let (run, problems) = read_one("app-1.zstd.inprogress", &bytes);
    let run = run.unwrap();
    let (code, line) = codes(&problems)[0];
    assert_eq!((code, run.status), ("event-log-cut", Status::Running));
    assert!(line > head.lines().count() as u64, "{line}");
    assert_eq!((problems.len(), run.session.as_str()), (1, "s_load"));
}

#[test]
fn other_codecs_are_refused_by_name_and_by_their_first_bytes() {
    let packed: [(&str, &[u8], &str); 3] = [
        ("app-1", b"LZ4Block\x15\x01\0\0", "lz4"),
        ("app-1.snappy", b"\x82SNAPPY\0\0\0\0", "snappy"),
        ("app-1.lz4", b"\x04\x22\x4d\x18abcd", "lz4"),
    ];
    for (name, bytes, codec) in packed {
        let (run, problems) = read_one(name, bytes);
        assert_eq!((run, codes(&problems)), (None, vec![("event-log-codec", 0)]), "{name}");
        assert!(problems[0].message.contains(&format!("compressed by {codec}")), "{}", problems[0].message);
    }
    assert_eq!(read_one("wrong.lz4", application().as_bytes()).1, [], "its bytes say that it is plain");
}

#[test]
fn parts_are_ordered_by_number_and_compacted_ones_stand_for_what_they_were_made_of() {
    let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let given =
        names(&["d/events_10_app-1", "d/events_9_app-1", "d/appstatus_app-1.inprogress", "d/.events_1_app-1.crc"]);
    assert_eq!(order(given), names(&["d/appstatus_app-1.inprogress", "d/events_9_app-1", "d/events_10_app-1"]));
    let given = names(&["events_3_a.zstd", "events_2_a.zstd.compact", "events_2_a.zstd", "events_1_a.zstd"]);
    assert_eq!(order(given), names(&["events_2_a.zstd.compact", "events_3_a.zstd"]));
    assert!(is_rolled(Path::new("/logs/eventlog_v2_app-1")) && !is_rolled(Path::new("/logs/app-1")));
}

fn rolled(numbers: &[u64], status: &str) -> (Run, Vec<Problem>) {
    let lines: Vec<String> = application().lines().map(|line| format!("{line}\n")).collect();
    let each = lines.len().div_ceil(10);
    let parts = numbers.iter().map(|number| {
        let at = usize::try_from(*number - 1).unwrap() * each;
        let text: String = lines.iter().skip(at).take(each).map(String::as_str).collect();
        (format!("events_{number}_app-1.zstd"), zstd(&text))
    });
    let mut files: std::collections::BTreeMap<String, Vec<u8>> = parts.collect();
    files.insert(status.to_owned(), Vec::new());
    let ordered = order(files.keys().cloned());
    let (run, problems) =
        read(ordered.into_iter().map(|name| (name.clone(), Box::new(files[&name].as_slice()) as Box<dyn Read + '_>)));
    (run.unwrap(), problems)
}

#[test]
fn a_rolled_log_is_read_in_the_order_of_its_numbers() {
    let all: Vec<u64> = (1..=10).collect();
    let (run, problems) = rolled(&all, "appstatus_app-1");
    assert_eq!(problems, []);
    let (whole, _) = read_text(&application());
    let values =
        |run: &Run| run.facts.iter().map(|one| (one.name.clone(), one.what.clone(), one.value)).collect::<Vec<_>>();
    assert_eq!((values(&run), run.status, run.ended_at), (values(&whole), whole.status, whole.ended_at));
}

#[test]
fn missing_and_compacted_parts_are_told() {
    let (run, problems) = rolled(&[1, 2, 3, 4, 6], "appstatus_app-1.inprogress");
    assert_eq!((run.status, codes(&problems)), (Status::Running, vec![("event-log-parts", 0)]));
    assert!(problems[0].message.contains("missing between 4 and 6"), "{}", problems[0].message);
    assert_eq!(problems[0].file, "events_6_app-1.zstd");
    let (_, problems) = read_one("events_4_app-1.compact", application().as_bytes());
    assert!(problems[0].message.contains("compacted"), "{}", problems[0].message);
    let (_, problems) = read_one("events_4_app-1", application().as_bytes());
    assert!(problems[0].message.contains("the first part is 4"), "{}", problems[0].message);
}

#[test]
fn a_log_is_known_by_its_first_bytes() {
    let text = application();
    assert!(looks_like_one(text.as_bytes()));
    assert!(looks_like_one(&zstd(&text)));
    assert!(looks_like_one(b"LZ4Block\x15"), "so that it is told about");
    assert!(!looks_like_one(b"{\"Event\":\"Other\"}\n") && !looks_like_one(b"") && !looks_like_one(&zstd("{}\n")));
    assert!(!looks_like_one(&zstd(&text)[..6]), "too little to tell");
}

/// A reader that fails after what it was given.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.0.read(into)?;
        if taken == 0 { Err(std::io::Error::other("gone")) } else { Ok(taken) }
    }
}

#[test]
fn a_disk_that_fails_is_told_and_what_stands_before_is_kept() {
    let text = start();
    let (run, problems) = read([("app-1".to_owned(), Box::new(Failing(text.as_bytes())) as Box<dyn Read>)]);
    assert_eq!(codes(&problems), [("event-log-cut", 3), ("event-log-not-ended", 0)]);
    assert_eq!(run.unwrap().session, "s_load");
    let (run, problems) = read([("app-1".to_owned(), Box::new(Failing(b"")) as Box<dyn Read>)]);
    assert_eq!((run, codes(&problems)), (None, vec![("read-failed", 0)]));
}
