//! What the one-time links of mails lead to. Opening one changes nothing; the button does.

use actix_web::{HttpResponse, http::StatusCode, web::Path};

use super::{
    client,
    pages::{self, FormPage, SaidPage},
    signed_in,
};
use crate::{
    actions::{
        self,
        accounts::{confirm, invitation, look_at_link, password::NewPassword, reset, set_up, typed},
        together,
    },
    db::links::Purpose,
    domain::sentence::Problem,
    web::{error::Error, form::Posted, page::Area, session::Visit},
};

/// What is said of a link that is no longer good, with the ways on.
fn stale(visit: &Visit, error: actions::Error) -> Result<HttpResponse, Error> {
    let actions::Error::Refused(problems) = error else { return Err(error.into()) };
    let mut page = SaidPage::new(visit, "account-link-title", &[]);
    page.lead = problems.iter().map(|problem| page.frame.sentence(&problem.sentence)).collect();
    let page =
        page.link("/sign-in", "base-sign-in").link("/reset", "account-forgot").link("/register", "base-register");
    visit.answer(StatusCode::GONE, &page)
}

/// A refusal that belongs to a field goes back to the form, any other to the page of stale links.
fn at_a_field(error: actions::Error) -> Result<Vec<Problem>, actions::Error> {
    match error {
        actions::Error::Refused(problems) if problems.iter().all(|p| p.field.is_some()) => Ok(problems),
        other => Err(other),
    }
}

async fn purpose(visit: &Visit, token: &str, purposes: &'static [Purpose]) -> Result<Purpose, actions::Error> {
    let (token, now) = (token.to_owned(), visit.now);
    visit.app.read(move |conn| look_at_link(conn, &token, purposes, now).map(|link| link.purpose)).await
}

const CONFIRMS: &[Purpose] = &[Purpose::Confirm, Purpose::ChangeAddress];

fn confirm_form(visit: &Visit, token: &str, purpose: Purpose, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-confirm-title").with_problems(problems);
    let action = format!("/confirm/{token}");
    if purpose == Purpose::ChangeAddress {
        return FormPage::new(frame, action, "account-confirm-button").lead("account-confirm-new-lead");
    }
    let password = pages::known_password(&frame, "password", "account-password");
    FormPage::new(frame, action, "account-confirm-button").lead("account-confirm-lead").field(password)
}

/// `GET /confirm/{token}`.
pub async fn confirm_page(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    match purpose(&visit, &token, CONFIRMS).await {
        Ok(purpose) => visit.page(&confirm_form(&visit, &token, purpose, Vec::new())),
        Err(error) => stale(&visit, error),
    }
}

/// `POST /confirm/{token}`.
pub async fn confirm(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let purpose = match purpose(&visit, &token, CONFIRMS).await {
        Ok(purpose) => purpose,
        Err(error) => return stale(&visit, error),
    };
    if purpose == Purpose::ChangeAddress {
        let done = visit.app.write(visit.now, move |tx| confirm::confirm_new_address(tx, &token)).await;
        return match done {
            Ok(()) => Ok(visit.see_other_saying("/account", "account-address-changed")),
            Err(error) => stale(&visit, error),
        };
    }
    let done = confirm::confirm(&visit.app, visit.now, token.clone(), posted.first("password"), client(&visit)).await;
    match done.map_err(at_a_field) {
        Ok(begun) => {
            let user = begun.user;
            // Whoever was invited to write along signed up for that.
            let invitation = visit.app.read(move |conn| together::waiting_for(conn, user)).await?;
            let to = invitation.map_or_else(|| "/calls".to_owned(), |id| format!("/writing/{id}"));
            Ok(signed_in(&visit, begun, &to))
        }
        Err(Ok(problems)) => visit.refused_page(&confirm_form(&visit, &token, purpose, problems)),
        Err(Err(error)) => stale(&visit, error),
    }
}

fn password_form(visit: &Visit, title: &str, action: String, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, title).with_problems(problems);
    let password = pages::new_password(&frame);
    FormPage::new(frame, action, "account-set-password").field(password)
}

/// `GET /reset/{token}`.
pub async fn reset_page(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    match purpose(&visit, &token, &[Purpose::Reset]).await {
        Ok(_) => visit.page(&password_form(&visit, "account-new-title", format!("/reset/{token}"), Vec::new())),
        Err(error) => stale(&visit, error),
    }
}

