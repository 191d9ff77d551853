//! The table of settings.

use std::time::Duration;

use super::{
    Config,
    bucket::BucketAddress,
    values::{MailRoute, Networks, ScannerAddress, hours, key, mebibytes, minutes, region, site_address, within},
};

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Key in the TOML file.
    pub name: &'static str,
    /// Environment variable.
    pub env: &'static str,
    /// The default as it would be typed; empty where there is none.
    pub default: &'static str,
    /// What happens without a value; said where `default` is empty.
    pub without: &'static str,
    /// What may be typed.
    pub allowed: &'static str,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// What it sets.
    pub doc: &'static str,
    /// Reads a value; `None` where it is not allowed.
    pub set: fn(&mut Config, &str) -> Option<()>,
}

/// A plain setting; what differs is written over it.
const PLAIN: Setting =
    Setting { name: "", env: "", default: "", without: "", allowed: "", secret: false, doc: "", set: |_, _| None };

/// Puts a value that could be read in its place.
fn put<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "data",
        env: "SOJOURN_DATA",
        default: "sojourn-data",
        allowed: "a folder",
        doc: "Folder of the database file, the documents and the generated secret.",
        set: |c, v| put(&mut c.data, Some(v.into())),
        ..PLAIN
    },
    Setting {
        name: "database",
        env: "DATABASE_URL",
        without: "`sojourn.db` in the data folder",
        allowed: "`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`",
        secret: true,
        doc: "The database.",
        set: |c, v| {
            let known = ["sqlite:", "postgres://", "postgresql://"];
            put(&mut c.database, known.iter().any(|scheme| v.starts_with(scheme)).then(|| Some(v.to_owned())))
        },
        ..PLAIN
    },
    Setting {
        name: "documents",
        env: "SOJOURN_DOCUMENTS",
        without: "`documents` in the data folder",
        allowed: "`s3://BUCKET` or `s3://BUCKET/FOLDER`",
        doc: "The bucket of the documents, on Amazon S3 or a server that speaks its protocol.",
        set: |c, v| put(&mut c.documents, v.parse::<BucketAddress>().ok().map(Some)),
        ..PLAIN
    },
    Setting {
        name: "s3_endpoint",
        env: "SOJOURN_S3_ENDPOINT",
        without: "Amazon's in the region",
        allowed: "`https://HOST:PORT`, or `http://` on the machine's own address, without a path",
        doc: "The server that has the bucket.",
        set: |c, v| put(&mut c.s3_endpoint, site_address(v).map(Some)),
        ..PLAIN
    },
    Setting {
        name: "s3_region",
        env: "SOJOURN_S3_REGION",
        default: "us-east-1",
        allowed: "a region such as `ap-southeast-1`",
        doc: "Region of the bucket; servers other than Amazon's mostly take any.",
        set: |c, v| put(&mut c.s3_region, region(v)),
        ..PLAIN
    },
    Setting {
        name: "s3_access_key",
        env: "SOJOURN_S3_ACCESS_KEY",
        without: "needed with a bucket",
        allowed: "characters without spaces",
        doc: "Who is known to the bucket's server: may list, read, write and delete there.",
        set: |c, v| put(&mut c.s3_access_key, key(v)),
        ..PLAIN
    },
    Setting {
        name: "s3_secret_key",
        env: "SOJOURN_S3_SECRET_KEY",
        without: "needed with a bucket",
        allowed: "characters without spaces",
        secret: true,
        doc: "The secret key that goes with the access key.",
        set: |c, v| put(&mut c.s3_secret_key, key(v)),
        ..PLAIN
    },
    Setting {
        name: "listen",
        env: "SOJOURN_LISTEN",
        default: "127.0.0.1:8080",
        allowed: "an address and a port such as `127.0.0.1:8080` or `[::]:8080`",
        doc: "Where the program listens. A proxy in front of it speaks TLS.",
        set: |c, v| put(&mut c.listen, v.parse().ok()),
        ..PLAIN
    },
    Setting {
        name: "public_url",
        env: "SOJOURN_PUBLIC_URL",
        without: "`http://` and the address listened on",
        allowed: "`https://HOST`, or `http://` on the machine's own address, without a path",
        doc: "Address of the site as people type it; it stands in mails.",
        set: |c, v| put(&mut c.public_url, site_address(v).map(Some)),
        ..PLAIN
    },
    Setting {
        name: "secret",
        env: "SOJOURN_SECRET",
        without: "made on the first start and kept in the data folder",
        allowed: "at least 32 characters, the same in every process",
        secret: true,
        doc: "From it come the keys of one-time links and forms.",
        set: |c, v| put(&mut c.secret, (v.len() >= crate::keys::SECRET_MIN).then(|| Some(v.to_owned()))),
        ..PLAIN
    },
    Setting {
        name: "trusted_proxies",
        env: "SOJOURN_TRUSTED_PROXIES",
        without: "none",
        allowed: "addresses and networks such as `127.0.0.1,10.0.0.0/8`",
        doc: "Proxies whose `X-Forwarded-For` is believed.",
        set: |c, v| put(&mut c.trusted_proxies, Networks::parse(v)),
        ..PLAIN
    },
    Setting {
        name: "mail",
        env: "SOJOURN_MAIL",
        without: "`.eml` files in the data folder",
        allowed: "`smtp://USER:PASSWORD@HOST:587?tls=starttls`, `smtps://…`, `smtp://…?tls=none` or `folder:PATH`",
        secret: true,
        doc: "Where mail goes.",
        set: |c, v| put(&mut c.mail, v.parse::<MailRoute>().ok().map(Some)),
        ..PLAIN
    },
    Setting {
        name: "mail_authorities",
        env: "SOJOURN_MAIL_AUTHORITIES",
        without: "those that this machine trusts",
        allowed: "path of a PEM file",
        doc: "Authorities that may have signed the mail server's certificate, where it is not a public one.",
        set: |c, v| put(&mut c.mail_authorities, Some(Some(v.into()))),
        ..PLAIN
    },
    Setting {
        name: "mail_from",
        env: "SOJOURN_MAIL_FROM",
        default: "office@sojourn.example",
        allowed: "a mail address",
        doc: "Sender of all mail.",
        set: |c, v| put(&mut c.mail_from, v.parse().ok()),
        ..PLAIN
    },
    Setting {
        name: "workers",
        env: "SOJOURN_WORKERS",
        without: "as many as processors",
        allowed: "1 to 256",
        doc: "Threads that serve requests.",
        set: |c, v| put(&mut c.workers, within(v, 1, 256).map(Some)),
        ..PLAIN
    },
    Setting {
        name: "connections",
        env: "SOJOURN_CONNECTIONS",
        default: "8",
        allowed: "2 to 200",
        doc: "Database connections: readers on SQLite, all on PostgreSQL.",
        set: |c, v| put(&mut c.connections, within(v, 2, 200)),
        ..PLAIN
    },
    Setting {
        name: "hash_memory",
        env: "SOJOURN_HASH_MEMORY",
        default: "19456",
        allowed: "8192 to 1048576",
        doc: "Memory of one password hash (Argon2id), in KiB. Passwords are hashed anew when it is raised.",
        set: |c, v| put(&mut c.hash_memory, within(v, 8192, 1_048_576)),
        ..PLAIN
    },
    Setting {
        name: "hash_passes",
        env: "SOJOURN_HASH_PASSES",
        default: "2",
        allowed: "1 to 20",
        doc: "Passes of one password hash.",
        set: |c, v| put(&mut c.hash_passes, within(v, 1, 20)),
        ..PLAIN
    },
    Setting {
        name: "hash_lanes",
        env: "SOJOURN_HASH_LANES",
        default: "1",
        allowed: "1 to 16",
        doc: "Lanes of one password hash.",
        set: |c, v| put(&mut c.hash_lanes, within(v, 1, 16)),
        ..PLAIN
    },
    Setting {
        name: "hash_at_once",
        env: "SOJOURN_HASH_AT_ONCE",
        without: "as many as processors",
        allowed: "1 to 64",
        doc: "Password hashes computed at once; times their memory, this is the most that sign-ins can take.",
        set: |c, v| put(&mut c.hash_at_once, within(v, 1, 64).map(Some)),
        ..PLAIN
    },
    Setting {
        name: "hash_queue",
        env: "SOJOURN_HASH_QUEUE",
        default: "64",
        allowed: "1 to 10000",
        doc: "Password hashes that may wait; beyond, people are asked to try again shortly.",
        set: |c, v| put(&mut c.hash_queue, within(v, 1, 10_000)),
        ..PLAIN
    },
    Setting {
        name: "session_idle",
        env: "SOJOURN_SESSION_IDLE",
        default: "240",
        allowed: "5 to 10080",
        doc: "Minutes after which an unused session ends.",
        set: |c, v| put(&mut c.session_idle, within(v, 5, 10_080).map(minutes)),
        ..PLAIN
    },
    Setting {
        name: "session_limit",
        env: "SOJOURN_SESSION_LIMIT",
        default: "72",
        allowed: "1 to 720",
        doc: "Hours after which any session ends.",
        set: |c, v| put(&mut c.session_limit, within(v, 1, 720).map(hours)),
        ..PLAIN
    },
    Setting {
        name: "upload_limit",
        env: "SOJOURN_UPLOAD_LIMIT",
        default: "10",
        allowed: "1 to 1024",
        doc: "Largest document, in MiB. A call may ask for less.",
        set: |c, v| put(&mut c.upload_limit, within(v, 1, 1024).map(mebibytes)),
        ..PLAIN
    },
    Setting {
        name: "upload_total",
        env: "SOJOURN_UPLOAD_TOTAL",
        default: "100",
        allowed: "1 to 10240",
        doc: "All documents of one application, in MiB.",
        set: |c, v| put(&mut c.upload_total, within(v, 1, 10_240).map(mebibytes)),
        ..PLAIN
    },
    Setting {
        name: "clamd",
        env: "SOJOURN_CLAMD",
        without: "documents are not scanned",
        allowed: "the path of a socket such as `/run/clamav/clamd.ctl`, or `HOST:PORT`",
        doc: "The virus scanner (`clamd`). Documents are held back until it has found nothing in them.",
        set: |c, v| put(&mut c.clamd, ScannerAddress::parse(v).map(Some)),
        ..PLAIN
    },
    Setting {
        name: "clamd_patience",
        env: "SOJOURN_CLAMD_PATIENCE",
        default: "60",
        allowed: "1 to 600",
        doc: "Seconds that the virus scanner may take for one document.",
        set: |c, v| put(&mut c.clamd_patience, within(v, 1, 600).map(Duration::from_secs)),
        ..PLAIN
    },
    Setting {
        name: "log_format",
        env: "SOJOURN_LOG_FORMAT",
        default: "text",
        allowed: "`text` or `json`",
        doc: "How the log is written, on standard error.",
        set: |c, v| put(&mut c.log_format, v.parse().ok()),
        ..PLAIN
    },
    Setting {
        name: "log",
        env: "SOJOURN_LOG",
        default: "info",
        allowed: "a level (`error`, `warn`, `info`, `debug`, `trace`), or levels by module such as `info,sojourn::mail=debug`",
        doc: "What is logged.",
        set: |c, v| put(&mut c.log, Some(v.to_owned())),
        ..PLAIN
    },
];
