//! A ZIP that is sent while it is written: what comes out is a little later than what goes in, and nothing of it is kept but the names.

use std::{
    fmt,
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// How hard pieces are packed. What goes in is mostly packed already; it is packed once more because files of unknown length can be read
/// from a stream only so.
const EFFORT: i64 = 1;

/// A ZIP that is being sent.
pub struct Archive {
    zip: ZipWriter<StreamWriter<Ready>>,
    ready: Ready,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}

/// What is written and not taken yet.
#[derive(Debug, Clone, Default)]
struct Ready(Arc<Mutex<Vec<u8>>>);

impl Ready {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}

impl Archive {
    /// An empty one.
    pub fn new() -> Self {
        let ready = Ready::default();
        Self { zip: ZipWriter::new_stream(ready.clone()), ready }
    }

    /// Begins the next file. Gives what is ready to be sent.
    ///
    /// # Errors
    /// Where a name comes twice.
    pub fn begin(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(EFFORT));
        self.zip.start_file(name, options)?;
        Ok(self.ready.take())
    }

    /// Adds a piece to the file that was begun last. Gives what is ready to be sent, which may be nothing yet.
    ///
    /// # Errors
    /// Where none was begun, or it grows too large.
    pub fn add(&mut self, piece: &[u8]) -> io::Result<Vec<u8>> {
        self.zip.write_all(piece)?;
        Ok(self.ready.take())
    }

    /// Ends the ZIP. Gives the rest.
    ///
    /// # Errors
    /// Where it cannot be ended.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        let Self { zip, ready } = self;
        zip.finish()?;
        Ok(ready.take())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn what_was_sent_piece_by_piece_is_a_zip_with_every_file_whole() {
        let mut archive = Archive::new();
        let noise: Vec<u8> = (0..300_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let mut sent = archive.begin("one.pdf").unwrap();
        for piece in noise.chunks(64 * 1024) {
            sent.extend(archive.add(piece).unwrap());
        }
        assert!(sent.len() > noise.len() / 2, "nothing is kept back: {}", sent.len());
        sent.extend(archive.begin("ឈ្មោះ.txt").unwrap());
        sent.extend(archive.add(b"two").unwrap());
        sent.extend(archive.finish().unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(sent)).unwrap();
        for (name, whole) in [("one.pdf", noise.as_slice()), ("ឈ្មោះ.txt", b"two")] {
            let mut bytes = Vec::new();
            read.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            assert!(bytes == whole, "{name}");
        }
    }
}
