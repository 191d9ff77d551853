//! Tables that a command reads: delimited text with a header, whatever program saved it, with the line of every row for the sentence
//! that says what is wrong.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use csv::{Position, ReaderBuilder, StringRecord};

use crate::app::Failure;

/// What may stand between two values.
const SEPARATORS: [u8; 3] = *b",;\t";

/// A column that a command knows, by the name in its header; upper and lower case are the same there.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    name: &'static str,
    needed: bool,
}

impl Column {
    /// One that must be there.
    pub const fn needed(name: &'static str) -> Self {
        Self { name, needed: true }
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, needed: false }
    }
}

/// A table that was read: its rows have the columns that were asked for, in whatever order the file has them. Others are left alone.
#[derive(Debug)]
pub struct Table {
    file: PathBuf,
    known: Vec<Column>,
    /// Where in a row each known column is.
    at: Vec<Option<usize>>,
    /// Whether numbers may have a decimal comma, which they have where columns are separated by semicolons.
    comma: bool,
    rows: Vec<(u64, StringRecord)>,
}

impl Table {
    /// Reads a file of UTF-8 or UTF-16 text, separated by commas, semicolons or tabs. Blank lines are skipped.
    ///
    /// # Errors
    /// In a sentence with the file, and the line where there is one.
    pub fn read(file: &Path, columns: &[Column]) -> Result<Self, Failure> {
        let bytes = fs::read(file).map_err(|e| Failure::new(format!("{} cannot be read: {e}", file.display())))?;
        Self::of(file, bytes, columns)
    }

    /// The same of a file's content.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn of(file: &Path, bytes: Vec<u8>, columns: &[Column]) -> Result<Self, Failure> {
        let text = decoded(bytes).map_err(|(line, why)| fault(file, line, why))?;
        let separator = separator(&text, columns);
        let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let mut table = Self {
            file: file.to_owned(),
            known: columns.to_vec(),
            at: Vec::new(),
            comma: separator == b';',
            rows: Vec::new(),
        };
        let header = reader.headers().map_err(|e| fault(file, 1, e))?.clone();
        table.find_columns(&header, header.position().map_or(1, |p| line(&text, p)))?;
        let mut row = StringRecord::new();
        loop {
            let begin = reader.position().clone();
            match reader.read_record(&mut row) {
                Ok(false) => return Ok(table),
                Ok(true) => table.add(&row, line(&text, row.position().unwrap_or(&begin)), header.len())?,
                Err(error) => return Err(fault(file, line(&text, &begin), error)),
            }
        }
    }

    fn find_columns(&mut self, header: &StringRecord, line: u64) -> Result<(), Failure> {
        for column in &self.known {
            let mut found =
                header.iter().enumerate().filter(|(_, title)| title.trim().eq_ignore_ascii_case(column.name));
            let first = found.next().map(|(at, _)| at);
            if found.next().is_some() {
                return Err(fault(&self.file, line, format!("the column “{}” is there twice", column.name)));
            }
            if first.is_none() && column.needed {
                return Err(fault(&self.file, line, self.missing(column.name, header)));
            }
            self.at.push(first);
        }
        Ok(())
    }

    fn missing(&self, name: &str, header: &StringRecord) -> String {
        let needed: Vec<&str> = self.known.iter().filter(|c| c.needed).map(|c| c.name).collect();
        // A file of another kind may have a very long first line.
        let there: Vec<String> = header.iter().take(12).map(|t| t.chars().take(40).collect()).collect();
        let there = if there.is_empty() { "nothing".to_owned() } else { format!("“{}”", there.join("”, “")) };
        format!("there is no column “{name}”; the header must name {}, and has {there}", needed.join(", "))
    }

    fn add(&mut self, row: &StringRecord, line: u64, width: usize) -> Result<(), Failure> {
        if row.len() != width {
            let why = format!("the number of values is {}, and the header has {width} columns", row.len());
            return Err(fault(&self.file, line, why));
        }
        let kept = self.at.iter().map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().trim()).collect();
        self.rows.push((line, kept));
        Ok(())
    }

    /// Its rows, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, values)| Row { table: self, line: *line, values })
    }

    /// Whether the header names a column: the number it has among those that were asked for.
    pub fn has(&self, column: usize) -> bool {
        self.at.get(column).is_some_and(Option::is_some)
    }

    /// What is wrong with the file as a whole.
    pub fn fault(&self, why: impl Display) -> Failure {
        Failure::new(format!("{}: {why}", self.file.display()))
    }
}

