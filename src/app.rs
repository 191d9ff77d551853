//! The program put together: database, office, jobs and server.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use crate::{
    actions::{accounts::set_up, app::App},
    clock::{Clock, SystemClock},
    config::{Config, ConfigError},
    db::{Database, DatabaseUrl, Options},
    demo::Demo,
    jobs::{self, deliver_mail::Post},
    mail::Mailer,
    web::server::{self, Ends},
};

/// How long jobs may take to end the piece that they are at when the program stops.
const PATIENCE: Duration = Duration::from_secs(20);

/// Status with which the program ends when its configuration cannot be used.
pub const WRONG_CONFIGURATION: u8 = 2;

/// Why the program could not run.
#[derive(Debug)]
pub struct Failure {
    /// In a sentence for the operator.
    pub why: String,
    /// With which status it ends.
    pub status: u8,
}

impl Failure {
    /// Something went wrong.
    pub fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), status: 1 }
    }

    /// A setting cannot be used.
    pub fn wrong_configuration(error: &ConfigError) -> Self {
        Self { why: error.to_string(), status: WRONG_CONFIGURATION }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

/// Opens the configured database and the office on it. Tables are brought up to date.
///
/// # Errors
/// A sentence for the operator.
pub fn open(config: Config, clock: Arc<dyn Clock>) -> Result<App, Failure> {
    std::fs::create_dir_all(&config.data)
        .map_err(|e| Failure::new(format!("{}: the data folder cannot be made: {e}", config.data.display())))?;
    let url: DatabaseUrl = config.database().parse()?;
    let options = Options {
        readers: usize::try_from(config.connections).unwrap_or(4),
        connections: config.connections,
        ..Options::default()
    };
    let db = Database::open(&url, &options)?;
    for migration in db.migrate()? {
        tracing::info!(%migration, "the tables were changed");
    }
    Ok(App::new(db, clock, config)?)
}

/// Serves the office until the program is told to stop; requests in flight are answered first.
///
/// # Errors
/// A sentence for the operator.
pub fn serve(config: Config) -> Result<(), Failure> {
    let mailer = Mailer::open(&config).map_err(|e| Failure::wrong_configuration(&e))?;
    let app = open(config, Arc::new(SystemClock))?;
    reach_documents(&app)?;
    let listener = listen(&app)?;
    println!("Sojourn listens at {}", app.public_url);
    let now = app.clock.now();
    let path = app.write_now(now, set_up::path).map_err(|e| Failure::new(format!("the link to set up: {e:?}")))?;
    if let Some(path) = path {
        println!("Set up the office: {}{path}", app.public_url);
    }
    serve_with(&app, listener, Post::new(mailer))
}

/// Asks whether the documents are where the configuration says: the operator learns it at the start, not from the first applicant.
fn reach_documents(app: &App) -> Result<(), Failure> {
    let reached = tokio::runtime::Runtime::new()?.block_on(app.files.store.reach());
    reached.map_err(|e| Failure::wrong_configuration(&ConfigError::unusable("documents", &e)))
}

/// Serves a demo at `address` until the program is told to stop. Its mails stay in the outbox, where its mailbox page shows them.
///
/// # Errors
/// A sentence for whoever started it.
pub fn serve_demo(demo: &Demo, address: SocketAddr, json: bool) -> Result<(), Failure> {
    let listener =
        TcpListener::bind(address).map_err(|e| Failure::new(format!("{address}: cannot listen there: {e}")))?;
    let url = format!("http://{}", listener.local_addr()?);
    let mut config = demo.config.clone();
    config.public_url = Some(url.clone());
    let app = App { is_demo: true, ..App::new(demo.db.clone(), Arc::new(SystemClock), config)? };
    println!("{}", demo.announcement(&url, json));
    serve_with(&app, listener, Post::new(Mailer::Kept))
}

/// Runs server and jobs of an office on a socket until SIGTERM or SIGINT.
fn serve_with(app: &App, listener: TcpListener, post: Post) -> Result<(), Failure> {
    let served = actix_web::rt::System::new().block_on(async {
        let jobs = jobs::start(app, post, jobs::PERIODIC);
        let served = server::start(app.clone(), listener, Ends::BySignal)?.await;
        jobs.stop(PATIENCE).await;
        served
    });
    app.db.close();
    Ok(served?)
}

/// Listens where the configuration says.
fn listen(app: &App) -> Result<TcpListener, Failure> {
    let address = app.config.listen;
    TcpListener::bind(address).map_err(|e| Failure::new(format!("{address}: cannot listen there: {e}")))
}
