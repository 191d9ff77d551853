//! Thumbnails of documents: made once a document may be given out, kept beside it, and shown to whoever may read it.

use crate::{
    actions::{
        Error,
        app::App,
        documents::{self, broken, delete, released},
    },
    db::{
        self,
        documents::{DocumentRow, NewThumbnail},
    },
    domain::{form::FileFormat, id::DocumentId, permission::Actor, time::Timestamp},
    files::{StorageKey, store::Reading},
};

/// Documents drawn in one round.
const ROUND: i64 = 20;

/// Draws the documents of which it was not tried so far, the oldest first, and says how many they were. One that cannot be read now is
/// tried again in the next round.
///
/// # Errors
/// Where rows cannot be read or written.
pub async fn draw(app: &App, now: Timestamp) -> Result<usize, Error> {
    let waiting = app.read(|conn| db::documents::list_without_thumbnail(conn, ROUND).map_err(Error::from)).await?;
    let mut done = 0;
    for row in waiting {
        let id = row.id;
        match keep(app, &row).await {
            Ok(made) => {
                record(app, now, id, made).await?;
                done += 1;
            }
            Err(error) => tracing::warn!(document = %id, %error, "a document cannot be drawn small now"),
        }
    }
    Ok(done)
}

/// Where a thumbnail is, with its width and height.
type Made = (StorageKey, (i32, i32));

/// Draws a document and stores what came of it.
async fn keep(app: &App, row: &DocumentRow) -> std::io::Result<Option<Made>> {
    let format = FileFormat::of_media_type(&row.media_type).filter(|format| *format != FileFormat::Docx);
    let (Some(format), Ok(key)) = (format, row.storage_key.parse()) else { return Ok(None) };
    let Some(reading) = app.files.store.open(&key).await? else { return Ok(None) };
    let Some((drawn, (width, height))) = app.files.thumbnail(format, reading).await? else { return Ok(None) };
    let (Ok(width), Ok(height)) = (i32::try_from(width), i32::try_from(height)) else { return Ok(None) };
    let key = StorageKey::new(&mut app.source.chance());
    app.files.store.keep(&key, drawn).await?;
    Ok(Some((key, (width, height))))
}

/// Writes it down, unless the document is gone meanwhile or another process was faster: then nobody needs it.
async fn record(app: &App, now: Timestamp, id: DocumentId, made: Option<Made>) -> Result<(), Error> {
    let key = made.as_ref().map(|(key, _)| key.clone());
    let written = app.write(now, move |tx| {
        let new = made.as_ref().map(|(key, size)| NewThumbnail { key: key.as_str(), size: *size });
        db::documents::set_thumbnail(tx.conn, id, new.as_ref(), now).map_err(Error::from)
    });
    if let (false, Some(key)) = (written.await?, key) {
        delete(app, std::slice::from_ref(&key)).await;
    }
    Ok(())
}

/// Opens the thumbnail of a document for whoever may open the document itself. It is not written down as a reading: it comes with the page
/// that names the document, and nothing can be read on it.
///
/// # Errors
/// As [`documents::open`]; `NotFound` where it has none.
pub async fn open(app: &App, now: Timestamp, actor: &Actor, id: DocumentId) -> Result<Reading, Error> {
    let reader = actor.clone();
    let (opened, _) = app.read(move |conn| documents::find(conn, &reader, id, now)).await?;
    released(opened.row.state)?;
    let key: StorageKey = opened.row.thumbnail_key.and_then(|key| key.parse().ok()).ok_or(Error::NotFound)?;
    app.files.store.open(&key).await.map_err(|e| broken(&e))?.ok_or(Error::NotFound)
}