/// `POST /reset/{token}`.
pub async fn reset(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let done = match NewPassword::only(posted.first("password"), "password", &[&visit.office_name()]) {
        Ok(password) => reset::finish(&visit.app, visit.now, token.clone(), password, client(&visit)).await,
        Err(error) => Err(error),
    };
    match done.map_err(at_a_field) {
        Ok(begun) => Ok(signed_in(&visit, begun, "/applications")),
        Err(Ok(problems)) => {
            visit.refused_page(&password_form(&visit, "account-new-title", format!("/reset/{token}"), problems))
        }
        Err(Err(error)) => stale(&visit, error),
    }
}

/// `GET /invitations/{token}`.
pub async fn invitation_page(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    let (looked_for, now) = (token.clone(), visit.now);
    match visit.app.read(move |conn| invitation::invited(conn, &looked_for, now)).await {
        Ok(_) => {
            let action = format!("/invitations/{token}");
            let page = password_form(&visit, "account-invitation-title", action, Vec::new());
            visit.page(&page.lead("account-invitation-lead"))
        }
        Err(error) => stale(&visit, error),
    }
}

/// `POST /invitations/{token}`.
pub async fn invitation(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let done = match NewPassword::only(posted.first("password"), "password", &[&visit.office_name()]) {
        Ok(password) => invitation::take(&visit.app, visit.now, token.clone(), password, client(&visit)).await,
        Err(error) => Err(error),
    };
    match done.map_err(at_a_field) {
        Ok(begun) => Ok(signed_in(&visit, begun, "/")),
        Err(Ok(problems)) => {
            let action = format!("/invitations/{token}");
            visit.refused_page(&password_form(&visit, "account-invitation-title", action, problems))
        }
        Err(Err(error)) => stale(&visit, error),
    }
}

fn set_up_form(visit: &Visit, token: &str, posted: &Posted, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "account-set-up-title").with_problems(problems);
    let line = |name: &str, label: &str| frame.field(name, label).class("w20").value(posted.first(name));
    let fields = [
        line("office", "account-office-name").hint(frame.say("account-office-name-hint")).put(),
        line("contact", "account-office-contact").kind("email").hint(frame.say("account-office-contact-hint")).put(),
        pages::name(&frame, posted.first("name")),
        pages::email(&frame, posted.first("email"), "username"),
        pages::new_password(&frame),
        pages::zone(&frame, pages::zone_named(posted.first("zone"))),
    ];
    let page = FormPage::new(frame, format!("/setup/{token}"), "account-set-up-button").lead("account-set-up-lead");
    fields.into_iter().fold(page, FormPage::field)
}

/// `GET /setup/{token}`.
pub async fn set_up_page(visit: Visit, token: Path<String>) -> Result<HttpResponse, Error> {
    match purpose(&visit, &token, &[Purpose::SetUp]).await {
        Ok(_) => visit.page(&set_up_form(&visit, &token, &Posted::default(), Vec::new())),
        Err(error) => stale(&visit, error),
    }
}

/// `POST /setup/{token}`.
pub async fn set_up(visit: Visit, token: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let token = token.into_inner();
    let done = match wanted(&visit, &posted) {
        Ok(wanted) => set_up::set_up(&visit.app, visit.now, token.clone(), wanted).await,
        Err(problems) => Err(actions::Error::Refused(problems)),
    };
    match done.map_err(at_a_field) {
        Ok(begun) => Ok(signed_in(&visit, begun, "/office")),
        Err(Ok(problems)) => visit.refused_page(&set_up_form(&visit, &token, &posted, problems)),
        Err(Err(error)) => stale(&visit, error),
    }
}

fn wanted(visit: &Visit, posted: &Posted) -> Result<set_up::SetUp, Vec<Problem>> {
    let office = posted.line("office", 120);
    let no_office = || Problem::at("office", crate::domain::sentence::Sentence::new("account-office-name-missing"));
    let named = if office.is_empty() { Err(no_office()) } else { Ok(()) };
    let (name, email) = (posted.first("name"), posted.first("email"));
    let password = NewPassword::check(posted.first("password"), "password", &[name, email, &office]);
    let contact = typed::email(posted.first("contact"), "contact");
    match (named, contact, typed::name(name, "name"), typed::email(email, "email"), password) {
        (Ok(()), Ok(contact), Ok(name), Ok(email), Ok(password)) => Ok(set_up::SetUp {
            office,
            contact,
            name,
            email,
            password,
            zone: pages::zone_named(posted.first("zone")),
            client: client(visit),
        }),
        (named, contact, name, email, password) => {
            let problems = [named.err(), contact.err(), name.err(), email.err(), password.err()];
            Err(problems.into_iter().flatten().collect())
        }
    }
}
