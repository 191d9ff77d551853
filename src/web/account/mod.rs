//! Accounts: registering, signing in and out, resetting, and what people change of their own accounts.

pub mod again;
mod carried;
pub mod coming;
pub mod data;
pub mod language;
pub mod links;
pub mod own;
mod pages;
pub mod sessions;

use actix_web::HttpResponse;

use crate::{
    actions::accounts::{Client, sessions::Begun, sign_in, subject_of_address},
    web::session::Visit,
};

/// The browser, as accounts count and remember it.
fn client(visit: &Visit) -> Client {
    Client { address: subject_of_address(visit.address), user_agent: visit.user_agent.clone() }
}

/// To `to`, signed in.
fn signed_in(visit: &Visit, begun: Begun, to: &str) -> HttpResponse {
    let mut response = visit.see_other(to);
    hold(visit, &mut response, begun);
    response
}

/// From this answer on the browser holds the session.
fn hold(visit: &Visit, response: &mut HttpResponse, begun: Begun) {
    visit.remember_device(response, &sign_in::device_note(begun.user));
    visit.set_session(response, Some(begun.token));
}

/// Where a person goes after signing in: an address of this site, else the start page of what they have to do.
fn inside(next: &str) -> &str {
    let plain = next.chars().all(|c| !c.is_control() && c != '\\');
    // `//host` and `/\host` are other sites' addresses to a browser.
    if plain && next.starts_with('/') && !next.starts_with("//") && next.len() <= 500 { next } else { "/applications" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_signs_in_stays_on_this_site() {
        for outside in
            ["//evil.example", "/\\evil.example", "https:evil", "https://evil.example", "", "evil", "/a\r\nb"]
        {
            assert_eq!(inside(outside), "/applications", "{outside}");
        }
        assert_eq!(inside("/calls/tyse-2026?x=1"), "/calls/tyse-2026?x=1");
    }
}
