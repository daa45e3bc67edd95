//! `cluster.yaml`, and `--what-if`, which says the same of a cluster that is not there.
//!
//! Owns the keys, their units and their bounds, and that a node has room for one executor.

use super::{Wrong, map, refused};
use crate::model::cluster::{Cluster, Platform, Storage};
use crate::model::problem::Problem;
use crate::model::session_key::hint;
use crate::model::spark_setting::{LEAST_HEAP, Unit, bytes, bytes_text};
use crate::read::secret::told;
use crate::read::yaml::{Node, Pair, Said};

/// Keys of `cluster.yaml`: those of [`Cluster`], without `_bytes`.
const KEYS: [&str; 17] = [
    "nodes",
    "cores_per_node",
    "memory_per_node",
    "platform",
    "os_cores",
    "os_memory",
    "overhead_percent",
    "min_overhead",
    "max_executors",
    "max_executor_memory",
    "max_driver_memory",
    "storage",
    "dynamic_allocation",
    "local_dirs",
    "local_dir_size",
    "checkpoint_dir",
    "spark_version",
];
/// Keys without which nobody knows how large the cluster is.
const NEEDED: [&str; 3] = ["nodes", "cores_per_node", "memory_per_node"];
/// Bounds above which a number is a slip: the largest clusters known have some 10 000 nodes.
const MOST_NODES: i64 = 100_000;
const MOST_CORES: i64 = 10_000;
const MOST_MEMORY: i64 = 1 << 50;

/// Reads `cluster.yaml`. Sizes have a unit: `64GiB`, `64g`, `65536m`.
///
/// What it does not say is as in [`Cluster::default`]; but `nodes` (except under `local`, which is one), `cores_per_node` and
/// `memory_per_node` must be said, and `os_cores` and `storage` go by the platform.
///
/// Fails with one problem that names all that is wrong, each with its line.
pub fn cluster(text: &str, file: &str) -> Result<Cluster, Problem> {
    let pairs = map(text, file, "cluster-value")?;
    let mut out = Cluster::default();
    let mut wrong = Vec::new();
    let mut set = |out: &mut Cluster, pair: &Pair| {
        if let Err(message) = set_node(out, pair) {
            wrong.push(Wrong { line: pair.line, message });
        }
    };
    let is_platform = |pair: &&Pair| pair.key == "platform";
    if let Some(pair) = pairs.iter().find(is_platform) {
        set(&mut out, pair);
        by_platform(&mut out);
    }
    pairs.iter().filter(|pair| !is_platform(pair)).for_each(|pair| set(&mut out, pair));
    let line = |key: &str| pairs.iter().find(|pair| pair.key == key).map(|pair| pair.line);
    let is_missing = |key: &&str| line(key).is_none() && (*key != "nodes" || out.platform != Platform::Local);
    let missing: Vec<&str> = NEEDED.into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        wrong.push(Wrong { line: 0, message: format!("it does not say {}", missing.join(", ")) });
    } else if wrong.is_empty()
        && let Err((key, message)) = holds_together(&out)
    {
        wrong.push(Wrong { line: line(key).or(line("memory_per_node")).unwrap_or(0), message });
    }
    if wrong.is_empty() { Ok(out) } else { Err(refused("cluster-value", file, wrong)) }
}

/// Changes a cluster as `--what-if nodes=8,memory_per_node=64GiB` says, by the keys of `cluster.yaml`.
///
/// Fails with the first thing that is wrong.
pub fn what_if(cluster: &Cluster, text: &str) -> Result<Cluster, String> {
    let mut out = cluster.clone();
    let mut keys: Vec<&str> = Vec::new();
    for part in text.split(',') {
        let Some((key, value)) = part.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
            return Err(format!("{} is no KEY=VALUE, such as nodes=8", quoted(part)));
        };
        if keys.contains(&key) {
            return Err(format!("{key} is said twice"));
        }
        keys.push(key);
        set(&mut out, key, value)?;
    }
    holds_together(&out).map_err(|(_, message)| message)?;
    Ok(out)
}

/// What goes by the platform where the file does not say it.
fn by_platform(cluster: &mut Cluster) {
    cluster.os_cores = cluster.platform.os_cores();
    cluster.storage = cluster.platform.storage();
    if cluster.platform == Platform::Local {
        cluster.nodes = 1;
    }
}

fn set_node(cluster: &mut Cluster, pair: &Pair) -> Result<(), String> {
    match (pair.key.as_str(), &pair.value.said) {
        ("local_dirs", Said::List(list)) => {
            let dirs: Option<Vec<&str>> = list.iter().map(Node::text).collect();
            let dirs = dirs.filter(|dirs| dirs.iter().all(|dir| !dir.is_empty()));
            cluster.local_dirs =
                dirs.ok_or("local_dirs wants a list of folders")?.into_iter().map(str::to_owned).collect();
            Ok(())
        }
        (key, Said::Text(value)) => set(cluster, key, value),
        (key, _) if KEYS.contains(&key) => Err(format!("{key} wants one value")),
        (key, _) => Err(unknown(key)),
    }
}

