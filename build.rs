//! Puts the sentences of `locales/` into the program, and has it rebuilt where a file that it embeds changes.

use std::{env, error::Error, fmt::Write, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut list = String::from("&[\n");
    for language in sorted(&root.join("locales"))? {
        let tag = language.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        for file in sorted(&language)?.iter().filter(|f| f.extension().is_some_and(|e| e == "ftl")) {
            let path = file.to_str().ok_or("a path of locales is not UTF-8")?;
            writeln!(list, "    ({tag:?}, {path:?}, include_str!({path:?})),")?;
        }
    }
    list.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("locales.rs"), list)?;
    for embedded in ["locales", "migrations", "static", "templates"] {
        println!("cargo:rerun-if-changed={embedded}");
    }
    Ok(())
}

fn sorted(folder: &PathBuf) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}
