//! How fast the program is on this machine: `cargo bench --bench load` serves a throw-away office and measures its pages against a
//! bare server and handing in against a bare insert, in turns, so that the ratios mean something on a machine that does other things.

mod assignment;
mod bare;
mod client;
mod copies;
mod form;
mod office;
mod papers;
mod rows;
mod scores;
mod server;
mod sheets;
mod table;

use std::{fs, path::PathBuf, thread, time::Duration};

use bare::Bare;
use clap::Parser;
use client::{Load, Until};
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use office::{Broken, Office};
use rows::{INSERT, Page, READERS, STATIC, WRITERS, WRITES, Write};
use server::Server;
use sojourn::{db::DatabaseUrl, domain::chance::Chance};
use table::{Rounds, Row, middle, verdict};

/// The variables that may name an account on PostgreSQL which may create databases; the first that is set counts.
const POSTGRES: [&str; 2] = ["SOJOURN_BENCH_DATABASE", "SOJOURN_TEST_DATABASE"];
/// Rows that need no office, or one of their own.
const ALONE: [&str; 6] =
    [form::CHECK, papers::MERGED, assignment::ASSIGNMENT, scores::CALIBRATION, scores::BEST_SET, scores::MATCHING];
/// Drafts that one round saves or hands in.
const HANDED_IN: usize = 2_000;
/// Most of what a page may cost at a greater size, as a multiple of its cost at the first.
const GROWTH: f64 = 1.3;
/// Longest time from the start to the first page, in milliseconds.
const COLD: f64 = 150.0;
/// Most memory, in MiB: idle and under load.
const MEMORY: (f64, f64) = (40.0, 120.0);

/// Measures the program.
#[derive(Debug, Parser)]
struct Wish {
    /// Writes the rows as JSON too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measures this row alone.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Applications of the call, the least first; handing in is measured at the first.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    sizes: Vec<usize>,
    /// Merged PDFs that are printed.
    #[arg(long, default_value_t = 50)]
    papers: usize,
    /// Folder of the public benchmark MIDL, with its affinity.csv, on which assigning is measured.
    #[arg(long, value_name = "FOLDER")]
    midl: Option<PathBuf>,
    /// How often each row is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of a round.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Measures on this database alone: sqlite or postgres.
    #[arg(long, value_name = "DATABASE")]
    on: Option<String>,
    /// What cargo says to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Broken> {
    if std::env::args().nth(1).is_some_and(|first| first == server::BARE) {
        return Ok(server::serve_bare()?);
    }
    let wish = Wish::parse();
    let mut all = Vec::new();
    if wish.only.as_deref().is_none_or(|only| only == form::CHECK) {
        form::measure();
    }
    scores::measure(|name| wish.only.as_deref().is_none_or(|only| only == name));
    if wish.only.as_deref().is_none_or(|only| only == papers::MERGED) {
        papers::measure(wish.papers)?;
    }
    if wish.only.as_deref().is_none_or(|only| only == assignment::ASSIGNMENT) {
        assignment::measure(wish.midl.as_deref())?;
    }
    if wish.only.as_deref().is_some_and(|only| ALONE.contains(&only)) {
        return Ok(());
    }
    let wanted = |name: &str| wish.on.as_deref().is_none_or(|on| on == name);
    if wanted("sqlite") {
        let folder = tempfile::tempdir()?;
        let url = DatabaseUrl::Sqlite(folder.path().join("office.db"));
        let ground = Ground { wish: &wish, database: "sqlite", url, folder: folder.path().to_owned() };
        all.extend(ground.measure()?);
    }
    let account = POSTGRES.iter().find_map(|name| std::env::var(name).ok());
    match account.filter(|_| wanted("postgres")) {
        Some(account) => all.extend(on_postgres(&wish, &account)?),
        None if wanted("postgres") => println!("PostgreSQL was not measured: set {} to an account.", POSTGRES[0]),
        None => {}
    }
    if let Some(file) = &wish.json {
        fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

/// Measures on a database that is there for as long as it takes.
fn on_postgres(wish: &Wish, account: &str) -> Result<Vec<Row>, Broken> {
    let random = Chance::from_system().bytes();
    let name = random.iter().take(8).fold("sojourn_bench_".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    let (server, _) = account.rsplit_once('/').ok_or("the address of PostgreSQL names no database")?;
    let mut admin = PgConnection::establish(account)?;
    admin.batch_execute(&format!("CREATE DATABASE {name}"))?;
    let folder = tempfile::tempdir()?;
    let url = DatabaseUrl::Postgres(format!("{server}/{name}"));
    let measured = Ground { wish, database: "postgres", url, folder: folder.path().to_owned() }.measure();
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))?;
    measured
}

/// One database and what is to be measured on it.
struct Ground<'a> {
    wish: &'a Wish,
    database: &'static str,
    url: DatabaseUrl,
    folder: PathBuf,
}

