//! Applications on paper: how fast a call's ZIP of merged PDFs of 20 pages comes, what one alone takes, and what memory the server and the
//! process that sets a paper use meanwhile.

use std::{
    fs,
    io::{self, Cursor, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use pdf_writer::{Finish, Pdf, Rect, Ref};
use sojourn::{db::DatabaseUrl, domain::chance::Chance, files::store::Folder, keys::Keys};

use crate::{
    office::{Broken, Office},
    rows::Request,
    server::{SECRET, Server},
    table::middle,
};

/// Name of the row.
pub const MERGED: &str = "merged-pdf";
/// Pages of a merged PDF.
const PAGES: usize = 20;
/// The document that is made as long as it takes.
const LENGTHENED: &str = "cv";
/// How often one alone is measured.
const ALONE: usize = 5;
/// How often it is looked how much memory is in use.
const LOOK: Duration = Duration::from_millis(5);

/// Measures so many papers and prints the row.
///
/// # Errors
/// Where the database or the disk refuses, or the server answers otherwise than expected.
pub fn measure(papers: usize) -> Result<(), Broken> {
    let folder = tempfile::tempdir()?;
    let url = DatabaseUrl::Sqlite(folder.path().join("office.db"));
    let mut office = Office::create(&url, folder.path())?;
    office.grow(papers)?;
    let documents = office.documents(LENGTHENED)?;
    let (first, _) = documents.first().ok_or("an application without its document")?;
    let one = Request::get(&format!("/office/applications/{first}/application.pdf"), Some(&office.officer()?));
    let server = Server::office(folder.path(), &url)?;
    server.first_page(&format!("/calls/{}", office.slug))?;
    // Its own pages first, then as many in the document as are missing.
    let own = pages(&answer(server.at, &one)?)?;
    lengthen(&mut office, folder.path(), (PAGES + 1).saturating_sub(own).max(1))?;
    let alone = alone(&server, &one)?;
    let officer = office.officer()?;
    let zip = Request::papers(&office.slug, &officer, &Keys::new(SECRET.as_bytes()), &mut Chance::seeded(4));
    let is_over = AtomicBool::new(false);
    let (came, child) = thread::scope(|scope| {
        let most = scope.spawn(|| most_of_children(server.id(), &is_over));
        let begun = Instant::now();
        let came = answer(server.at, &zip).map(|bytes| (bytes, begun.elapsed()));
        is_over.store(true, Ordering::Relaxed);
        (came, most.join().unwrap_or_default())
    });
    let (bytes, took) = came?;
    let size = bytes.len();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let printed = zip.file_names().flatten().filter(|name| name.ends_with(".pdf")).count();
    if printed != papers {
        return Err(format!("{printed} papers came, not {papers}").into());
    }
    let mut paper = Vec::new();
    zip.by_index(0)?.read_to_end(&mut paper)?;
    let count = u32::try_from(printed).map_or(f64::NAN, f64::from);
    println!(
        "{MERGED}: {printed} of {} pages, {} kB each: {:.2} a second, {alone:.0} ms for one alone",
        pages(&paper)?,
        size / printed.max(1) / 1000,
        count / took.as_secs_f64(),
    );
    let server = server.memory().map_or(f64::NAN, |(_, most)| most);
    println!("  memory: {server:.1} MiB at most in the server, {child:.1} MiB in the process that sets a paper");
    Ok(())
}

/// Makes the document of every application one of so many pages.
fn lengthen(office: &mut Office, folder: &Path, pages: usize) -> Result<(), Broken> {
    let store = Folder::open(&folder.join("documents"))?;
    let long = pdf(pages)?;
    for (_, key) in office.documents(LENGTHENED)? {
        store.put_now(&key, &long)?;
    }
    office.lengthen(LENGTHENED, pages)
}

/// What one paper alone takes, in milliseconds: the middle of some.
fn alone(server: &Server, one: &Request) -> Result<f64, Broken> {
    let mut times = Vec::new();
    for _ in 0..ALONE {
        let begun = Instant::now();
        answer(server.at, one)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(middle(times))
}

/// A PDF of so many pages of text.
fn pdf(pages: usize) -> Result<Vec<u8>, Broken> {
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let count = i32::try_from(pages)?;
    let page = |n: i32| Ref::new(4 + 2 * n);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..count).map(page)).count(count);
    pdf.type1_font(font).base_font(pdf_writer::Name(b"Helvetica"));
    for n in 0..count {
        let content = Ref::new(5 + 2 * n);
        let mut leaf = pdf.page(page(n));
        leaf.parent(tree).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(content);
        leaf.resources().fonts().pair(pdf_writer::Name(b"F"), font);
        leaf.finish();
        let line = |l: i32| {
            format!("BT /F 10 Tf 50 {} Td (Mangroves keep more carbon than any forest.) Tj ET\n", 800 - 15 * l)
        };
        pdf.stream(content, (0..50).map(line).collect::<String>().as_bytes());
    }
    Ok(pdf.finish())
}

fn pages(pdf: &[u8]) -> Result<usize, Broken> {
    Ok(lopdf::Document::load_mem(pdf)?.get_pages().len())
}

/// The body of an answer, which comes in chunks or at a length that is told.
fn answer(at: SocketAddr, request: &Request) -> Result<Vec<u8>, Broken> {
    let mut stream = TcpStream::connect(at)?;
    let written = String::from_utf8(request.written(at))?;
    stream.write_all(written.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes())?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    let head = all.windows(4).position(|w| w == b"\r\n\r\n").ok_or("an answer without a head")? + 4;
    let text = String::from_utf8_lossy(&all[..head]).to_lowercase();
    if !text.starts_with("http/1.1 200") {
        return Err(format!("the server should have answered 200: {text}").into());
    }
    let body = all.split_off(head);
    if text.contains("transfer-encoding: chunked") { Ok(whole(&body)?) } else { Ok(body) }
}

/// What came in chunks.
fn whole(mut chunks: &[u8]) -> io::Result<Vec<u8>> {
    let cut = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut off");
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|w| w == b"\r\n").ok_or_else(cut)?;
        let size = usize::from_str_radix(&String::from_utf8_lossy(&chunks[..end]), 16).map_err(io::Error::other)?;
        if size == 0 {
            return Ok(body);
        }
        let from = end + 2;
        body.extend(chunks.get(from..from + size).ok_or_else(cut)?);
        chunks = chunks.get(from + size + 2..).ok_or_else(cut)?;
    }
}

/// The most resident memory of any child of this process until it is over, in MiB.
fn most_of_children(parent: u32, is_over: &AtomicBool) -> f64 {
    let mut most = 0.0_f64;
    while !is_over.load(Ordering::Relaxed) {
        for status in fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|e| fs::read_to_string(e.path().join("status")).ok())
        {
            let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let is_child = of("PPid:").and_then(|id| id.parse().ok()) == Some(parent);
            let peak = of("VmHWM:").and_then(|size| size.trim_end_matches(" kB").parse::<u32>().ok());
            if let (true, Some(kilobytes)) = (is_child, peak) {
                most = most.max(f64::from(kilobytes) / 1024.0);
            }
        }
        thread::sleep(LOOK);
    }
    most
}
