//! The layer around every request: when it arrived, whether it may come from another site, and the headers of every response.

use std::sync::LazyLock;

use actix_web::{
    HttpMessage, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use crate::{
    actions::app::App,
    web::{
        error::Error,
        page::Area,
        session::{Arrived, Visit},
    },
};

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// The headers of every response, made once.
static HEADERS: LazyLock<Vec<(HeaderName, HeaderValue)>> = LazyLock::new(|| {
    let header = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ]
    .map(header)
    .into()
});

/// Notes when the request arrived, refuses what another site sends in somebody's name, and puts the headers on.
pub async fn around<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if let Some(app) = request.app_data::<Data<App>>() {
        let now = app.clock.now();
        request.extensions_mut().insert(Arrived(now));
    }
    if let Err(why) = admit(&request) {
        let mut response = why.error_response();
        dress(response.headers_mut());
        return Ok(request.into_response(response).map_into_right_body());
    }
    let response = next.call(request).await?;
    let mut response = match in_the_readers_frame(&response).await {
        Some(page) => response.map_body(|_, _| EitherBody::right(BoxBody::new(page))),
        None => response.map_into_left_body(),
    };
    if let Some(address) = sign_in_and_back(&response) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    dress(response.headers_mut());
    Ok(response)
}

/// The page of what went wrong, as this reader sees pages: own name, navigation and language. An error itself knows nothing of who asked.
async fn in_the_readers_frame<B>(response: &ServiceResponse<B>) -> Option<String> {
    let error = response.response().error()?.as_error::<Error>().filter(|error| error.is_page())?;
    // Where even that fails, the plain page stands.
    let visit = Visit::of(response.request()).await.ok()?;
    let mut frame = visit.frame(Area::Aside, error.title());
    // What the last act was answered with waits for the page that takes it away.
    frame.flash = None;
    Some(error.framed(frame, response.response()))
}

/// A page that needs a signed-in person sends to `/sign-in`; the address to come back to goes along.
fn sign_in_and_back<B>(response: &ServiceResponse<B>) -> Option<HeaderValue> {
    let to_sign_in = response.headers().get(header::LOCATION).is_some_and(|l| l == "/sign-in");
    let request = response.request();
    let back = request.uri().path_and_query()?.as_str();
    if !to_sign_in || request.method() != Method::GET || back == "/" {
        return None;
    }
    let query = serde_urlencoded::to_string([("next", back)]).ok()?;
    HeaderValue::from_str(&format!("/sign-in?{query}")).ok()
}

fn dress(headers: &mut HeaderMap) {
    for (name, value) in HEADERS.iter() {
        // A file that is shown on its own sets a stricter policy, which stands.
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
}

/// Reading needs no proof; anything else must come from a page of this site. Browsers say where a request comes from; a client that says
/// nothing is stopped by the form's token.
fn admit(request: &ServiceRequest) -> Result<(), Error> {
    // No text that is kept holds the character NUL, and PostgreSQL takes none that does.
    if request.uri().path().contains("%00") {
        return Err(Error::NotFound);
    }
    if request.query_string().contains("%00") {
        return Err(Error::BadRequest);
    }
    match *request.method() {
        Method::GET | Method::HEAD => return Ok(()),
        Method::POST => {}
        _ => return Err(Error::Method),
    }
    let said = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(Error::Stale) };
    }
    let Some(origin) = said("origin") else { return Ok(()) };
    let app = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no office in the server"))?;
    let host = said("host").unwrap_or_default();
    let own = origin == &*app.public_url || origin.split_once("://").is_some_and(|(_, from)| from == host);
    if own { Ok(()) } else { Err(Error::Stale) }
}