/// A row. Columns are named by their number among those that were asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    values: &'a StringRecord,
    /// On which line of the file it begins, from 1.
    pub line: u64,
}

impl<'a> Row<'a> {
    /// What stands in a column, without spaces around it; nothing where the column is not there.
    pub fn text(&self, column: usize) -> &'a str {
        self.values.get(column).unwrap_or_default()
    }

    /// What stands in a column that may not be empty.
    ///
    /// # Errors
    /// In a sentence with the line.
    pub fn filled(&self, column: usize) -> Result<&'a str, Failure> {
        match self.text(column) {
            "" => Err(self.fault(format!("“{}” is empty", self.name(column)))),
            text => Ok(text),
        }
    }

    /// A number, finite.
    ///
    /// # Errors
    /// In a sentence with the line.
    pub fn number(&self, column: usize) -> Result<f64, Failure> {
        let text = self.filled(column)?;
        let read = if self.table.comma && !text.contains('.') { text.replace(',', ".") } else { text.to_owned() };
        match read.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(self.fault(format!("“{}” is “{text}”, which is not a number", self.name(column)))),
        }
    }

    /// A whole number, or whatever else is read from text; `what` says what is wanted.
    ///
    /// # Errors
    /// In a sentence with the line.
    pub fn parsed<T: FromStr>(&self, column: usize, what: &str) -> Result<T, Failure> {
        let text = self.filled(column)?;
        text.parse().map_err(|_| self.fault(format!("“{}” is “{text}”, which is not {what}", self.name(column))))
    }

    /// What is wrong with this row.
    pub fn fault(&self, why: impl Display) -> Failure {
        fault(&self.table.file, self.line, why)
    }

    fn name(&self, column: usize) -> &'static str {
        self.table.known.get(column).map_or("", |column| column.name)
    }
}

fn fault(file: &Path, line: u64, why: impl Display) -> Failure {
    Failure::new(format!("{}, line {line}: {why}", file.display()))
}

