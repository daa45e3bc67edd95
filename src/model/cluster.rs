//! The cluster that Spark runs on, as `cluster.yaml` describes it: nodes, what a node has, what the platform takes of it.
//!
//! Plain values. Bytes and counts are whole numbers. Formulas that use them stand in `answer::tune`.

/// One GiB in bytes.
const GIB: i64 = 1 << 30;
/// One MiB in bytes.
const MIB: i64 = 1 << 20;

/// Who hands out executors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// Spark's own master
    Standalone,
    /// Hadoop YARN
    #[default]
    Yarn,
    /// Kubernetes
    Kubernetes,
    /// Amazon EMR, which is YARN with its own defaults
    Emr,
    /// Databricks, which sets executor memory by the kind of machine
    Databricks,
    /// One JVM: `local[n]`
    Local,
}

impl Platform {
    /// Every platform, in the order of the words of `cluster.yaml`.
    pub const ALL: [Self; 6] =
        [Self::Standalone, Self::Yarn, Self::Kubernetes, Self::Emr, Self::Databricks, Self::Local];

    /// Its word in `cluster.yaml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standalone => "standalone",
            Self::Yarn => "yarn",
            Self::Kubernetes => "kubernetes",
            Self::Emr => "emr",
            Self::Databricks => "databricks",
            Self::Local => "local",
        }
    }

    /// Cores that a node keeps for itself where the file does not say: one for the system and the platform's daemons, none on
    /// Kubernetes (its `allocatable` has left them out already) and none under `local`.
    #[must_use]
    pub fn os_cores(self) -> i64 {
        i64::from(!matches!(self, Self::Kubernetes | Self::Local))
    }

    /// Where its tables lie as a rule, where the file does not say.
    #[must_use]
    pub fn storage(self) -> Storage {
        match self {
            Self::Standalone | Self::Yarn => Storage::Hdfs,
            Self::Kubernetes | Self::Emr | Self::Databricks => Storage::ObjectStore,
            Self::Local => Storage::Local,
        }
    }
}

/// Where tables and files lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Storage {
    /// S3, ADLS, GCS: no locality, rename is a copy
    ObjectStore,
    /// HDFS on the nodes of the cluster
    #[default]
    Hdfs,
    /// A disk that every process sees
    Local,
}

impl Storage {
    /// Every storage, in the order of the words of `cluster.yaml`.
    pub const ALL: [Self; 3] = [Self::ObjectStore, Self::Hdfs, Self::Local];

    /// Its word in `cluster.yaml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ObjectStore => "object-store",
            Self::Hdfs => "hdfs",
            Self::Local => "local",
        }
    }
}

/// A cluster.
///
/// The default is a modest one that nobody would take for theirs unless they say so: YARN over HDFS, 4 nodes of 8 cores and
/// 32 GiB, of which the system keeps one core and 1 GiB a node; no dynamic allocation, Spark's own overheads
/// (`spark.executor.memoryOverheadFactor` 0.10, at least 384 MiB), no limits, Spark 4.0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Machines that run executors.
    pub nodes: i64,
    /// Cores of one.
    pub cores_per_node: i64,
    /// Memory of one.
    pub memory_per_node_bytes: i64,
    /// Who hands out executors.
    pub platform: Platform,
    /// Cores that a node keeps for itself.
    pub os_cores: i64,
    /// Memory that a node keeps for itself.
    pub os_memory_bytes: i64,
    /// Memory of a container beside the heap, in per cent of the heap (`spark.executor.memoryOverheadFactor` × 100).
    pub overhead_percent: i64,
    /// The least of it (`spark.executor.minMemoryOverhead`).
    pub min_overhead_bytes: i64,
    /// Executors at most, by a quota or queue.
    pub max_executors: Option<i64>,
    /// Heap of an executor at most.
    pub max_executor_memory_bytes: Option<i64>,
    /// Heap of the driver at most.
    pub max_driver_memory_bytes: Option<i64>,
    /// Where tables and files lie.
    pub storage: Storage,
    /// True where executors come and go with the work.
    pub dynamic_allocation: bool,
    /// Folders of a node for shuffle files and spills; empty where it is not known.
    pub local_dirs: Vec<String>,
    /// Bytes free in all of them together, on one node.
    pub local_dir_bytes: Option<i64>,
    /// Folder that every node reaches, for checkpoints; empty where there is none.
    pub checkpoint_dir: String,
    /// Version of Spark: `4.0`.
    pub spark_version: String,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            nodes: 4,
            cores_per_node: 8,
            memory_per_node_bytes: 32 * GIB,
            platform: Platform::default(),
            os_cores: Platform::default().os_cores(),
            os_memory_bytes: GIB,
            overhead_percent: 10,
            min_overhead_bytes: 384 * MIB,
            max_executors: None,
            max_executor_memory_bytes: None,
            max_driver_memory_bytes: None,
            storage: Storage::default(),
            dynamic_allocation: false,
            local_dirs: Vec::new(),
            local_dir_bytes: None,
            checkpoint_dir: String::new(),
            spark_version: "4.0".to_owned(),
        }
    }
}
