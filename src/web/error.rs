//! What can go wrong with a request, and the page that says so. The only place where an action's error becomes a status.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;

use crate::{
    actions, db,
    domain::{permission::Actor, sentence::Problem, time::Timestamp},
    web::page::{Area, Frame},
    words::Words,
};

/// Why a request was not done.
#[derive(Debug)]
pub enum Error {
    /// The body cannot be read.
    BadRequest,
    /// No page is asked for in this way.
    Method,
    /// Nobody is signed in, and somebody must be.
    SignIn,
    /// The actor may not.
    Denied,
    /// There is no such page, or the actor may not know of it.
    NotFound,
    /// It changed since the person looked.
    Conflict,
    /// The form was made for another browser or is too old.
    Stale,
    /// Too much was sent.
    TooLarge,
    /// It cannot be done, for these reasons.
    Refused(Vec<Problem>),
    /// Too many tries; seconds to wait.
    TooMany(u32),
    /// Storage takes nothing now, which may pass; the cause is for the log.
    Unavailable(String),
    /// Something broke; the cause is for the log.
    Internal(String),
}

impl Error {
    /// Something that must not happen.
    pub fn internal(cause: &str) -> Self {
        Self::Internal(cause.to_owned())
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::BadRequest | Self::Method => ("errors-bad-request-title", "errors-bad-request"),
            Self::SignIn => ("errors-sign-in-title", "errors-sign-in"),
            Self::Denied => ("errors-denied-title", "errors-denied"),
            Self::NotFound => ("errors-not-found-title", "errors-not-found"),
            Self::Conflict => ("errors-conflict-title", "errors-conflict"),
            Self::Stale => ("errors-stale-title", "errors-stale"),
            Self::TooLarge => ("errors-too-large-title", "errors-too-large"),
            Self::Refused(_) => ("errors-refused-title", "errors-refused"),
            Self::TooMany(_) => ("errors-too-many-title", "errors-too-many"),
            Self::Unavailable(_) => ("errors-unavailable-title", "errors-unavailable"),
            Self::Internal(_) => ("errors-internal-title", "errors-internal"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}

impl From<actions::Error> for Error {
    fn from(error: actions::Error) -> Self {
        match error {
            actions::Error::Denied => Self::Denied,
            actions::Error::NotFound => Self::NotFound,
            actions::Error::Refused(problems) => Self::Refused(problems),
            actions::Error::Conflict => Self::Conflict,
            actions::Error::TooMany(seconds) => Self::TooMany(seconds),
            actions::Error::Unavailable(cause) => Self::Unavailable(cause),
            actions::Error::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        actions::Error::from(error).into()
    }
}

/// The page of an error.
#[derive(Template)]
#[template(path = "base/error.html")]
struct ErrorPage {
    frame: Frame,
    title: String,
    text: String,
    reasons: Vec<String>,
    request: Option<String>,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignIn => StatusCode::SEE_OTHER,
            Self::Denied | Self::Stale => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            // The security layer knows the address and adds where to come back to.
            Self::SignIn => return response.insert_header((header::LOCATION, "/sign-in")).finish(),
            Self::Method => {
                response.insert_header((header::ALLOW, HeaderValue::from_static("GET, HEAD, POST")));
            }
            Self::TooMany(seconds) => {
                response.insert_header((header::RETRY_AFTER, seconds.to_string()));
            }
            Self::Unavailable(_) => {
                response.insert_header((header::RETRY_AFTER, "120"));
            }
            _ => {}
        }
        let request = match self {
            Self::Unavailable(cause) | Self::Internal(cause) => Some(note(cause)),
            _ => None,
        };
        let words = Words::english();
        let frame = Frame::new(words, Timestamp::from_unix_micros(0));
        let html = self.html(frame.titled(Area::Aside, &Actor::Visitor, words.say(self.title())), request.clone());
        let mut response = response.content_type("text/html; charset=utf-8").body(html);
        if let Some(id) = request {
            response.extensions_mut().insert(Named(id));
        }
        response
    }
}

/// The number of a request that broke, kept with its answer.
struct Named(String);

impl Error {
    /// Id of the heading.
    pub fn title(&self) -> &'static str {
        self.words().0
    }

    /// Whether the answer is a page of its own, which can be put into the reader's frame.
    pub fn is_page(&self) -> bool {
        !matches!(self, Self::SignIn)
    }

    /// The page within `frame`, for the answer that [`ResponseError::error_response`] gave.
    pub fn framed(&self, frame: Frame, answer: &HttpResponse<impl Sized>) -> String {
        let request = answer.extensions().get::<Named>().map(|named| named.0.clone());
        self.html(frame, request)
    }

    fn html(&self, frame: Frame, request: Option<String>) -> String {
        let reasons = match self {
            Self::Refused(problems) => problems.iter().map(|p| frame.sentence(&p.sentence)).collect(),
            _ => Vec::new(),
        };
        let (title, text) = self.words();
        let (title, text) = (frame.say(title).to_owned(), frame.say(text).to_owned());
        let page = ErrorPage { frame, title, text, reasons, request };
        page.render().unwrap_or_else(|_| page.title.clone())
    }
}

/// Writes into the log why a request was not done; gives the number by which the log names it.
pub fn note(cause: &str) -> String {
    let id = request_id();
    tracing::error!(request = %id, %cause, "a request broke");
    id
}

/// A number by which the log and the page of an error name the same request.
fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let started = std::process::id();
    format!("{started:x}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}
