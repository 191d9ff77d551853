//! An S3 server on this machine, with signatures and all, that keeps its buckets in a folder. A test can make it go away in the
//! middle of something, and come back.

use std::{
    io,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use sojourn::config::Config;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use super::{certificate::certificate, smtp::Wire};

/// Who may come in.
pub const ACCESS_KEY: &str = "office";
/// And how they prove it.
pub const SECRET_KEY: &str = "rambutan+mangosteen/2026";

/// The server.
pub struct S3 {
    /// Where it listens.
    pub address: String,
    /// Requests that it still answers before it goes away.
    left: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl S3 {
    /// Serves this folder: each folder in it is a bucket.
    pub fn serve(root: &Path) -> Self {
        Self::start(root, None)
    }

    /// The same over TLS; with the authority that signed its certificate, in PEM.
    pub fn serve_over_tls(root: &Path) -> (Self, String) {
        let (authority, acceptor) = certificate("localhost");
        (Self::start(root, Some(acceptor)), authority)
    }

    fn start(root: &Path, tls: Option<TlsAcceptor>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = match tls {
            Some(_) => format!("https://localhost:{}", listener.local_addr().unwrap().port()),
            None => format!("http://{}", listener.local_addr().unwrap()),
        };
        let listener = TcpListener::from_std(listener).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root).unwrap());
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let counted = Arc::clone(&left);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (service, left) = (service.clone(), Arc::clone(&counted));
                let answer = service_fn(move |request: Request<Incoming>| {
                    let is_here = left.try_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
                    let service = is_here.then(|| service.clone());
                    async move {
                        let service = service.ok_or(io::ErrorKind::ConnectionReset)?;
                        let answer = service.call(request.map(s3s::Body::from)).await;
                        answer.map_err(|error| io::Error::other(format!("{error:?}")))
                    }
                });
                let tls = tls.clone();
                tokio::spawn(async move {
                    let wire: Pin<Box<dyn Wire>> = match tls {
                        Some(tls) => Box::pin(tls.accept(client).await.ok()?),
                        None => Box::pin(client),
                    };
                    http1::Builder::new().serve_connection(TokioIo::new(wire), answer).await.ok()
                });
            }
        });
        Self { address, left, serving }
    }

    /// Lets an office keep its documents there.
    pub fn configure(&self, config: &mut Config, documents: &str) {
        config.documents = Some(documents.parse().unwrap());
        config.s3_endpoint = Some(self.address.clone());
        (config.s3_access_key, config.s3_secret_key) = (ACCESS_KEY.to_owned(), SECRET_KEY.to_owned());
    }

    /// After so many requests it breaks off every connection in the middle of the request.
    pub fn leave_after(&self, requests: usize) {
        self.left.store(requests, Ordering::SeqCst);
    }

    /// It is there again.
    pub fn come_back(&self) {
        self.left.store(usize::MAX, Ordering::SeqCst);
    }
}
