//! The visit: who makes this request, when it arrived, and what every page needs of both.
//!
//! A signed-in browser holds a random token; the database holds its hash. The session and the roles are read anew with every request,
//! so a role that was taken back, a closed account and an ended session count from the next request on.

use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    rc::Rc,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::{Method, StatusCode, header},
    web::Data,
};
use askama::Template;
use tokio::sync::OnceCell;

use crate::{
    actions::{self, app::App},
    db::{self, sessions::SignedIn},
    domain::{
        id::UserId,
        language::Language,
        permission::{Actor, Role},
        sentence::Sentence,
        time::{Span, Timestamp},
    },
    keys,
    web::{
        error::Error,
        page::{Area, Flash, Frame, Person},
    },
    words::Words,
};

/// Name of the cookie that says who is signed in, over TLS and without.
const SESSION: (&str, &str) = ("__Host-sojourn", "sojourn");
/// Name of the cookie of a browser that is not signed in, to which its forms are bound.
const BROWSER: (&str, &str) = ("__Host-sojourn-browser", "sojourn-browser");
/// Name of the cookie that carries one sentence over a redirect.
const FLASH: (&str, &str) = ("__Host-sojourn-flash", "sojourn-flash");

/// Name of the cookie that tells a browser which signed in before.
const DEVICE: (&str, &str) = ("__Host-sojourn-device", "sojourn-device");
/// How long a browser that signed in is known.
const DEVICE_LIFE: Duration = Duration::days(365);

/// Name of the cookie that keeps the language of a reader without an account.
const LANGUAGE: (&str, &str) = ("__Host-sojourn-language", "sojourn-language");
/// How long it is kept.
const LANGUAGE_LIFE: Duration = Duration::days(365);

/// How often at most a session notes that it was seen, so that reading pages writes nothing.
const TOUCH: Span = Span::minutes(10);

/// Room for a page of usual size, so that it is written without growing.
const PAGE_SIZE: usize = 16 * 1024;

/// The parts of the site where nobody is without having signed in. A link of a mail leads there through the sign-in page.
const INSIDE: [&str; 9] =
    ["account", "admin", "applications", "consents", "documents", "hosting", "office", "reviews", "writing"];

/// When the request arrived: set before anything else looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Arrived(pub Timestamp);

/// One request of one person or visitor.
#[derive(Clone)]
pub struct Visit {
    /// The running office.
    pub app: App,
    /// Who.
    pub actor: Actor,
    /// When the request arrived.
    pub now: Timestamp,
    /// The session, where somebody is signed in.
    pub signed_in: Option<SignedIn>,
    /// The network address it comes from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The note that an earlier sign-in left in this browser.
    pub device: Option<String>,
    holder: String,
    fresh_browser: Option<String>,
    flash: Option<Flash>,
    words: Words,
    office: Option<db::office::OfficeRow>,
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Visit::of(&request).await })
    }
}

/// The visit of a request, where more than one look is taken at it.
type Once = Rc<OnceCell<Visit>>;

impl Visit {
    /// Who makes this request. However many ask, the session is looked up once: a posted form asks, and so does its page.
    pub async fn of(request: &HttpRequest) -> Result<Self, Error> {
        if request.method() != Method::POST {
            return Self::inside(request).await;
        }
        let known = request.extensions().get::<Once>().cloned();
        let once = known.unwrap_or_else(|| {
            let once = Once::default();
            request.extensions_mut().insert(Rc::clone(&once));
            once
        });
        Ok(once.get_or_try_init(|| Self::inside(request)).await?.clone())
    }

    /// A visit of the parts of the site where somebody must be signed in, or of the others.
    async fn inside(request: &HttpRequest) -> Result<Self, Error> {
        let visit = Self::of_anybody(request).await?;
        let is_inside = request.path().split('/').nth(1).is_some_and(|part| INSIDE.contains(&part));
        if visit.signed_in.is_none() && is_inside { Err(Error::SignIn) } else { Ok(visit) }
    }

