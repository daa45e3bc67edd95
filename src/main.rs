//! The binary: everything is in the library, `catalog::cli` is where the user's words arrive.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    catalog::cli::main()
}
