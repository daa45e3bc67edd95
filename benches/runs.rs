//! Run history, measured: a million rows of a spool read in, and settings computed from history.
//!
//! `cargo bench --bench runs -- [SESSIONS]` makes SESSIONS sessions (20,000 where none is given) in a repository of its own and
//! 50 runs of each in a spool, and prints seconds and ratios: the spool read alone, the spool ingested, the same spool again,
//! `tune --all`, and `tune SESSION`. Figures of commands are of processes of their own, as users run them; the median of
//! `ROUNDS` rounds where a round is short.

#![expect(clippy::print_stdout, reason = "figures are the answer of a bench")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SESSIONS: usize = 20_000;
const RUNS: usize = 50;
const ROUNDS: usize = 5;
/// Sessions of one workflow.
const TOGETHER: usize = 100;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let given = std::env::args().skip(1).find(|word| word != "--bench").map(|word| word.parse());
    let sessions = given.transpose()?.unwrap_or(SESSIONS);
    let scratch = std::env::temp_dir().join(format!("catalog-bench-runs-{}", std::process::id()));
    std::fs::create_dir_all(scratch.join("exports"))?;
    let outcome = measure(sessions, &scratch);
    std::fs::remove_dir_all(&scratch)?;
    outcome
}

fn measure(sessions: usize, scratch: &Path) -> Fallible<()> {
    for first in (0..sessions).step_by(TOGETHER) {
        std::fs::write(
            scratch.join(format!("exports/wf_{first}.xml")),
            export(first, (first + TOGETHER).min(sessions)),
        )?;
    }
    let spool = scratch.join("runs.csv");
    let rows = write_spool(&spool, sessions)?;
    let megabytes = std::fs::metadata(&spool)?.len() / 1_000_000;
    let run = |args: &[&str]| command(scratch, args);
    run(&["ingest", "exports"])?;
    let alone = median(|| read_alone(&spool))?;
    let first = run(&["ingest", "runs.csv"])?;
    let again = run(&["ingest", "runs.csv"])?;
    let all = run(&["tune", "--all", "--format", "json"])?;
    let one = median(|| run(&["tune", &format!("s_{}", sessions / 2), "--format", "json"]))?;
    let ratio = |time: Duration| time.as_secs_f64() / alone.as_secs_f64();
    println!("spool                {rows} rows, {megabytes} MB");
    println!("read alone           {:.3} s", alone.as_secs_f64());
    println!("ingested             {:.3} s  {:.1} x", first.as_secs_f64(), ratio(first));
    println!("ingested again       {:.3} s  {:.1} x", again.as_secs_f64(), ratio(again));
    println!("tune --all           {:.3} s  {sessions} sessions with {RUNS} runs each", all.as_secs_f64());
    println!("tune SESSION         {:.1} ms", one.as_secs_f64() * 1e3);
    println!("catalog              {} MB", std::fs::metadata(scratch.join("catalog.db"))?.len() / 1_000_000);
    Ok(())
}

/// Runs the program to its end.
fn command(scratch: &Path, args: &[&str]) -> Fallible<Duration> {
    let start = Instant::now();
    let out = Command::new(env!("CARGO_BIN_EXE_catalog"))
        .args(args)
        .args(["--catalog", "catalog.db"])
        .current_dir(scratch)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()?;
    let time = start.elapsed();
    if !out.status.success() {
        return Err(format!("{args:?}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(time)
}

/// Every field of the spool, read and thrown away.
fn read_alone(spool: &Path) -> Fallible<Duration> {
    let start = Instant::now();
    let mut reader = csv::Reader::from_path(spool)?;
    let (mut record, mut bytes) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        bytes += record.as_slice().len();
    }
    std::hint::black_box(bytes);
    Ok(start.elapsed())
}

fn median(mut round: impl FnMut() -> Fallible<Duration>) -> Fallible<Duration> {
    let mut times = (0..ROUNDS).map(|_| round()).collect::<Fallible<Vec<_>>>()?;
    times.sort();
    Ok(times[ROUNDS / 2])
}

fn write_spool(path: &Path, sessions: usize) -> Fallible<usize> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "SUBJECT_AREA,SUBJECT_ID,WORKFLOW_NAME,SESSION_INSTANCE_NAME,MAPPING_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,\
         SUCCESSFUL_SOURCE_ROWS,FAILED_SOURCE_ROWS,SUCCESSFUL_ROWS,FAILED_ROWS,TOTAL_ERR,FIRST_ERROR_CODE,FIRST_ERROR_MSG,WORKFLOW_ID,\
         WORKFLOW_RUN_ID,WORKLET_RUN_ID,INSTANCE_ID"
    )?;
    // Day by day, as the view grows.
    for day in 0..RUNS {
        for session in 0..sessions {
            let (first, place) = (session - session % TOGETHER, session % TOGETHER);
            let rows = 10_000 + session * 37 + day * 11;
            let bad = (session + day * 7) % 97 == 0;
            let (status, error) = if bad { (3, "\"RR_4035 SQL Error [ORA-12541: TNS:no listener]\"") } else { (1, "") };
            let (month, date) = (day / 28 + 1, day % 28 + 1);
            writeln!(
                out,
                "BENCH,1,wf_{first},s_{session},m_{session},2026-{month:02}-{date:02} 02:{:02}:{:02},2026-{month:02}-{date:02} 03:{:02}:{:02},{status},\
                 {rows},0,{rows},0,0,{},{error},{first},{},0,{place}",
                place % 60,
                session % 60,
                place % 60,
                (session + day) % 60,
                u8::from(bad),
                first * RUNS + day + 1
            )?;
        }
    }
    out.flush()?;
    Ok(sessions * RUNS)
}

