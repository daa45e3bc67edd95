//! The command line, as small files: what is typed, what comes out, which exit code.

#[test]
fn the_command_line_behaves_as_its_files_say() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
