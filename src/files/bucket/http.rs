//! How requests reach the bucket's server: over the connections that `hyper` keeps, each with an end to its patience.

use std::{error::Error, io, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as Tcp},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
        HttpResponseBody, HttpService,
    },
};
use rustls::crypto::ring;
use tokio::time::timeout;

/// How long a connection may take.
const TO_CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take, from the first byte that is sent to the first that comes back.
const TO_ANSWER: Duration = Duration::from_mins(1);
/// How long the next piece of an answer may take: somebody waits for it, and a slow line brings one far sooner.
pub const TO_GO_ON: Duration = Duration::from_secs(20);

/// Makes clients.
#[derive(Debug)]
pub struct Connector {
    /// How long the next piece of an answer may take.
    pub to_go_on: Duration,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> Result<HttpClient, object_store::Error> {
        let broken = |error: io::Error| object_store::Error::Generic { store: "TLS", source: Box::new(error) };
        let mut tcp = Tcp::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(TO_CONNECT));
        tcp.set_nodelay(true);
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(ring::default_provider())
            .map_err(broken)?
            // The configuration lets no address without TLS pass that leads off this machine.
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(tls);
        Ok(HttpClient::new(Service { client, to_go_on: self.to_go_on }))
    }
}

#[derive(Debug)]
struct Service {
    client: Client<HttpsConnector<Tcp>, HttpRequestBody>,
    to_go_on: Duration,
}

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = timeout(TO_ANSWER, self.client.request(request)).await;
        let answer = answer.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Interrupted };
            HttpError::new(kind, error)
        })?;
        Ok(answer.map(|body| patient(body, self.to_go_on)))
    }
}

/// The same body, which ends with an error where its next piece takes longer than this.
fn patient<B>(body: B, to_go_on: Duration) -> HttpResponseBody
where
    B: BodyExt<Data = Bytes, Error: Error + Send + Sync + 'static> + Send + Sync + Unpin + 'static,
{
    let pieces = stream::try_unfold(body, move |mut body| async move {
        let piece = timeout(to_go_on, body.frame()).await;
        let piece = piece.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?.transpose();
        let piece = piece.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?;
        Ok(piece.map(|piece| (piece, body)))
    });
    HttpResponseBody::new(StreamBody::new(pieces))
}
