//! Things of a definition as lines of a list, with buttons; and where each is edited.

use super::{
    kinds,
    room::{ItemLine, Room},
};
pub use crate::web::applications::conditions::called;
use crate::{
    db,
    domain::{
        editing::{Edit, Item, Spot},
        form::Question,
    },
    web::{error::Error, page::Frame, session::Visit},
};

/// The step that a button asks for: `up:question:aims`, `remove:part:posts:employer`.
pub fn asked(pressed: &str) -> Option<Edit> {
    let (act, item) = pressed.split_once(':')?;
    let (kind, key) = item.split_once(':')?;
    let item = match kind {
        "section" => Item::Section(key.to_owned()),
        "question" => Item::Question(Spot { question: key.to_owned(), part: None }),
        "part" => {
            let (question, part) = key.split_once(':')?;
            Item::Question(Spot { question: question.to_owned(), part: Some(part.to_owned()) })
        }
        "rule" => Item::Rule(key.to_owned()),
        "criterion" => Item::Criterion(key.to_owned()),
        _ => return None,
    };
    match act {
        "up" => Some(Edit::Up(item)),
        "down" => Some(Edit::Down(item)),
        "copy" => Some(Edit::Copy(item)),
        "remove" => Some(Edit::Remove(item)),
        _ => None,
    }
}

/// A question as a line of a list.
pub fn question_line(frame: &Frame, room: &Room, question: &Question) -> ItemLine {
    let mut note = kinds::name(frame, question.kind.word());
    let marks = [
        (question.optional, "editor-mark-optional"),
        (question.shown_when.is_some(), "editor-mark-condition"),
        (question.identifying, "editor-mark-identifying"),
        (question.after_acceptance, "editor-mark-after"),
    ];
    for (_, mark) in marks.into_iter().filter(|(is, _)| *is) {
        note.push_str(", ");
        note.push_str(frame.say(mark));
    }
    ItemLine {
        href: room.address(&format!("questions/{}", question.key)),
        title: called(frame, question),
        note,
        item: format!("question:{}", question.key),
    }
}

/// Address of a question's page below that of the call.
pub fn address(spot: &Spot) -> String {
    match &spot.part {
        None => format!("questions/{}", spot.question),
        Some(part) => format!("questions/{}/parts/{part}", spot.question),
    }
}

/// In how many applications of the call the question is answered.
pub async fn answered(visit: &Visit, room: &Room, question: &str) -> Result<usize, Error> {
    if room.is_of_letters {
        return Ok(0);
    }
    let (call, question) = (room.call.id, question.to_owned());
    Ok(visit.app.read(move |conn| db::answers::count_answered(conn, call, &question)).await?)
}
