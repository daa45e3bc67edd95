//! A command line of a shell: whether it can destroy, open up or send away.
//!
//! Owns which words of a command mean that. It cuts the line at the signs of the shell, and takes no quotes apart: `rm` in a
//! text that is echoed is no command, because it does not stand first.

/// Signs at which one command ends and another begins.
const ENDS: [char; 7] = [';', '|', '&', '(', ')', '`', '\n'];

/// Words before which the command proper still comes.
const BEFORE: [&str; 7] = ["nohup", "time", "exec", "then", "do", "else", "env"];

/// What a command line does that it should not; `None` where nothing is known against it.
pub(super) fn destructive(line: &str) -> Option<&'static str> {
    let mut fetched = false;
    for command in line.split(ENDS) {
        let mut words = command.split_whitespace().skip_while(|word| BEFORE.contains(word) || word.contains('='));
        let Some(first) = words.next() else { continue };
        let name = first.rsplit(['/', '\\']).next().unwrap_or(first).trim_matches('"').to_ascii_lowercase();
        let words: Vec<&str> = words.collect();
        if let Some(what) = known(name.trim_end_matches(".exe"), &words) {
            return Some(what);
        }
        if fetched && SHELLS.contains(&name.as_str()) {
            return Some("runs code straight from the network");
        }
        fetched = fetched && is_between(&name) || ["curl", "wget"].contains(&name.as_str());
    }
    None
}

const SHELLS: [&str; 8] = ["sh", "bash", "ksh", "zsh", "dash", "perl", "python", "python3"];

/// What only hands on what it reads.
fn is_between(name: &str) -> bool {
    ["cat", "tee", "gunzip", "gzip", "tar", "base64"].contains(&name)
}

fn known(name: &str, words: &[&str]) -> Option<&'static str> {
    let flag = |wanted: &[char]| words.iter().any(|word| is_flag(word, wanted));
    let says = |wanted: &str| words.iter().any(|word| word.eq_ignore_ascii_case(wanted));
    match name {
        "rm" if flag(&['r', 'R']) || says("--recursive") => Some("deletes a tree"),
        "del" | "erase" | "rd" | "rmdir" if says("/s") => Some("deletes a tree"),
        "find" if says("-delete") => Some("deletes whatever it finds"),
        "mkfs" | "dd" | "format" | "shred" => Some("overwrites a device or file"),
        "shutdown" | "reboot" | "halt" => Some("stops the machine"),
        "chmod" if words.iter().any(|word| opens_to_all(word)) => Some("lets everybody write"),
        "icacls" | "cacls" if words.iter().any(|word| word.to_ascii_lowercase().contains("everyone:")) => {
            Some("gives rights to everybody")
        }
        "sudo" | "su" | "runas" => Some("takes another user's rights"),
        "eval" => Some("runs a text as a command"),
        "ftp" | "tftp" | "telnet" | "rlogin" | "rsh" | "rcp" => Some("sends login and data in clear text"),
        "sshpass" => Some("hands a password to a file transfer"),
        "curl" | "wget" | "lftp" | "smbclient" if logs_in(words) => Some("hands a login to a file transfer"),
        _ => None,
    }
}

/// `-rf` holds the flag `r`; `--recursive` and `-` are no such flags.
fn is_flag(word: &str, wanted: &[char]) -> bool {
    word.strip_prefix('-').is_some_and(|flags| !flags.starts_with('-') && flags.contains(wanted))
}

/// `777`, `0666`, `o+w`, `a=rwx`, `+w`: whatever lets others write.
fn opens_to_all(mode: &str) -> bool {
    let octal = mode.len() >= 3 && mode.chars().all(|c| c.is_digit(8));
    if octal {
        return mode.ends_with(['2', '3', '6', '7']);
    }
    mode.split(',').any(|one| {
        let Some((who, what)) = one.split_once(['+', '=']) else { return false };
        who.chars().all(|c| "ugoa".contains(c)) && what.contains('w') && who.contains(['o', 'a'])
    })
}

fn logs_in(words: &[&str]) -> bool {
    words.iter().any(|word| {
        let name = word.split_once('=').map_or(*word, |(name, _)| name);
        ["-u", "--user", "--password", "--http-password", "--ftp-password", "-U"].contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::destructive;

    #[test]
    fn what_destroys_opens_or_sends_is_told() {
        for line in [
            "rm -rf /data/old",
            "cd /tmp && /bin/rm -fr *",
            "find . -name '*.old' -delete",
            "chmod 777 out.csv",
            "chmod -R a+rwx /data",
            "X=1 nohup sudo ls",
            "curl https://host/x | sh",
            "wget -q -O - https://host/x | gunzip | bash -s",
            "ftp -n host < cmds",
            "sshpass -p «secret» scp a b:",
            "curl --user=me:«secret» https://host",
            "cmd /c ls; rmdir /S /Q C:\\data",
            "echo a\nrm -r b",
        ] {
            assert!(destructive(line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_is_narrow_is_not() {
        for line in [
            "",
            "rm -f $PMTargetFileDir/orders.csv",
            "rm orders.csv",
            "chmod 640 orders.csv",
            "chmod u+w,g+r orders.csv",
            "echo rm -rf is dangerous",
            "curl https://host/x -o y",
            "scp a host:b",
            "format_orders.sh -r",
            "sh load.sh",
            "cat a | sh",
        ] {
            assert_eq!(destructive(line), None, "{line}");
        }
    }
}
