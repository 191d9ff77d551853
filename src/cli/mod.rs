//! The command line: which commands there are. One that is more than a call has a file of its own.

mod allocate;
mod answer;
mod assign;
mod calibrate;
mod draw;
mod numbers;
pub mod tables;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};

use crate::{
    actions::{accounts::set_up, check},
    app::{self, Failure, WRONG_CONFIGURATION},
    clock::{Clock, SystemClock},
    config::Config,
    demo::{Demo, build::Wish},
    domain::time::Zone,
    export::print::press,
    files::inspector,
    telemetry,
    words::Words,
};

/// Sojourn runs talent-exchange programmes: calls, applications, reviews, selection, offers, cohorts.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// A TOML file with settings; environment variables win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (the default).
    Serve,
    /// Serve an office with made-up people, for looking at; nothing of it leaves this machine.
    Demo {
        /// Folder to make it in; a temporary one that goes with the program where none is named.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Where to listen.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// How many people apply to the exchange; each call beside it has up to eight.
        #[arg(long, value_name = "N", default_value_t = 120)]
        applicants: usize,
        /// The same seed makes the same office.
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
        /// Print address and accounts as one line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bring the tables of the database up to date and end.
    Migrate,
    /// Administrators.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    #[command(flatten)]
    OnTables(OnTables),
    /// Check that every rule of the workflow holds, row by row and file by file.
    Check,
    /// Print the settings in effect, without secrets.
    Config {
        /// Print the table of all settings instead.
        #[arg(long)]
        table: bool,
    },
}

/// Tables in, tables out: these need neither settings nor an office.
#[derive(Debug, Subcommand)]
enum OnTables {
    /// Calibrate scores: what they say of the application, of the reviewer and of chance.
    Calibrate(calibrate::Wish),
    /// Allocate places within quotas: the best set, or a stable matching with hosts.
    Allocate(allocate::Wish),
    /// Draw lots so that anybody can check it.
    Draw(draw::Wish),
    /// Assign reviewers to applications: from tables to a table, without an office.
    Assign(assign::Wish),
}

impl OnTables {
    fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Calibrate(wish) => calibrate::run(wish),
            Self::Allocate(wish) => allocate::run(wish),
            Self::Draw(wish) => draw::run(wish),
            Self::Assign(wish) => assign::run(wish),
        }
    }
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Make somebody an administrator of the office, and print the link with which they set their password.
    Create {
        /// Mail address.
        #[arg(long)]
        email: String,
        /// Full name.
        #[arg(long)]
        name: String,
    },
}

/// Runs the command that the program was called with.
pub fn run() -> ExitCode {
    // Before anything is read or opened: this process is given somebody else's file and nothing besides.
    let word = |n| std::env::args().nth(n).unwrap_or_default();
    if let Some(done) = inspector::run(&word(1), &word(2)).or_else(|| press::run(&word(1))) {
        return done;
    }
    let cli = Cli::parse();
    let command = cli.command.unwrap_or(Command::Serve);
    if let Command::OnTables(command) = command {
        return ended(command.run().map(|()| ExitCode::SUCCESS));
    }
    let config = match Config::load(cli.config.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(WRONG_CONFIGURATION);
        }
    };
    telemetry::begin(&config);
    ended(perform(command, config))
}

/// How the program ends; what went wrong is said.
fn ended(done: Result<ExitCode, Failure>) -> ExitCode {
    done.unwrap_or_else(|Failure { why, status }| {
        eprintln!("{why}");
        ExitCode::from(status)
    })
}

fn perform(command: Command, config: Config) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve => app::serve(config)?,
        Command::OnTables(command) => command.run()?,
        Command::Demo { data, listen, applicants, seed, json } => {
            let wish = Wish { applicants, seed, today: SystemClock.now().day_in(Zone::Asia__Shanghai) };
            app::serve_demo(&Demo::prepare(data.as_deref(), &wish)?, listen, json)?;
        }
        Command::Migrate => {
            app::open(config, Arc::new(SystemClock))?.db.close();
        }
        Command::Check => return check(config),
        Command::Config { table: true } => print!("{}", Config::table()),
        Command::Config { table: false } => print!("{}", config.describe()),
        Command::Admin { command: AdminCommand::Create { email, name } } => create_admin(config, &email, &name)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what breaks a rule; fails where anything does.
fn check(config: Config) -> Result<ExitCode, Failure> {
    let app = app::open(config, Arc::new(SystemClock))?;
    let words = Words::english();
    let mut broken = 0_u64;
    let report = |finding: check::Finding| {
        broken += 1;
        println!("{}: {}", words.sentence(&finding.rule.sentence()), finding.what);
    };
    let checking = check::check(&app.db, &*app.files.store, app.clock.now(), report);
    tokio::runtime::Runtime::new()?.block_on(checking).map_err(|e| Failure::new(e.to_string()))?;
    app.db.close();
    println!("{}", words.with("check-done").set("count", broken));
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn create_admin(config: Config, email: &str, name: &str) -> Result<(), Failure> {
    let email = email.parse().map_err(|_| Failure::new(format!("“{email}” is not a mail address")))?;
    let name = name.parse().map_err(|_| Failure::new(format!("“{name}” is not a name")))?;
    let app = app::open(config, Arc::new(SystemClock))?;
    let now = app.clock.now();
    let path = app.write_now(now, move |tx| set_up::create_admin(tx, &email, &name));
    match path.map_err(|e| Failure::new(format!("the administrator was not made: {e:?}")))? {
        Some(path) => println!("Set the password: {}{path}", app.public_url),
        None => println!("The account has a password and is an administrator's now."),
    }
    app.db.close();
    Ok(())
}
