//! Values of settings: how each kind is read from text.

use std::{
    collections::BTreeMap,
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use super::Config;
use crate::domain::chance::Chance;

/// The value is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAllowed;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = NotAllowed;
    fn from_str(text: &str) -> Result<Self, NotAllowed> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(NotAllowed),
        }
    }
}

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// To a server.
    Smtp(SmtpServer),
    /// Into a folder, one `.eml` file each.
    Folder(PathBuf),
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User and password, where it asks for them.
    pub account: Option<(String, String)>,
    /// How the connection is protected.
    pub encryption: Encryption,
}

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, refused where the server does not offer it.
    StartTls,
    /// None: only for a server on this machine.
    None,
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({}:{}, {:?})", self.host, self.port, self.encryption)
    }
}

impl fmt::Display for MailRoute {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(server) => write!(f, "smtp://{}:{}", server.host, server.port),
            Self::Folder(path) => write!(f, "folder:{}", path.display()),
        }
    }
}

impl FromStr for MailRoute {
    type Err = NotAllowed;
    fn from_str(text: &str) -> Result<Self, NotAllowed> {
        if let Some(path) = text.strip_prefix("folder:") {
            return if path.is_empty() { Err(NotAllowed) } else { Ok(Self::Folder(path.into())) };
        }
        let (scheme, rest) = text.split_once("://").ok_or(NotAllowed)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (encryption, usual_port) = match (scheme, query) {
            ("smtps", "") => (Encryption::Tls, 465),
            ("smtp", "" | "tls=starttls") => (Encryption::StartTls, 587),
            ("smtp", "tls=none") => (Encryption::None, 25),
            _ => return Err(NotAllowed),
        };
        let (account, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((account, place)) => (Some(account), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let account = match account {
            Some(account) => {
                let (user, password) = account.split_once(':').ok_or(NotAllowed)?;
                Some((unescape(user)?, unescape(password)?))
            }
            None => None,
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| NotAllowed)?),
            _ => (place, usual_port),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(NotAllowed);
        }
        // What is not protected does not leave this machine.
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if encryption == Encryption::None && !is_here {
            return Err(NotAllowed);
        }
        Ok(Self::Smtp(SmtpServer { host: host.to_owned(), port, account, encryption }))
    }
}

/// Undoes the percent signs of an address.
fn unescape(text: &str) -> Result<String, NotAllowed> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().ok_or(NotAllowed)?, rest.next().ok_or(NotAllowed)?];
            let digits = std::str::from_utf8(&digits).map_err(|_| NotAllowed)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| NotAllowed)?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| NotAllowed)
}

/// Networks of the internet protocol, each an address and the length of its prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u32)>);

impl Networks {
    /// From a list with commas.
    pub fn parse(text: &str) -> Option<Self> {
        let one = |text: &str| {
            let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
            let address: IpAddr = address.parse().ok()?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let length = length.map_or(Some(most), |l| l.parse().ok())?;
            (length <= most).then_some((address, length))
        };
        text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(one).collect::<Option<_>>().map(Self)
    }

    /// Whether the address lies in one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|&(network, length)| match (network, address) {
            (IpAddr::V4(n), IpAddr::V4(a)) => (n.to_bits() ^ a.to_bits()).checked_shr(32 - length).unwrap_or(0) == 0,
            (IpAddr::V6(n), IpAddr::V6(a)) => (n.to_bits() ^ a.to_bits()).checked_shr(128 - length).unwrap_or(0) == 0,
            _ => false,
        })
    }
}

/// A whole number between two bounds, both allowed.
pub fn within<N: FromStr + PartialOrd + Copy>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|n| *n >= least && *n <= most)
}

/// Where a virus scanner listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerAddress {
    /// A socket of this machine.
    Socket(PathBuf),
    /// A host and a port.
    Host(String),
}

impl ScannerAddress {
    /// From a path that begins with a slash, or `HOST:PORT`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return Some(Self::Socket(text.into()));
        }
        let (host, port) = text.rsplit_once(':')?;
        let plain = !host.is_empty() && !host.contains(char::is_whitespace) && !host.contains('/');
        let port: u16 = port.parse().ok()?;
        (plain && port > 0).then(|| Self::Host(text.to_owned()))
    }
}

/// So many minutes.
pub fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

/// So many hours.
pub fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

/// So many MiB, in bytes.
pub fn mebibytes(n: u64) -> u64 {
    n * 1024 * 1024
}

