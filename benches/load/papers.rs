//! Applications on paper: how fast a call's ZIP of merged PDFs of 20 pages comes, what one alone takes, and what memory the server and the
//! process that sets a paper use meanwhile.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Seek as _, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use sojourn::{db::DatabaseUrl, domain::chance::Chance, files::store::Folder, keys::Keys};

use crate::{
    office::{Broken, Brought, Office},
    rows::Request,
    server::{SECRET, Server},
    sheets,
    table::{middle, verdict},
};

/// Name of the row.
pub const MERGED: &str = "merged-pdf";
/// Pages of a merged PDF.
const PAGES: usize = 20;
/// Most memory, in MiB.
const MEMORY: f64 = 200.0;
/// The document that is made as long as it takes; the others become one page from a scanner each.
const LENGTHENED: &str = "cv";
/// How often one alone is measured.
const ALONE: usize = 5;
/// How often it is looked how much memory is in use.
const LOOK: Duration = Duration::from_millis(10);

/// Measures so many papers and prints the row.
///
/// # Errors
/// Where the database or the disk refuses, or the server answers otherwise than expected.
pub fn measure(papers: usize) -> Result<(), Broken> {
    let folder = tempfile::tempdir()?;
    let url = DatabaseUrl::Sqlite(folder.path().join("office.db"));
    let mut office = Office::create(&url, folder.path())?;
    office.grow(papers)?;
    office.own_documents()?;
    let documents = office.documents()?;
    let first = documents.first().ok_or("an application without a document")?.application;
    let officer = office.officer()?;
    let one = Request::get(&format!("/office/applications/{first}/application.pdf"), Some(&officer));
    let server = Server::office(folder.path(), &url)?;
    server.first_page(&format!("/calls/{}", office.slug))?;
    // With a short document first, then with as many pages more as are missing.
    fill(&office, folder.path(), documents.clone(), 1)?;
    let own = pages(&given(server.at, &one)?)?;
    fill(&office, folder.path(), documents, (PAGES + 1).saturating_sub(own).max(1))?;
    let alone = alone(&server, &one)?;
    let zip = Request::papers(&office.slug, &officer, &Keys::new(SECRET.as_bytes()), &mut Chance::seeded(4));
    let mut came = tempfile::tempfile()?;
    let is_over = AtomicBool::new(false);
    let (took, used) = thread::scope(|scope| {
        let used = scope.spawn(|| Used::until(server.id(), &is_over));
        let begun = Instant::now();
        let came = answer(server.at, &zip, &mut came);
        is_over.store(true, Ordering::Relaxed);
        (came.map(|()| begun.elapsed()), used.join().unwrap_or_default())
    });
    Came::read(came, papers)?.tell(took?, alone);
    used.tell(server.memory().map_or(f64::NAN, |(_, most)| most));
    Ok(())
}

/// Gives every document of every application bytes of its own.
fn fill(office: &Office, folder: &Path, documents: Vec<Brought>, pages: usize) -> Result<(), Broken> {
    let store = Folder::open(&folder.join("documents"))?;
    let mut brought = Vec::with_capacity(documents.len());
    for (number, mut document) in documents.into_iter().enumerate() {
        let is_long = document.question == LENGTHENED;
        let bytes = if is_long { sheets::text(number, pages)? } else { sheets::scan(number)? };
        document.pages = if is_long { pages } else { 1 };
        document.size = bytes.len();
        store.put_now(&document.key, &bytes)?;
        brought.push(document);
    }
    office.bring(&brought)
}

