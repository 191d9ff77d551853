//! Configuration: by environment variables and an optional TOML file. [`SETTINGS`] is the only table of what can be set; reading,
//! `sojourn config` and the table in the README are drawn from it.

mod bucket;
mod settings;
mod values;

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

pub use bucket::BucketAddress;
pub use settings::{SETTINGS, Setting};
pub use values::{Encryption, LogFormat, MailRoute, Networks, ScannerAddress, SmtpServer};

use crate::domain::{chance::Chance, person::EmailAddress};

/// What the program runs with.
#[derive(Clone)]
pub struct Config {
    /// Folder of the database file, the documents and the generated secret.
    pub data: PathBuf,
    /// Address of the database; [`Config::database`] gives it with its default filled in.
    pub database: Option<String>,
    /// The bucket of the documents; they are in the data folder where `None`.
    pub documents: Option<BucketAddress>,
    /// Address of the server that has the bucket, without a path; Amazon's own where `None`.
    pub s3_endpoint: Option<String>,
    /// Region of the bucket.
    pub s3_region: String,
    /// Access key of the bucket. Where there is a bucket, there is one.
    pub s3_access_key: String,
    /// Secret key of the bucket. Where there is a bucket, there is one.
    pub s3_secret_key: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Address of the site as people type it, without a slash at the end; [`Config::public_url`] fills in the default.
    pub public_url: Option<String>,
    /// The secret, where it is given and not generated.
    pub secret: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// Where mail goes.
    pub mail: Option<MailRoute>,
    /// PEM file of the authorities that may have signed the mail server's certificate; the machine's own where `None`.
    pub mail_authorities: Option<PathBuf>,
    /// Sender of all mail.
    pub mail_from: EmailAddress,
    /// Threads that serve requests; as many as processors where `None`.
    pub workers: Option<usize>,
    /// Database connections: readers on SQLite, all on PostgreSQL.
    pub connections: u32,
    /// Memory of one password hash, in KiB.
    pub hash_memory: u32,
    /// Passes of one password hash.
    pub hash_passes: u32,
    /// Lanes of one password hash.
    pub hash_lanes: u32,
    /// Password hashes computed at once; as many as processors where `None`.
    pub hash_at_once: Option<usize>,
    /// Password hashes that may wait.
    pub hash_queue: usize,
    /// Longest a session may go unused.
    pub session_idle: Duration,
    /// Longest a session may last.
    pub session_limit: Duration,
    /// Largest document, in bytes.
    pub upload_limit: u64,
    /// All documents of one application, in bytes.
    pub upload_total: u64,
    /// Where the virus scanner listens; without one, documents are not scanned.
    pub clamd: Option<ScannerAddress>,
    /// How long the scanner may take for one document.
    pub clamd_patience: Duration,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// The values as they were given, by name of the setting, and from where.
    given: BTreeMap<&'static str, (String, Source)>,
}

impl fmt::Debug for Config {
    /// Without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Default,
    Environment,
    File,
}

/// Why the configuration cannot be used: names the setting, its value and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for ConfigError {}

impl ConfigError {
    /// A setting whose value is of the right form but cannot be used, and why.
    pub fn unusable(name: &str, why: &dyn fmt::Display) -> Self {
        let env = SETTINGS.iter().find(|s| s.name == name).map_or(name, |s| s.env);
        Self(format!("{env} cannot be used: {why}"))
    }

    /// A setting with a value that is not allowed. A secret value is not repeated.
    pub fn wrong(setting: &Setting, value: &str) -> Self {
        let shown = if setting.secret { "its value".to_owned() } else { format!("“{value}”") };
        Self(format!("{}: {shown} is not allowed. Allowed: {}.", setting.env, setting.allowed))
    }
}

