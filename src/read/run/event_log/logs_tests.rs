//! Event logs written by hand, in the shape of Spark 4.3.

use std::io::Write;

/// 2026-01-02T03:04:05.123 UTC.
const START: i64 = 1_767_323_045_123;

/// The first two lines of a log.
pub(super) fn start() -> String {
    format!(
        "{{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"4.3.0\"}}\n{{\"Event\":\"SparkListenerApplicationStart\",\
         \"App Name\":\"s_load\",\"App ID\":\"app-1\",\"Timestamp\":{START},\"User\":\"etl\",\"App Attempt ID\":\"2\"}}\n"
    )
}

/// The last line of a log, a minute later.
pub(super) fn end() -> String {
    format!("{{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":{},\"ExitCode\":0}}\n", START + 60_000)
}

/// A successful task of stage 3 that reads so many bytes of a shuffle from here and one from elsewhere.
pub(super) fn task(id: i64, launched: i64, finished: i64, shuffle: i64, accumulables: &str) -> String {
    let executor = 2 - id % 2;
    format!(
        "{{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":3,\"Stage Attempt ID\":0,\"Task Type\":\"ResultTask\",\
         \"Task End Reason\":{{\"Reason\":\"Success\"}},\"Task Info\":{{\"Task ID\":{id},\"Index\":{id},\"Attempt\":0,\
         \"Launch Time\":{launched},\"Executor ID\":\"{executor}\",\"Host\":\"h\",\"Finish Time\":{finished},\
         \"Failed\":false,\"Killed\":false,\"Accumulables\":[{accumulables}]}},\"Task Executor Metrics\":\
         {{\"JVMHeapMemory\":0,\"ProcessTreeJVMRSSMemory\":0,\"ProcessTreePythonRSSMemory\":0,\
         \"ProcessTreeOtherRSSMemory\":0}},\"Task Metrics\":{{\"Executor Deserialize Time\":7,\
         \"Executor Run Time\":100,\"Executor CPU Time\":1500000,\"Peak Execution Memory\":{shuffle},\
         \"Result Size\":11,\"JVM GC Time\":3,\"Memory Bytes Spilled\":17,\"Disk Bytes Spilled\":13,\
         \"Shuffle Read Metrics\":{{\"Remote Bytes Read\":1,\"Remote Bytes Read To Disk\":1,\
         \"Local Bytes Read\":{shuffle},\"Fetch Wait Time\":23}},\"Shuffle Write Metrics\":\
         {{\"Shuffle Bytes Written\":19,\"Shuffle Write Time\":1}},\"Input Metrics\":{{\"Bytes Read\":29,\
         \"Records Read\":31}},\"Output Metrics\":{{\"Bytes Written\":37,\"Records Written\":41}},\
         \"Updated Blocks\":[]}}}}\n"
    )
}

/// Events around the tasks of an application on two executors.
const AROUND: [&str; 2] = [
    r#"{"Event":"SparkListenerExecutorAdded","Timestamp":1,"Executor ID":"1","Executor Info":{"Host":"h","Total Cores":4}}
{"Event":"SparkListenerExecutorAdded","Timestamp":1,"Executor ID":"2","Executor Info":{"Host":"h","Total Cores":2}}
{"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"2","Host":"h","Port":1},"Maximum Memory":455501414}
{"Event":"SparkListenerEnvironmentUpdate","JVM Information":{"Java Home":"/opt/java17"},"Spark Properties":{"spark.executor.cores":"4","spark.sql.adaptive.enabled":true,"spark.hadoop.fs.s3a.secret.key":"SqueamishOssifrage","other.key":"x"},"Hadoop Properties":{"spark.not":"this"},"System Properties":{"java.home":"/opt/java17"},"Classpath Entries":{"/opt/java17/lib":"System"}}
{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1,"Stage Infos":[],"Stage IDs":[3],"Properties":{"spark.app.id":"app-1"}}
{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":3}}
{"Event":"SparkListenerTaskStart","Stage ID":3}
"#,
    r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":3,"Stage Attempt ID":0,"Number of Tasks":4,"Submission Time":1767323050000,"Completion Time":1767323060500}}
{"Event":"SparkListenerJobEnd","Job ID":0,"Completion Time":1,"Job Result":{"Result":"JobSucceeded"}}
{"Event":"SparkListenerExecutorRemoved","Timestamp":1,"Executor ID":"2","Removed Reason":"Container killed by YARN for exceeding memory limits. 5.5 GB of 5.5 GB physical memory used."}
{"Event":"SparkListenerExecutorRemoved","Timestamp":1,"Executor ID":"1","Removed Reason":"Executor 1 was idle for 60 seconds"}
"#,
];

/// An application with five tasks in one stage: 1, 2, 3 and 9 seconds, and one that failed after 4.
pub(super) fn application() -> String {
    let begin = START + 5_000;
    let tasks = [
        task(0, begin, begin + 1_000, 10, ""),
        task(1, begin, begin + 2_000, 20, "")
            .replace("\"Executor Run Time\":100", "\"Executor Run Time\":200")
            .replace("\"JVMHeapMemory\":0", "\"JVMHeapMemory\":500")
            .replace("JVMRSSMemory\":0", "JVMRSSMemory\":700")
            .replace("PythonRSSMemory\":0", "PythonRSSMemory\":60")
            .replace("OtherRSSMemory\":0", "OtherRSSMemory\":5"),
        task(2, begin, begin + 3_000, 30, "").replace("\"Executor Run Time\":100", "\"Executor Run Time\":300"),
        task(4, begin, begin + 4_000, 40, "")
            .replace("\"Failed\":false", "\"Failed\":true")
            .replace("\"Executor Run Time\":100", "\"Executor Run Time\":50"),
        task(3, begin, begin + 9_000, 900, "").replace("\"Executor Run Time\":100", "\"Executor Run Time\":8000"),
    ];
    start() + AROUND[0] + &tasks.concat() + AROUND[1] + &end()
}

/// A text as one frame.
pub(super) fn zstd(text: &str) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}
