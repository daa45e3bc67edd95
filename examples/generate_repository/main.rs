//! Writes a made-up but shape-true export repository of any size, for
//! measurements: `cargo run --release --example generate_repository -- --help`.
//!
//! This file owns the command line and the division into files and folders;
//! the objects themselves are in the modules beside it. The same options give
//! the same bytes, and nothing but one workflow is ever held in memory.

mod defaults;
mod mapping;
mod rng;
mod session;
mod transformation;
mod vocabulary;
mod workflow;
mod xml;

use clap::Parser;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use vocabulary::FOLDERS;
use workflow::{Workflow, session_count};
use xml::{Encoding, Xml};

/// Writes a made-up repository.
#[derive(Parser)]
struct Options {
    /// Sessions in all; with --size only the scale for --changed
    #[arg(long, default_value_t = 1000)]
    sessions: usize,
    /// Directory for the XML files; made if missing
    #[arg(long)]
    out: PathBuf,
    /// About this many files instead of one per workflow
    #[arg(long, conflicts_with = "single_file")]
    files: Option<usize>,
    /// Everything in one file with three folders
    #[arg(long)]
    single_file: bool,
    /// Encoding of the files
    #[arg(long, value_enum, default_value_t = Encoding::Utf8)]
    encoding: Encoding,
    /// Keep adding workflows until the files have this size, e.g. 1GiB, 300MB, 5000000
    #[arg(long, value_parser = parse_size)]
    size: Option<u64>,
    /// Another seed gives another repository
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the same repository with this many sessions altered in one attribute
    #[arg(long, default_value_t = 0)]
    changed: usize,
    /// `POWERMART/@CREATION_DATE`
    #[arg(long, default_value = "06/01/2024 08:00:00")]
    creation_date: String,
}

/// What has been written so far.
#[derive(Default)]
struct Totals {
    sessions: usize,
    workflows: usize,
    files: usize,
    bytes: u64,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    fs::create_dir_all(&options.out)?;
    let mut totals = Totals::default();
    match options.size {
        Some(size) => write_until(&options, size, &mut totals)?,
        None => write_all(&options, &mut totals)?,
    }
    let Totals { sessions, workflows, files, bytes } = totals;
    writeln!(io::stdout(), "{sessions} sessions, {workflows} workflows, {files} files, {bytes} bytes")
}

/// Reads a size such as `1GiB`, `300MB`, `64k` or `5000000`.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| format!("no number in {text:?}"))?;
    let factor: u64 = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        other => return Err(format!("unknown unit {other:?}")),
    };
    number.checked_mul(factor).ok_or_else(|| "too large".to_string())
}

/// A number of sessions: workflows are dealt out to files, in each file by folder.
fn write_all(options: &Options, totals: &mut Totals) -> io::Result<()> {
    let limit = options.files.map_or(50, |files| options.sessions.div_ceil(files.max(1))).clamp(1, 50);
    let mut counts = Vec::new();
    let mut left = options.sessions;
    while left > 0 {
        let count = session_count(options.seed, counts.len()).min(limit).min(left);
        counts.push(count);
        left -= count;
    }
    let files = if options.single_file { 1 } else { options.files.unwrap_or(counts.len()) };
    let files = files.clamp(1, counts.len().max(1));
    for file in 0..files {
        let range = file * counts.len() / files..(file + 1) * counts.len() / files;
        let mut xml = start_file(options, file)?;
        for (folder, name) in FOLDERS.iter().enumerate() {
            let mut mine = range.clone().filter(|at| at % FOLDERS.len() == folder).peekable();
            if mine.peek().is_some() {
                open_folder(&mut xml, name);
                for number in mine {
                    write_workflow(options, totals, &mut xml, number, counts[number])?;
                }
                xml.line("</FOLDER>");
            }
        }
        finish_file(xml, totals)?;
    }
    Ok(())
}

