//! The scanner: asks a clamd whether a document carries a virus. The bytes go to it over its socket (`INSTREAM`, clamd(8)), so
//! it needs no access to the store and may run elsewhere.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use super::store::Reading;
use crate::config::ScannerAddress;

/// Longest answer that is read.
const ANSWER_MOST: u64 = 4096;

/// What the scanner says of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// This was found.
    Infected(String),
}

/// A clamd.
#[derive(Debug, Clone)]
pub struct Scanner {
    /// Where it listens.
    pub address: ScannerAddress,
    /// How long one document may take.
    pub patience: Duration,
}

impl Scanner {
    /// Has a document looked at. Whatever is no clear answer is an error: then nothing is known of the document.
    pub async fn scan(&self, reading: Reading) -> io::Result<Verdict> {
        let ask = async {
            match &self.address {
                ScannerAddress::Socket(path) => ask(UnixStream::connect(path).await?, reading).await,
                ScannerAddress::Host(host) => ask(TcpStream::connect(host.as_str()).await?, reading).await,
            }
        };
        timeout(self.patience, ask).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }
}

async fn ask(mut clamd: impl AsyncRead + AsyncWrite + Unpin, reading: Reading) -> io::Result<Verdict> {
    // A scanner to which a document is too large says so and closes while it is still being sent: then the answer counts.
    let sent = send(&mut clamd, reading).await;
    let mut answer = Vec::new();
    let heard = clamd.take(ANSWER_MOST).read_to_end(&mut answer).await;
    if answer.is_empty() {
        sent?;
        heard?;
    }
    let answer = String::from_utf8_lossy(&answer);
    let answer = answer.trim_end_matches(['\0', '\n']);
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => Ok(Verdict::Infected(found.trim_end_matches(" FOUND").to_owned())),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("the scanner answered {answer:?}"))),
    }
}

async fn send(clamd: &mut (impl AsyncWrite + Unpin), mut reading: Reading) -> io::Result<()> {
    clamd.write_all(b"zINSTREAM\0").await?;
    while let Some(piece) = reading.next().await? {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        clamd.write_all(&length.to_be_bytes()).await?;
        clamd.write_all(&piece).await?;
    }
    clamd.write_all(&0_u32.to_be_bytes()).await?;
    clamd.flush().await
}
