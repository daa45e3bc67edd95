//! The table against itself, and values that Spark takes in silence or refuses too late.

use super::*;
use proptest::prelude::*;

#[test]
fn the_table_is_sorted_and_its_defaults_are_valid() {
    assert!(ALL.len() > 300, "{}", ALL.len());
    assert!(ALL.windows(2).all(|pair| pair[0].key < pair[1].key));
    for setting in ALL {
        assert!(setting.min <= setting.max, "{}", setting.key);
        assert!(setting.since.split('.').all(|part| part.parse::<u32>().is_ok()), "{}: {}", setting.key, setting.since);
        if !setting.default.is_empty() {
            assert_eq!(check(setting.key, setting.default), Ok(()), "{}", setting.key);
        }
        if let (Kind::Bytes(_) | Kind::Heap, false) = (setting.kind, setting.default.is_empty()) {
            let n = bytes(setting.default, Unit::Byte).expect("a size");
            assert_eq!(bytes_text(n), setting.default, "{}", setting.key);
        }
    }
    assert!(BY_NAME.iter().all(|key| find(key).is_some()));
    assert!(RENAMED.iter().all(|(old, new)| find(old).is_none() && find(new).is_some()));
}

#[test]
fn a_setting_is_found_by_its_key_alone() {
    let partitions = find("spark.sql.shuffle.partitions").expect("known");
    assert_eq!((partitions.kind, partitions.default, partitions.start_only), (Kind::Int, "200", false));
    let memory = find("spark.executor.memory").expect("known");
    assert_eq!((memory.default, memory.start_only, memory.since), ("1g", true, "0.7.0"));
    assert_eq!(find("spark.sql.shuffle.Partitions"), None, "Spark tells capitals apart");
}

