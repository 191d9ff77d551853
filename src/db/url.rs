//! Where the database is. Parsing touches nothing: a misspelt address makes no file.

use std::{fmt, path::PathBuf, str::FromStr};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// An address of PostgreSQL, as libpq reads it.
    Postgres(String),
}

/// The text names no database that Sojourn can use; says so in a sentence without what may be a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADatabase(&'static str);

impl fmt::Display for NotADatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
impl std::error::Error for NotADatabase {}

impl FromStr for DatabaseUrl {
    type Err = NotADatabase;
    fn from_str(text: &str) -> Result<Self, NotADatabase> {
        if text.contains('\0') {
            return Err(NotADatabase("a database address cannot hold the character NUL"));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let Some(path) = text.strip_prefix("sqlite:") else {
            return Err(NotADatabase("a database address begins with sqlite: or postgres://"));
        };
        // Three slashes are an absolute path after an empty host; two would name a host, which a file does not have.
        if path.starts_with("//") && !path.starts_with("///") {
            return Err(NotADatabase("write sqlite:PATH or sqlite:///ABSOLUTE/PATH, because a file has no host"));
        }
        if path.is_empty() || path.starts_with(':') || path.ends_with('/') {
            return Err(NotADatabase("sqlite: is followed by the path of a file"));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(address) => f.write_str(&without_password(address)),
        }
    }
}
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The address with what stands between the first colon and the last `@` of its authority hidden, and without its
/// parameters, which may hold a password too.
fn without_password(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let rest = rest.split('?').next().unwrap_or("");
    let shown = match rest.rsplit_once('@') {
        Some((who, at)) => {
            format!("{}@{at}", who.split_once(':').map_or(who.to_owned(), |(name, _)| format!("{name}:***")))
        }
        None => rest.to_owned(),
    };
    format!("{scheme}://{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_may_write_either_database() {
        assert_eq!("sqlite:data/office.db".parse(), Ok(DatabaseUrl::Sqlite("data/office.db".into())));
        assert_eq!("sqlite:///srv/office.db".parse(), Ok(DatabaseUrl::Sqlite("/srv/office.db".into())));
        assert_eq!("postgres://h/d".parse(), Ok(DatabaseUrl::Postgres("postgres://h/d".into())));
        assert_eq!("postgresql://h/d".parse(), Ok(DatabaseUrl::Postgres("postgresql://h/d".into())));
    }

    #[test]
    fn an_operator_is_told_what_is_wrong_with_an_address() {
        for bad in [
            "",
            "office.db",
            "mysql://h/d",
            "sqllite:x",
            "sqlite:",
            "sqlite:://x",
            "sqlite://x",
            "sqlite::memory:",
            "sqlite:a/",
            "postgre://h",
        ] {
            assert!(bad.parse::<DatabaseUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_operator_reads_no_password_in_the_log() {
        let url: DatabaseUrl = "postgres://sojourn:se:cr@t@db.local/office?password=secret".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://sojourn:***@db.local/office");
        assert_eq!(format!("{url:?}"), url.to_string());
    }
}
