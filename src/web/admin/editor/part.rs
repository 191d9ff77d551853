//! What a call may have or not: letters of reference, nominations, posts, pairs, sealed copies. Each has a page with a box that
//! switches it on; what stands on the page is of this part alone.

use actix_web::HttpResponse;

use super::{
    fields::{hold_tick, tick},
    room::{Below, EditPage, Room, typed},
};
use crate::{
    db,
    domain::{call::Definition, editing::Edit, form::Typed, sentence::Problem},
    web::{error::Error, form::Posted, page::Frame, parts::Put, session::Visit},
};

/// The box that switches a part on.
pub const USE: &str = "use";

/// A part of a call.
pub struct Part {
    /// Its page below the call.
    pub word: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Said under the title.
    pub lead: &'static str,
    /// Words of the box.
    pub tick: &'static str,
    /// Whether a call has it.
    pub is_on: fn(&Definition) -> bool,
    /// What it is now, or would begin with, into fields.
    pub hold: fn(&Room, &mut Typed),
    /// The step that the fields ask for, with what is wrong.
    pub read: fn(&Room, &Typed, &mut Vec<Problem>) -> Edit,
    /// The step that takes it away.
    pub off: Edit,
    /// Its fields.
    pub fields: fn(&Frame, &Room, &Typed) -> Vec<Put>,
    /// A list below them.
    pub below: fn(&Frame, &Room) -> Option<Below>,
}

/// No list below the fields.
pub fn nothing(_: &Frame, _: &Room) -> Option<Below> {
    None
}

/// The page of a part.
pub async fn show(visit: Visit, slug: String, part: &'static Part) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug).await?;
    let begun = begun(&visit, &room).await?;
    visit.page(&page(&visit, &room, (part, begun), &held(&room, part), Vec::new()))
}

/// Saves what its page says.
pub async fn save(visit: Visit, slug: String, posted: Posted, part: &'static Part) -> Result<HttpResponse, Error> {
    let room = Room::enter(&visit, slug).await?;
    let begun = begun(&visit, &room).await?;
    let (typed, mut problems) = (typed(&posted), Vec::new());
    let edit = if typed.has(USE, "yes") { (part.read)(&room, &typed, &mut problems) } else { part.off.clone() };
    if !problems.is_empty() {
        return visit.refused_page(&page(&visit, &room, (part, begun), &typed, problems));
    }
    let to = room.address(part.word);
    let again = |room: &Room, problems| Ok(page(&visit, room, (part, begun), &typed, above(problems)));
    room.save(&visit, &typed, edit, &to, again).await
}

fn held(room: &Room, part: &Part) -> Typed {
    let mut held = Typed::default();
    hold_tick(&mut held, USE, (part.is_on)(&room.definition));
    (part.hold)(room, &mut held);
    held
}

/// How many applications have begun; they stay on what they began with.
async fn begun(visit: &Visit, room: &Room) -> Result<i64, Error> {
    let call = room.call.id;
    Ok(visit.app.read(move |conn| db::uses::count_begun(conn, call)).await?)
}

/// Faults of the definition are about places that have no field here; they stand above the page.
pub fn above(problems: Vec<Problem>) -> Vec<Problem> {
    let here = |problem: Problem| match problem.field.as_deref() {
        Some(USE | "reason") => problem,
        _ => Problem { field: None, ..problem },
    };
    problems.into_iter().map(here).collect()
}

/// The page with what was typed.
pub fn page(
    visit: &Visit,
    room: &Room,
    (part, begun): (&Part, i64),
    typed: &Typed,
    problems: Vec<Problem>,
) -> EditPage {
    let frame = room.frame(visit, part.title, problems);
    let back = (room.address("settings"), frame.say("editor-tab-settings").to_owned());
    let mut page = EditPage::new(room, frame, "settings", back, room.address(part.word));
    let frame = &page.frame;
    frame.say(part.lead).clone_into(&mut page.lead);
    page.note = (begun > 0).then(|| frame.with("editor-part-begun").set("count", begun).to_string());
    page.fields = vec![tick(frame, USE, part.tick, typed).put()];
    page.fields.extend((part.fields)(frame, room, typed));
    page.reason = room.reason(frame, typed);
    if (part.is_on)(&room.definition) {
        page.below = (part.below)(frame, room);
    }
    page
}

/// Acts on the list below, and what the page says where the act is refused.
pub async fn act(
    visit: Visit,
    room: Room,
    posted: Posted,
    part: &'static Part,
    edit: Edit,
) -> Result<HttpResponse, Error> {
    let begun = begun(&visit, &room).await?;
    let (typed, to) = (typed(&posted), room.address("form"));
    let again = |room: &Room, problems| Ok(page(&visit, room, (part, begun), &held(room, part), above(problems)));
    room.save(&visit, &typed, edit, &to, again).await
}