    /// Reads the request's cookies and looks the session up; for a page that tells who is no longer signed in, too.
    pub async fn of_anybody(request: &HttpRequest) -> Result<Self, Error> {
        let app = request
            .app_data::<Data<App>>()
            .ok_or_else(|| Error::internal("no office in the server"))?
            .get_ref()
            .clone();
        let now = request.extensions().get::<Arrived>().map_or_else(|| app.clock.now(), |a| a.0);
        let cookie = |name: (&str, &str)| request.cookie(pick(&app, name)).map(|c| c.value().to_owned());
        let token = cookie(SESSION);
        let hash = token.as_deref().map(keys::token_hash);
        let idle = Span::from_std(app.config.session_idle).unwrap_or(Span::hours(2));
        let look = app.db.look(move |conn| {
            let signed_in = match &hash {
                Some(hash) => db::sessions::find_signed_in(conn, hash, now, now - idle)?,
                None => None,
            };
            match signed_in {
                Some(signed_in) => Ok((signed_in.office.clone(), Some(signed_in))),
                None => Ok::<_, db::Error>((db::office::find(conn)?, None)),
            }
        });
        let (office, signed_in) = look.await?;
        let browser = cookie(BROWSER).filter(|b| b.len() >= 32);
        let (holder, fresh_browser) = match (&signed_in, token, browser) {
            (Some(_), Some(token), _) => (token, None),
            (_, _, Some(browser)) => (browser, None),
            _ => {
                let fresh = keys::token(app.source.chance().bytes());
                (fresh.clone(), Some(fresh))
            }
        };
        let actor = match &signed_in {
            Some(s) => Actor::Person { id: s.user.id, grants: s.grants.clone() },
            None => Actor::Visitor,
        };
        let kept = cookie(LANGUAGE);
        let reading = signed_in.as_ref().map(|s| s.user.language.as_str()).or(kept.as_deref());
        let words = reading.map_or_else(Words::english, Words::in_language);
        let flash = cookie(FLASH).and_then(|sealed| app.keys.open(&sealed)).and_then(|note| read_flash(words, &note));
        let device = cookie(DEVICE).and_then(|sealed| app.keys.open(&sealed));
        let visit = Self {
            device,
            actor,
            now,
            address: client_address(request, &app),
            user_agent: user_agent(request),
            holder,
            fresh_browser,
            flash,
            words,
            office,
            signed_in,
            app,
        };
        visit.touch().await?;
        Ok(visit)
    }

    async fn touch(&self) -> Result<(), Error> {
        let Some(signed_in) = &self.signed_in else { return Ok(()) };
        if self.now - signed_in.session.seen_at < TOUCH {
            return Ok(());
        }
        let (id, now, address) = (signed_in.session.id, self.now, self.address.to_string());
        match self.app.write(now, move |tx| Ok(db::sessions::touch(tx.conn, id, now, &address)?)).await {
            // A page can be read though nothing can be written.
            Err(actions::Error::Unavailable(cause)) => {
                tracing::warn!(%cause, "that a session was seen could not be noted");
                Ok(())
            }
            other => Ok(other?),
        }
    }

    /// Who is signed in; a visitor is sent to sign in and comes back here.
    pub fn user(&self) -> Result<UserId, Error> {
        self.actor.user().ok_or(Error::SignIn)
    }

    /// Whether the person works in the office.
    pub fn is_staff(&self) -> bool {
        [Role::Officer, Role::Chair, Role::Admin].into_iter().any(|role| self.actor.holds_anywhere(role))
    }

    /// The office's address for questions; empty before it is set up.
    pub fn contact(&self) -> String {
        self.office.as_ref().map(|o| o.contact.to_string()).unwrap_or_default()
    }

    /// The office's name; empty before it is set up.
    pub fn office_name(&self) -> String {
        self.office.as_ref().map(|o| o.name.clone()).unwrap_or_default()
    }

    /// The reader's language.
    pub fn words(&self) -> Words {
        self.words
    }

    /// A frame titled by the sentence `title`.
    pub fn frame(&self, area: Area, title: &str) -> Frame {
        let mut frame = Frame::new(self.words, self.now);
        frame.person = self.signed_in.as_ref().map(|s| Person { name: s.user.name.clone() });
        frame.zone = self.signed_in.as_ref().and_then(|s| s.user.zone);
        frame.token = self.form_token();
        frame.flash.clone_from(&self.flash);
        frame.is_demo = self.app.is_demo;
        frame.office = self.office.as_ref().map(|o| o.name.clone()).unwrap_or_default();
        frame.titled(area, &self.actor, self.words.say(title))
    }

    /// The token that a form of this page carries.
    fn form_token(&self) -> String {
        self.form_token_of(&self.holder)
    }

    /// The token that a form carries which a browser will post that holds this.
    pub fn form_token_of(&self, holder: &str) -> String {
        self.app.keys.form_token(holder, self.app.source.chance().bytes())
    }

    /// Whether a posted form was made for this browser.
    pub fn is_form_token(&self, token: &str) -> bool {
        self.fresh_browser.is_none() && self.app.keys.is_form_token(&self.holder, token)
    }

    /// The page, found.
    pub fn page(&self, page: &impl Template) -> Result<HttpResponse, Error> {
        self.answer(StatusCode::OK, page)
    }