impl Config {
    /// From the process's environment and, where `SOJOURN_CONFIG` or `file` names one, a TOML file. The environment wins.
    ///
    /// # Errors
    /// A value that is not allowed, a key that is not known, a file that cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::from_parts(|name| std::env::var(name).ok(), file)
    }

    /// As [`Config::load`], from a given environment.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_parts(env: impl Fn(&str) -> Option<String>, file: Option<&Path>) -> Result<Self, ConfigError> {
        let named = env("SOJOURN_CONFIG").map(PathBuf::from);
        let table = match file.or(named.as_deref()) {
            Some(path) => read_file(path)?,
            None => BTreeMap::new(),
        };
        let mut config = values::defaults();
        for setting in SETTINGS {
            let (value, source) = match (env(setting.env).filter(|v| !v.is_empty()), table.get(setting.name)) {
                (Some(value), _) => (value, Source::Environment),
                (None, Some(value)) => (value.clone(), Source::File),
                (None, None) => (setting.default.to_owned(), Source::Default),
            };
            if !value.is_empty() {
                (setting.set)(&mut config, &value).ok_or_else(|| ConfigError::wrong(setting, &value))?;
            }
            config.given.insert(setting.name, (value, source));
        }
        config.expect_keys_of_the_bucket()?;
        Ok(config)
    }

    /// A bucket needs both its keys.
    fn expect_keys_of_the_bucket(&self) -> Result<(), ConfigError> {
        let keys = [("s3_access_key", &self.s3_access_key), ("s3_secret_key", &self.s3_secret_key)];
        match keys.into_iter().find(|(_, key)| key.is_empty()) {
            Some((name, _)) if self.documents.is_some() => {
                Err(ConfigError::unusable(name, &"it is not set, and the bucket of SOJOURN_DOCUMENTS needs it"))
            }
            _ => Ok(()),
        }
    }

    /// All defaults, for tests and the demo, in this data folder.
    pub fn in_folder(data: &Path) -> Self {
        let mut config = Self::from_parts(|_| None, None).unwrap_or_else(|_| values::defaults());
        data.clone_into(&mut config.data);
        config
    }

    /// Address of the database: `DATABASE_URL`, else a file in the data folder.
    pub fn database(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("sojourn.db").display()))
    }

    /// Address of the site as people type it, without a slash at the end.
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether people reach the site over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Where mail goes: as set, else a folder of files beside the database.
    pub fn mail(&self) -> MailRoute {
        self.mail.clone().unwrap_or_else(|| MailRoute::Folder(self.data.join("mail")))
    }

    /// The secret: as set, else from the file in the data folder, which is made on the first start and readable by its owner only.
    ///
    /// # Errors
    /// Where the file cannot be read or made.
    pub fn secret(&self) -> io::Result<Vec<u8>> {
        if let Some(secret) = &self.secret {
            return Ok(secret.as_bytes().to_vec());
        }
        let path = self.data.join("secret");
        match std::fs::read(&path) {
            Ok(secret) if secret.len() >= crate::keys::SECRET_MIN => Ok(secret),
            Ok(_) => Err(io::Error::other(format!("{} is too short to be a secret", path.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                values::make_secret(&path, &mut Chance::from_system())
            }
            Err(error) => Err(error),
        }
    }

    /// What is in effect, one line per setting, secrets hidden.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        for setting in SETTINGS {
            let Some((value, source)) = self.given.get(setting.name) else { continue };
            let value = match (value.as_str(), setting.secret) {
                ("", _) => match setting.name {
                    "database" => self.database(),
                    "public_url" => self.public_url(),
                    "mail" => self.mail().to_string(),
                    "documents" => self.data.join("documents").display().to_string(),
                    _ => "(not set)".to_owned(),
                },
                (_, true) => values::hide(value),
                (value, false) => value.to_owned(),
            };
            let source = match source {
                Source::Default => "default",
                Source::Environment => "environment",
                Source::File => "file",
            };
            let _ = writeln!(text, "{:<24} {value}  ({source})", setting.env);
        }
        text
    }

    /// The table of the README.
    pub fn table() -> String {
        let mut text =
            String::from("| variable | key in the file | default | allowed | what it sets |\n|---|---|---|---|---|\n");
        for s in SETTINGS {
            let default = if s.default.is_empty() { s.without.to_owned() } else { format!("`{}`", s.default) };
            let _ = writeln!(text, "| `{}` | `{}` | {default} | {} | {} |", s.env, s.name, s.allowed, s.doc);
        }
        text
    }
}