/// Scheme, host and port without a path. Plain HTTP only where nobody else can listen: on the machine's own address.
pub fn site_address(text: &str) -> Option<String> {
    let address = text.trim_end_matches('/');
    let (scheme, place) = address.split_once("://")?;
    let is_place = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    if place.is_empty() || !place.chars().all(is_place) {
        return None;
    }
    let host = match place.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => place.split(':').next()?,
    };
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback());
    match scheme {
        "https" => Some(address.to_ascii_lowercase()),
        "http" if here => Some(address.to_ascii_lowercase()),
        _ => None,
    }
}

/// Name of a region: it stands in addresses and signatures.
pub fn region(text: &str) -> Option<String> {
    let is_name = text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    (is_name && !text.is_empty()).then(|| text.to_owned())
}

/// A key as servers give them out.
pub fn key(text: &str) -> Option<String> {
    text.bytes().all(|c| c.is_ascii_graphic()).then(|| text.to_owned())
}

/// The part of a secret value that may be shown: what kind of thing it is and where it leads.
pub fn hide(value: &str) -> String {
    match value.split_once("://") {
        Some((scheme, rest)) => {
            let place = rest.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{}", place.split('?').next().unwrap_or_default())
        }
        None if value.starts_with("sqlite:") || value.starts_with("folder:") => value.to_owned(),
        None => "(hidden)".to_owned(),
    }
}

/// Writes a fresh secret that only its owner can read; where another process was first, reads that one's.
pub fn make_secret(path: &Path, chance: &mut Chance) -> io::Result<Vec<u8>> {
    use std::io::Write;
    let secret = crate::keys::token(chance.bytes());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            file.write_all(secret.as_bytes())?;
            file.sync_all()?;
            Ok(secret.into_bytes())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => std::fs::read(path),
        Err(error) => Err(error),
    }
}

/// What every setting starts from, before its default is read from the table.
#[expect(clippy::expect_used, reason = "a constant address that a test reads")]
pub fn defaults() -> Config {
    Config {
        data: PathBuf::from("sojourn-data"),
        database: None,
        documents: None,
        s3_endpoint: None,
        s3_region: "us-east-1".to_owned(),
        s3_access_key: String::new(),
        s3_secret_key: String::new(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
        public_url: None,
        secret: None,
        trusted_proxies: Networks::default(),
        mail: None,
        mail_authorities: None,
        mail_from: "office@sojourn.example".parse().expect("is an address"),
        workers: None,
        connections: 8,
        hash_memory: 19_456,
        hash_passes: 2,
        hash_lanes: 1,
        hash_at_once: None,
        hash_queue: 64,
        session_idle: hours(4),
        session_limit: hours(72),
        upload_limit: mebibytes(10),
        upload_total: mebibytes(100),
        clamd: None,
        clamd_patience: Duration::from_mins(1),
        log_format: LogFormat::Text,
        log: "info".to_owned(),
        given: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_routes_are_read_with_their_account_and_encryption() {
        let read = |text: &str| text.parse::<MailRoute>();
        let Ok(MailRoute::Smtp(server)) = read("smtp://a%40b:p%3Aw@mail.example.org:2525?tls=starttls") else {
            panic!()
        };
        assert_eq!((server.host.as_str(), server.port), ("mail.example.org", 2525));
        assert_eq!(server.account, Some(("a@b".to_owned(), "p:w".to_owned())));
        assert!(matches!(read("smtps://mail.example.org"), Ok(MailRoute::Smtp(s)) if s.port == 465));
        assert!(matches!(read("folder:/tmp/mail"), Ok(MailRoute::Folder(_))));
        for bad in
            ["smtp://", "smtp://h:x", "smtp://h?tls=maybe", "folder:", "http://h", "smtp://user@h", "smtp://%zz:x@h"]
        {
            assert_eq!(read(bad), Err(NotAllowed), "{bad}");
        }
    }

    #[test]
    fn a_network_holds_its_own_addresses_only() {
        let networks = Networks::parse("127.0.0.1, 10.0.0.0/8, fd00::/8").unwrap();
        let holds = |text: &str| networks.contains(text.parse().unwrap());
        assert!(holds("127.0.0.1") && holds("10.9.8.7") && holds("fd12::1") && holds("::ffff:10.0.0.1"));
        assert!(!holds("127.0.0.2") && !holds("11.0.0.1") && !holds("fe80::1"));
        assert!(Networks::parse("0.0.0.0/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        assert_eq!(Networks::parse("elsewhere"), None);
    }
}