    /// The page with what is wrong with what was typed: 422.
    pub fn refused_page(&self, page: &impl Template) -> Result<HttpResponse, Error> {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// The page, because the thing changed meanwhile: 409.
    pub fn conflict_page(&self, page: &impl Template) -> Result<HttpResponse, Error> {
        self.answer(StatusCode::CONFLICT, page)
    }

    /// The page's own text.
    pub fn html(&self, page: &impl Template) -> Result<String, Error> {
        let mut html = String::with_capacity(PAGE_SIZE);
        page.render_into(&mut html).map_err(|e| Error::internal(&format!("a template: {e}")))?;
        Ok(html)
    }

    /// The page with this status.
    pub fn answer(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Error> {
        let html = self.html(page)?;
        let mut response = HttpResponse::build(status);
        response.content_type("text/html; charset=utf-8");
        // Every page carries a form token, so none is kept by a cache.
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(fresh) = &self.fresh_browser {
            response.cookie(self.cookie(BROWSER, fresh.clone(), None));
        }
        if self.flash.is_some() {
            response.cookie(self.gone(FLASH));
        }
        Ok(response.body(html))
    }

    /// To another page of the site.
    pub fn see_other(&self, to: &str) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, to))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// To another page, which shows this sentence.
    pub fn see_other_saying(&self, to: &str, sentence: &'static str) -> HttpResponse {
        self.see_other_with(to, &Sentence::new(sentence), false)
    }

    /// To another page, which shows this sentence; `is_trouble` where it tells of trouble.
    pub fn see_other_with(&self, to: &str, sentence: &Sentence, is_trouble: bool) -> HttpResponse {
        let note = serde_json::to_string(&(sentence, is_trouble)).unwrap_or_default();
        let sealed = self.app.keys.seal(&note);
        let mut response = self.see_other(to);
        let _ = response.add_cookie(&self.cookie(FLASH, sealed, Some(Duration::minutes(5))));
        response
    }

    /// Signs the browser in with this token, or out with `None`: sets or takes away its cookie.
    pub fn set_session(&self, response: &mut HttpResponse, token: Option<String>) {
        let cookie = match token {
            Some(token) => {
                let limit = i64::try_from(self.app.config.session_limit.as_secs()).unwrap_or(0);
                self.cookie(SESSION, token, Some(Duration::seconds(limit)))
            }
            None => self.gone(SESSION),
        };
        let _ = response.add_cookie(&cookie);
        // Forms made before no longer fit.
        let _ = response.add_cookie(&self.gone(BROWSER));
    }

    /// Leaves a note in the browser by which it is known at later sign-ins.
    pub fn remember_device(&self, response: &mut HttpResponse, note: &str) {
        let _ = response.add_cookie(&self.cookie(DEVICE, self.app.keys.seal(note), Some(DEVICE_LIFE)));
    }

    /// Leaves a note in the browser of the language in which its reader reads.
    pub fn remember_language(&self, response: &mut HttpResponse, language: Language) {
        let _ = response.add_cookie(&self.cookie(LANGUAGE, language.tag.to_owned(), Some(LANGUAGE_LIFE)));
    }

    /// The token of the own session, for ending all others.
    pub fn session_id(&self) -> Option<crate::domain::id::SessionId> {
        self.signed_in.as_ref().map(|s| s.session.id)
    }

    fn cookie(&self, name: (&'static str, &'static str), value: String, age: Option<Duration>) -> Cookie<'static> {
        let mut cookie = Cookie::build(pick(&self.app, name), value)
            .path("/")
            .http_only(true)
            .secure(self.app.https)
            .same_site(SameSite::Lax)
            .finish();
        cookie.set_max_age(age);
        cookie
    }

    fn gone(&self, name: (&'static str, &'static str)) -> Cookie<'static> {
        let mut cookie = self.cookie(name, String::new(), None);
        cookie.make_removal();
        cookie
    }
}

/// Whether the browser brings neither a session, nor a sentence from the act before, nor a language of its own.
pub fn is_plain_visitor(request: &HttpRequest, app: &App) -> bool {
    [SESSION, FLASH, LANGUAGE].into_iter().all(|name| request.cookie(pick(app, name)).is_none())
}

fn pick<'a>(app: &App, (tls, plain): (&'a str, &'a str)) -> &'a str {
    if app.https { tls } else { plain }
}

fn read_flash(words: Words, note: &str) -> Option<Flash> {
    let (sentence, is_trouble): (Sentence, bool) = serde_json::from_str(note).ok()?;
    Some(Flash { text: words.sentence(&sentence), is_trouble })
}

fn user_agent(request: &HttpRequest) -> String {
    let named = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    named.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The address that the request comes from; what a proxy says of it counts only where the proxy is a configured one.
fn client_address(request: &HttpRequest, app: &App) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip());
    if !app.config.trusted_proxies.contains(peer) {
        return peer;
    }
    let chain = request.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let hops: Vec<IpAddr> = chain.split(',').filter_map(|hop| hop.trim().parse().ok()).collect();
    // From the nearest hop outwards, the first that is no proxy of ours.
    hops.iter().rev().find(|hop| !app.config.trusted_proxies.contains(**hop)).copied().unwrap_or(peer)
}
