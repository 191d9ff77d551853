//! The `sojourn` program.

fn main() -> std::process::ExitCode {
    sojourn::cli::run()
}
