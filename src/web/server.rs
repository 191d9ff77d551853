//! The server: one office, listening. Ends on SIGTERM or SIGINT once the requests in flight are answered.

use std::{net::TcpListener, time::Duration};

use actix_web::{
    App as Site, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{Data, PathConfig, PayloadConfig, QueryConfig},
};

use crate::{
    actions::app::App,
    web::{error::Error, routes, security, still::Stills, unread},
};

/// How long requests in flight may take to end when the server stops.
const GRACE_SECONDS: u64 = 30;
/// How long a client may take to send its request's head.
const HEAD: Duration = Duration::from_secs(15);

/// What ends a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// SIGTERM or SIGINT, which then no longer end the process by themselves; or its handle.
    BySignal,
    /// Its handle alone.
    ByHandle,
}

/// A server of this office on a socket that is listening already. It runs when awaited.
///
/// # Errors
/// Where the socket cannot be used.
pub fn start(app: App, listener: TcpListener, ends: Ends) -> std::io::Result<Server> {
    let workers = app.config.workers;
    let data = Data::new(app);
    let stills = Data::new(Stills::default());
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(data.clone())
            .app_data(stills.clone())
            .app_data(PayloadConfig::new(1024 * 1024))
            // What is no id names nothing.
            .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
            .app_data(QueryConfig::default().error_handler(|_, _| Error::BadRequest.into()))
            .wrap(from_fn(security::around))
            // Around it, because the layer within may answer with another page.
            .wrap(Compress::default())
            .wrap(from_fn(unread::around))
            .configure(routes::routes)
            .default_service(actix_web::web::to(routes::nowhere))
    })
    .shutdown_timeout(GRACE_SECONDS)
    .client_request_timeout(HEAD)
    .keep_alive(Duration::from_secs(75));
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    let server = match ends {
        Ends::BySignal => server,
        Ends::ByHandle => server.disable_signals(),
    };
    Ok(server.listen(listener)?.run())
}
