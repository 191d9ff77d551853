//! Comma-separated values as RFC 4180 has them, in UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe
//! before it; numbers and days are written as such.

use std::io::Write;

use super::{
    Error,
    table::{Cell, Column, reads_as_formula},
};

/// A file that is being written row by row.
pub struct Csv<W: Write>(::csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// Begins with the headings. `bom` puts a byte order mark first, by which Excel knows that the file is UTF-8.
    pub fn begin(mut to: W, bom: bool, columns: &[Column]) -> Result<Self, Error> {
        if bom {
            to.write_all("\u{feff}".as_bytes())?;
        }
        let mut csv = Self(::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(to));
        csv.0.write_record(columns.iter().map(|c| guarded(&c.title)))?;
        Ok(csv)
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        Ok(self.0.write_record(cells.iter().map(plain))?)
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(self) -> Result<W, Error> {
        self.0.into_inner().map_err(|error| error.into_error().into())
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        other => other.written(),
    }
}

fn guarded(text: &str) -> String {
    if reads_as_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn column(title: &str) -> Column {
        Column { title: title.to_owned(), width: 10 }
    }

    fn written(bom: bool, cells: &[Cell]) -> Vec<u8> {
        let columns: Vec<Column> = (0..cells.len()).map(|_| column("Name")).collect();
        let mut csv = Csv::begin(Vec::new(), bom, &columns).unwrap();
        csv.row(cells).unwrap();
        csv.finish().unwrap()
    }

    #[test]
    fn an_admin_opens_the_file_in_a_spreadsheet_and_sees_what_was_answered() {
        let cells = [
            Cell::text("Sok, \"Dara\"\nII"),
            Cell::Integer(-3),
            Cell::Number(4.25),
            Cell::Date(chrono::NaiveDate::from_ymd_opt(1990, 2, 28).unwrap()),
            Cell::text("=HYPERLINK(\"http://x\")"),
            Cell::Empty,
        ];
        let text = String::from_utf8(written(true, &cells)).unwrap();
        assert_eq!(
            text,
            "\u{feff}Name,Name,Name,Name,Name,Name\r\n\"Sok, \"\"Dara\"\"\nII\",-3,4.25,1990-02-28,\"'=HYPERLINK(\"\"http://x\"\")\",\r\n"
        );
    }

    proptest! {
        #[test]
        fn whatever_an_applicant_types_stays_text_in_its_own_cell(typed in "(?s).{0,40}", after in "[=+@\\-\t\r\n\"',;]{0,5}\\PC{0,10}") {
            let cells = [Cell::text(&typed), Cell::text(&after)];
            let bytes = written(false, &cells);
            let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), 2);
            for (read, cell) in rows[0].iter().zip(&cells) {
                prop_assert!(!reads_as_formula(read));
                let text = if let Cell::Text(text) = cell { text.as_str() } else { "" };
                prop_assert!(read == text || read.strip_prefix('\'') == Some(text));
            }
        }
    }
}
