//! Fonts of the system: which scripts a text is written in, in which files their fonts are, and what to install where one is missing.
//! Only the fonts of the scripts at hand are opened; those of Chinese alone are 20 MB each.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Folders in which systems keep fonts.
const FOLDERS: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts"];
/// How deep folders of fonts are looked into.
const DEEPEST: u8 = 4;

/// A script with its font.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// Its word in the files of sentences.
    pub word: &'static str,
    /// How the files of the font begin; `-Regular` and `-Bold` follow.
    stem: &'static str,
    /// Which font of a collection.
    pub index: u32,
    /// The package of Debian that brings it.
    pub package: &'static str,
    /// Its characters.
    ranges: &'static [(u32, u32)],
}

const CORE: &str = "fonts-noto-core";

const fn core(word: &'static str, stem: &'static str, ranges: &'static [(u32, u32)]) -> Script {
    Script { word, stem, index: 0, package: CORE, ranges }
}

/// Latin, Greek and Cyrillic, and the signs that every text has.
static COMMON: Script = core("latin", "NotoSans", &[]);

/// The other scripts, by the blocks of Unicode.
static OTHERS: [Script; 8] = [
    core("thai", "NotoSansThai", &[(0xe00, 0xe7f)]),
    core("lao", "NotoSansLao", &[(0xe80, 0xeff)]),
    core("khmer", "NotoSansKhmer", &[(0x1780, 0x17ff), (0x19e0, 0x19ff)]),
    core("myanmar", "NotoSansMyanmar", &[(0x1000, 0x109f), (0xa9e0, 0xa9ff), (0xaa60, 0xaa7f)]),
    core("tamil", "NotoSansTamil", &[(0xb80, 0xbff)]),
    core("devanagari", "NotoSansDevanagari", &[(0x900, 0x97f)]),
    core("arabic", "NotoSansArabic", &[(0x600, 0x6ff), (0x750, 0x77f), (0xfb50, 0xfdff), (0xfe70, 0xfeff)]),
    Script {
        word: "cjk",
        stem: "NotoSansCJK",
        // Japanese, Korean, simplified Chinese: the order within Noto's collection.
        index: 2,
        package: "fonts-noto-cjk",
        ranges: &[
            (0x1100, 0x11ff),
            (0x2e80, 0x2fdf),
            (0x3000, 0x312f),
            (0x31c0, 0x31ef),
            (0x3400, 0x4dbf),
            (0x4e00, 0x9fff),
            (0xac00, 0xd7af),
            (0xf900, 0xfaff),
            (0xff00, 0xffef),
            (0x20000, 0x3134f),
        ],
    },
];

/// A font that was found.
#[derive(Debug)]
pub struct Found {
    /// The script that it is for.
    pub script: &'static Script,
    /// Its files: regular, and bold where there is one.
    pub files: Vec<PathBuf>,
}

/// The scripts of these texts; the common one first.
pub fn scripts<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'static Script> {
    let characters: BTreeSet<u32> = texts.flat_map(str::chars).map(u32::from).filter(|c| *c >= 0x600).collect();
    let is_used = |script: &&'static Script| {
        script.ranges.iter().any(|(first, last)| characters.range(first..=last).next().is_some())
    };
    std::iter::once(&COMMON).chain(OTHERS.iter().filter(is_used)).collect()
}

/// The fonts of these scripts; the error names the scripts without one.
///
/// # Errors
/// The scripts for which this system has no font.
pub fn find(scripts: &[&'static Script]) -> Result<Vec<Found>, Vec<&'static Script>> {
    find_in(&FOLDERS.iter().map(PathBuf::from).collect::<Vec<_>>(), scripts)
}

/// As [`find`], in these folders.
///
/// # Errors
/// As [`find`].
pub fn find_in(folders: &[PathBuf], scripts: &[&'static Script]) -> Result<Vec<Found>, Vec<&'static Script>> {
    let mut files = Vec::new();
    for folder in folders {
        list(folder, DEEPEST, &mut files);
    }
    // Of two fonts of one name the same is taken on every day.
    files.sort();
    let file = |script: &Script, weight: &str| {
        let stem = format!("{}-{weight}", script.stem);
        files.iter().find(|path| path.file_stem().is_some_and(|name| *name == *stem)).cloned()
    };
    let mut missing = Vec::new();
    let mut found = Vec::new();
    for &script in scripts {
        match file(script, "Regular") {
            Some(regular) => {
                let files = std::iter::once(regular).chain(file(script, "Bold")).collect();
                found.push(Found { script, files });
            }
            None => missing.push(script),
        }
    }
    if missing.is_empty() { Ok(found) } else { Err(missing) }
}

/// Every file of a font in the folder; a folder that is not there has none.
fn list(folder: &Path, deepest: u8, files: &mut Vec<PathBuf>) {
    let Some(deeper) = deepest.checked_sub(1) else { return };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            list(&path, deeper, files);
        } else if path.extension().is_some_and(|e| e == "ttf" || e == "otf" || e == "ttc") {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        scripts([text].into_iter()).into_iter().map(|s| s.word).collect()
    }

    #[test]
    fn a_text_opens_the_fonts_of_its_own_scripts_only() {
        assert_eq!(names("Nguyễn Thị Ánh, 50 %"), ["latin"]);
        assert_eq!(names("ชื่อ"), ["latin", "thai"]);
        assert_eq!(names("ឈ្មោះ ຊື່ အမည် பெயர்"), ["latin", "lao", "khmer", "myanmar", "tamil"]);
        assert_eq!(names("姓名"), ["latin", "cjk"]);
    }

    #[test]
    fn a_script_without_a_font_is_named_with_its_package() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("NotoSans-Regular.ttf"), b"").unwrap();
        let missing = find_in(&[folder.path().to_owned()], &scripts(["ឈ្មោះ 姓名"].into_iter())).unwrap_err();
        let named: Vec<_> = missing.iter().map(|s| (s.word, s.package)).collect();
        assert_eq!(named, [("khmer", "fonts-noto-core"), ("cjk", "fonts-noto-cjk")]);
    }
}
