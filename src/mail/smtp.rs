//! Mails to a server over SMTP.
//!
//! Each step of the exchange is made here, one by one, instead of by the library's one-call transport, because what is to be done
//! after a fault depends on the step: before the content was handed over, nothing can have been delivered; after it, only the
//! server knows (RFC 5321, 4.2.5 and 6.1).

use std::{fmt, net::IpAddr, sync::Mutex, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
    commands::{Data, Mail, Rcpt, Rset},
    extension::ClientId,
};
use tokio::time::{Instant, timeout};

use super::{
    outcome::{Fault, Outcome, What},
    outgoing::Outgoing,
};
use crate::config::{Encryption, SmtpServer};

/// Which server, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server; its certificate must be made out to its name.
    pub server: SmtpServer,
    /// Certificates in PEM of the authorities that are trusted; `None` trusts those of this machine.
    pub authorities: Option<Vec<u8>>,
    /// Longest wait for a connection and for the answer to a command.
    pub patience: Duration,
    /// Longest wait for the answer to the content. Who gives up soon on a slow server sends twice.
    pub final_patience: Duration,
}

impl Options {
    /// The usual waits. For the answer to the content RFC 5321 (4.5.3.2.6) asks for ten minutes.
    pub const fn new(server: SmtpServer, authorities: Option<Vec<u8>>) -> Self {
        Self { server, authorities, patience: Duration::from_secs(30), final_patience: Duration::from_mins(10) }
    }
}

/// Why mail cannot go this way at all.
#[derive(Debug)]
pub enum Unfit {
    /// A plain connection to another machine.
    Unprotected,
    /// The authorities' certificates cannot be read.
    Authorities(Error),
    /// TLS cannot be set up.
    Tls(Error),
}

/// Connections that stood idle longer than this are not used again: servers close them on their own.
const IDLE: Duration = Duration::from_mins(1);
/// Idle connections that are kept.
const KEPT: usize = 4;

/// A mail server.
pub struct Smtp {
    options: Options,
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.options.server.fmt(f)
    }
}

impl Smtp {
    /// Prepares; connects to nothing yet.
    ///
    /// # Errors
    /// Why mail cannot go this way.
    pub fn new(options: Options) -> Result<Self, Unfit> {
        let tls = match options.server.encryption {
            Encryption::None if is_this_machine(&options.server.host) => None,
            Encryption::None => return Err(Unfit::Unprotected),
            Encryption::Tls | Encryption::StartTls => Some(tls(&options)?),
        };
        Ok(Self { options, tls, hello: ClientId::default(), idle: Mutex::default() })
    }

    /// Hands over one mail.
    pub async fn send(&self, mail: &Outgoing) -> Outcome {
        let mut connection = match self.connection().await {
            Ok(connection) => connection,
            Err(why) => return Outcome::Down(why),
        };
        let outcome = match self.announce(&mut connection, mail).await {
            Err(outcome) => outcome,
            Ok(()) => self.hand_over(&mut connection, mail).await,
        };
        match outcome {
            Outcome::Sent => self.keep(connection),
            // The server spoke and may go on; a mail that was announced half is forgotten first.
            Outcome::Later(_) | Outcome::Never(_) => {
                if matches!(timeout(self.options.patience, connection.command(Rset)).await, Ok(Ok(_))) {
                    self.keep(connection);
                }
            }
            Outcome::Down(_) | Outcome::Unknown(_) => {}
        }
        outcome
    }

    /// Sender, recipient and the word that content follows. Nothing can have been delivered when this fails.
    async fn announce(&self, connection: &mut AsyncSmtpConnection, mail: &Outgoing) -> Result<(), Outcome> {
        let patience = self.options.patience;
        let sender = Mail::new(mail.envelope.from().cloned(), vec![]);
        match timeout(patience, connection.command(sender)).await {
            Ok(Ok(_)) => {}
            // A refused sender is between the office and its server, not this recipient's fault: no mail would pass.
            Ok(Err(e)) => return Err(Outcome::Down(Fault::new(What::Sender, &e))),
            Err(_) => return Err(Outcome::Down(Fault::bare(What::Silent))),
        }
        for recipient in mail.envelope.to() {
            step(patience, connection.command(Rcpt::new(recipient.clone(), vec![]))).await?;
        }
        step(patience, connection.command(Data)).await
    }

    /// The content. From here on a missing answer leaves open whether the mail was taken.
    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, mail: &Outgoing) -> Outcome {
        match timeout(self.options.final_patience, connection.message(&mail.bytes)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(e)) => by_status(&e).unwrap_or_else(|| Outcome::Unknown(Fault::new(What::Doubt, &e))),
            Err(_) => Outcome::Unknown(Fault::bare(What::Doubt)),
        }
    }

    /// An idle connection that still answers, else a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Fault> {
        while let Some((since, mut connection)) = self.take_idle() {
            let fresh = since.elapsed() < IDLE;
            if fresh && matches!(timeout(self.options.patience, connection.test_connected()).await, Ok(true)) {
                return Ok(connection);
            }
        }
        // Reading the greeting has no limit of its own in the library, so the whole of it gets one here.
        match timeout(self.options.patience * 2, self.connect()).await {
            Ok(result) => result.map_err(|e| Fault::new(What::Connect, &e)),
            Err(_) => Err(Fault::bare(What::Silent)),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let SmtpServer { host, port, account, encryption } = &self.options.server;
        let at_once = if *encryption == Encryption::Tls { self.tls.clone() } else { None };
        let server = (host.as_str(), *port);
        let patience = Some(self.options.patience);
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, patience, &self.hello, at_once, None).await?;
        if let (Encryption::StartTls, Some(tls)) = (encryption, &self.tls) {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some((user, password)) = account {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<(Instant, AsyncSmtpConnection)> {
        self.idle.lock().ok()?.pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < KEPT
            && !connection.has_broken()
        {
            idle.push((Instant::now(), connection));
        }
    }
}

/// One command that concerns this very mail.
async fn step<T>(patience: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<(), Outcome> {
    match timeout(patience, answer).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(e)) => Err(by_status(&e).unwrap_or_else(|| Outcome::Down(Fault::new(What::Silent, &e)))),
        Err(_) => Err(Outcome::Down(Fault::bare(What::Silent))),
    }
}

/// What an answer with a status code says; `None` where no answer came.
fn by_status(e: &Error) -> Option<Outcome> {
    let code = e.status()?;
    let fault = Fault::new(What::Answer, e);
    Some(if code.to_string() == "421" {
        // The server is closing: it says nothing about this mail.
        Outcome::Down(fault)
    } else if e.is_permanent() {
        Outcome::Never(fault)
    } else {
        Outcome::Later(fault)
    })
}

fn tls(options: &Options) -> Result<TlsParameters, Unfit> {
    let builder = TlsParameters::builder(options.server.host.clone());
    let builder = match &options.authorities {
        None => builder,
        Some(pem) => builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(pem).map_err(Unfit::Authorities)?),
    };
    builder.build().map_err(Unfit::Tls)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