impl Ground<'_> {
    fn wants(&self, name: &str) -> bool {
        self.wish.only.as_deref().is_none_or(|only| only == name)
    }

    fn measure(&self) -> Result<Vec<Row>, Broken> {
        let mut office = Office::create(&self.url, &self.folder)?;
        let mut all: Vec<Row> = Vec::new();
        for (n, &size) in self.wish.sizes.iter().enumerate() {
            office.grow(size)?;
            let pages = rows::pages(&mut office)?;
            let path = format!("/calls/{}", office.slug);
            if n == 0 {
                self.cold_start(&path)?;
                Row::print_head();
            }
            let server = Server::office(&self.folder, &self.url)?;
            server.first_page(&path)?;
            thread::sleep(Duration::from_millis(500));
            let idle = server.memory();
            for page in pages.iter().filter(|page| self.wants(page.name)) {
                let (before, answered) = (server.processor(), &mut 0);
                let rows = self.page(&server, page, size, answered)?;
                tell(&rows, page.target, &all);
                tell_processor(before, server.processor(), *answered);
                all.extend(rows);
            }
            for write in WRITES.into_iter().filter(|write| n == 0 && self.wants(write.name)) {
                let rows = self.write(&server, &mut office, size, write)?;
                tell(&rows, write.target, &all);
                all.extend(rows);
            }
            if let (Some((idle, _)), Some((_, most))) = (idle, server.memory()) {
                let (low, high) = MEMORY;
                println!(
                    "memory: {idle:.1} MiB idle (at most {low}){}, {most:.1} MiB under load (at most {high}){}",
                    verdict(idle <= low),
                    verdict(most <= high)
                );
            }
        }
        Ok(all)
    }

    fn cold_start(&self, path: &str) -> Result<(), Broken> {
        let mut times = Vec::new();
        for _ in 0..5 {
            times.push(Server::office(&self.folder, &self.url)?.first_page(path)?.as_secs_f64() * 1000.0);
        }
        let time = middle(times);
        println!(
            "{}: {time:.0} ms from the start to the first page (at most {COLD}){}",
            self.database,
            verdict(time <= COLD)
        );
        Ok(())
    }

    fn page(
        &self,
        server: &Server,
        page: &Page,
        applications: usize,
        answered: &mut usize,
    ) -> Result<[Row; 2], Broken> {
        let still = Server::bare()?;
        let written = |at| page.requests.iter().map(|r| r.written(at)).collect::<Vec<_>>();
        let (to_server, to_still) = (written(server.at), written(still.at));
        let load = |requests| Load { requests, status: "200", clients: READERS };
        let time = Duration::from_secs_f64(self.wish.seconds);
        *answered += client::run(server.at, load(&to_server), Until::Over(time / 3))?.waits.len();
        client::run(still.at, load(&to_still), Until::Over(time / 3))?;
        let mut rounds = Rounds::default();
        for _ in 0..self.wish.rounds {
            let baseline = client::run(still.at, load(&to_still), Until::Over(time))?;
            let sample = client::run(server.at, load(&to_server), Until::Over(time))?;
            *answered += sample.waits.len();
            rounds.add(baseline, sample);
        }
        Ok(rounds.rows(&self.row(page.name, STATIC, (applications, READERS))))
    }

    fn write(
        &self,
        server: &Server,
        office: &mut Office,
        applications: usize,
        write: Write,
    ) -> Result<[Row; 2], Broken> {
        let inserts = Bare::create(&self.url, &self.folder)?;
        let time = Duration::from_secs_f64(self.wish.seconds);
        let mut rounds = Rounds::default();
        // The first warms up.
        for round in 0..=self.wish.rounds {
            let requests: Vec<_> =
                write.requests(office, HANDED_IN)?.iter().map(|request| request.written(server.at)).collect();
            let baseline = inserts.run(WRITERS, time)?;
            let load = Load { requests: &requests, status: "303", clients: WRITERS };
            let sample = client::run(server.at, load, Until::EachOnce)?;
            if round > 0 {
                rounds.add(baseline, sample);
            }
        }
        Ok(rounds.rows(&self.row(write.name, INSERT, (applications, WRITERS))))
    }

    fn row(&self, name: &'static str, baseline: &'static str, (applications, clients): (usize, usize)) -> Row {
        let database = self.database;
        let (per_second, p50_ms, p99_ms, ratio) = (0.0, 0.0, 0.0, 0.0);
        Row { name, database, applications, clients, per_second, p50_ms, p99_ms, baseline, ratio }
    }
}

/// Prints what an answer takes of a processor, which says more than the ratio where other programs want the processors too.
fn tell_processor(before: Option<u32>, after: Option<u32>, answered: usize) {
    if let (Some(before), Some(after), Ok(answered @ 1..)) = (before, after, u32::try_from(answered)) {
        println!(
            "  {:.0} µs of a processor for each answer",
            f64::from(after - before) * 10_000.0 / f64::from(answered)
        );
    }
}

/// Prints a row after its baseline, with what it should reach; and what it costs beside the same row at the first size.
fn tell([base, row]: &[Row; 2], target: f64, before: &[Row]) {
    base.print("");
    let first = before.iter().find(|b| b.name == row.name && b.database == row.database);
    let kept = format!("{target}{}", verdict(row.ratio >= target));
    match first.map(|first| first.ratio / row.ratio) {
        Some(cost) => row.print(&format!("{kept}; cost {cost:.2} (at most {GROWTH}){}", verdict(cost <= GROWTH))),
        None => row.print(&kept),
    }
}
