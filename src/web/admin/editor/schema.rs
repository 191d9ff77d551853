//! The documented schema of a definition, printed from the types.

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    domain::{
        form::faults::{LONGEST_KEY, LONGEST_TEXT, MOST_ROWS},
        rubric::HEAVIEST,
        schema::{self, Holds},
    },
    web::{
        admin::admins_only,
        error::Error,
        page::{Area, Frame},
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "admin/editor/schema.html")]
struct SchemaPage {
    frame: Frame,
    limits: String,
    types: Vec<Type>,
    example: String,
}

/// A type with its fields: name, what it holds, what it means.
struct Type {
    name: String,
    fields: Vec<(String, &'static str, bool, String)>,
}

/// `GET /admin/schema`.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    admins_only(&visit)?;
    let frame = visit.frame(Area::Admin, "schema-title");
    let field = |f: schema::Field| {
        let holds = match f.holds {
            Holds::Line => "schema-holds-line",
            Holds::Text => "schema-holds-text",
            Holds::Number => "schema-holds-number",
            Holds::YesNo => "schema-holds-yes-no",
            Holds::List => "schema-holds-list",
            Holds::Object => "schema-holds-object",
        };
        let means = frame.say(&format!("schema-of-{}", f.name.replace('_', "-"))).to_owned();
        (f.name, holds, f.optional, means)
    };
    let one = |t: schema::Type| Type { name: t.name, fields: t.fields.into_iter().map(field).collect() };
    let limits = frame
        .with("schema-limits")
        .set("text", LONGEST_TEXT)
        .set("rows", MOST_ROWS)
        .set("key", LONGEST_KEY)
        .set("weight", HEAVIEST)
        .to_string();
    let types = schema::types().into_iter().map(one).collect();
    visit.page(&SchemaPage { limits, types, example: schema::example(), frame })
}