#[test]
fn what_spark_would_take_in_silence_is_refused() {
    for (key, value) in [
        ("spark.sql.shuffle.partitions", "0"),
        ("spark.sql.shuffle.partitions", "-5"),
        ("spark.sql.shuffle.partitions", "1.5"),
        ("spark.sql.shuffle.partitions", "auto"),
        ("spark.sql.shuffle.partitions", ""),
        ("spark.sql.shuffle.partitions", "2147483648"),
        ("spark.driver.memory", "lots"),
        ("spark.driver.memory", "100"),
        ("spark.driver.memory", "2048"),
        ("spark.driver.memory", "2gb"),
        ("spark.executor.memory", "1"),
        ("spark.executor.memory", "449m"),
        ("spark.executor.memory", "1.5g"),
        ("spark.executor.memory", "9999999999g"),
        ("spark.executor.memoryOverhead", "-1"),
        ("spark.memory.fraction", "2"),
        ("spark.memory.fraction", "0"),
        ("spark.memory.fraction", "abc"),
        ("spark.memory.fraction", "NaN"),
        ("spark.memory.storageFraction", "inf"),
        ("spark.executor.cores", "0"),
        ("spark.executor.instances", "-1"),
        ("spark.sql.autoBroadcastJoinThreshold", "-7"),
        ("spark.sql.autoBroadcastJoinThreshold", "64 mega"),
        ("spark.sql.files.maxPartitionBytes", "0"),
        ("spark.sql.files.openCostInBytes", "-4"),
        ("spark.sql.adaptive.enabled", "maybe"),
        ("spark.sql.adaptive.enabled", "1"),
        ("spark.sql.broadcastTimeout", "abc"),
        ("spark.sql.sources.partitionOverwriteMode", "sometimes"),
        ("spark.sql.catalogImplementation", "HIVE"),
        ("spark.serializer", "kryo"),
        ("spark.serializer", "org..Kryo"),
        ("spark.eventLog.compression.codec", "rar"),
        ("spark.executor.extraJavaOptions", "-ea -Xmx4g"),
        ("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "3"),
    ] {
        let said = check(key, value).expect_err(&format!("{key}={value}"));
        assert!(said.starts_with(&format!("{key} wants ")), "{said}");
    }
}

#[test]
fn what_spark_takes_is_taken() {
    for (key, value) in [
        ("spark.sql.shuffle.partitions", "1"),
        ("spark.driver.memory", "2g"),
        ("spark.driver.memory", "450M"),
        ("spark.driver.memory", "471859200"),
        ("spark.executor.memory", "2048"),
        ("spark.executor.memory", "450m"),
        ("spark.executor.memory", "4GB"),
        ("spark.memory.fraction", "0.75"),
        ("spark.sql.autoBroadcastJoinThreshold", "-1"),
        ("spark.sql.autoBroadcastJoinThreshold", "64MB"),
        ("spark.sql.adaptive.enabled", "TRUE"),
        ("spark.sql.broadcastTimeout", "600"),
        ("spark.network.timeout", "10min"),
        ("spark.sql.parquet.compression.codec", "ZSTD"),
        ("spark.sql.sources.partitionOverwriteMode", "dynamic"),
        ("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
        ("spark.io.compression.codec", "com.example.My$Codec"),
        ("spark.executor.extraJavaOptions", "-XX:+UseG1GC"),
        ("spark.hadoop.fs.s3a.endpoint", "a=b"),
        ("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog"),
    ] {
        assert_eq!(check(key, value), Ok(()), "{key}={value}");
    }
}

#[test]
fn an_unknown_key_is_told_its_neighbour() {
    let told = |key: &str| check(key, "1").expect_err(key);
    assert_eq!(
        told("spark.sql.shufle.partitions"),
        "spark.sql.shufle.partitions is no setting of Spark; did you mean spark.sql.shuffle.partitions?"
    );
    assert!(told("executor.memory").ends_with("did you mean spark.executor.memory?"));
    assert!(told("spark.yarn.executor.memoryOverhead").ends_with("use spark.executor.memoryOverhead"));
    assert_eq!(told("foo"), "foo is no setting of Spark that is known here");
    assert_eq!(told("\u{1b}[2J"), " [2J is no setting of Spark that is known here");
    assert!(told("spark.hadoop.").contains("no setting"));
}

#[test]
fn sizes_are_read_in_every_spelling() {
    for (text, unit, wanted) in [
        ("64", Unit::Mib, Some(67_108_864)),
        ("64", Unit::Byte, Some(64)),
        ("0", Unit::Kib, Some(0)),
        ("1k", Unit::Byte, Some(1_024)),
        ("10MB", Unit::Byte, Some(10_485_760)),
        ("1MiB", Unit::Byte, Some(1_048_576)),
        (" 3g ", Unit::Byte, Some(3_221_225_472)),
        ("2t", Unit::Byte, Some(2_199_023_255_552)),
        ("-1b", Unit::Mib, Some(-1)),
        ("8191p", Unit::Byte, Some(9_222_246_136_947_933_184)),
        ("8192p", Unit::Byte, None),
        ("1.5g", Unit::Byte, None),
        ("1 g", Unit::Byte, None),
        ("g", Unit::Byte, None),
        ("", Unit::Byte, None),
        ("-", Unit::Byte, None),
        ("1kk", Unit::Byte, None),
        ("5s", Unit::Byte, None),
        ("1ib", Unit::Byte, None),
        ("١m", Unit::Byte, None),
    ] {
        assert_eq!(bytes(text, unit), wanted, "{text}");
    }
    assert_eq!((heap("2g"), heap("1024"), heap("2gb"), heap("1p")), (Some(2_147_483_648), Some(1_024), None, None));
}

#[test]
fn times_are_read_in_every_spelling() {
    let all = ["5s", "2m", "2min", "1h", "1d", "250", "-1ms", "1500us", "1.5s", "1w"];
    let read: Vec<Option<i64>> = all.iter().map(|text| milliseconds(text, 1_000)).collect();
    let wanted = [5_000, 120_000, 120_000, 3_600_000, 86_400_000, 250_000, -1, 1].map(Some);
    assert_eq!(read, [&wanted[..], &[None, None]].concat());
}

#[test]
fn a_size_is_written_in_the_largest_unit_that_divides_it() {
    let all = [536_870_912, 3_221_225_472, 1_536 << 20, 1_000, 1_024, 0, -1, 1 << 50].map(bytes_text);
    assert_eq!(all, ["512m", "3g", "1536m", "1000", "1k", "0", "-1", "1p"]);
}

proptest! {
    #[test]
    fn a_size_that_is_written_is_read_again(n in any::<i64>()) {
        prop_assert_eq!(bytes(&bytes_text(n), Unit::Byte), Some(n));
    }

    #[test]
    fn nothing_makes_a_check_panic(key in ".*", value in ".*", at in 0..ALL.len()) {
        prop_assert!(find(&key).is_some() || is_open(&key) || check(&key, &value).is_err());
        if let Err(said) = ALL[at].check(&value) {
            prop_assert!(said.starts_with(ALL[at].key) && !said.chars().any(crate::model::steers));
        }
    }
}
