//! The tables: both folders of migrations make the same, and `schema.rs` says what they make.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Bool, Text},
};

use super::place::Place;
use crate::db::{Conn, Error};

/// A column: its kind and whether it may be empty.
type Column = (String, bool);

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, Column>,
    key: Vec<String>,
    /// Whether unique, and the columns in order; the key's own index is left out.
    indexes: BTreeSet<(bool, Vec<String>)>,
    /// From column, to table and column, what a deletion does.
    references: BTreeSet<(String, String, String, String)>,
}

type Tables = BTreeMap<String, Table>;

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// Columns of indexes, in the order of table, index and place in the index.
#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Bool)]
    is_key: bool,
    #[diesel(sql_type = Text)]
    column_name: String,
}

#[derive(QueryableByName)]
struct ReferenceRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    to_table: String,
    #[diesel(sql_type = Text)]
    to_column: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

const SQLITE: [&str; 3] = [
    "SELECT m.name AS table_name, c.name AS column_name, c.type AS kind, c.\"notnull\" = 0 AS nullable
     FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    // A key of several columns and every other one has an index of its own, because no table's key is a number but the office's.
    "SELECT m.name AS table_name, l.name AS index_name, l.\"unique\" AS is_unique, l.origin = 'pk' AS is_key, i.name AS column_name
     FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
     WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY m.name, l.name, i.seqno",
    "SELECT m.name AS table_name, f.\"from\" AS column_name, f.\"table\" AS to_table, f.\"to\" AS to_column, f.on_delete AS on_delete
     FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
];

const POSTGRES: [&str; 3] = [
    "SELECT table_name::text, column_name::text, data_type::text AS kind, is_nullable = 'YES' AS nullable
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
    "SELECT t.relname::text AS table_name, i.relname::text AS index_name, x.indisunique AS is_unique, x.indisprimary AS is_key,
            a.attname::text AS column_name
     FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
     JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
     CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (number, place)
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
     WHERE t.relname NOT LIKE '\\_\\_%' ORDER BY 1, 2, k.place",
    "SELECT t.relname::text AS table_name, a.attname::text AS column_name, r.relname::text AS to_table, b.attname::text AS to_column,
            CASE c.confdeltype WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END AS on_delete
     FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
     WHERE c.contype = 'f'",
];

fn tables(conn: &mut Conn) -> Result<Tables, Error> {
    let queries = match conn {
        Conn::Sqlite(_) => SQLITE,
        Conn::Postgres(_) => POSTGRES,
    };
    let columns: Vec<ColumnRow> = each_backend!(conn, c => sql_query(queries[0]).load(c))?;
    let indexes: Vec<IndexRow> = each_backend!(conn, c => sql_query(queries[1]).load(c))?;
    let references: Vec<ReferenceRow> = each_backend!(conn, c => sql_query(queries[2]).load(c))?;
    let mut found = Tables::new();
    for c in columns {
        let kind = kind(&c.kind);
        found.entry(c.table_name).or_default().columns.insert(c.column_name, (kind, c.nullable));
    }
    let mut by_name: BTreeMap<(String, String, bool, bool), Vec<String>> = BTreeMap::new();
    for i in indexes {
        by_name.entry((i.table_name, i.index_name, i.is_unique, i.is_key)).or_default().push(i.column_name);
    }
    for ((table, _, unique, key), columns) in by_name {
        let table = found.entry(table).or_default();
        if key {
            table.key = columns;
        } else {
            table.indexes.insert((unique, columns));
        }
    }
    for r in references {
        let reference = (r.column_name, r.to_table, r.to_column, r.on_delete);
        found.entry(r.table_name).or_default().references.insert(reference);
    }
    Ok(found)
}

/// One word for a kind of column, whoever names it.
fn kind(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "timestamp without time zone" => "timestamp",
        "double precision" => "double",
        "boolean" => "bool",
        other => return other.to_owned(),
    }
    .to_owned()
}

/// What `schema.rs` says.
fn schema() -> Tables {
    let mut tables = Tables::new();
    for block in include_str!("../schema.rs").split("diesel::table! {").skip(1) {
        let mut table = Table::default();
        let mut name = String::new();
        let mut sql_name = None;
        for line in block.lines().map(str::trim).take_while(|line| !line.starts_with("diesel::")) {
            if let Some(given) = line.strip_prefix("#[sql_name = \"") {
                sql_name = given.split('"').next().map(str::to_owned);
            } else if let Some((column, kind_of)) = line.split_once(" -> ") {
                let kind_of = kind_of.trim_end_matches(',');
                let inner = kind_of.strip_prefix("Nullable<").map(|k| k.trim_end_matches('>'));
                let column = sql_name.take().unwrap_or_else(|| column.to_owned());
                table.columns.insert(column, (kind(inner.unwrap_or(kind_of)), inner.is_some()));
            } else if let Some((table_name, key)) = line.split_once(" (").filter(|_| !line.starts_with("//")) {
                name = table_name.to_owned();
                table.key = key.trim_end_matches(") {").split(", ").map(str::to_owned).collect();
            }
        }
        tables.insert(name, table);
    }
    tables
}

#[test]
fn whoever_reads_the_schema_reads_what_the_tables_are() {
    let place = Place::new();
    let made = place.read(tables);
    let said = schema();
    assert_eq!(made.keys().collect::<Vec<_>>(), said.keys().collect::<Vec<_>>());
    for (name, table) in &made {
        assert_eq!(table.columns, said[name].columns, "{name}");
        // SQLite makes no index for a key that is a number.
        if !table.key.is_empty() {
            assert_eq!(table.key, said[name].key, "{name}");
        }
    }
}

#[test]
fn an_office_that_moves_to_the_other_database_finds_the_same_tables() {
    let [sqlite, other] = [Place::on_sqlite(), Place::new()].map(|place| place.read(tables));
    let names = |tables: &Tables| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&other));
    for (name, table) in &sqlite {
        let other = &other[name];
        assert_eq!(table.columns, other.columns, "{name}");
        assert_eq!(table.indexes, other.indexes, "{name}");
        assert_eq!(table.references, other.references, "{name}");
    }
}

#[test]
fn whoever_changes_one_folder_of_migrations_changes_the_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = |folder: &str| {
        let entries = root.join(folder).read_dir().unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    for name in names("sqlite") {
        for file in ["up.sql", "down.sql"] {
            let text = |folder: &str| std::fs::read_to_string(root.join(folder).join(&name).join(file)).unwrap();
            assert_eq!(text("sqlite"), text("postgres").replace("DOUBLE PRECISION", "DOUBLE"), "{name}/{file}");
        }
    }
}

#[test]
fn an_operator_who_starts_several_processes_at_once_gets_the_tables_once() {
    let place = Place::new();
    let more: Vec<_> = (0..4)
        .map(|_| {
            let db = place.db.clone();
            std::thread::spawn(move || db.migrate().unwrap().len())
        })
        .collect();
    assert_eq!(more.into_iter().map(|m| m.join().unwrap()).sum::<usize>(), 0);
}