/// What one paper alone takes, in milliseconds: the middle of some.
fn alone(server: &Server, one: &Request) -> Result<f64, Broken> {
    let mut times = Vec::new();
    for _ in 0..ALONE {
        let begun = Instant::now();
        given(server.at, one)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(middle(times))
}

fn pages(pdf: &[u8]) -> Result<usize, Broken> {
    Ok(lopdf::Document::load_mem(pdf)?.get_pages().len())
}

/// What came in the ZIP.
struct Came {
    /// Pages of each PDF, the fewest first.
    pages: Vec<usize>,
    bytes: u64,
}

impl Came {
    /// Counts the pages of every PDF; refuses where they are not as many PDFs as asked for, or one of them is too short.
    fn read(mut zip: fs::File, papers: usize) -> Result<Self, Broken> {
        let bytes = zip.seek(io::SeekFrom::End(0))?;
        let mut zip = zip::ZipArchive::new(BufReader::new(zip))?;
        let mut counted = Vec::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index)?;
            if file.name()?.ends_with(".pdf") {
                let mut paper = Vec::new();
                file.read_to_end(&mut paper)?;
                counted.push(pages(&paper)?);
            }
        }
        counted.sort_unstable();
        match counted.first() {
            Some(least) if counted.len() == papers && *least + 2 >= PAGES => Ok(Self { pages: counted, bytes }),
            least => Err(format!("{} papers came, the shortest of {least:?} pages", counted.len()).into()),
        }
    }

    fn tell(&self, took: Duration, alone: f64) {
        let papers = self.pages.len();
        let count = u32::try_from(papers).map_or(f64::NAN, f64::from);
        println!(
            "{MERGED}: {papers} in {:.0} s, {:.2} a second, {alone:.0} ms for one alone",
            took.as_secs_f64(),
            count / took.as_secs_f64(),
        );
        println!(
            "  {} pages in all, {} to {} in each, {} in the middle; every document has bytes of its own; {} kB each",
            self.pages.iter().sum::<usize>(),
            self.pages.first().copied().unwrap_or_default(),
            self.pages.last().copied().unwrap_or_default(),
            self.pages.get(papers / 2).copied().unwrap_or_default(),
            self.bytes / 1000 / u64::try_from(papers.max(1)).unwrap_or(1),
        );
    }
}

/// The answer in memory.
fn given(at: SocketAddr, request: &Request) -> Result<Vec<u8>, Broken> {
    let mut all = Vec::new();
    answer(at, request, &mut all)?;
    Ok(all)
}

/// Reads the body of an answer, which comes in chunks or until the server has said all.
fn answer(at: SocketAddr, request: &Request, into: &mut impl Write) -> Result<(), Broken> {
    let mut stream = TcpStream::connect(at)?;
    let written = String::from_utf8(request.written(at))?;
    stream.write_all(written.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes())?;
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err("an answer without a head".into());
        }
    }
    head.make_ascii_lowercase();
    if !head.starts_with("http/1.1 200") {
        return Err(format!("the server should have answered 200: {head}").into());
    }
    if !head.contains("transfer-encoding: chunked") {
        io::copy(&mut stream, into)?;
        return Ok(());
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim_end(), 16).map_err(|_| "the answer was cut off")?;
        if size == 0 {
            return Ok(());
        }
        if io::copy(&mut stream.by_ref().take(size), into)? < size {
            return Err("the answer was cut off".into());
        }
        // The end of the line after it.
        line.clear();
        stream.read_line(&mut line)?;
    }
}

/// The most resident memory that was in use, in MiB.
#[derive(Debug, Default)]
struct Used {
    /// In one process that sets a paper.
    child: f64,
    /// In the server and those processes together.
    together: f64,
}

impl Used {
    /// Looks at the server and its children until it is over.
    fn until(server: u32, is_over: &AtomicBool) -> Self {
        let mut most = Self::default();
        while !is_over.load(Ordering::Relaxed) {
            let children = children(server);
            most.child = children.iter().filter_map(|id| kept(id, "VmHWM:")).fold(most.child, f64::max);
            let own = kept(&server.to_string(), "VmRSS:").unwrap_or_default();
            let theirs: f64 = children.iter().filter_map(|id| kept(id, "VmRSS:")).sum();
            most.together = most.together.max(own + theirs);
            thread::sleep(LOOK);
        }
        most
    }

    fn tell(&self, server: f64) {
        let Self { child, together } = self;
        println!(
            "  memory: {server:.1} MiB at most in the server, {child:.1} MiB in a process that sets a paper, \
             {together:.1} MiB together (at most {MEMORY}){}",
            verdict(*together <= MEMORY)
        );
    }
}

/// The processes that any thread of this one started.
fn children(parent: u32) -> Vec<String> {
    let threads = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A figure of a process's memory, in MiB.
fn kept(process: &str, name: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse::<u32>().ok().map(|kilobytes| f64::from(kilobytes) / 1024.0)
}
