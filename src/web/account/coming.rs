//! Coming in and going: registering, signing in, signing out, asking for a new password.

use actix_web::{HttpResponse, http::header, web::Query};
use serde::Deserialize;

use super::{
    carried::{Carried, FIELD},
    client, hold, inside,
    pages::{self, FormPage, SaidPage},
    signed_in,
};
use crate::{
    actions::{
        self,
        accounts::{
            password::NewPassword,
            register, reset,
            sessions::{self, Begun},
            sign_in, typed,
        },
    },
    db,
    domain::sentence::Problem,
    web::{
        error::Error,
        form::Posted,
        page::{Area, Person},
        session::Visit,
    },
};

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

pub(super) fn sign_in_form(visit: &Visit, email: &str, next: &str, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-sign-in-title").with_problems(problems);
    let email = pages::email(&frame, email, "username");
    let password = pages::known_password(&frame, "password", "account-password");
    let mut page = FormPage::new(frame, "/sign-in", "base-sign-in")
        .field(email)
        .field(password)
        .link("/reset", "account-forgot")
        .link("/register", "base-register");
    next.clone_into(&mut page.next);
    page
}

/// `GET /sign-in`.
pub async fn sign_in_page(visit: Visit, next: Query<Next>) -> Result<HttpResponse, Error> {
    if visit.signed_in.is_some() {
        return Ok(visit.see_other(inside(&next.next)));
    }
    visit.page(&sign_in_form(&visit, "", &next.next, Vec::new()))
}

/// `POST /sign-in`.
pub async fn sign_in(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let attempt = sign_in::Attempt {
        email: posted.line("email", 300),
        password: posted.first("password").to_owned(),
        device: visit.device.clone(),
        client: client(&visit),
    };
    let next = posted.first("next");
    match sign_in::sign_in(&visit.app, visit.now, attempt).await {
        Ok(sign_in::Outcome::Begun(begun)) => match Carried::open(&visit, posted.first(FIELD)) {
            Some(carried) => signed_in_again(visit, begun, carried).await,
            None => Ok(signed_in(&visit, begun, inside(next))),
        },
        Ok(sign_in::Outcome::Unconfirmed) => visit.page(&sent(&visit)),
        Err(actions::Error::Refused(problems)) => {
            let mut page = sign_in_form(&visit, &posted.line("email", 300), next, problems);
            if !posted.first(FIELD).is_empty() {
                page.hidden.push((FIELD.to_owned(), posted.first(FIELD).to_owned()));
            }
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Signed in, with the form that was sent when the session had ended.
async fn signed_in_again(visit: Visit, begun: Begun, carried: Carried) -> Result<HttpResponse, Error> {
    let user = begun.user;
    let name = visit.app.read(move |conn| db::users::get(conn, user)).await?.name;
    let mut page = carried.page(&visit);
    page.frame.person = Some(Person { name });
    page.frame.token = visit.form_token_of(&begun.token);
    let mut response = visit.page(&page)?;
    hold(&visit, &mut response, begun);
    Ok(response)
}

/// `POST /sign-out`.
pub async fn sign_out(visit: Visit, _posted: Posted) -> Result<HttpResponse, Error> {
    if let (Some(user), Some(session)) = (visit.actor.user(), visit.session_id()) {
        let ended = visit.app.write(visit.now, move |tx| sessions::end(tx, user, session)).await;
        match ended {
            Ok(()) | Err(actions::Error::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let mut response = visit.see_other_saying("/", "account-signed-out");
    visit.set_session(&mut response, None);
    let kept = header::HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), kept);
    Ok(response)
}

fn register_form(visit: &Visit, posted: &Posted, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-register-title").with_problems(problems);
    let fields = [
        pages::name(&frame, posted.first("name")),
        pages::email(&frame, posted.first("email"), "username"),
        pages::new_password(&frame),
        pages::zone(&frame, pages::zone_named(posted.first("zone"))),
    ];
    let page = FormPage::new(frame, "/register", "account-register-button").lead("account-register-lead");
    fields.into_iter().fold(page, FormPage::field).link("/sign-in", "account-have-account")
}

/// `GET /register`.
pub async fn register_page(visit: Visit) -> Result<HttpResponse, Error> {
    if visit.signed_in.is_some() {
        return Ok(visit.see_other("/applications"));
    }
    visit.page(&register_form(&visit, &Posted::default(), Vec::new()))
}

/// `POST /register`.
pub async fn register(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let done = match registration(&visit, &posted) {
        Ok(wanted) => register::register(&visit.app, visit.now, wanted).await,
        Err(problems) => Err(actions::Error::Refused(problems)),
    };
    match done {
        Ok(()) => visit.page(&sent(&visit)),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&register_form(&visit, &posted, problems)),
        Err(other) => Err(other.into()),
    }
}

fn registration(visit: &Visit, posted: &Posted) -> Result<register::Registration, Vec<Problem>> {
    let (name, email, office) = (posted.first("name"), posted.first("email"), visit.office_name());
    let password = NewPassword::check(posted.first("password"), "password", &[name, email, &office]);
    match (typed::name(name, "name"), typed::email(email, "email"), password) {
        (Ok(name), Ok(email), Ok(password)) => Ok(register::Registration {
            name,
            email,
            password,
            zone: pages::zone_named(posted.first("zone")),
            language: visit.words().reading().to_owned(),
            client: client(visit),
        }),
        (name, email, password) => Err([name.err(), email.err(), password.err()].into_iter().flatten().collect()),
    }
}

/// The same page whether there was an account, whether there is one now, and whether a mail went.
fn sent(visit: &Visit) -> SaidPage {
    SaidPage::new(visit, "account-sent-title", &["account-sent-confirm", "account-sent-nothing"])
        .link("/sign-in", "base-sign-in")
}

fn reset_form(visit: &Visit, email: &str, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-reset-title").with_problems(problems);
    let email = pages::email(&frame, email, "username");
    FormPage::new(frame, "/reset", "account-reset-button").lead("account-reset-lead").field(email)
}

/// `GET /reset`.
pub async fn reset_page(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&reset_form(&visit, "", Vec::new()))
}

/// `POST /reset`.
pub async fn reset(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let email = match typed::email(posted.first("email"), "email") {
        Ok(email) => email,
        Err(problem) => return visit.refused_page(&reset_form(&visit, posted.first("email"), vec![problem])),
    };
    let client = client(&visit);
    visit.app.write(visit.now, move |tx| reset::ask(tx, &email, &client)).await?;
    let page = SaidPage::new(&visit, "account-sent-title", &["account-sent-reset", "account-sent-nothing"]);
    visit.page(&page.link("/sign-in", "base-sign-in"))
}
