//! Files that are not what they say, are too large, or have hostile names.

use reqwest::{Method, StatusCode, multipart};
use sojourn::{db, domain::id::ApplicationId};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    browser::Upload,
    page::Page,
    papers,
    process::Site,
    world::{Person, World},
};

struct Desk {
    world: World,
    siti: Person,
    id: ApplicationId,
}

impl Desk {
    async fn open() -> Self {
        let world = World::open().await;
        let siti = world.person("Siti Aminah").await;
        let id = world.draft(&siti);
        Self { world, siti, id }
    }

    async fn give(&mut self, name: &str, kind: &str, bytes: Vec<u8>) -> Page {
        self.siti.get(&format!("/applications/{}/sections/research-record", self.id)).await;
        let form = self.siti.form("Upload", &[]);
        let (address, request) = self.siti.request_of(&form, Some(Upload { field: "file", name, kind, bytes }));
        self.siti.once(&address, request).await
    }

    /// Name and hash of what stands as the curriculum vitae, and how many files there are in the store.
    fn stands(&self) -> (String, String, usize) {
        let id = self.id;
        let rows = self.world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
        let cv = rows.iter().rfind(|row| row.question == "cv" && row.removed_at.is_none()).unwrap();
        let stored = files_below(&self.world.app.office.config.data);
        (cv.file_name.clone(), cv.sha256.clone(), stored)
    }
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

/// A PDF that asks for a password.
fn protected() -> Vec<u8> {
    let text = String::from_utf8_lossy(&papers::pdf("secret")).into_owned();
    let encrypted = "trailer\n<<\n  /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>";
    text.replace("trailer\n<<", encrypted).into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_is_told_what_is_wrong_with_a_file_and_the_old_one_stays() {
    let mut desk = Desk::open().await;
    let good = papers::pdf("good");
    assert_eq!(desk.give("CV.pdf", "application/pdf", good.clone()).await.status, StatusCode::SEE_OTHER);
    let before = desk.stands();
    let half = good[..good.len() / 2].to_vec();
    let not_pdf = "The selected file must be a PDF";
    let unreadable = "The selected file could not be read. Save it again and upload the new file";
    for (name, kind, bytes, told) in [
        ("CV.pdf", "application/pdf", Vec::new(), "The selected file is empty"),
        ("CV.pdf", "application/pdf", half, unreadable),
        ("CV.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n".to_vec(), unreadable),
        (
            "CV.pdf",
            "application/pdf",
            protected(),
            "The selected file is protected with a password. Remove the password and upload it again",
        ),
        ("CV.docx", "application/pdf", good.clone(), not_pdf),
        ("CV.pdf.exe", "application/pdf", good.clone(), not_pdf),
        ("CV.pdf", "application/pdf", b"PK\x03\x04".to_vec(), not_pdf),
        ("CV.pdf", "application/pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), not_pdf),
        ("CV.svg", "image/svg+xml", b"<svg/>".to_vec(), not_pdf),
        ("CV.html", "text/html", b"<script>alert(1)</script>".to_vec(), not_pdf),
        ("", "application/pdf", Vec::new(), "Select a file"),
    ] {
        let page = desk.give(name, kind, bytes).await;
        assert_eq!(page.errors(), [told], "{name:?}");
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        assert!(page.title().starts_with("Error: "), "{name:?}");
        assert_eq!(desk.stands(), before, "{name:?}");
    }
    let large = [good, vec![0; 11 << 20]].concat();
    let page = desk.give("CV.pdf", "application/pdf", large).await;
    assert_eq!((page.status, desk.stands()), (StatusCode::PAYLOAD_TOO_LARGE, before));
    assert_eq!(page.errors().len(), 1, "{}", page.main());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_s_name_is_shown_without_what_could_harm_and_never_used_as_a_path() {
    let mut desk = Desk::open().await;
    desk.give("CV.pdf", "application/pdf", papers::pdf("first")).await;
    let stored = desk.stands().2;
    for (n, (given, shown)) in [
        ("../../../../etc/cron.d/evil.pdf", "evil.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Windows\\evil.pdf", "evil.pdf"),
        ("a\"; filename=\"b.pdf", "a_; filename=_b.pdf"),
        ("cv\u{202e}fdp.exe.pdf", "cvfdp.exe.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ("=cmd|'x'!A1.pdf", "=cmd_'x'!A1.pdf"),
        ("履历 50%.pdf", "履历 50%.pdf"),
    ]
    .into_iter()
    .enumerate()
    {
        let page = desk.give(given, "application/pdf", papers::pdf(&n.to_string())).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{given}: {:?}", page.errors());
        assert_eq!((desk.stands().0.as_str(), desk.stands().2), (shown, stored), "{given}");
        desk.siti.get(&format!("/applications/{}/sections/research-record", desk.id)).await;
        assert!(desk.siti.page.says(shown), "{given}");
        let address = desk.siti.page.link(shown).unwrap();
        let request = desk.siti.request(&Method::GET, &address);
        let file = desk.siti.once(&address, request).await;
        let given_as = file.header("content-disposition");
        assert!(given_as.starts_with("attachment; filename=\"") && given_as.is_ascii(), "{given_as}");
        assert!(file.header("content-security-policy").contains("sandbox"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_no_form_is_refused_and_nothing_is_kept() {
    let mut desk = Desk::open().await;
    desk.give("CV.pdf", "application/pdf", papers::pdf("first")).await;
    let before = desk.stands();
    let page = format!("/applications/{}/sections/research-record", desk.id);
    desk.siti.get(&page).await;
    let token = desk.siti.page.token();
    let address = format!("/applications/{}/documents/cv", desk.id);
    let pdf = String::from_utf8_lossy(&papers::pdf("x")).into_owned();
    let file = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"CV.pdf\"\r\n\r\n{pdf}");
    let first = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
    for (kind, body) in [
        ("multipart/form-data; boundary=x", String::new()),
        ("multipart/form-data; boundary=x", "--x".to_owned()),
        ("multipart/form-data; boundary=x", format!("{first}{file}")),
        ("multipart/form-data; boundary=x", format!("{file}\r\n{first}--x--\r\n")),
        ("multipart/form-data; boundary=x", format!("{first}--x--\r\n")),
        (
            "multipart/form-data; boundary=x",
            format!("{first}--x\r\ncontent-disposition: nonsense\r\n\r\n{pdf}\r\n--x--\r\n"),
        ),
        ("multipart/form-data; boundary=x", format!("{first}--x\r\n{}: y\r\n\r\nz\r\n--x--\r\n", "h".repeat(200_000))),
        ("multipart/form-data; boundary=y", format!("{first}{file}\r\n--x--\r\n")),
        ("multipart/form-data", format!("{first}{file}\r\n--x--\r\n")),
        ("application/x-www-form-urlencoded", format!("csrf={token}&file=x")),
        ("application/pdf", pdf.clone()),
    ] {
        let request = desk.siti.request(&Method::POST, &address).header("content-type", kind).body(body.clone());
        let answer = desk.siti.once(&address, request).await;
        assert!(answer.status.is_client_error(), "{kind} {body:.80}: {}", answer.status);
        assert_eq!(desk.stands(), before, "{kind} {body:.80}");
    }
    let mut other = desk.world.person("Dewi Lestari").await;
    other.get("/account").await;
    for question in ["cv", "plan_title", "nothing", "..%2fcv", "%00"] {
        let address = format!("/applications/{}/documents/{question}", desk.id);
        let parts = multipart::Form::new().text("csrf", other.page.token());
        let part = multipart::Part::bytes(papers::pdf("x")).file_name("CV.pdf");
        let request = other.request(&Method::POST, &address).multipart(parts.part("file", part));
        let answer = other.once(&address, request).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{question}");
    }
    assert_eq!(desk.stands(), before);
}

/// The most memory that the process held at any time, in KiB.
fn peak(program: &crate::support::process::Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid().as_raw_nonzero())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_of_two_gibibytes_is_refused_early_and_takes_no_memory() {
    const WHOLE: u64 = 2 << 30;
    let site = Site::new();
    let (_, mut everybody) = crate::faults::fill(&site, 1).await;
    let one = &mut everybody[0];
    let program = site.start().listening();
    one.open(&format!("/applications/{}/sections/research-record", one.id)).await;
    let token = one.browser.page.token();
    let fields = format!(
        "--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"CV.pdf\"\r\n\r\n%PDF-1.7\n"
    );
    let before = peak(&program);
    for framing in [format!("content-length: {WHOLE}"), "transfer-encoding: chunked".to_owned()] {
        let host = site.url().trim_start_matches("http://").to_owned();
        let (mut hears, mut says) = TcpStream::connect(&host).await.unwrap().into_split();
        let cookies: Vec<String> =
            one.browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "POST /applications/{}/documents/cv HTTP/1.1\r\nhost: {host}\r\norigin: {}\r\ncookie: {}\r\n\
             content-type: multipart/form-data; boundary=x\r\n{framing}\r\n\r\n",
            one.id,
            site.url(),
            cookies.join("; "),
        );
        says.write_all(request.as_bytes()).await.unwrap();
        let is_chunked = framing.starts_with("transfer");
        let mut sent = 0;
        let mut piece = fields.clone().into_bytes();
        let mut answer = vec![0; 12];
        let mut write = async || {
            while sent < WHOLE {
                let framed = if is_chunked {
                    [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat()
                } else {
                    piece.clone()
                };
                says.write_all(&framed).await.unwrap();
                sent += piece.len() as u64;
                piece = vec![0; 256 << 10];
            }
        };
        tokio::select! {
            read = hears.read_exact(&mut answer) => assert_eq!(read.unwrap(), 12),
            () = write() => panic!("{sent} bytes were taken without an answer"),
        }
        assert!(sent < WHOLE / 10, "{sent} bytes were taken");
        // Without the word that the connection ends, the answer's end would be waited for in vain.
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(hears.read_u8().await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap().to_lowercase();
        assert!(
            answer.starts_with("http/1.1 413") && answer.contains("\r\nconnection: close\r\n"),
            "{framing}: {answer}"
        );
        hears.read_to_end(&mut Vec::new()).await.unwrap();
        println!("{framing}: refused after {} MiB, peak memory {} KiB more", sent >> 20, peak(&program) - before);
    }
    assert!(peak(&program) - before < 24 * 1024, "{} KiB more", peak(&program) - before);
    one.open("/healthz").await;
}
