//! Posted forms: read once, bounded, bound to the browser that was shown them.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Bytes};
use chrono::NaiveDateTime;

use crate::web::{error::Error, session::Visit};

/// Largest posted form, in bytes. Files come on another way.
const MOST: usize = 512 * 1024;
/// Most fields of a form.
const FIELDS: usize = 2_000;
/// The field that carries the form's token.
pub const TOKEN: &str = "csrf";

/// The fields of a posted form. Where a field that takes one value came several times, the first counts.
#[derive(Debug, Clone, Default)]
pub struct Posted(BTreeMap<String, Vec<String>>);

impl FromRequest for Posted {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = Self::bytes(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let posted = Self::parse(&bytes.await?)?;
            let visit = Visit::of(&request).await?;
            if visit.is_form_token(posted.first(TOKEN)) { Ok(posted) } else { Err(Error::Stale) }
        })
    }
}

impl Posted {
    /// A form's bytes as they come, and no more than a form may have.
    pub fn bytes(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Bytes, Error>> + use<> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let is_form =
            kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        let bytes = actix_web::web::Bytes::from_request(request, payload);
        async move {
            if !is_form {
                return Err(Error::BadRequest);
            }
            let bytes = bytes.await.map_err(|_| Error::TooLarge)?;
            if bytes.len() > MOST { Err(Error::TooLarge) } else { Ok(bytes) }
        }
    }

    /// Reads a form's bytes.
    ///
    /// # Errors
    /// `BadRequest` where they are no UTF-8 or far too many fields.
    pub fn parse(bytes: &Bytes) -> Result<Self, Error> {
        // Broken UTF-8 would be read as other characters than were typed.
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).map_err(|_| Error::BadRequest)?;
        if pairs.len() > FIELDS || pairs.iter().any(|(_, v)| v.contains(char::REPLACEMENT_CHARACTER)) {
            return Err(Error::BadRequest);
        }
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, mut value) in pairs {
            // PostgreSQL keeps no text with it.
            value.retain(|c| c != '\0');
            fields.entry(name).or_default().push(value);
        }
        Ok(Self(fields))
    }

    /// The field's value; empty where it was not posted.
    pub fn first(&self, field: &str) -> &str {
        self.0.get(field).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// All values of a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// A whole number.
    pub fn number(&self, field: &str) -> Option<i32> {
        self.first(field).trim().parse().ok()
    }

    /// Text without control characters but line breaks, cut at `max` characters.
    pub fn text(&self, field: &str, max: usize) -> String {
        let text = self.first(field).replace("\r\n", "\n").replace('\r', "\n");
        text.chars().filter(|c| *c == '\n' || !c.is_control()).take(max).collect::<String>().trim().to_owned()
    }

    /// One line of text without control characters, cut at `max` characters.
    pub fn line(&self, field: &str, max: usize) -> String {
        let text = self.first(field).chars().filter(|c| !c.is_control()).take(max).collect::<String>();
        text.trim().to_owned()
    }

    /// Every field with every value.
    pub fn into_pairs(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter().flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)))
    }
}

/// A date and time as the browser's own field gives it, or typed in the same way: `2026-12-18T17:00`.
pub fn local_time(typed: &str) -> Option<NaiveDateTime> {
    let typed = typed.trim().replace(' ', "T");
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| NaiveDateTime::parse_from_str(&typed, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_posted_twice_counts_once_and_text_loses_what_cannot_be_printed() {
        let posted = Posted::parse(&Bytes::from_static(b"a=1&a=2&t=x%00y%0D%0Az&n=7")).unwrap();
        assert_eq!(posted.first("a"), "1");
        assert_eq!(posted.all("a").len(), 2);
        assert_eq!(posted.text("t", 10), "xy\nz");
        assert_eq!(posted.number("n"), Some(7));
    }

    #[test]
    fn a_date_and_time_is_read_as_browsers_write_it_and_as_people_type_it() {
        assert!(local_time("2026-12-18T17:00").is_some());
        assert!(local_time("2026-12-18 17:00").is_some());
        assert!(local_time("18.12.2026").is_none());
    }
}
