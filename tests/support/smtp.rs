//! A mail server that does what a test tells it: takes mails, refuses them, closes, hangs, shows a wrong certificate.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use super::certificate::certificate;

/// Where in the exchange the server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Somebody connected.
    Greeting,
    /// The client said its name.
    Hello,
    /// The client asks for TLS.
    StartTls,
    /// The client signs in.
    SignIn,
    /// The client names the sender.
    Sender,
    /// The client names the recipient.
    Recipient,
    /// The client wants to hand over the content.
    Data,
    /// The content is there whole.
    Content,
}

/// What the server does there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// What a good server does.
    Well,
    /// Answers so.
    Say(&'static str),
    /// Closes without a word; a content that is there is forgotten.
    Close,
    /// Says nothing any more.
    Hang,
    /// Takes the content and closes without a word.
    TakeAndClose,
}

/// How the server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    None,
    /// STARTTLS is offered, for this name.
    Start(&'static str),
    /// From the first byte, for this name.
    Whole(&'static str),
}

/// A mail that the server took.
#[derive(Debug, Clone)]
pub struct Taken {
    /// To whom.
    pub recipient: String,
    /// Headers and body as they came.
    pub content: String,
    /// Whether the client was told.
    pub told: bool,
}

impl Taken {
    /// One header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.content.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let start = format!("{}: ", name.to_lowercase());
        head.split("\r\n")
            .find(|line| line.to_lowercase().starts_with(&start))
            .map(|line| line[start.len()..].to_owned())
    }
}

type Script = Box<dyn FnMut(Step) -> Act + Send>;

struct State {
    script: Script,
    taken: Vec<Taken>,
    heard: Vec<String>,
    connections: usize,
}

/// The running server.
pub struct SmtpPeer {
    /// Where it listens.
    pub address: SocketAddr,
    /// The authority that signed its certificate, in PEM.
    pub authority: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for SmtpPeer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpPeer {
    /// Starts a server that follows `script`.
    pub async fn start(tls: Tls, script: impl FnMut(Step) -> Act + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (authority, acceptor) = certificate(match tls {
            Tls::None => "localhost",
            Tls::Start(name) | Tls::Whole(name) => name,
        });
        let state = Arc::new(Mutex::new(State {
            script: Box::new(script),
            taken: Vec::new(),
            heard: Vec::new(),
            connections: 0,
        }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { break };
                shared.lock().unwrap().connections += 1;
                // What a client that leaves early does to its own connection is no matter here.
                tokio::spawn(serve(stream, tls, acceptor.clone(), Arc::clone(&shared)));
            }
        });
        Self { address, authority, state, task }
    }

    /// A server that takes everything.
    pub async fn kind(tls: Tls) -> Self {
        Self::start(tls, |_| Act::Well).await
    }

    /// What it took so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Every command that it heard.
    pub fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().heard.clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

/// A connection, with TLS or without.
pub trait Wire: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Wire for T {}
type Line = BufReader<Pin<Box<dyn Wire>>>;

async fn serve(stream: TcpStream, tls: Tls, acceptor: TlsAcceptor, state: Arc<Mutex<State>>) -> Option<()> {
    let mut line: Line = if matches!(tls, Tls::Whole(_)) {
        BufReader::new(Box::pin(acceptor.accept(stream).await.ok()?))
    } else {
        BufReader::new(Box::pin(stream))
    };
    let mut talk = Talk { state, recipient: String::new(), offers_tls: matches!(tls, Tls::Start(_)) };
    talk.answer(&mut line, Step::Greeting, "220 peer.example").await?;
    loop {
        let mut said = String::new();
        if line.read_line(&mut said).await.ok()? == 0 {
            return None;
        }
        talk.state.lock().unwrap().heard.push(said.trim_end().to_owned());
        let word = said.split_whitespace().next().unwrap_or_default().to_uppercase();
        let hello =
            format!("250-peer.example\r\n{}250 AUTH PLAIN", if talk.offers_tls { "250-STARTTLS\r\n" } else { "" });
        let (step, good) = match word.as_str() {
            "EHLO" => (Step::Hello, hello.as_str()),
            "STARTTLS" => (Step::StartTls, "220 go ahead"),
            "AUTH" => (Step::SignIn, "235 welcome"),
            "MAIL" => (Step::Sender, "250 sender noted"),
            "RCPT" => (Step::Recipient, "250 recipient noted"),
            "DATA" => (Step::Data, "354 go on"),
            "QUIT" => return None,
            _ => {
                say(&mut line, "250 as you like").await?;
                continue;
            }
        };
        let well = talk.answer(&mut line, step, good).await?;
        match step {
            Step::StartTls if well => {
                talk.offers_tls = false;
                line = BufReader::new(Box::pin(acceptor.accept(line.into_inner()).await.ok()?));
            }
            Step::Recipient => said.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut talk.recipient),
            Step::Data if well => talk.content(&mut line).await?,
            _ => {}
        }
    }
}

struct Talk {
    state: Arc<Mutex<State>>,
    recipient: String,
    offers_tls: bool,
}

impl Talk {
    fn act(&self, step: Step) -> Act {
        (self.state.lock().unwrap().script)(step)
    }

    /// Answers a command as the script says; whether that was the good answer. `None` ends the connection.
    async fn answer(&self, line: &mut Line, step: Step, good: &str) -> Option<bool> {
        match self.act(step) {
            Act::Well => say(line, good).await.map(|()| true),
            Act::Say(other) => say(line, other).await.map(|()| false),
            Act::Close | Act::TakeAndClose => None,
            Act::Hang => std::future::pending().await,
        }
    }

    async fn content(&self, line: &mut Line) -> Option<()> {
        let mut content = String::new();
        while !content.ends_with("\r\n.\r\n") {
            if line.read_line(&mut content).await.ok()? == 0 {
                return None;
            }
        }
        content.truncate(content.len() - 3);
        let content = content.replace("\r\n..", "\r\n.");
        let act = self.act(Step::Content);
        if matches!(act, Act::Well | Act::TakeAndClose) {
            let taken = Taken { recipient: self.recipient.clone(), content, told: act == Act::Well };
            self.state.lock().unwrap().taken.push(taken);
        }
        match act {
            Act::Well => say(line, "250 taken").await,
            Act::Say(other) => say(line, other).await,
            Act::Close | Act::TakeAndClose => None,
            Act::Hang => std::future::pending().await,
        }
    }
}

async fn say(line: &mut Line, words: &str) -> Option<()> {
    line.get_mut().write_all(format!("{words}\r\n").as_bytes()).await.ok()?;
    line.get_mut().flush().await.ok()
}
