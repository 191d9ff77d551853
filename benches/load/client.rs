//! The load: clients that each keep one connection open and send requests written down beforehand, all on one thread, because
//! they share the machine with the server that they measure.

use std::{
    cell::{Cell, RefCell},
    io::{Error, ErrorKind},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Builder,
};

/// When a measurement ends.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// After this time; the requests are sent again and again.
    Over(Duration),
    /// When each request was sent once.
    EachOnce,
}

/// What is sent, and the beginning of what must come back.
#[derive(Debug, Clone, Copy)]
pub struct Load<'a> {
    /// Whole requests, head and body.
    pub requests: &'a [Vec<u8>],
    /// The status that every answer must have.
    pub status: &'a str,
    /// How many clients send at the same time.
    pub clients: usize,
}

/// What was measured.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// How long each answer took.
    pub waits: Vec<Duration>,
    /// How long it took in all.
    pub took: Duration,
}

impl Sample {
    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        let answers = u32::try_from(self.waits.len()).map_or(f64::INFINITY, f64::from);
        answers / self.took.as_secs_f64().max(1e-9)
    }
}

/// The wait that `part` of all waits do not exceed, in milliseconds.
pub fn quantile_ms(waits: &mut [Duration], percent: usize) -> f64 {
    waits.sort_unstable();
    let last = waits.len().saturating_sub(1);
    waits.get(last * percent / 100).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1000.0)
}

/// Sends the load and measures.
///
/// # Errors
/// Where the server cannot be reached or answers otherwise than expected: what is refused quickly must not count as fast.
pub fn run(at: SocketAddr, load: Load<'_>, until: Until) -> Result<Sample, Error> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut streams = Vec::with_capacity(load.clients);
        for _ in 0..load.clients {
            let stream = TcpStream::connect(at).await?;
            stream.set_nodelay(true)?;
            streams.push(stream);
        }
        let shared = Rc::new(Shared { next: Cell::new(0), waits: RefCell::default(), began: Instant::now(), until });
        try_join_all(streams.into_iter().map(|stream| client(stream, load, Rc::clone(&shared)))).await?;
        Ok(Sample { took: shared.began.elapsed(), waits: shared.waits.take() })
    })
}

struct Shared {
    next: Cell<usize>,
    waits: RefCell<Vec<Duration>>,
    began: Instant,
    until: Until,
}

impl Shared {
    /// The number of the request to send next.
    fn next(&self, of: usize) -> Option<usize> {
        let next = self.next.get();
        let goes_on = match self.until {
            Until::Over(time) => self.began.elapsed() < time,
            Until::EachOnce => next < of,
        };
        self.next.set(next + 1);
        (goes_on && of > 0).then(|| next % of)
    }
}

async fn client(mut stream: TcpStream, load: Load<'_>, shared: Rc<Shared>) -> Result<(), Error> {
    let mut buffer = vec![0; 128 * 1024];
    while let Some(next) = shared.next(load.requests.len()) {
        let began = Instant::now();
        stream.write_all(&load.requests[next]).await?;
        answer(&mut stream, &mut buffer, load.status).await?;
        shared.waits.borrow_mut().push(began.elapsed());
    }
    Ok(())
}

/// Reads one whole answer.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8], status: &str) -> Result<(), Error> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the server hung up, or its answer is too long"));
        }
        filled += read;
        let Some(head) = buffer[..filled].windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4) else { continue };
        let text = String::from_utf8_lossy(&buffer[..head]);
        if text.get(9..12) != Some(status) {
            return Err(Error::other(format!("the server should have answered {status}: {text}")));
        }
        let length = content_length(&text).ok_or_else(|| Error::other(format!("an answer of no length: {text}")))?;
        let mut missing = (head + length).saturating_sub(filled);
        while missing > 0 {
            let read = stream.read(buffer).await?;
            if read == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            missing = missing.saturating_sub(read);
        }
        return Ok(());
    }
}

fn content_length(head: &str) -> Option<usize> {
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    };
    head.lines().find_map(field)
}
