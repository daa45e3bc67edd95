//! `catalog.yaml`: settings that are the same every night.

pub mod nightly;

use nightly::Nightly;
use serde::Deserialize;

/// What a settings file may say. Every key may be left out; an unknown one is an error with its line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFile {
    /// The catalog file.
    pub catalog: Option<String>,
    /// Readers at work at once.
    pub jobs: Option<u64>,
    /// Seconds to wait for another writer.
    pub wait: Option<u64>,
    /// Bytes, or with K, M, G.
    pub max_file_size: Option<String>,
    /// The folder of keys.
    pub keys: Option<String>,
    /// The file of identities.
    pub identity: Option<String>,
    /// Thresholds, patterns of names and severities of `comply`; as all that follow, beside the settings file where it is
    /// no absolute path.
    pub rules: Option<String>,
    /// Waivers of `comply`.
    pub waivers: Option<String>,
    /// Which tables and columns hold what.
    pub classification: Option<String>,
    /// What was promised.
    pub sla: Option<String>,
    /// What is watched, and who is told.
    pub alerts: Option<String>,
    /// What running costs.
    pub prices: Option<String>,
    /// What the nightly job does.
    pub nightly: Option<Nightly>,
}

/// Reads a settings file.
pub fn settings(text: &str) -> Result<SettingsFile, String> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(SettingsFile::default());
    }
    let file: SettingsFile = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    file.nightly.as_ref().and_then(Nightly::wrong).map_or(Ok(file), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_are_read_and_unknown_ones_named() {
        let read = settings("catalog: a.db\nwait: 5\nmax_file_size: 2G\n").expect("valid");
        assert_eq!((read.catalog.as_deref(), read.wait, read.jobs), (Some("a.db"), Some(5), None));
        assert!(settings("catalogue: a.db\n").expect_err("unknown key").contains("catalogue"));
        assert_eq!(settings("# nothing\n").expect("empty"), SettingsFile::default());
    }
}
