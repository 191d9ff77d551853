//! The marks of the letters of outcome, for which each applicant's facts are put in.

/// What letters may have put in.
pub const MARKS: [&str; 4] = ["{name}", "{reference}", "{call}", "{reply_by}"];

/// The first mark in braces that stands for nothing.
pub fn unknown_mark(letter: &str) -> Option<String> {
    letter.split('{').skip(1).find_map(|rest| {
        let (word, _) = rest.split_once('}')?;
        let mark = format!("{{{word}}}");
        (!word.contains(char::is_whitespace) && !MARKS.contains(&mark.as_str())).then_some(mark)
    })
}
