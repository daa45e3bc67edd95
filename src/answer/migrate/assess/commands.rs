//! Scripts and programs that commands call.
//!
//! Owns what of a command line is a script. Runs nothing, and knows no shell beyond its separators.

use std::collections::BTreeSet;

/// Endings of what is run, or is handed to what runs it.
const SCRIPTS: &[&str] = &[
    "awk", "bash", "bat", "bteq", "btq", "cmd", "csh", "ctl", "exe", "fastload", "jar", "js", "ksh", "mload", "php",
    "pl", "ps1", "py", "r", "rb", "sed", "sh", "sql", "tpt", "vbs", "zsh",
];
/// Where programs of the system lie.
const SYSTEM: [&str; 5] = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"];

/// Scripts that a command calls, as it spells them, sorted.
pub(super) fn scripts(command: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for step in command.split([';', '|', '&', '\n', '\r']) {
        let words = step.split(|c: char| c.is_whitespace() || ['"', '\'', '`', '(', ')', '<', '>', ','].contains(&c));
        let mut first = true;
        for word in words.filter(|word| !word.is_empty()) {
            let word = word.rsplit_once('=').map_or(word, |(_, value)| value);
            if ends_as_script(word) || first && is_path(word) {
                found.insert(word.to_owned());
            }
            first = false;
        }
    }
    found.into_iter().collect()
}

fn ends_as_script(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let ending =
        name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| SCRIPTS.contains(&ending.as_str()))
}

/// A program by its path, where that is no part of the system.
fn is_path(word: &str) -> bool {
    let named = word.rsplit(['/', '\\']).next().is_some_and(|name| !name.is_empty());
    word.contains(['/', '\\']) && named && !SYSTEM.iter().any(|folder| word.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_by_ending_and_by_place() {
        assert_eq!(scripts("sh /opt/etl/run.sh 1 2; rm -f $PMTargetFileDir/out.csv"), ["/opt/etl/run.sh"]);
        assert_eq!(scripts("$PMRootDir/bin/notify -x && /bin/ls /tmp"), ["$PMRootDir/bin/notify"]);
        assert_eq!(scripts("sqlplus -s u @load.sql | python3 'check it.py'"), ["@load.sql", "it.py"]);
        assert_eq!(scripts(r"C:\etl\go.BAT arg"), [r"C:\etl\go.BAT"]);
        assert!(scripts("touch $PMTargetFileDir/done.txt").is_empty());
        assert!(scripts("cd /data/in/ ; .sh ; = ;;").is_empty());
        assert!(scripts("").is_empty());
    }
}