/// Keys and values of a TOML file; numbers and booleans as text.
fn read_file(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |why: &dyn fmt::Display| ConfigError(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| wrong(&e))?;
    // The parser's own message would repeat the line, which may hold a password.
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        wrong(&format_args!("line {line} is not TOML"))
    })?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !SETTINGS.iter().any(|s| s.name == key) {
            let known: Vec<_> = SETTINGS.iter().map(|s| s.name).collect();
            return Err(wrong(&format_args!("“{key}” is not a setting. Settings: {}", known.join(", "))));
        }
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(n) => n.to_string(),
            toml::Value::Array(items) if items.iter().all(toml::Value::is_str) => {
                items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
            }
            _ => return Err(wrong(&format_args!("“{key}” takes text or a whole number"))),
        };
        values.insert(key, value);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Result<Config, ConfigError> {
        Config::from_parts(|n| (n == name).then(|| value.to_owned()), None)
    }

    #[test]
    fn an_operator_who_sets_nothing_gets_a_site_on_this_machine() {
        let config = Config::from_parts(|_| None, None).unwrap();
        assert_eq!(config.public_url(), "http://127.0.0.1:8080");
        assert!(config.database().starts_with("sqlite:"));
        assert_eq!((config.hash_memory, config.hash_passes, config.hash_lanes), (19456, 2, 1));
    }

    #[test]
    fn an_operator_is_told_which_variable_is_wrong_and_what_is_allowed() {
        let said = with("SOJOURN_LISTEN", "here").unwrap_err().to_string();
        assert!(said.contains("SOJOURN_LISTEN") && said.contains("here") && said.contains("127.0.0.1:8080"), "{said}");
        for (name, bad) in [
            ("DATABASE_URL", "mysql://localhost/x"),
            ("SOJOURN_PUBLIC_URL", "example.org"),
            ("SOJOURN_PUBLIC_URL", "https://example.org/path"),
            ("SOJOURN_PUBLIC_URL", "http://example.org"),
            ("SOJOURN_MAIL", "mail.example.org"),
            ("SOJOURN_MAIL_FROM", "nobody"),
            ("SOJOURN_TRUSTED_PROXIES", "10.0.0.0/99"),
            ("SOJOURN_HASH_MEMORY", "64"),
            ("SOJOURN_WORKERS", "0"),
            ("SOJOURN_LOG_FORMAT", "xml"),
            ("SOJOURN_DOCUMENTS", "/srv/papers"),
            ("SOJOURN_S3_ENDPOINT", "http://minio.example.org:9000"),
            ("SOJOURN_S3_ENDPOINT", "https://minio.example.org/papers"),
            ("SOJOURN_S3_REGION", "over there"),
            ("SOJOURN_S3_SECRET_KEY", "two words"),
        ] {
            assert!(with(name, bad).unwrap_err().to_string().starts_with(name), "{name}={bad}");
        }
    }

    #[test]
    fn a_secret_is_repeated_neither_in_an_error_nor_in_the_list() {
        let said = with("SOJOURN_SECRET", "too short").unwrap_err().to_string();
        assert!(!said.contains("too short"), "{said}");
        let config = with("SOJOURN_MAIL", "smtp://me:hunter2@mail.example.org:587?tls=starttls").unwrap();
        assert!(!config.describe().contains("hunter2"), "{}", config.describe());
        assert!(config.describe().contains("mail.example.org"), "{}", config.describe());
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn a_bucket_without_its_keys_is_refused_and_its_secret_key_is_never_shown() {
        let bucket = [
            ("SOJOURN_DOCUMENTS", "s3://papers"),
            ("SOJOURN_S3_ACCESS_KEY", "office"),
            ("SOJOURN_S3_SECRET_KEY", "hunter2"),
        ];
        for (gone, _) in &bucket[1..] {
            let given =
                |name: &str| bucket.iter().find(|(n, _)| *n == name && n != gone).map(|(_, value)| (*value).to_owned());
            assert!(Config::from_parts(given, None).unwrap_err().to_string().starts_with(gone));
        }
        let given = |name: &str| bucket.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let told = Config::from_parts(given, None).unwrap().describe();
        assert!(told.contains("s3://papers") && told.contains("office") && !told.contains("hunter2"), "{told}");
    }

    #[test]
    fn a_key_of_the_file_that_is_not_known_is_refused_and_the_environment_wins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sojourn.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:9000\"\nworkers = 3\n").unwrap();
        let config = Config::from_parts(|n| (n == "SOJOURN_WORKERS").then(|| "5".to_owned()), Some(&path)).unwrap();
        assert_eq!((config.listen.port(), config.workers), (9000, Some(5)));
        std::fs::write(&path, "lissten = \"127.0.0.1:9000\"\n").unwrap();
        assert!(Config::from_parts(|_| None, Some(&path)).unwrap_err().to_string().contains("lissten"));
    }

    #[test]
    fn the_secret_is_made_once_and_kept_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::in_folder(folder.path());
        let first = config.secret().unwrap();
        assert_eq!(first, config.secret().unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