/// A number of bytes: workflows are added until the file, or all files, are that large.
fn write_until(options: &Options, size: u64, totals: &mut Totals) -> io::Result<()> {
    let limit = |part: u64, of: u64| u64::try_from(u128::from(size) * u128::from(part) / u128::from(of));
    let step = FOLDERS.len();
    if options.single_file {
        let mut xml = start_file(options, 0)?;
        for (folder, name) in (0_u64..).zip(FOLDERS) {
            open_folder(&mut xml, name);
            let until = limit(folder + 1, 3).unwrap_or(size);
            let mut number = usize::try_from(folder).unwrap_or(0);
            while xml.size() < until {
                let count = session_count(options.seed, number);
                write_workflow(options, totals, &mut xml, number, count)?;
                number += step;
            }
            xml.line("</FOLDER>");
        }
        return finish_file(xml, totals);
    }
    let parts = options.files.and_then(|files| u64::try_from(files).ok());
    let mut number = 0;
    while totals.bytes < size {
        let until = parts.map_or(0, |parts| limit(1, parts.max(1)).unwrap_or(size));
        let file = totals.files;
        let mut xml = start_file(options, file)?;
        open_folder(&mut xml, FOLDERS[file % step]);
        loop {
            let count = session_count(options.seed, number);
            write_workflow(options, totals, &mut xml, number, count)?;
            number += 1;
            if xml.size() >= until || totals.bytes + xml.size() >= size {
                break;
            }
        }
        xml.line("</FOLDER>");
        finish_file(xml, totals)?;
    }
    Ok(())
}

fn write_workflow(
    options: &Options,
    totals: &mut Totals,
    xml: &mut Xml,
    number: usize,
    count: usize,
) -> io::Result<()> {
    let every = (options.sessions / options.changed.max(1)).max(1);
    let first = totals.sessions;
    let changed = |at: usize| (first + at).is_multiple_of(every) && (first + at) / every < options.changed;
    let workflow = Workflow::draw(options.seed, number, count, changed);
    workflow.write(xml);
    totals.sessions += count;
    totals.workflows += 1;
    let mut out = io::stdout().lock();
    workflow.changed().try_for_each(|name| writeln!(out, "changed {name}"))
}

fn start_file(options: &Options, number: usize) -> io::Result<Xml> {
    let name = if options.single_file { "repository.xml".into() } else { format!("export_{number:05}.xml") };
    let encoding = options.encoding;
    let mut xml = Xml::create(&options.out.join(name), encoding)?;
    xml.line(&format!("<?xml version=\"1.0\" encoding=\"{}\"?>", encoding.declared()));
    xml.line("<!-- Informatica proprietary -->");
    xml.line("<!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">");
    let mut date = String::new();
    xml::escape(&mut date, &options.creation_date);
    xml.line(&format!("<POWERMART CREATION_DATE=\"{date}\" REPOSITORY_VERSION=\"189.98\">"));
    let page = encoding.code_page();
    xml.line(&format!("<REPOSITORY NAME=\"REP_ACME\" VERSION=\"189\" CODEPAGE=\"{page}\" DATABASETYPE=\"Oracle\">"));
    Ok(xml)
}

fn open_folder(xml: &mut Xml, name: &str) {
    let uuid = format!("5b1e6a2c-77d0-4a1b-9c52-{:0>12}", name.len());
    xml.line(&format!(
        "<FOLDER NAME=\"{name}\" GROUP=\"\" OWNER=\"etl_admin\" SHARED=\"NOTSHARED\" DESCRIPTION=\"\" \
         PERMISSIONS=\"rwx---r--\" UUID=\"{uuid}\">"
    ));
    xml.at_depth(1);
    for (config, default) in [("default_session_config", "YES"), ("cfg_high_volume", "NO")] {
        xml.open(
            "CONFIG",
            &[
                ("DESCRIPTION", "Default session configuration object"),
                ("ISDEFAULT", default),
                ("NAME", config),
                ("VERSIONNUMBER", "1"),
            ],
        );
        xml.pairs("ATTRIBUTE", defaults::CONFIG);
        xml.close("CONFIG");
    }
}

fn finish_file(mut xml: Xml, totals: &mut Totals) -> io::Result<()> {
    xml.line("</REPOSITORY>");
    xml.line("</POWERMART>");
    totals.bytes += xml.finish()?;
    totals.files += 1;
    Ok(())
}
