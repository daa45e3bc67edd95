//! Clusters that are, that cannot be, and that might be.

use super::*;

const GIB: i64 = 1 << 30;

fn read(text: &str) -> Cluster {
    cluster(text, "cluster.yaml").unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn refused(text: &str) -> (u64, String) {
    let problem = cluster(text, "cluster.yaml").expect_err(text);
    assert_eq!((problem.code, problem.file.as_str()), ("cluster-value", "cluster.yaml"), "{}", problem.message);
    (problem.line, problem.message)
}

/// A file that is right, and one more line: line 4.
fn with(line: &str) -> String {
    format!("nodes: 2\ncores_per_node: 8\nmemory_per_node: 64GiB\n{line}\n")
}

#[test]
fn every_key_is_read() {
    let text = "# ours\nplatform: emr\nnodes: 10\ncores_per_node: 16\nmemory_per_node: 64GiB\nos_cores: 2\nos_memory: 8g\n\
                overhead_percent: 19\nmin_overhead: 512m\nmax_executors: 40\nmax_executor_memory: 24g\n\
                max_driver_memory: 8192m\nstorage: hdfs\ndynamic_allocation: true\nlocal_dirs: [/mnt/a, /mnt/b]\n\
                local_dir_size: 1t\ncheckpoint_dir: hdfs:///checkpoints\nspark_version: 3.5.1-amzn-0\n";
    let wanted = Cluster {
        nodes: 10,
        cores_per_node: 16,
        memory_per_node_bytes: 64 * GIB,
        platform: Platform::Emr,
        os_cores: 2,
        os_memory_bytes: 8 * GIB,
        overhead_percent: 19,
        min_overhead_bytes: GIB / 2,
        max_executors: Some(40),
        max_executor_memory_bytes: Some(24 * GIB),
        max_driver_memory_bytes: Some(8 * GIB),
        storage: Storage::Hdfs,
        dynamic_allocation: true,
        local_dirs: vec!["/mnt/a".to_owned(), "/mnt/b".to_owned()],
        local_dir_bytes: Some(1024 * GIB),
        checkpoint_dir: "hdfs:///checkpoints".to_owned(),
        spark_version: "3.5.1-amzn-0".to_owned(),
    };
    assert_eq!(read(text), wanted);
}

#[test]
fn what_is_not_said_is_the_default_or_goes_by_the_platform() {
    let small = read("nodes: 2\ncores_per_node: 4\nmemory_per_node: 16g\n");
    let default = Cluster::default();
    assert_eq!((small.os_cores, small.storage, small.os_memory_bytes), (1, Storage::Hdfs, GIB));
    assert_eq!(
        (small.overhead_percent, small.min_overhead_bytes, small.spark_version),
        (10, 384 << 20, default.spark_version)
    );
    let kubernetes = read("nodes: 2\ncores_per_node: 4\nmemory_per_node: 16g\nplatform: kubernetes\n");
    assert_eq!((kubernetes.os_cores, kubernetes.storage), (0, Storage::ObjectStore));
    let local = read("cores_per_node: 1\nmemory_per_node: 4096m\nplatform: local\n");
    assert_eq!((local.nodes, local.os_cores, local.storage), (1, 0, Storage::Local));
    let said =
        read("storage: hdfs\nos_cores: 1\nnodes: 2\ncores_per_node: 4\nmemory_per_node: 16g\nplatform: kubernetes\n");
    assert_eq!((said.os_cores, said.storage), (1, Storage::Hdfs), "what is said before the platform stays");
}

#[test]
fn what_cannot_be_is_told_with_its_line() {
    for (line, wanted) in [
        ("node: 3", "the key \"node\" means nothing here; did you mean nodes?"),
        ("os_cores: -1", "os_cores wants a whole number of 0 to 10000, not \"-1\""),
        ("max_executors: 0", "max_executors wants a whole number of 1 to 2147483647, not \"0\""),
        ("max_executors: 1.5", "max_executors wants a whole number of 1 to 2147483647, not \"1.5\""),
        ("overhead_percent: 0.1", "overhead_percent wants a whole number of 1 to 1000, not \"0.1\""),
        (
            "max_driver_memory: 100m",
            "max_driver_memory wants a size with its unit, such as 64GiB, of 450m to 1p, not \"100m\"",
        ),
        ("os_memory: 2", "os_memory wants a size with its unit, such as 64GiB, of 0 to 1p, not \"2\""),
        ("os_memory: -1g", "os_memory wants a size with its unit, such as 64GiB, of 0 to 1p, not \"-1g\""),
        ("os_memory: 9999999t", "os_memory wants a size with its unit, such as 64GiB, of 0 to 1p, not \"9999999t\""),
        ("storage: s3", "storage wants one of object-store, hdfs, local, not \"s3\""),
        ("dynamic_allocation: yes", "dynamic_allocation wants one of true, false, not \"yes\""),
        ("local_dirs: {a: b}", "local_dirs wants one value"),
        ("local_dirs: [[a]]", "local_dirs wants a list of folders"),
        ("checkpoint_dir:", "checkpoint_dir wants one value"),
        ("spark_version: four", "spark_version wants a version such as \"4.0\", not \"four\""),
        ("os_cores: 8", "os_cores leaves no core for executors: 8 of 8 cores_per_node"),
    ] {
        assert_eq!(refused(&with(line)), (4, wanted.to_owned()), "{line}");
    }
}

#[test]
fn a_node_has_room_for_an_executor() {
    let (line, message) = refused("nodes: 2\ncores_per_node: 8\nmemory_per_node: 1g\nos_memory: 256m\n");
    assert_eq!(line, 3);
    // 1024 − 256 MiB are left; 450 + 384 are needed.
    assert!(message.contains("leaves 805306368 bytes") && message.contains("needs 874512384"), "{message}");
    assert_eq!(
        read("nodes: 2\ncores_per_node: 8\nmemory_per_node: 834m\nos_memory: 0\n").memory_per_node_bytes,
        834 << 20
    );
    let (line, message) = refused("platform: local\nnodes: 2\ncores_per_node: 8\nmemory_per_node: 8g\n");
    assert_eq!((line, message.as_str()), (2, "nodes is 1 where the platform is local"));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let (line, message) = refused("nodes: 0\ncores_per_node: many\n");
    assert_eq!(line, 0);
    assert!(message.starts_with("it does not say memory_per_node; line 1: nodes wants"), "{message}");
    assert!(message.contains("; line 2: cores_per_node wants"), "{message}");
    assert_eq!(refused("").1, "it does not say nodes, cores_per_node, memory_per_node");
    assert_eq!(refused("- a\n"), (1, "no map of keys and values: write KEY: VALUE lines".to_owned()));
    assert_eq!(cluster("a: b: c\n", "f").expect_err("broken").code, "malformed-yaml");
    let secret = refused(&with("password=hunter2: 1")).1;
    assert!(!secret.contains("hunter2"), "{secret}");
}

#[test]
fn a_cluster_may_be_imagined() {
    let changed = what_if(&Cluster::default(), "nodes=8, cores_per_node=16,memory_per_node=64GiB").expect("valid");
    let wanted = Cluster { nodes: 8, cores_per_node: 16, memory_per_node_bytes: 64 * GIB, ..Cluster::default() };
    assert_eq!(changed, wanted);
    for (text, wanted) in [
        ("", "nothing is no KEY=VALUE, such as nodes=8"),
        ("nodes", "\"nodes\" is no KEY=VALUE, such as nodes=8"),
        ("nodes=8,nodes=9", "nodes is said twice"),
        ("noodes=8", "the key \"noodes\" means nothing here; did you mean nodes?"),
        ("nodes=0", "nodes wants a whole number of 1 to 100000, not \"0\""),
        ("cores_per_node=1", "os_cores leaves no core for executors: 1 of 1 cores_per_node"),
    ] {
        assert_eq!(what_if(&Cluster::default(), text).expect_err(text), wanted);
    }
}