/// The text without its byte order mark; or the line where it is not text.
fn decoded(bytes: Vec<u8>) -> Result<String, (u64, &'static str)> {
    match bytes.as_slice() {
        [b'P', b'K', 3, 4, ..] => Err((1, "this is a workbook; save the sheet as CSV")),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        // The first character of a header is one of ASCII.
        [1..=255, 0, ..] => wide(&bytes, u16::from_le_bytes),
        [0, 1..=255, ..] => wide(&bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => narrow(rest.to_vec()),
        _ => narrow(bytes),
    }
}

fn narrow(bytes: Vec<u8>) -> Result<String, (u64, &'static str)> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        (1 + ends(good), "the text is not UTF-8; save the file as “CSV UTF-8”")
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, (u64, &'static str)> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err((1 + ends(text.as_bytes()), "the text is neither UTF-8 nor UTF-16")),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err((1 + ends(text.as_bytes()), "the file ends within a character")) }
}

/// The separator with which the header names most of the columns; of several, the one that is there most often.
fn separator(text: &str, columns: &[Column]) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let fits = |separator: u8| {
        let titles = || header.split(char::from(separator)).map(|title| title.trim().trim_matches('"').trim());
        (columns.iter().filter(|c| titles().any(|t| t.eq_ignore_ascii_case(c.name))).count(), titles().count())
    };
    // The first of equals.
    SEPARATORS.into_iter().rev().max_by_key(|&separator| fits(separator)).unwrap_or(b',')
}

/// The line of a row that is said to begin at `position`, which may be before blank lines.
fn line(text: &str, position: &Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    position.line() + ends(rest.get(..blank).unwrap_or_default())
}

fn ends(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 3] = [Column::needed("who"), Column::needed("score"), Column::optional("note")];

    fn read(bytes: &[u8]) -> Result<Table, String> {
        Table::of(Path::new("t.csv"), bytes.to_vec(), &COLUMNS).map_err(|failure| failure.why)
    }

    fn content(bytes: &[u8]) -> Vec<(u64, String, f64)> {
        let row = |r: Row<'_>| (r.line, r.text(0).to_owned(), r.number(1).map_err(|f| f.why).unwrap());
        read(bytes).unwrap().rows().map(row).collect()
    }

    #[test]
    fn an_officer_may_save_the_table_from_whatever_spreadsheet() {
        let expected = vec![(2, "Kõiv, M".to_owned(), -0.5), (4, "b".to_owned(), 2.0)];
        for text in [
            "who,score\n\"Kõiv, M\",-0.5\n\nb,2\n",
            "Score;x;WHO\r\n-0,5;;Kõiv, M\r\n\r\n2;;b",
            "note\twho\t score \n\tKõiv, M\t-0.5\n\n\tb\t2.0\n",
        ] {
            let units = || text.encode_utf16();
            assert_eq!(content(text.as_bytes()), expected);
            assert_eq!(content(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), expected);
            assert_eq!(content(&units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), expected);
            assert_eq!(content(&[vec![0xFE, 0xFF], units().flat_map(u16::to_be_bytes).collect()].concat()), expected);
        }
        assert!(!read(b"who,score\n").unwrap().has(2));
        assert_eq!(content(b"who,score\n\"a\nb\",1\n\n\nc,2"), [(2, "a\nb".to_owned(), 1.0), (6, "c".to_owned(), 2.0)]);
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said_with_its_line() {
        let refused = |bytes: &[u8]| read(bytes).unwrap_err();
        let why = refused(b"name,points\na,1\n");
        assert_eq!(
            why,
            "t.csv, line 1: there is no column “who”; the header must name who, score, and has “name”, “points”"
        );
        assert_eq!(refused(b"").split("; ").last(), Some("the header must name who, score, and has nothing"));
        assert_eq!(refused(b"who,score,who\n"), "t.csv, line 1: the column “who” is there twice");
        let short = "t.csv, line 4: the number of values is 1, and the header has 2 columns";
        assert_eq!(refused(b"who,score\na,1\n\nb\n"), short);
        let latin = "t.csv, line 3: the text is not UTF-8; save the file as “CSV UTF-8”";
        assert_eq!(refused(b"who,score\na,1\nK\xF5iv,2\n"), latin);
        assert_eq!(refused(b"PK\x03\x04..."), "t.csv, line 1: this is a workbook; save the sheet as CSV");
        let number = |bytes: &[u8]| read(bytes).unwrap().rows().last().unwrap().number(1).unwrap_err().why;
        assert_eq!(number(b"who,score\n\na,NaN\n"), "t.csv, line 3: “score” is “NaN”, which is not a number");
        assert_eq!(number(b"who,score\na,\"0,5\"\n"), "t.csv, line 2: “score” is “0,5”, which is not a number");
        assert_eq!(number(b"who,score\na, \n"), "t.csv, line 2: “score” is empty");
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_there_is_a_table_or_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..60), named in any::<bool>()) {
            let head: &[u8] = if named { b"who;score\n" } else { b"" };
            match read(&[head, &bytes].concat()) {
                Ok(table) => table.rows().for_each(|row| { let _ = row.number(1); }),
                Err(why) => prop_assert!(why.starts_with("t.csv, line ")),
            }
        }
    }
}
