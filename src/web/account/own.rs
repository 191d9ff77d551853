//! The own account: name and zone, address, password, closing.

use actix_web::HttpResponse;
use askama::Template;

use super::{
    client, language,
    pages::{self, FormPage, SaidPage},
    signed_in,
};
use crate::{
    actions::{
        self,
        accounts::{change, close, password::NewPassword, typed},
    },
    db::{sessions::SignedIn, users::Profile},
    domain::{language as languages, person::PersonName, sentence::Problem, time::Zone},
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::Put,
        session::Visit,
    },
};

#[derive(Template)]
#[template(path = "account/home.html")]
struct HomePage {
    frame: Frame,
    email: String,
    name: Put,
    zone: Put,
    language: Put,
}

fn me(visit: &Visit) -> Result<&SignedIn, Error> {
    visit.signed_in.as_ref().ok_or(Error::SignIn)
}

fn home_page(
    visit: &Visit,
    name: &str,
    zone: Option<Zone>,
    reading: &str,
    problems: Vec<Problem>,
) -> Result<HomePage, Error> {
    let frame = visit.frame(Area::Account, "account-title").with_problems(problems);
    Ok(HomePage {
        email: me(visit)?.user.email.clone(),
        name: pages::name(&frame, name),
        zone: pages::zone(&frame, zone),
        language: language::field(&frame, reading),
        frame,
    })
}

/// `GET /account`.
pub async fn home(visit: Visit) -> Result<HttpResponse, Error> {
    let user = &me(&visit)?.user;
    visit.page(&home_page(&visit, &user.name, user.zone, &user.language, Vec::new())?)
}

/// `POST /account`: name, zone and language.
pub async fn save(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    let zone = pages::zone_named(posted.first("zone"));
    let reading = languages::find(posted.first("language")).map_or(visit.words().reading(), |language| language.tag);
    let name: PersonName = match typed::name(posted.first("name"), "name") {
        Ok(name) => name,
        Err(problem) => {
            return visit.refused_page(&home_page(&visit, posted.first("name"), zone, reading, vec![problem])?);
        }
    };
    let save = move |tx: &mut actions::Tx| change::profile(tx, user, &Profile { name: &name, language: reading, zone });
    visit.app.write(visit.now, save).await?;
    Ok(visit.see_other_saying("/account", "account-saved"))
}

fn address_form(visit: &Visit, typed: &str, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-change-address").with_problems(problems);
    let email = frame.field("email", "account-new-email").kind("email").autocomplete("email").class("w20");
    let fields = [email.value(typed).put(), pages::known_password(&frame, "current", "account-current-password")];
    let page =
        FormPage::new(frame, "/account/address", "base-continue").lead("account-change-address-lead").of_account(visit);
    fields.into_iter().fold(page, FormPage::field)
}

/// `GET /account/address`.
pub async fn address_page(visit: Visit) -> Result<HttpResponse, Error> {
    visit.user()?;
    visit.page(&address_form(&visit, "", Vec::new()))
}

/// `POST /account/address`.
pub async fn address(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    let done = match typed::email(posted.first("email"), "email") {
        Ok(email) => change::address(&visit.app, visit.now, user, posted.first("current"), email).await,
        Err(problem) => Err(actions::Error::Refused(vec![problem])),
    };
    match done {
        Ok(()) => {
            let page = SaidPage::new(&visit, "account-sent-title", &["account-sent-address", "account-sent-nothing"]);
            visit.page(&page.link("/account", "account-title"))
        }
        Err(actions::Error::Refused(problems)) => {
            visit.refused_page(&address_form(&visit, posted.first("email"), problems))
        }
        Err(other) => Err(other.into()),
    }
}

fn password_form(visit: &Visit, end_others: bool, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-change-password").with_problems(problems);
    let others = frame.field("others", "account-end-others-too").control(crate::web::parts::Control::Tick(end_others));
    let fields = [
        pages::known_password(&frame, "current", "account-current-password"),
        pages::new_password(&frame),
        others.put(),
    ];
    let page = FormPage::new(frame, "/account/password", "account-set-password").of_account(visit);
    fields.into_iter().fold(page, FormPage::field)
}

/// `GET /account/password`.
pub async fn password_page(visit: Visit) -> Result<HttpResponse, Error> {
    visit.user()?;
    visit.page(&password_form(&visit, true, Vec::new()))
}

/// `POST /account/password`.
pub async fn password(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    let end_others = posted.first("others") == "yes";
    let me = &me(&visit)?.user;
    let new = NewPassword::only(posted.first("password"), "password", &[&me.name, &me.email, &visit.office_name()]);
    let done = match (new, visit.session_id()) {
        (Ok(new), Some(session)) => {
            let current = posted.first("current").to_owned();
            let change = change::PasswordChange { user, session, current, new, end_others, client: client(&visit) };
            change::password(&visit.app, visit.now, change).await
        }
        (Err(error), _) => Err(error),
        (_, None) => return Err(Error::SignIn),
    };
    match done {
        Ok(begun) => Ok(signed_in(&visit, begun, "/account")),
        Err(actions::Error::Refused(problems)) => visit.refused_page(&password_form(&visit, end_others, problems)),
        Err(other) => Err(other.into()),
    }
}

fn close_form(visit: &Visit, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-close").with_problems(problems);
    let current = pages::known_password(&frame, "current", "account-current-password");
    let mut page = FormPage::new(frame, "/account/close", "account-close").lead("account-close-lead").of_account(visit);
    page.stop = true;
    page.field(current)
}

/// `GET /account/close`.
pub async fn close_page(visit: Visit) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    match visit.app.read(move |conn| close::obstacle(conn, user)).await? {
        None => visit.page(&close_form(&visit, Vec::new())),
        Some(obstacle) => {
            let mut page = SaidPage::new(&visit, "account-close", &[]);
            page.lead.push(page.frame.sentence(&obstacle.sentence()));
            visit.page(&page.link("/account", "account-title"))
        }
    }
}

/// `POST /account/close`.
pub async fn close(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let user = visit.user()?;
    match close::close(&visit.app, visit.now, user, posted.first("current")).await {
        Ok(()) => {
            let mut response = visit.see_other_saying("/", "account-closed");
            visit.set_session(&mut response, None);
            Ok(response)
        }
        Err(actions::Error::Refused(problems)) => visit.refused_page(&close_form(&visit, problems)),
        Err(other) => Err(other.into()),
    }
}
