//! Addresses that begin with the same word. They are written in full in the list of routes; a request is held against them only if it
//! begins so too, because holding it against a hundred patterns takes longer than finding who is signed in.

use actix_web::{
    Route, Scope,
    web::{self, ServiceConfig},
};

/// The addresses under one word.
pub struct Under {
    word: &'static str,
    scope: Scope,
}

impl Under {
    /// Under this word, with the slash before it.
    pub fn new(word: &'static str) -> Self {
        Self { word, scope: web::scope(word) }
    }

    /// One more, in full.
    #[must_use]
    pub fn route(self, address: &'static str, route: Route) -> Self {
        let rest = address.strip_prefix(self.word).unwrap_or(address);
        Self { scope: self.scope.route(rest, route), ..self }
    }

    /// To the site.
    pub fn on(self, site: &mut ServiceConfig) {
        site.service(self.scope);
    }
}
