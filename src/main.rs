//! The `sojourn` program.

/// Pages are put together of many small pieces, which this allocator hands out fastest.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    sojourn::cli::run()
}
