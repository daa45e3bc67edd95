//! Real logs: every figure of their load summaries, threads and caches, found again in their runs.

use super::load::READ;
use super::read;
use crate::model::run::{About, Part, Run, Status};

/// What stands between brackets after `label`, in each place of a text; found without any of the code above.
fn figures(text: &str, label: &str) -> Vec<i64> {
    let places = text.match_indices(label).map(|(at, _)| &text[at + label.len()..]);
    places
        .map(|rest| rest[..rest.find(|c: char| !c.is_ascii_digit()).expect("an end")].parse().expect("a figure"))
        .collect()
}

#[test]
fn every_figure_of_the_real_logs_is_in_their_runs() {
    let Some(corpus) = std::env::var_os("CATALOG_CORPUS") else {
        // Straight to the terminal: the test harness swallows what a passing test prints.
        let said = b"\nSKIPPED: no real session logs, set CATALOG_CORPUS to the folder that holds sessionlogs/\n";
        return std::io::Write::write_all(&mut std::io::stderr(), said).expect("a terminal");
    };
    let folder = std::path::Path::new(&corpus).join("sessionlogs");
    let mut files = 0;
    for file in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|one| one.file_type().is_file()) {
        files += 1;
        let bytes = std::fs::read(file.path()).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (run, problems) = read(bytes.as_slice(), "s.log").unwrap();
        let run = run.unwrap();
        assert_eq!(problems, [], "{}", file.path().display());
        every_row_figure(&text, &run);
        every_cache_figure(&text, &run);
        every_thread(&text, &run);
        assert_eq!(run.errors, Some(figures(&text, "completed with [")[0]));
        assert_eq!(run.run_id, Some(figures(&text, "Run Id: [")[0]));
        let good = text.contains("Session run completed successfully");
        assert_eq!(run.status, if good { Status::Succeeded } else { Status::Failed });
        assert!(
            !run.session.is_empty() && !run.folder.is_empty() && !run.repository.is_empty() && run.ended_at.is_some()
        );
        let errors: i64 =
            run.facts.iter().filter(|fact| fact.about == About::Error).filter_map(|fact| fact.value).sum();
        assert_eq!(errors, i64::try_from(text.matches(" : ERROR : (").count()).unwrap());
    }
    assert_eq!(files, 4, "logs of the corpus");
}

/// Rows in the order of the text: sums, rows by operation of the LOAD SUMMARY, reads.
fn every_row_figure(text: &str, run: &Run) {
    let values = |kept: &dyn Fn(&Part) -> bool, figure: &dyn Fn(&Part) -> Option<i64>| -> Vec<i64> {
        run.parts.iter().filter(|part| kept(part)).filter_map(figure).collect()
    };
    let sum = |part: &Part| part.operation.is_empty();
    assert_eq!(values(&sum, &|part| part.output_rows), figures(text, "Output Rows ["));
    assert_eq!(values(&sum, &|part| part.affected_rows), figures(text, "Affected Rows ["));
    assert_eq!(values(&sum, &|part| part.applied_rows), figures(text, "Applied Rows ["));
    assert_eq!(values(&sum, &|part| part.rejected_rows), figures(text, "Rejected Rows ["));
    let operation = |part: &Part| part.operation == "inserted";
    let summary = text.split("LOAD SUMMARY\n============\n").nth(1).expect("one writer");
    assert_eq!(values(&operation, &|part| part.output_rows), figures(summary, "Requested: "));
    assert_eq!(values(&operation, &|part| part.applied_rows), figures(summary, "Applied: "));
    assert_eq!(values(&operation, &|part| part.rejected_rows), figures(summary, "Rejected: "));
    assert_eq!(values(&operation, &|part| part.affected_rows), figures(summary, "Affected: "));
    let reads = |part: &Part| part.operation == READ;
    assert_eq!(values(&reads, &|part| part.output_rows), figures(text, " Read ["));
    assert_eq!(values(&reads, &|part| part.rejected_rows), figures(text, ", read ["));
}

fn every_cache_figure(text: &str, run: &Run) {
    let facts = |what: &str| -> Vec<i64> {
        let cache = run.facts.iter().filter(|fact| fact.about == About::Cache && fact.what == what);
        cache.filter_map(|fact| fact.value).collect()
    };
    let said = |before: &str, after: &str| -> Vec<i64> {
        text.lines().filter(|line| line.contains(before)).flat_map(|line| figures(line, after)).collect()
    };
    assert_eq!(facts("index_cache_bytes"), figures(text, "Index cache size = ["));
    assert_eq!(facts("data_cache_bytes"), figures(text, "Data cache size = ["));
    assert_eq!(facts("index_needed_bytes"), said("The index cache size that would hold", "in memory, is ["));
    assert_eq!(facts("data_needed_bytes"), said("The data cache size that would hold", "in memory, is ["));
    assert_eq!(facts("needed_rows"), said("The index cache size that would hold", "would hold ["));
    assert_eq!(facts("index_cache_increased_from_bytes"), said("Increasing [Index Cache]", "from ["));
    assert_eq!(facts("index_cache_increased_to_bytes"), said("Increasing [Index Cache]", "] to ["));
    assert_eq!(facts("data_cache_increased_from_bytes"), said("Increasing [Data Cache]", "from ["));
    assert_eq!(facts("data_cache_increased_to_bytes"), said("Increasing [Data Cache]", "] to ["));
    assert_eq!(facts("cache_bytes"), said("Cache size for partition", "] = ["));
    assert_eq!(facts("memory_bytes"), figures(text, "memory used is ["));
    assert_eq!(facts("row_bytes"), figures(text, "row size is "));
    assert_eq!(facts("tree_entries"), figures(text, "\tEntries:\t"));
    assert_eq!(facts("tree_index_pages"), figures(text, "\tIndexPages:\t"));
    assert_eq!(facts("tree_data_page_bytes"), figures(text, "\tDataPageSize:\t"));
    assert_eq!(facts("tree_row_bytes"), figures(text, "\tRow Size:\t"));
    let setting = |name: &str| run.facts.iter().find(|fact| fact.name == name).and_then(|fact| fact.value).expect(name);
    assert_eq!(vec![setting("DTM buffer size")], figures(text, "Buffer Pool size is "));
    assert_eq!(vec![setting("Default buffer block size")], figures(text, "Block size is "));
    assert_eq!(vec![setting("Commit Interval")], figures(text, "commit interval is ["));
}

fn every_thread(text: &str, run: &Run) {
    let threads = |what: &str| run.facts.iter().filter(|fact| fact.about == About::Thread && fact.what == what).count();
    let lines = text.matches("] created for [").count();
    assert!(lines > 0);
    assert_eq!(threads("stage"), lines);
    assert_eq!(threads("partition_point"), lines);
    assert_eq!(threads("target_load_order_group"), lines);
    assert_eq!(threads("statistics"), text.matches("insufficient for any meaningful statistics").count());
    assert_eq!(threads("run_ms"), text.matches("Total Run Time = [").count());
}
