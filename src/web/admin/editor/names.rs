//! How a call and its programme are called.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use super::{
    fields::{line, text},
    room::{EditPage, Room, answer, typed},
};
use crate::{
    actions::calls::{self, Names},
    db,
    domain::{form::Typed, sentence::Problem, text::Text},
    web::{error::Error, form::Posted, session::Visit},
};

/// The names as they stand, by language.
pub struct Held {
    /// The call's.
    pub call: Text,
    /// The programme's.
    pub programme: Text,
}

impl Held {
    /// Looks them up.
    pub async fn of(visit: &Visit, room: &Room) -> Result<Self, Error> {
        let id = room.call.programme_id;
        let programme = visit.app.read(move |conn| db::programmes::find(conn, id)).await?.ok_or(Error::NotFound)?;
        Ok(Self { call: room.call.title.clone(), programme: programme.title })
    }
}

/// `GET /admin/calls/{slug}/names`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let names = Held::of(&visit, &room).await?;
    let mut held = Typed::default();
    held.set("title", names.call.in_language("en"));
    held.set("programme", names.programme.in_language("en"));
    visit.page(&page(&visit, &room, &held, Vec::new()))
}

/// `POST /admin/calls/{slug}/names`.
pub async fn change(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug.into_inner()).await?;
    let typed = typed(&posted);
    let names = Held::of(&visit, &room).await?;
    let said = [text(&typed, "title", Some(&names.call)), text(&typed, "programme", Some(&names.programme))];
    let to = format!("/admin/calls/{}", room.call.slug);
    let again = |room: &Room, problems| Ok(page(&visit, room, &typed, problems));
    save(room, &visit, &typed, said, &to, again).await
}

/// Saves the names of call and programme; the page is made again where they are refused, or where the call changed meanwhile.
pub async fn save<P: Template>(
    room: Room,
    visit: &Visit,
    typed: &Typed,
    [call, programme]: [Text; 2],
    to: &str,
    page: impl FnOnce(&Room, Vec<Problem>) -> Result<P, Error>,
) -> Result<HttpResponse, Error> {
    let version = typed.first("version").trim().parse().unwrap_or(0);
    let (actor, id, reason) = (visit.actor.clone(), room.call.id, typed.first("reason").to_owned());
    let names = Names { call, programme };
    let done = visit.app.write(visit.now, move |tx| calls::rename(tx, &actor, id, version, &names, &reason)).await;
    answer(room, visit, version, done, to, page)
}

fn page(visit: &Visit, room: &Room, typed: &Typed, problems: Vec<Problem>) -> EditPage {
    let frame = room.frame(visit, "languages-names", problems);
    let mut page = EditPage::new(room, frame, "names", (String::new(), String::new()), room.address("names"));
    let frame = &page.frame;
    page.fields = vec![
        line(frame, "title", "admin-call-title", typed).put(),
        line(frame, "programme", "admin-programme-title", typed).hint(frame.say("languages-programme-hint")).put(),
    ];
    page.links = vec![(room.address("languages"), frame.say("languages-title").to_owned())];
    page.reason = room.reason(frame, typed);
    page
}
