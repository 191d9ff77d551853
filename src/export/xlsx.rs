//! Spreadsheets in Office Open XML. Rows go to disk as they come, so that the file's length costs no memory. A sheet that is
//! full goes on in the next.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{
    Error,
    table::{Cell, Column, reads_as_formula},
};
use crate::domain::time::Day;

/// Rows of a sheet, the heading included, as the format has them.
const ROWS: u32 = 1_048_576;
/// Longest text of a cell, in the UTF-16 units in which the format counts.
const LONGEST: usize = 32_767;

/// How days are shown.
const DAY: &str = "yyyy-mm-dd";
/// How times of day are.
const CLOCK: &str = "hh:mm";

/// A workbook that is being written.
pub struct Book {
    workbook: Workbook,
    formats: Formats,
    rows_per_sheet: u32,
}

struct Formats {
    heading: Format,
    text: Format,
    guarded: Format,
    number: Format,
    date: Format,
    moment: Format,
}

impl Book {
    /// Keeps its rows in `folder` until it is finished.
    pub fn begin(folder: &Path) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(PathBuf::from(folder))?;
        let formats = Formats {
            heading: Format::new().set_bold().set_text_wrap(),
            text: Format::new(),
            // Shown as text also after somebody edits the cell.
            guarded: Format::new().set_quote_prefix(),
            number: Format::new().set_num_format("0.00"),
            date: Format::new().set_num_format(DAY),
            moment: Format::new().set_num_format([DAY, CLOCK].join(" ")),
        };
        Ok(Self { workbook, formats, rows_per_sheet: ROWS })
    }

    /// Begins a sheet of this name.
    pub fn sheet(&mut self, name: &str, columns: Vec<Column>) -> Result<Sheet<'_>, Error> {
        let open = begin_sheet(&mut self.workbook, &self.formats, name, &columns)?;
        Ok(Sheet { book: self, name: name.to_owned(), columns, open, next: 1, part: 1 })
    }

    /// Writes the file.
    pub fn finish<W: Write + Send>(mut self, to: W) -> Result<(), Error> {
        Ok(self.workbook.save_to_writer(to)?)
    }
}

/// A sheet that is being written row by row. It is in the book once it is finished.
pub struct Sheet<'a> {
    book: &'a mut Book,
    name: String,
    columns: Vec<Column>,
    open: Worksheet,
    next: u32,
    part: u32,
}

impl Sheet<'_> {
    /// Adds a row; begins the next sheet where this one is full.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        if self.next == self.book.rows_per_sheet {
            self.part += 1;
            let name = format!("{} {}", self.name, self.part);
            let next = begin_sheet(&mut self.book.workbook, &self.book.formats, &name, &self.columns)?;
            let full = std::mem::replace(&mut self.open, next);
            self.close(full)?;
            self.next = 1;
        }
        for (column, cell) in (0..).zip(cells) {
            write(&mut self.open, (self.next, column), cell, &self.book.formats)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Ends the sheet.
    pub fn finish(mut self) -> Result<(), Error> {
        let last = std::mem::take(&mut self.open);
        self.close(last)
    }

    fn close(&mut self, mut sheet: Worksheet) -> Result<(), Error> {
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, self.next.saturating_sub(1), last_column)?;
        self.book.workbook.push_worksheet(sheet);
        Ok(())
    }
}

fn begin_sheet(workbook: &mut Workbook, formats: &Formats, name: &str, columns: &[Column]) -> Result<Worksheet, Error> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    for (index, column) in (0..).zip(columns) {
        sheet.set_column_width(index, column.width)?;
        sheet.write_string_with_format(0, index, cut(&column.title), &formats.heading)?;
    }
    Ok(sheet)
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            let format = if reads_as_formula(text) { &formats.guarded } else { &formats.text };
            sheet.write_string_with_format(row, column, cut(text), format)
        }
        #[expect(clippy::cast_precision_loss, reason = "the format knows no other numbers; counts are far below 2^53")]
        Cell::Integer(number) => sheet.write_number(row, column, *number as f64),
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &formats.number),
        Cell::Date(day) => match date(*day) {
            Ok(value) => sheet.write_datetime_with_format(row, column, &value, &formats.date),
            // The format's calendar begins in 1900.
            Err(_) => sheet.write_string(row, column, day.to_string()),
        },
        Cell::Moment(at) => match moment(*at) {
            Ok(value) => sheet.write_datetime_with_format(row, column, &value, &formats.moment),
            Err(_) => sheet.write_string(row, column, at.to_string()),
        },
    }?;
    Ok(())
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let part = |n: u32| u8::try_from(n).unwrap_or(u8::MAX);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(0), part(day.month()), part(day.day()))
}

