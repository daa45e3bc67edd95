//! The names nearest to one that nobody knows: what "did you mean" says.

use strsim::damerau_levenshtein;

/// How many names are suggested for one that is unknown.
const SUGGESTIONS: usize = 3;

/// Returns the names nearest to one that is unknown, nearest first; only those that could be a slip of the hand.
#[must_use]
pub fn nearest(wanted: &str, names: &[String]) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 6);
    let mut near: Vec<(usize, &String)> = names
        .iter()
        .filter(|name| name.chars().count().abs_diff(wanted.chars().count()) <= limit)
        .map(|name| (damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort();
    near.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["s_m_load".to_owned(), "s_m_laod_2".to_owned(), "wf_other".to_owned()];
        assert_eq!(nearest("s_m_laod", &names)[0], "s_m_load");
        assert!(nearest("zzzzzz", &names).is_empty());
    }
}
