//! The signed and sealed copy of an application, as officers see it.

use super::room::Room;
use crate::{
    db::events::EventRow,
    domain::workflow::Event,
    web::{
        applications::{File, tag::Tag},
        moment::Moment,
        page::Frame,
    },
};

/// The copy with signature and seal.
pub struct Sealed {
    /// Whether it came.
    pub tag: Tag,
    /// Until when it is taken.
    pub due: Moment,
    /// The scan, and when it came.
    pub copy: Option<(File, Moment)>,
    /// Whether the application was handed in anew after it.
    pub is_older: bool,
}

impl Sealed {
    /// Of this application; `None` where its call takes none.
    pub fn new(frame: &Frame, room: &Room) -> Option<Self> {
        let standing = room.sealed.as_ref()?;
        let zone = room.case.call.zone;
        let handed_in =
            |e: &&EventRow| e.refusal.is_none() && matches!(e.event, Event::Submit | Event::Resubmit | Event::Amend);
        let last = room.events.iter().rfind(handed_in).map(|e| e.at);
        let copy = standing.copy.as_ref();
        Some(Self {
            tag: Tag::for_copy(frame, copy.is_some(), standing.is_open),
            due: frame.moment(standing.due, zone).day(),
            is_older: copy.zip(last).is_some_and(|(copy, at)| copy.created_at < at),
            copy: copy.map(|row| (File::new(frame, row, &row.file_name), frame.moment(row.created_at, zone).short())),
        })
    }
}
