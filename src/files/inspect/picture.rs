//! Pictures: how large one is drawn and whether all of it is there, by its headers alone. Nothing is decoded, so that a small file
//! which would unpack to gigabytes of pixels costs nothing here and is refused.

use std::ops::Range;

use flate2::Crc;

use super::{Fault, Inspected, only};
use crate::domain::form::FileFormat;

/// How a PNG begins (W3C PNG, 5.2).
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Most pixels of a picture: twice what a page of A4 has at 600 dots to the inch.
const MOST_PIXELS: u64 = 70_000_000;
/// Parts of a PNG that say who made it, where, with what and when.
const TELLING: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];

fn within(width: u32, height: u32) -> Result<(), Fault> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Fault::Damaged),
        pixels if pixels > MOST_PIXELS => {
            Err(Fault::TooManyPixels(u32::try_from(MOST_PIXELS / 1_000_000).unwrap_or(u32::MAX)))
        }
        _ => Ok(()),
    }
}

/// One part of a PNG: its type, and where all of it and its content are.
struct Chunk {
    kind: [u8; 4],
    all: Range<usize>,
    content: Range<usize>,
}

/// The parts of a PNG up to its end, each whole and with the check sum it says.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk>, Fault> {
    let mut chunks = Vec::new();
    let mut at = PNG.len();
    loop {
        let length = big_endian(bytes, at).ok_or(Fault::Damaged)? as usize;
        let start = at + 8;
        let end = start.checked_add(length).ok_or(Fault::Damaged)?;
        let kind = bytes.get(at + 4..start).and_then(|k| k.try_into().ok()).ok_or(Fault::Damaged)?;
        let checked = bytes.get(at + 4..end).ok_or(Fault::Damaged)?;
        let mut sum = Crc::new();
        sum.update(checked);
        if big_endian(bytes, end) != Some(sum.sum()) {
            return Err(Fault::Damaged);
        }
        chunks.push(Chunk { kind, all: at..end + 4, content: start..end });
        at = end + 4;
        if &kind == b"IEND" {
            return Ok(chunks);
        }
    }
}

fn big_endian(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Looks into a PNG.
pub(super) fn png(bytes: &[u8]) -> Result<Inspected, Fault> {
    only(FileFormat::Png, bytes)?;
    let chunks = chunks(bytes)?;
    let header = chunks.first().filter(|c| &c.kind == b"IHDR" && c.content.len() == 13).ok_or(Fault::Damaged)?;
    let side = |at: usize| big_endian(bytes, header.content.start + at).ok_or(Fault::Damaged);
    within(side(0)?, side(4)?)?;
    let has_pixels = chunks.iter().any(|c| &c.kind == b"IDAT" && !c.content.is_empty());
    if has_pixels { Ok(Inspected { pages: None }) } else { Err(Fault::Damaged) }
}

/// The same PNG without the parts that tell of its maker.
pub(super) fn png_without_author(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    only(FileFormat::Png, bytes)?;
    let mut clean = PNG.to_vec();
    for chunk in chunks(bytes)? {
        if !TELLING.contains(&chunk.kind.as_slice()) {
            clean.extend(&bytes[chunk.all]);
        }
    }
    Ok(clean)
}

/// One segment of a JPEG: its marker, and where all of it is. A scan's segment goes on with its pixels.
struct Segment {
    marker: u8,
    all: Range<usize>,
}

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// The segments of a JPEG up to its end (ITU-T T.81, annex B).
fn segments(bytes: &[u8]) -> Result<Vec<Segment>, Fault> {
    let mut segments = Vec::new();
    let mut at = 2;
    loop {
        let start = at;
        // Any number of bytes FF may stand before a marker.
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let marker = *bytes.get(at).filter(|_| at > start).ok_or(Fault::Damaged)?;
        at += 1;
        if marker == END {
            segments.push(Segment { marker, all: start..at });
            return Ok(segments);
        }
        let length = bytes.get(at..at + 2).map_or(0, |l| usize::from(l[0]) << 8 | usize::from(l[1]));
        if length < 2 || at + length > bytes.len() {
            return Err(Fault::Damaged);
        }
        at += length;
        if marker == START_OF_SCAN {
            at = end_of_pixels(bytes, at).ok_or(Fault::Damaged)?;
        }
        segments.push(Segment { marker, all: start..at });
    }
}

/// Where the next marker stands that is neither a stuffed byte nor a restart.
fn end_of_pixels(bytes: &[u8], from: usize) -> Option<usize> {
    let found =
        bytes.get(from..)?.windows(2).position(|w| w[0] == 0xff && !matches!(w[1], 0x00 | 0xd0..=0xd7 | 0xff))?;
    Some(from + found)
}

/// Whether this marker begins a frame, which has the picture's size.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Looks into a JPEG. Cameras write more behind its end; that is no fault.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Inspected, Fault> {
    only(FileFormat::Jpeg, bytes)?;
    let segments = segments(bytes)?;
    let mut frames = 0;
    for frame in segments.iter().filter(|s| is_frame(s.marker)) {
        let content = marked(bytes, frame).get(..8).ok_or(Fault::Damaged)?;
        let side = |at: usize| u32::from(content[at]) << 8 | u32::from(content[at + 1]);
        within(side(5), side(3))?;
        frames += 1;
    }
    let has_pixels = segments.iter().any(|s| s.marker == START_OF_SCAN);
    if frames == 1 && has_pixels { Ok(Inspected { pages: None }) } else { Err(Fault::Damaged) }
}

/// A segment from its length on.
fn marked<'a>(bytes: &'a [u8], segment: &Segment) -> &'a [u8] {
    let all = &bytes[segment.all.clone()];
    let marker = all.iter().position(|b| *b != 0xff).map_or(all.len(), |at| at + 1);
    &all[marker..]
}

/// The same JPEG without remarks, what the camera noted, and whatever stands behind its end. The direction in which it is to be
/// looked at is kept.
pub(super) fn jpeg_without_author(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    only(FileFormat::Jpeg, bytes)?;
    let segments = segments(bytes)?;
    let mut clean = b"\xff\xd8".to_vec();
    let turned = segments.iter().filter(|s| s.marker == 0xe1).find_map(|s| direction(marked(bytes, s)));
    if let Some(direction) = turned {
        clean.extend(b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        clean.extend([direction, 0, 0, 0, 0, 0, 0]);
    }
    for segment in segments {
        // The colours need what Adobe's programs note (EE), the profile (E2) and the density (E0).
        let tells = matches!(segment.marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe);
        if !tells {
            clean.extend(&bytes[segment.all]);
        }
    }
    Ok(clean)
}

/// The orientation in what a camera noted (Exif 2.32, 4.6.4), where it turns the picture.
fn direction(segment: &[u8]) -> Option<u8> {
    let tiff = segment.get(2..)?.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| -> Option<u16> {
        let two = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| -> Option<usize> {
        let four = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize)
    };
    let table = long(4)?;
    let entries = usize::from(short(table)?);
    let entry = (0..entries).map(|n| table + 2 + 12 * n).find(|at| short(*at) == Some(0x0112))?;
    u8::try_from(short(entry + 8)?).ok().filter(|direction| (2..=8).contains(direction))
}