/// A workflow with some sessions, each with a mapping, source and target of its own.
fn export(from: usize, to: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<POWERMART CREATION_DATE=\"01/01/2026 00:00:00\" REPOSITORY_VERSION=\"187.96\">\n\
         <REPOSITORY NAME=\"BENCH\" VERSION=\"187\" CODEPAGE=\"UTF-8\" DATABASETYPE=\"Oracle\">\n<FOLDER NAME=\"BENCH\">\n",
    );
    for at in from..to {
        objects(&mut out, at);
    }
    let _ = writeln!(out, "<WORKFLOW NAME=\"wf_{from}\" ISENABLED=\"YES\" ISVALID=\"YES\" SERVERNAME=\"IS\">");
    for at in from..to {
        session(&mut out, at);
        let _ = writeln!(
            out,
            "<TASKINSTANCE NAME=\"s_{at}\" TASKNAME=\"s_{at}\" TASKTYPE=\"Session\" REUSABLE=\"NO\" ISENABLED=\"YES\"/>\n\
             <WORKFLOWLINK FROMTASK=\"Start\" TOTASK=\"s_{at}\" CONDITION=\"\"/>"
        );
    }
    out.push_str("</WORKFLOW>\n</FOLDER>\n</REPOSITORY>\n</POWERMART>\n");
    out
}

fn objects(out: &mut String, at: usize) {
    let fields = |tag: &str| -> String {
        let field = |n: usize| {
            format!(
                "<{tag} NAME=\"C{n}\" DATATYPE=\"varchar2\" PRECISION=\"{}\" SCALE=\"0\" FIELDNUMBER=\"{n}\" NULLABLE=\"NULL\"/>\n",
                n * 10
            )
        };
        (1..=8).map(field).collect()
    };
    let instance = |name: &str, kind: &str, object: &str| {
        format!("<INSTANCE NAME=\"{name}\" TRANSFORMATION_NAME=\"{object}\" TRANSFORMATION_TYPE=\"{kind}\"/>\n")
    };
    let connector = |from: &str, to: &str| {
        format!("<CONNECTOR FROMINSTANCE=\"{from}\" FROMFIELD=\"C1\" TOINSTANCE=\"{to}\" TOFIELD=\"C1\"/>\n")
    };
    let transformation = |name: &str, kind: &str| {
        let port = |n: usize| {
            format!(
                "<TRANSFORMFIELD NAME=\"C{n}\" DATATYPE=\"string\" PORTTYPE=\"INPUT/OUTPUT\" PRECISION=\"{}\"/>\n",
                n * 10
            )
        };
        let ports: String = (1..=8).map(port).collect();
        format!("<TRANSFORMATION NAME=\"{name}\" TYPE=\"{kind}\" REUSABLE=\"NO\">\n{ports}</TRANSFORMATION>\n")
    };
    let (source, target) = (format!("S_{at}"), format!("T_{at}"));
    let _ = write!(
        out,
        "<SOURCE NAME=\"{source}\" DBDNAME=\"D\" DATABASETYPE=\"Oracle\">\n{}</SOURCE>\n<TARGET NAME=\"{target}\" DATABASETYPE=\"Oracle\">\n{}</TARGET>\n",
        fields("SOURCEFIELD"),
        fields("TARGETFIELD")
    );
    let _ = writeln!(
        out,
        "<MAPPING NAME=\"m_{at}\" ISVALID=\"YES\">\n{}{}{}{}{}{}{}{}{}{}</MAPPING>",
        transformation("SQ", "Source Qualifier"),
        transformation("AGG", "Aggregator"),
        transformation("EXP", "Expression"),
        instance(&source, "Source Definition", &source),
        instance("SQ", "Source Qualifier", "SQ"),
        instance("AGG", "Aggregator", "AGG"),
        instance(&target, "Target Definition", &target),
        connector(&source, "SQ"),
        connector("SQ", "AGG"),
        connector("AGG", &target)
    );
}

fn session(out: &mut String, at: usize) {
    let _ = writeln!(
        out,
        "<SESSION NAME=\"s_{at}\" MAPPINGNAME=\"m_{at}\" ISVALID=\"YES\" REUSABLE=\"NO\" SORTORDER=\"Binary\">\n\
         <ATTRIBUTE NAME=\"Commit Interval\" VALUE=\"10000\"/>\n\
         <SESSIONEXTENSION NAME=\"Relational Writer\" SUBTYPE=\"Relational Writer\" TYPE=\"WRITER\" SINSTANCENAME=\"T_{at}\" \
         TRANSFORMATIONTYPE=\"Target Definition\">\n<CONNECTIONREFERENCE CNXREFNAME=\"DB Connection\" CONNECTIONTYPE=\"Relational\" \
         CONNECTIONSUBTYPE=\"Oracle\" CONNECTIONNAME=\"DWH\"/>\n</SESSIONEXTENSION>\n</SESSION>"
    );
}
