//! Pages that read the same for every visitor, the calls above all: kept as they were written, until anything in the database changes
//! or something on them does by itself. What such a page shows comes from its address alone, and it has no form that posts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use askama::Template;

use crate::{
    actions::app::App,
    db::Stamp,
    domain::time::{Span, Timestamp},
    web::{
        assets::{gzip, takes_gzip},
        error::Error,
        session::{Arrived, Visit, is_plain_visitor},
    },
};

/// Most pages that are kept; beyond it the memory starts afresh.
const KEPT: usize = 256;
/// Longest question after a path of which the answer is kept.
const LONGEST: usize = 300;

/// The pages that are kept, by address: those that read the same whatever is asked for after the path, and those that do not, of which
/// there is no end, so that they have a memory of their own.
#[derive(Default)]
pub struct Stills {
    by_path: Kept,
    by_query: Kept,
}

type Kept = Mutex<HashMap<String, Arc<Still>>>;

struct Still {
    stamp: Stamp,
    from: Timestamp,
    until: Timestamp,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
}

/// A page that somebody asks for; one who is no plain visitor gets it written anew.
pub struct Asked {
    request: HttpRequest,
    /// The page's address.
    key: String,
    with_query: bool,
    /// What was in the database before anything was read for the page, and when it was asked for.
    as_of: Option<(Data<Stills>, Stamp, Timestamp)>,
}

impl Asked {
    /// Looks who asks, and whether the database changed.
    pub async fn of(request: HttpRequest) -> Self {
        let as_of = Self::as_of(&request).await;
        Self { key: request.path().to_owned(), with_query: false, request, as_of }
    }

    /// The same for a page that shows what its whole address asks for.
    pub async fn with_query(request: HttpRequest) -> Self {
        let as_of = Self::as_of(&request).await.filter(|_| request.query_string().len() <= LONGEST);
        let key = format!("{}?{}", request.path(), request.query_string());
        Self { key, with_query: true, request, as_of }
    }

    async fn as_of(request: &HttpRequest) -> Option<(Data<Stills>, Stamp, Timestamp)> {
        let app = request.app_data::<Data<App>>()?.get_ref();
        if !is_plain_visitor(request, app) {
            return None;
        }
        let stills = request.app_data::<Data<Stills>>()?.clone();
        let now = request.extensions().get::<Arrived>()?.0;
        // A database that cannot be asked is told of by the page itself.
        Some((stills, app.db.stamp().await.ok()?, now))
    }

    /// The page as it is kept, if it is.
    pub fn kept(&self) -> Option<HttpResponse> {
        let (stills, stamp, now) = self.as_of.as_ref()?;
        let kept = stills.pages(self.with_query).get(&self.key).cloned()?;
        let is_good = kept.stamp == *stamp && kept.from <= *now && *now < kept.until;
        is_good.then(|| self.answer(&kept))
    }

    /// Answers with the page and keeps it until the next of `changes`, the instants at which it reads otherwise by itself.
    pub fn page(
        self,
        visit: &Visit,
        page: &impl Template,
        changes: impl Iterator<Item = Timestamp>,
    ) -> Result<HttpResponse, Error> {
        let Some((stills, stamp, now)) = &self.as_of else { return visit.page(page) };
        // Whether it changes at the instant or right after it is for the page to say.
        let changes = changes.flat_map(|at| [at, at + Span::microseconds(1)]).filter(|at| at > now);
        let still = Arc::new(Still {
            stamp: stamp.clone(),
            from: *now,
            until: changes.min().unwrap_or(*now + Span::days(1)),
            plain: Bytes::from(visit.html(page)?),
            gzip: OnceLock::new(),
        });
        let mut pages = stills.pages(self.with_query);
        if pages.len() >= KEPT {
            pages.clear();
        }
        pages.insert(self.key.clone(), Arc::clone(&still));
        drop(pages);
        Ok(self.answer(&still))
    }

    fn answer(&self, still: &Still) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::VARY, "Accept-Encoding"));
        if takes_gzip(&self.request) {
            let packed = still.gzip.get_or_init(|| gzip(&still.plain));
            if !packed.is_empty() {
                return response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.clone());
            }
        }
        response.body(still.plain.clone())
    }
}

impl Stills {
    fn pages(&self, with_query: bool) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Still>>> {
        let kept = if with_query { &self.by_query } else { &self.by_path };
        kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
