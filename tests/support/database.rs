//! A database of one test's own: a file of SQLite, or, where `SOJOURN_TEST_DATABASE` names a PostgreSQL, a database there.

use std::{env, sync::OnceLock};

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};
use reqwest::Url;
use sojourn::db::{Database, DatabaseUrl, Options};
use tempfile::TempDir;

/// The variable that names a PostgreSQL account which may create databases.
const VARIABLE: &str = "SOJOURN_TEST_DATABASE";

/// A migrated database that goes with the value.
pub struct OwnDatabase {
    /// The open database.
    pub db: Database,
    /// Where it is.
    pub url: DatabaseUrl,
    dropped: Option<Dropped>,
    _folder: TempDir,
}

/// Drops a database on PostgreSQL when the test ends.
struct Dropped {
    admin: String,
    name: String,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let dropped = admin(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        // A second panic would hide the first.
        if !std::thread::panicking() {
            dropped.unwrap();
        }
    }
}

impl OwnDatabase {
    /// A new one.
    pub fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, dropped) = match env::var(VARIABLE) {
            Ok(admin) => on_postgres(admin),
            Err(_) => (DatabaseUrl::Sqlite(folder.path().join("office.db")), None),
        };
        let options = Options { connections: 4, ..Options::default() };
        let db = Database::open(&url, &options).unwrap_or_else(|e| panic!("{VARIABLE}: {e:?}"));
        db.migrate().unwrap();
        Self { db, url, dropped, _folder: folder }
    }

    /// Writes past everything that keeps the rules.
    pub fn sql(&self, statement: &str) {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                conn.batch_execute("PRAGMA synchronous = OFF").unwrap();
                conn.batch_execute(statement).unwrap();
            }
            DatabaseUrl::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(statement).unwrap(),
        }
    }

    /// Whether it is on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.dropped.is_some()
    }

    /// Everything in the database, row by row.
    pub fn dump(&self) -> Vec<String> {
        let url = &self.url;
        let lines = |statement: &str| -> Vec<String> {
            let query = sql_query(statement);
            let lines: Vec<Line> = match url {
                DatabaseUrl::Sqlite(path) => {
                    query.load(&mut SqliteConnection::establish(path.to_str().unwrap()).unwrap()).unwrap()
                }
                DatabaseUrl::Postgres(address) => query.load(&mut PgConnection::establish(address).unwrap()).unwrap(),
            };
            lines.into_iter().map(|l| l.line).collect()
        };
        let sqlite = matches!(url, DatabaseUrl::Sqlite(_));
        let tables = lines(if sqlite {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1"
        } else {
            "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%' ORDER BY 1"
        });
        let rows = |table: &String| {
            if !sqlite {
                return lines(&format!("SELECT row_to_json(t)::text AS line FROM {table} t ORDER BY 1"));
            }
            let columns = lines(&format!("SELECT '\"' || name || '\"' AS line FROM pragma_table_info('{table}')"));
            lines(&format!("SELECT json_array({}) AS line FROM {table} ORDER BY 1", columns.join(", ")))
        };
        tables.iter().flat_map(|table| rows(table).into_iter().map(move |row| format!("{table}: {row}"))).collect()
    }
}

fn on_postgres(account: String) -> (DatabaseUrl, Option<Dropped>) {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| make_template(&account));
    let random = sojourn::domain::chance::Chance::from_system().bytes();
    let name = random.iter().take(8).fold("sojourn_test_".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    admin(&account, &format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
    (DatabaseUrl::Postgres(elsewhere(&account, &name)), Some(Dropped { admin: account, name }))
}

/// Makes the database that the others are copied from, unless another run of the same process has.
fn make_template(account: &str) -> String {
    let name = format!("sojourn_template_{}", std::process::id());
    admin(account, &format!("DROP DATABASE IF EXISTS {name}")).unwrap();
    admin(account, &format!("CREATE DATABASE {name}")).unwrap();
    let url = DatabaseUrl::Postgres(elsewhere(account, &name));
    Database::open(&url, &Options::default()).unwrap().migrate().unwrap();
    // A database that somebody is connected to cannot be copied.
    let mut conn = PgConnection::establish(account).unwrap();
    sql_query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
        .bind::<Text, _>(&name)
        .execute(&mut conn)
        .unwrap();
    name
}

fn admin(account: &str, statement: &str) -> Result<usize, String> {
    let mut conn = PgConnection::establish(account).map_err(|e| e.to_string())?;
    sql_query(statement).execute(&mut conn).map_err(|e| e.to_string())
}

/// The same account on another database of the same server.
fn elsewhere(account: &str, name: &str) -> String {
    let mut url = Url::parse(account).unwrap();
    url.set_path(name);
    url.to_string()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}
