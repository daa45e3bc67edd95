//! Bytes that nobody meant: whatever comes in, the reader ends, and what it does not read it tells.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_end_in_a_run_or_a_problem(bytes in proptest::collection::vec(any::<u8>(), 0..400), magic in 0_usize..4) {
        let heads: [&[u8]; 4] = [b"", b"{\"Event\":\"", b"\x28\xb5\x2f\xfd", b"{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":"];
        let whole = [heads[magic], &bytes].concat();
        let (run, problems) = read_one("app-1", &whole);
        prop_assert!(run.is_some() || !problems.is_empty());
        let _ = (looks_like_one(&whole), plan::nodes(&whole));
    }

    #[test]
    fn a_byte_that_changed_costs_a_line_at_most(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = application().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(byte != b'\n' && bytes[at] != b'\n');
        bytes[at] = byte;
        let (run, _) = read_one("app-1", &bytes);
        let tasks = total(&run.unwrap(), "tasks").unwrap();
        prop_assert!((4..=5).contains(&tasks), "{tasks}");
    }

    #[test]
    fn a_cut_log_has_a_part_of_the_whole(at in any::<prop::sample::Index>(), packed in any::<bool>()) {
        let text = application();
        let cut = if packed { zstd(&text) } else { text.into_bytes() };
        let (run, problems) = read_one("app-1", &cut[..at.index(cut.len())]);
        let tasks = run.as_ref().map_or(0, |run| total(run, "tasks").unwrap());
        prop_assert!(tasks <= 5);
        // The last byte of a plain log ends its last line and may be missing.
        let ended = run.is_some_and(|run| run.ended_at.is_some());
        prop_assert!(ended || !problems.is_empty());
    }
}
