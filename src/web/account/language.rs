//! The language in which the reader reads programmes: kept with the account, or by the browser of one who has none.

use actix_web::{HttpResponse, web::Query};
use serde::Deserialize;

use super::{inside, pages::FormPage};
use crate::{
    actions::accounts::change,
    domain::{
        language::{self, Language},
        sentence::{Problem, Sentence},
    },
    web::{
        error::Error,
        form::Posted,
        page::{Area, Frame},
        parts::{Opt, Put},
        session::Visit,
    },
    words::Words,
};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Tag of the language that is offered.
    #[serde(default)]
    to: String,
    /// Where to go afterwards.
    #[serde(default)]
    next: String,
}

/// The field, for a page that asks other things too.
pub fn field(frame: &Frame, held: &str) -> Put {
    let option = |language: Language| Opt::new(language.tag, language.name, language.tag == held);
    let options = language::ALL.into_iter().map(option).collect();
    frame.field("language", "language-label").hint(frame.say("language-hint")).class("w20").list(options).put()
}

fn form(visit: &Visit, held: &str, next: &str, problems: Vec<Problem>) -> FormPage {
    let frame = visit.frame(Area::Account, "language-title").with_problems(problems);
    let field = field(&frame, held);
    let mut page = FormPage::new(frame, "/language", "base-save").field(field);
    next.clone_into(&mut page.next);
    page
}

/// `GET /language`.
pub async fn show(visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, Error> {
    let held = language::find(&asked.to).map_or(visit.words().reading(), |language| language.tag);
    visit.page(&form(&visit, held, &asked.next, Vec::new()))
}

/// `POST /language`.
pub async fn save(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    let next = posted.line("next", 500);
    let Some(chosen) = language::find(posted.first("language")) else {
        let problem = Problem::at("language", Sentence::new("language-select"));
        return visit.refused_page(&form(&visit, visit.words().reading(), &next, vec![problem]));
    };
    if let Some(user) = visit.actor.user() {
        visit.app.write(visit.now, move |tx| change::language(tx, user, chosen)).await?;
    }
    let mut response = visit.see_other(if next.is_empty() { "/calls" } else { inside(&next) });
    visit.remember_language(&mut response, chosen);
    Ok(response)
}

/// The other languages in which something can be read: where each is chosen, its tag and its name.
pub fn others<'a>(
    words: Words,
    said: impl Iterator<Item = &'a str>,
    next: &str,
) -> Vec<(String, &'static str, &'static str)> {
    let said: Vec<&str> = said.collect();
    let other = |l: &Language| l.tag != words.reading() && (*l == language::FIRST || said.contains(&l.tag));
    let link = |l: Language| (format!("/language?to={}&next={next}", l.tag), l.tag, l.name);
    language::ALL.into_iter().filter(other).map(link).collect()
}
