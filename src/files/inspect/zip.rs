//! Archives: the entries of a ZIP, read with bounds (APPNOTE 6.3.10). What an entry says of its size and what it unpacks to must be
//! the same; entries that share bytes, as those of bombs do, are refused.

use std::io::Read as _;

use flate2::{Crc, read::DeflateDecoder};

use super::Fault;

/// Most entries; a long dissertation with pictures has a few hundred.
const MOST_ENTRIES: usize = 4000;
/// Most bytes that all entries together may unpack to.
const MOST_INSIDE: u64 = 128 << 20;
/// Length of the record that ends an archive, without its remark.
const END: usize = 22;
/// Length of an entry's line in the table, and of the header before its bytes, without names and extras.
const LINE: usize = 46;
const HEADER: usize = 30;

/// One file in an archive.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Its path.
    pub name: &'a str,
    /// Its bytes as they are in the archive.
    packed: &'a [u8],
    deflated: bool,
    size: u64,
    sum: u32,
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize)
}

/// Where the record is that ends an archive: it reaches, with its remark, to the end of the bytes.
fn end_record(bytes: &[u8]) -> Option<usize> {
    let earliest = bytes.len().saturating_sub(END + usize::from(u16::MAX));
    let places = (earliest..=bytes.len().checked_sub(END)?).rev();
    let is_end = |at: &usize| bytes[*at..].starts_with(b"PK\x05\x06");
    places.filter(is_end).find(|at| short(bytes, at + 20).is_some_and(|remark| at + END + remark == bytes.len()))
}

/// Whether these bytes end as an archive does.
pub(super) fn ends_as_archive(bytes: &[u8]) -> bool {
    end_record(bytes).is_some()
}

/// The entries of an archive, in the order of its table.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Fault> {
    let end = end_record(bytes).ok_or(Fault::Damaged)?;
    let (count, mut at) = short(bytes, end + 10).zip(long(bytes, end + 16)).ok_or(Fault::Damaged)?;
    if count > MOST_ENTRIES {
        return Err(Fault::TooMuchInside);
    }
    let (mut entries, mut taken) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for _ in 0..count {
        let line = bytes.get(at..end).filter(|l| l.starts_with(b"PK\x01\x02")).ok_or(Fault::Damaged)?;
        let (entry, place, length) = entry(bytes, line)?;
        entries.push(entry);
        taken.push(place);
        at += length;
    }
    taken.sort_by_key(|place| place.start);
    if taken.windows(2).any(|two| two[0].end > two[1].start) || taken.last().is_some_and(|last| last.end > end) {
        return Err(Fault::Damaged);
    }
    let inside: u64 = entries.iter().map(|e| e.size).fold(0, u64::saturating_add);
    if inside > MOST_INSIDE { Err(Fault::TooMuchInside) } else { Ok(entries) }
}

/// The entry of a line of the table, the bytes that it takes in the archive, and the line's length.
fn entry<'a>(bytes: &'a [u8], line: &'a [u8]) -> Result<(Entry<'a>, std::ops::Range<usize>, usize), Fault> {
    let two = |at| short(line, at).ok_or(Fault::Damaged);
    let four = |at| long(line, at).ok_or(Fault::Damaged);
    if two(8)? & 1 != 0 {
        return Err(Fault::Protected);
    }
    let deflated = match two(10)? {
        0 => false,
        8 => true,
        _ => return Err(Fault::Damaged),
    };
    let (name_length, header) = (two(28)?, four(42)?);
    let name = line.get(LINE..LINE + name_length).and_then(|n| str::from_utf8(n).ok()).ok_or(Fault::Damaged)?;
    let own = bytes.get(header..).filter(|h| h.starts_with(b"PK\x03\x04")).ok_or(Fault::Damaged)?;
    let before = HEADER + short(own, 26).ok_or(Fault::Damaged)? + short(own, 28).ok_or(Fault::Damaged)?;
    // Both names must be the same: programs differ in which of them they believe.
    if own.get(HEADER..HEADER + name_length) != Some(name.as_bytes()) {
        return Err(Fault::Damaged);
    }
    let packed = own.get(before..before + four(20)?).ok_or(Fault::Damaged)?;
    let place = header..header + before + packed.len();
    let sum = u32::try_from(four(16)?).map_err(|_| Fault::Damaged)?;
    let length = LINE + name_length + two(30)? + two(32)?;
    Ok((Entry { name, packed, deflated, size: four(24)? as u64, sum }, place, length))
}

impl Entry<'_> {
    /// What is in it, which must be as long as it says and have the check sum it says.
    pub(super) fn unpack(&self) -> Result<Vec<u8>, Fault> {
        let mut content = Vec::new();
        let read = if self.deflated {
            DeflateDecoder::new(self.packed).take(self.size + 1).read_to_end(&mut content)
        } else {
            self.packed.take(self.size + 1).read_to_end(&mut content)
        };
        let mut sum = Crc::new();
        sum.update(&content);
        let as_said = read.is_ok() && content.len() as u64 == self.size && sum.sum() == self.sum;
        if as_said { Ok(content) } else { Err(Fault::Damaged) }
    }
}

/// An archive of these files, none of them packed.
pub(super) fn write(files: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    let (mut archive, mut table) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut sum = Crc::new();
        sum.update(content);
        let size = u32::try_from(content.len()).ok()?.to_le_bytes();
        let offset = u32::try_from(archive.len()).ok()?.to_le_bytes();
        let length = u16::try_from(name.len()).ok()?.to_le_bytes();
        // Version 2.0, names in UTF-8, not packed, the first day of 1980.
        let mut facts = b"\x14\0\0\x08\0\0\0\0\x21\0".to_vec();
        for part in [&sum.sum().to_le_bytes()[..], &size, &size, &length, b"\0\0"] {
            facts.extend(part);
        }
        for part in [&b"PK\x03\x04"[..], &facts, name.as_bytes(), content] {
            archive.extend(part);
        }
        for part in [&b"PK\x01\x02\x14\0"[..], &facts, &[0; 10], &offset, name.as_bytes()] {
            table.extend(part);
        }
    }
    let count = u16::try_from(files.len()).ok()?.to_le_bytes();
    let (length, offset) = (u32::try_from(table.len()).ok()?, u32::try_from(archive.len()).ok()?);
    archive.extend(&table);
    for part in [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length.to_le_bytes(), &offset.to_le_bytes(), b"\0\0"] {
        archive.extend(part);
    }
    Some(archive)
}
