//! A clamd that does what a test tells it, over its own protocol.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What the scanner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Finds what has the test pattern in it.
    Well,
    /// Takes everything and answers so.
    Say(&'static str),
    /// Takes everything and never answers.
    Hang,
    /// Closes at once.
    Close,
}

/// What it takes for a virus.
pub const VIRUS: &str = "THIS-IS-THE-TEST-PATTERN";

/// The scanner.
pub struct Clamd {
    /// Where it listens.
    pub address: String,
    act: Arc<Mutex<Act>>,
    /// Bytes of every stream that came whole.
    pub came: Arc<Mutex<Vec<Vec<u8>>>>,
    serving: JoinHandle<()>,
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Clamd {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (act, came) = (Arc::new(Mutex::new(Act::Well)), Arc::default());
        let (acts, coming) = (Arc::clone(&act), Arc::clone(&came));
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let act = *acts.lock().unwrap();
                tokio::spawn(serve(client, act, Arc::clone(&coming)));
            }
        });
        Self { address, act, came, serving }
    }

    /// From now on it does this.
    pub fn will(&self, act: Act) {
        *self.act.lock().unwrap() = act;
    }
}

async fn serve(mut client: TcpStream, act: Act, came: Arc<Mutex<Vec<Vec<u8>>>>) -> Option<()> {
    if act == Act::Close {
        return None;
    }
    let mut command = [0; 10];
    client.read_exact(&mut command).await.ok()?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let length = client.read_u32().await.ok()? as usize;
        if length == 0 {
            break;
        }
        let start = content.len();
        content.resize(start + length, 0);
        client.read_exact(&mut content[start..]).await.ok()?;
    }
    let infected = content.windows(VIRUS.len()).any(|w| w == VIRUS.as_bytes());
    came.lock().unwrap().push(content);
    let answer = match act {
        Act::Say(answer) => answer,
        Act::Hang => std::future::pending().await,
        _ if infected => "stream: Test.Pattern FOUND\0",
        _ => "stream: OK\0",
    };
    client.write_all(answer.as_bytes()).await.ok()
}
