//! The real program as an operator runs it: a process of its own on a folder and a database of its own, which a test may kill.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use sojourn::db::{Database, DatabaseUrl, Options};
use tempfile::TempDir;

use super::database::OwnDatabase;

/// Where a program is installed: its folder, its database, its address. All go with the value.
pub struct Site {
    folder: TempDir,
    database: OwnDatabase,
    address: String,
    variables: Vec<(&'static str, String)>,
}

impl Site {
    /// With an empty database. Nobody holds it open but who opens it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Free now; nobody else asks for this very port while the test runs.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        Self { folder, database: OwnDatabase::create(), address, variables: Vec::new() }
    }

    /// With one more setting.
    #[must_use]
    pub fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((variable, value.into()));
        self
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address people open.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Whether the database is on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }

    /// Opens the database from the test. A program that is killed meanwhile would find it in better order than it left it.
    pub fn open(&self) -> Database {
        let db = Database::open(&self.database_url(), &Options::default()).unwrap();
        db.migrate().unwrap();
        db
    }

    /// On SQLite a file of its own, because the other one is held open.
    fn database_url(&self) -> DatabaseUrl {
        match &self.database.url {
            DatabaseUrl::Sqlite(_) => DatabaseUrl::Sqlite(self.folder().join("sojourn.db")),
            postgres @ DatabaseUrl::Postgres(_) => postgres.clone(),
        }
    }

    fn configured(&self, mut command: Command) -> Command {
        let database = match self.database_url() {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(address) => address,
        };
        command
            .env_clear()
            .env("SOJOURN_DATA", self.folder())
            .env("DATABASE_URL", database)
            .env("SOJOURN_LISTEN", &self.address)
            .env("SOJOURN_LOG", "warn")
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null());
        command
    }

    /// Starts `sojourn serve`.
    pub fn start(&self) -> Program {
        let mut command = self.configured(Command::new(env!("CARGO_BIN_EXE_sojourn")));
        command.arg("serve");
        self.launch(command)
    }

    /// The same, in a way that a write which the system refuses is an error and not the program's end.
    pub fn start_on_a_small_disk(&self) -> Program {
        let mut command = self.configured(Command::new("/bin/sh"));
        command.args(["-c", "trap '' XFSZ; exec \"$0\" serve", env!("CARGO_BIN_EXE_sojourn")]);
        self.launch(command)
    }

    fn launch(&self, mut command: Command) -> Program {
        let log = File::options().create(true).append(true).open(self.log_path()).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Program { child, said }
    }

    /// What the programs wrote on standard error, one after another.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap()
    }

    fn log_path(&self) -> std::path::PathBuf {
        self.folder().join("log")
    }

    /// Runs a command of the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.configured(Command::new(env!("CARGO_BIN_EXE_sojourn"))).args(arguments).output().unwrap()
    }

    /// Stops the test unless `sojourn check` finds every rule kept.
    pub fn expect_in_order(&self) {
        let checked = self.run(&["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

/// A program that was started. It ends with the value.
pub struct Program {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Program {
    /// Waits until it listens: from then on the system takes connections for it.
    pub fn listening(mut self) -> Self {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        assert!(line.starts_with("Sojourn listens at "), "{line:?} {:?}", self.child.try_wait());
        self
    }

    /// Kills it at once, as a loss of power would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop, as an operator does; [`Self::ended`] waits for it.
    pub fn tell_to_stop(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits for its end.
    pub fn ended(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Lets no file of it grow beyond so many bytes, as a full disk would; everything where `None`.
    pub fn limit_files(&self, most: Option<u64>) {
        let limit = Rlimit { current: most, maximum: None };
        prlimit(Some(self.pid()), Resource::Fsize, limit).unwrap();
    }

    /// Its number.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
