//! All applications of a call as one ZIP of PDFs, set one after the other while it is being sent: at any time one of them is on the disk
//! and a piece of it in memory. What cannot be printed is named in a text at the end.

use std::{collections::VecDeque, io};

use actix_web::{HttpResponse, web::Bytes};
use futures_util::stream;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{WAIT, said, set};
use crate::{
    actions::papers::{self, Plan},
    db::applications::list::{self, After, Line, Query, Sort},
    export::archive::Archive,
    files::store::Reading,
    web::{
        documents::saved,
        error::Error,
        office::print::Sheet,
        page::{Area, Frame},
        session::Visit,
    },
};

/// ZIPs that are made at the same time. Each leaves the press to others between two papers.
static PLACES: Semaphore = Semaphore::const_new(2);
/// Applications looked up at once.
const PAGE: i64 = 100;
/// The text about the whole, last in the ZIP.
const ABOUT: &str = "about.txt";

/// A place for one ZIP.
///
/// # Errors
/// `TooMany` where too many are being made.
pub fn place() -> Result<SemaphorePermit<'static>, Error> {
    PLACES.try_acquire().map_err(|_| Error::TooMany(WAIT))
}

/// The ZIP of what was planned and written down.
pub fn give(visit: Visit, plan: Plan, place: SemaphorePermit<'static>) -> HttpResponse {
    let day = visit.now.day_in(plan.call.zone);
    let name = format!("{}-applications-{day}.zip", plan.call.slug);
    let frame = visit.frame(Area::Office, "papers-title");
    let many = Many {
        _place: place,
        visit,
        frame,
        plan,
        archive: Some(Archive::new()),
        lines: VecDeque::new(),
        after: None,
        is_last_page: false,
        reading: None,
        printed: 0,
        lacking: Vec::new(),
    };
    let pieces = stream::try_unfold(many, |mut many| async move {
        Ok::<_, io::Error>(many.next().await?.map(|piece| (Bytes::from(piece), many)))
    });
    saved(&name, "application/zip").streaming(pieces)
}

/// A ZIP that is being sent.
struct Many {
    _place: SemaphorePermit<'static>,
    visit: Visit,
    frame: Frame,
    plan: Plan,
    /// None once it is finished.
    archive: Option<Archive>,
    /// Looked up and not printed yet.
    lines: VecDeque<Line>,
    /// The last one that was looked up.
    after: Option<After>,
    is_last_page: bool,
    /// The paper that is being sent.
    reading: Option<Reading>,
    printed: usize,
    /// Numbers of those that could not be printed, and why.
    lacking: Vec<(String, String)>,
}

impl Many {
    /// The next piece of the ZIP; `None` at its end.
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        while let Some(archive) = &mut self.archive {
            let ready = if let Some(reading) = &mut self.reading {
                if let Some(piece) = reading.next().await? {
                    archive.add(&piece)?
                } else {
                    self.reading = None;
                    Vec::new()
                }
            } else if let Some(line) = self.line().await? {
                self.begin(&line).await?
            } else {
                self.finish()?
            };
            if !ready.is_empty() {
                return Ok(Some(ready));
            }
        }
        Ok(None)
    }

    /// The next application.
    async fn line(&mut self) -> io::Result<Option<Line>> {
        if self.lines.is_empty() && !self.is_last_page {
            let query = Query {
                call: self.plan.call.id,
                statuses: self.plan.status.into_iter().collect(),
                country: None,
                field: None,
                received: None,
                text: None,
                sort: Sort::Oldest,
                after: self.after.take(),
                limit: PAGE,
            };
            let viewer = self.plan.viewer.clone();
            let page = self.visit.app.read(move |conn| {
                let page = list::page(conn, &viewer, &query)?;
                Ok::<_, crate::actions::Error>(page)
            });
            self.lines = page.await.map_err(|error| io::Error::other(format!("{error:?}")))?.into();
            self.is_last_page = self.lines.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            self.after = self.lines.back().and_then(|last| {
                let value = last.submitted_at?.unix_micros().to_string();
                Some(After { value, id: last.id })
            });
        }
        Ok(self.lines.pop_front())
    }

    /// Sets the paper of an application and begins to send it. One that the reader may not open by now is left out like all others; of
    /// one that cannot be printed the number is kept.
    async fn begin(&mut self, line: &Line) -> io::Result<Vec<u8>> {
        let number = line.reference.clone().unwrap_or_else(|| line.id.to_string());
        match self.set(line).await {
            Ok(reading) => {
                self.reading = Some(reading);
                self.printed += 1;
                let name = format!("{}.pdf", number.replace(|c: char| !c.is_alphanumeric() && c != '-', "_"));
                self.archive.as_mut().map_or_else(|| Ok(Vec::new()), |archive| archive.begin(&name))
            }
            Err(Error::NotFound) => Ok(Vec::new()),
            Err(why) => {
                self.lacking.push((number, said(&self.frame, &why)));
                Ok(Vec::new())
            }
        }
    }

    async fn set(&mut self, line: &Line) -> Result<Reading, Error> {
        // It may take an hour: each is opened with the rights and at the time of its own.
        self.visit.now = self.visit.app.clock.now();
        self.frame.now = self.visit.now;
        let actor = self.visit.actor.clone();
        self.visit.actor = self.visit.app.read(move |conn| papers::as_of_now(conn, &actor)).await?;
        let sheet = Sheet::read(&self.visit, line.id).await?;
        set(&self.visit, &self.frame, &sheet.printed()).await
    }

    /// Ends the ZIP with the text about it.
    fn finish(&mut self) -> io::Result<Vec<u8>> {
        let Some(mut archive) = self.archive.take() else { return Ok(Vec::new()) };
        let mut ready = archive.begin(ABOUT)?;
        ready.extend(archive.add(self.about().as_bytes())?);
        ready.extend(archive.finish()?);
        Ok(ready)
    }

    /// What is in the ZIP, and what is not.
    fn about(&self) -> String {
        let frame = &self.frame;
        let call = frame.text(&self.plan.call.title).to_owned();
        let made = frame.words.deadline(frame.now, self.plan.call.zone, frame.zone);
        let mut lines = vec![call, made, frame.with("papers-printed").set("count", self.printed).to_string()];
        if !self.lacking.is_empty() {
            lines.push(String::new());
            lines.push(frame.with("papers-lacking").set("count", self.lacking.len()).to_string());
            lines.extend(self.lacking.iter().map(|(number, why)| format!("{number}: {why}")));
        }
        // The editor of every system knows these ends of lines.
        lines.push(String::new());
        lines.join("\r\n")
    }
}
