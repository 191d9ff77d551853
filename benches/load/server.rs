//! What is measured: the program itself in a process of its own, and beside it a bare server that answers with the same bytes.

use std::{
    fs,
    io::{self, BufRead, BufReader, Error, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use actix_web::{App, HttpResponse, HttpServer, web};
use sojourn::db::DatabaseUrl;

/// The argument with which this program is the bare server.
pub const BARE: &str = "--bare-server";
/// Size of the bare answer: 10 kB.
const BARE_SIZE: usize = 10_000;
/// The secret of the measured office, at least as long as the program asks for.
pub const SECRET: &str = "a-secret-for-an-office-that-is-thrown-away";

/// A running server. It ends with the value.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub at: SocketAddr,
    child: Child,
    started: Instant,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// The program as it is released, serving the office in this folder.
    pub fn office(folder: &Path, database: &DatabaseUrl) -> Result<Self, Error> {
        let database = match database {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(address) => address.clone(),
        };
        let at = free()?;
        let started = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_sojourn"))
            .arg("serve")
            .env_clear()
            .env("SOJOURN_DATA", folder)
            .env("DATABASE_URL", database)
            .env("SOJOURN_LISTEN", at.to_string())
            .env("SOJOURN_SECRET", SECRET)
            .env("SOJOURN_LOG", "off")
            // There is no such server, so mails wait in the outbox: delivering them is not what is measured.
            .env("SOJOURN_MAIL", "smtp://127.0.0.1:1?tls=none")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self { at, child, started })
    }

    /// A bare server of the same kind, which answers everything with the same 10 kB.
    pub fn bare() -> Result<Self, Error> {
        let started = Instant::now();
        let mut child =
            Command::new(std::env::current_exe()?).arg(BARE).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let at = line.trim().parse().map_err(Error::other)?;
        Ok(Self { at, child, started })
    }

    /// How long it took from the start until this page was there; waits no longer than half a minute.
    pub fn first_page(&self, path: &str) -> Result<Duration, Error> {
        loop {
            match self.get(path) {
                Ok(answer) if answer.starts_with("HTTP/1.1 200") => return Ok(self.started.elapsed()),
                Ok(answer) => return Err(Error::other(format!("{path}: {}", answer.lines().next().unwrap_or("")))),
                Err(error) if self.started.elapsed() > Duration::from_secs(30) => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    fn get(&self, path: &str) -> Result<String, Error> {
        let mut stream = TcpStream::connect(self.at)?;
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.at).as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Processor time used so far, in hundredths of a second. None where the machine does not tell.
    pub fn processor(&self) -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let (_, after_name) = stat.rsplit_once(')')?;
        let field = |n: usize| after_name.split_whitespace().nth(n)?.parse::<u32>().ok();
        Some(field(11)? + field(12)?)
    }

    /// Resident memory in MiB: now, and the most that it was. None where the machine does not tell.
    pub fn memory(&self) -> Option<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse::<u32>().ok().map(|kilobytes| f64::from(kilobytes) / 1024.0)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

fn free() -> Result<SocketAddr, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Is the bare server until it is ended.
pub fn serve_bare() -> Result<(), Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?);
    io::stdout().flush()?;
    let body = web::Bytes::from(vec![b'x'; BARE_SIZE]);
    let bare = move || {
        let body = body.clone();
        let answer = move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body) }
        };
        App::new().default_service(web::to(answer))
    };
    actix_web::rt::System::new().block_on(HttpServer::new(bare).listen(listener)?.run())
}