fn set(cluster: &mut Cluster, key: &str, value: &str) -> Result<(), String> {
    match key {
        "nodes" => cluster.nodes = number(key, value, 1, MOST_NODES)?,
        "cores_per_node" => cluster.cores_per_node = number(key, value, 1, MOST_CORES)?,
        "memory_per_node" => cluster.memory_per_node_bytes = size(key, value, LEAST_HEAP)?,
        "platform" => cluster.platform = word(key, value, &Platform::ALL.map(|one| (one.as_str(), one)))?,
        "os_cores" => cluster.os_cores = number(key, value, 0, MOST_CORES)?,
        "os_memory" => cluster.os_memory_bytes = size(key, value, 0)?,
        "overhead_percent" => cluster.overhead_percent = number(key, value, 1, 1_000)?,
        "min_overhead" => cluster.min_overhead_bytes = size(key, value, 0)?,
        "max_executors" => cluster.max_executors = Some(number(key, value, 1, i64::from(i32::MAX))?),
        "max_executor_memory" => cluster.max_executor_memory_bytes = Some(size(key, value, LEAST_HEAP)?),
        "max_driver_memory" => cluster.max_driver_memory_bytes = Some(size(key, value, LEAST_HEAP)?),
        "storage" => cluster.storage = word(key, value, &Storage::ALL.map(|one| (one.as_str(), one)))?,
        "dynamic_allocation" => cluster.dynamic_allocation = word(key, value, &[("true", true), ("false", false)])?,
        "local_dirs" => cluster.local_dirs = vec![path(key, value)?],
        "local_dir_size" => cluster.local_dir_bytes = Some(size(key, value, 1)?),
        "checkpoint_dir" => cluster.checkpoint_dir = path(key, value)?,
        "spark_version" => cluster.spark_version = version(key, value)?,
        _ => return Err(unknown(key)),
    }
    Ok(())
}

fn unknown(key: &str) -> String {
    format!("the key {} means nothing here; {}", quoted(key), hint(told(key), KEYS.into_iter()))
}

fn number(key: &str, value: &str, min: i64, max: i64) -> Result<i64, String> {
    let number = value.parse().ok().filter(|n| (min..=max).contains(n));
    number.ok_or_else(|| format!("{key} wants a whole number of {min} to {max}, not {}", quoted(value)))
}

/// A size. One without a unit is refused: 64 is no memory, and nobody means 64 bytes.
fn size(key: &str, value: &str, min: i64) -> Result<i64, String> {
    let has_unit = value == "0" || value.ends_with(|c: char| c.is_ascii_alphabetic());
    let size = bytes(value, Unit::Byte).filter(|n| has_unit && (min..=MOST_MEMORY).contains(n));
    size.ok_or_else(|| {
        let (min, max) = (bytes_text(min), bytes_text(MOST_MEMORY));
        format!("{key} wants a size with its unit, such as 64GiB, of {min} to {max}, not {}", quoted(value))
    })
}

fn word<T: Copy>(key: &str, value: &str, words: &[(&str, T)]) -> Result<T, String> {
    let known = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
    known.ok_or_else(|| {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("{key} wants one of {}, not {}", all.join(", "), quoted(value))
    })
}

fn path(key: &str, value: &str) -> Result<String, String> {
    if value.is_empty() { Err(format!("{key} wants a folder")) } else { Ok(value.to_owned()) }
}

/// `3.5`, `4.0.1`: what comes behind the second number is anybody's.
fn version(key: &str, value: &str) -> Result<String, String> {
    let numbers: Vec<Option<u32>> = value.split('.').take(2).map(|part| part.parse().ok()).collect();
    let is_one = matches!(numbers[..], [Some(major), Some(_)] if (2..100).contains(&major));
    if is_one {
        Ok(value.to_owned())
    } else {
        Err(format!("{key} wants a version such as \"4.0\", not {}", quoted(value)))
    }
}

/// What no key says alone: a node has room for one executor beside the system. Names the key that is at fault.
fn holds_together(cluster: &Cluster) -> Result<(), (&'static str, String)> {
    if cluster.platform == Platform::Local && cluster.nodes != 1 {
        return Err(("nodes", "nodes is 1 where the platform is local".to_owned()));
    }
    if cluster.os_cores >= cluster.cores_per_node {
        let (os, all) = (cluster.os_cores, cluster.cores_per_node);
        return Err(("os_cores", format!("os_cores leaves no core for executors: {os} of {all} cores_per_node")));
    }
    let overhead = cluster.min_overhead_bytes.max(LEAST_HEAP * cluster.overhead_percent / 100);
    let least = LEAST_HEAP.saturating_add(overhead);
    let left = cluster.memory_per_node_bytes.saturating_sub(cluster.os_memory_bytes);
    if left < least {
        let message = format!(
            "memory_per_node leaves {left} bytes beside os_memory; the smallest executor needs {least}: a heap of {} and \
             its overhead",
            bytes_text(LEAST_HEAP)
        );
        return Err(("memory_per_node", message));
    }
    Ok(())
}

/// A text of the user as a message may repeat it.
fn quoted(text: &str) -> String {
    let text = told(text.trim());
    if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") }
}

#[cfg(test)]
#[path = "cluster_tests.rs"]
mod tests;
