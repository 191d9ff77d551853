//! Forms in which much is typed: nothing of it is lost where the session ended meanwhile, or another one began.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, error::InternalError, http::StatusCode};

use super::{
    carried::{Carried, FIELD},
    coming::sign_in_form,
};
use crate::web::{
    error::Error,
    form::{Posted, TOKEN},
    session::Visit,
};

/// Who posted, and what. In the place of a refusal, who is no longer signed in gets the page for signing in, which carries what was typed.
pub struct Again(pub Visit, pub Posted);

impl FromRequest for Again {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = Posted::bytes(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let posted = Posted::parse(&bytes.await?)?;
            let to = request.uri().path_and_query().map_or("/", |at| at.as_str()).to_owned();
            match Visit::of(&request).await {
                Ok(visit) if visit.is_form_token(posted.first(TOKEN)) => Ok(Self(visit, posted)),
                Ok(visit) => match Carried::of(&to, posted) {
                    Some(carried) => Err(instead(&visit, &carried.page(&visit))),
                    None => Err(Error::Stale.into()),
                },
                Err(Error::SignIn) => {
                    let visitor = Visit::of_anybody(&request).await?;
                    let Some(carried) = Carried::of(&to, posted) else { return Err(Error::SignIn.into()) };
                    let mut page = sign_in_form(&visitor, "", "", Vec::new());
                    page.lead.push(page.frame.say("account-signed-out-meanwhile").to_owned());
                    page.hidden.push((FIELD.to_owned(), carried.seal(&visitor)));
                    Err(instead(&visitor, &page))
                }
                Err(other) => Err(other.into()),
            }
        })
    }
}

/// The answer in place of the page that was asked for.
fn instead(visit: &Visit, page: &impl askama::Template) -> actix_web::Error {
    match visit.answer(StatusCode::FORBIDDEN, page) {
        Ok(response) => InternalError::from_response(Error::SignIn, response).into(),
        Err(error) => error.into(),
    }
}