fn moment(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |n: u32| u16::try_from(n).unwrap_or(0);
    date(at.date())?.and_hms(part(at.hour()), u8::try_from(at.minute()).unwrap_or(0), at.second())
}

/// The text as far as a cell can hold it; what is cut off is marked.
fn cut(text: &str) -> String {
    // No text has more UTF-16 units than bytes in UTF-8.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut room = LONGEST - 1;
    let fits = |c: &char| {
        let taken = room.checked_sub(c.len_utf16());
        room = taken.unwrap_or(0);
        taken.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn columns(n: usize) -> Vec<Column> {
        (0..n).map(|i| Column { title: format!("Column {i}"), width: 12 }).collect()
    }

    fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn an_admin_gets_numbers_as_numbers_days_as_days_and_formulas_as_text() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::begin(folder.path()).unwrap();
        let mut sheet = book.sheet("People", columns(7)).unwrap();
        let day = Day::from_ymd_opt(1990, 2, 28).unwrap();
        let cells = [
            Cell::text("=1+1"),
            Cell::Integer(12),
            Cell::Number(4.25),
            Cell::Date(day),
            Cell::Moment(day.and_hms_opt(17, 30, 0).unwrap()),
            Cell::Date(Day::from_ymd_opt(1890, 1, 1).unwrap()),
            Cell::text(&"ក".repeat(40_000)),
        ];
        sheet.row(&cells).unwrap();
        sheet.finish().unwrap();
        let mut bytes = Vec::new();
        book.finish(&mut bytes).unwrap();

        let mut back = read(bytes);
        let range = back.worksheet_range("People").unwrap();
        assert_eq!(range.get((0, 1)), Some(&Data::String("Column 1".to_owned())));
        assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".to_owned())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(12.0)));
        assert_eq!(range.get((1, 2)), Some(&Data::Float(4.25)));
        let Some(Data::DateTime(date)) = range.get((1, 3)) else { panic!("{:?}", range.get((1, 3))) };
        assert_eq!(date.to_ymd_hms_milli(), (1990, 2, 28, 0, 0, 0, 0));
        let Some(Data::DateTime(moment)) = range.get((1, 4)) else { panic!("{:?}", range.get((1, 4))) };
        assert_eq!(moment.to_ymd_hms_milli(), (1990, 2, 28, 17, 30, 0, 0));
        assert_eq!(range.get((1, 5)), Some(&Data::String("1890-01-01".to_owned())));
        let Some(Data::String(long)) = range.get((1, 6)) else { panic!() };
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with('…'));
        assert!(back.worksheet_formula("People").unwrap().is_empty());
    }

    #[test]
    fn people_beyond_the_last_row_of_a_sheet_are_in_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::begin(folder.path()).unwrap();
        book.rows_per_sheet = 4;
        let mut sheet = book.sheet("People", columns(1)).unwrap();
        for n in 0..7 {
            sheet.row(&[Cell::Integer(n)]).unwrap();
        }
        sheet.finish().unwrap();
        let mut bytes = Vec::new();
        book.finish(&mut bytes).unwrap();
        let mut back = read(bytes);
        assert_eq!(back.sheet_names(), ["People", "People 2", "People 3"]);
        let rows: Vec<usize> =
            ["People", "People 2", "People 3"].map(|s| back.worksheet_range(s).unwrap().height()).to_vec();
        assert_eq!(rows, [4, 4, 2]);
    }

    #[test]
    fn a_text_of_exactly_the_longest_length_is_whole() {
        assert_eq!(cut(&"a".repeat(LONGEST)).len(), LONGEST);
        assert_eq!(cut(&"a".repeat(LONGEST + 1)).encode_utf16().count(), LONGEST);
        assert!(cut(&"𝒳".repeat(LONGEST)).encode_utf16().count() <= LONGEST);
    }
}
