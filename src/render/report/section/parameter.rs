//! Section `parameters`: which parameters of the parameter files are used by how many, and which by none. Never a value.

use super::{count, named, note, says, section, several, table};
use crate::answer::report::parameter::{Parameters, Used};
use crate::model::usage::FileLine;
use crate::render::report::Section;
use crate::render::report::table::Cell;

/// The section. `environment` is the one whose files were looked at; empty: those of no environment.
#[must_use]
pub fn parameters(parameters: &Parameters, environment: &str) -> Section {
    let of = if environment.is_empty() { String::new() } else { format!(" of environment {environment}") };
    let files = several(parameters.files, "parameter file");
    let mut blocks = vec![says(format!(
        "{files}{of} with {}. A parameter counts as used where its name stands in a session, a workflow or a mapping that \
         runs, whatever the heading of its line; the command catalog resolve with --unused tells line by line. Names of the service ($PM…) are \
         asked for by the service itself and are not called unused.",
        several(parameters.lines, "line")
    ))];
    if parameters.files == 0 {
        blocks.push(note(format!("No parameter file{of} was ingested, so nothing can be called unused.")));
    }
    let used = |one: &Used| {
        let all = [count(one.users), count(one.files), count(one.lines)];
        let [users, files, lines] = all;
        vec![Cell::code(&one.name), users, files, lines, named(&one.named, one.users)]
    };
    let columns = ["Parameter", "#Used by", "#Files", "#Lines", "Sessions and workflows"];
    let rows = parameters.used.iter().map(used).collect();
    blocks.push(table("parameters-used", "Parameters of the files that are used", &columns, rows));
    let unused = |one: &FileLine| {
        let line = u64::try_from(one.line).unwrap_or(0);
        vec![Cell::code(&one.name), Cell::code(&one.file), count(line), Cell::code(&one.heading)]
    };
    let rows = parameters.unused.iter().map(unused).collect();
    let columns = ["Parameter", "File", "#Line", "Heading"];
    blocks.push(table("parameters-unused", "Parameters of the files whose name nothing uses", &columns, rows));
    let without = |one: &Used| vec![Cell::code(&one.name), count(one.users), named(&one.named, one.users)];
    let rows = parameters.without.iter().map(without).collect();
    let columns = ["Parameter", "#Used by", "Sessions and workflows"];
    let caption = "Parameters that are used and stand in no file: initial or saved values count, or none";
    blocks.push(table("parameters-without", caption, &columns, rows));
    section("parameters", "Parameters", blocks)
}
