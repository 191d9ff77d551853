//! What the README promises is what the program does.

use std::fs;

use sojourn::config::Config;

use crate::support::sources::root;

/// Between these lines stands what is drawn from the code.
const BEGIN: &str = "<!-- settings: begin -->\n";
const END: &str = "<!-- settings: end -->";

#[test]
fn an_operator_finds_every_setting_in_the_readme() {
    let path = root().join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}{}\n{END}{after}", Config::table().trim_end());
    if text != wanted && std::env::var_os("SOJOURN_UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
        return;
    }
    assert!(text == wanted, "the table of settings is old; `SOJOURN_UPDATE=1 cargo test readme` draws it anew");
}

#[test]
fn a_reader_finds_every_file_that_the_documents_link_to() {
    for document in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let local = !link.contains("://") && !link.starts_with('#');
            let file = link.split('#').next().unwrap_or_default();
            assert!(!local || root().join(file).exists(), "{document} links to {link}");
        }
    }
}
