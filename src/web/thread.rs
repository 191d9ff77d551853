//! A thread as pages show it.

use crate::{
    db::threads::MessageRow,
    domain::{id::UserId, time::Zone},
    web::{moment::Moment, page::Frame},
};

/// A message.
pub struct Said {
    /// Who wrote it.
    pub who: String,
    /// When.
    pub at: Moment,
    /// What.
    pub text: String,
}

/// The messages; `who` names the author of each.
pub fn said(frame: &Frame, rows: &[MessageRow], zone: Zone, who: impl Fn(&MessageRow) -> String) -> Vec<Said> {
    let line = |row: &MessageRow| Said {
        who: who(row),
        at: frame.moment(row.created_at, zone).short(),
        text: row.body.clone(),
    };
    rows.iter().map(line).collect()
}

/// For the applicant: the office is one, whoever writes for it.
pub fn for_applicant(frame: &Frame, rows: &[MessageRow], zone: Zone) -> Vec<Said> {
    said(frame, rows, zone, |row| {
        frame.say(if row.by_office { "threads-the-office" } else { "threads-you" }).to_owned()
    })
}

/// For the office: by name.
pub fn for_office(frame: &Frame, rows: &[MessageRow], zone: Zone, names: &[(UserId, String)]) -> Vec<Said> {
    said(frame, rows, zone, |row| {
        let name = names.iter().find(|(id, _)| Some(*id) == row.author_id).map(|(_, name)| name.clone());
        name.unwrap_or_default()
    })
}
