//! Documents: what is known of the files that applicants gave.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Conn, Result, kept, schema::documents};
use crate::domain::{
    form::FileFormat,
    id::{ApplicationId, DocumentId},
    sealing::COPY,
    time::Timestamp,
    workflow::DocumentState,
};

/// A file to be recorded.
#[derive(Debug, Insertable)]
#[diesel(table_name = documents)]
pub struct NewDocument<'a> {
    /// Key.
    pub id: DocumentId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// For which question.
    pub question: &'a str,
    /// Its name where it came from, made harmless.
    pub file_name: &'a str,
    /// Its type by content.
    pub media_type: &'a str,
    /// Bytes.
    pub size: i64,
    /// Pages, where it has some.
    pub pages: Option<i32>,
    /// SHA-256 in hexadecimal.
    pub sha256: &'a str,
    /// Where the bytes are.
    pub storage_key: &'a str,
    /// Waiting for the scanner, or unscanned.
    pub state: DocumentState,
    /// When.
    pub created_at: Timestamp,
    /// Its place among the files of the application.
    pub position: i32,
}

/// A file.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct DocumentRow {
    /// Key.
    pub id: DocumentId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// For which question.
    pub question: String,
    /// Its name.
    pub file_name: String,
    /// Its type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pages.
    pub pages: Option<i32>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
    /// Where it stands.
    pub state: DocumentState,
    /// When it was given.
    pub created_at: Timestamp,
    /// When the applicant took it away; a revision may still name it.
    pub removed_at: Option<Timestamp>,
    /// Its place among the files of the application.
    pub position: i32,
    /// Where the bytes of its thumbnail are, where one could be made.
    pub thumbnail_key: Option<String>,
    /// Width of the thumbnail.
    pub thumbnail_width: Option<i32>,
    /// Height of the thumbnail.
    pub thumbnail_height: Option<i32>,
}

/// A thumbnail.
#[derive(Debug)]
pub struct NewThumbnail<'a> {
    /// Where the bytes are.
    pub key: &'a str,
    /// Width and height.
    pub size: (i32, i32),
}

impl DocumentRow {
    /// Where its bytes and those of its thumbnail are: what is deleted with it.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.storage_key.as_str()).chain(self.thumbnail_key.as_deref())
    }

    /// See [`is_viewable`].
    pub fn is_viewable(&self) -> bool {
        is_viewable(&self.media_type, self.state)
    }

    /// Whether it is the scan of the signed and sealed application that counts.
    pub fn is_sealed_copy(&self) -> bool {
        self.question == COPY && self.removed_at.is_none()
    }
}

/// Whether a browser may show a file itself: a PDF or a picture in which a scanner found nothing.
pub fn is_viewable(media_type: &str, state: DocumentState) -> bool {
    let format = FileFormat::of_media_type(media_type);
    matches!(format, Some(FileFormat::Pdf | FileFormat::Png | FileFormat::Jpeg)) && state == DocumentState::Clean
}

/// Records a file.
pub fn insert(conn: &mut Conn, new: &NewDocument<'_>) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(documents::table).values(new).execute(c))?;
    Ok(())
}

/// By key. Whoever serves it asks the rights table first.
pub fn find(conn: &mut Conn, id: DocumentId) -> Result<Option<DocumentRow>> {
    Ok(each_backend!(conn, c => documents::table.find(id).select(DocumentRow::as_select()).first(c)).optional()?)
}

/// All of an application in the order in which they were given, those taken away after it was handed in included, because revisions name them.
pub fn list(conn: &mut Conn, id: ApplicationId) -> Result<Vec<DocumentRow>> {
    Ok(each_backend!(conn, c => documents::table
        .filter(documents::application_id.eq(id))
        .order((documents::position, documents::id))
        .select(DocumentRow::as_select())
        .load(c))?)
}

/// Forgets one that no revision names.
pub fn delete(conn: &mut Conn, id: DocumentId) -> Result<()> {
    each_backend!(conn, c => diesel::delete(documents::table.find(id)).execute(c))?;
    Ok(())
}

/// Marks one as taken away that a revision may name.
pub fn set_removed(conn: &mut Conn, id: DocumentId, now: Timestamp) -> Result<()> {
    each_backend!(conn, c => kept(diesel::update(documents::table.find(id)).set(documents::removed_at.eq(now))).execute(c))?;
    Ok(())
}

/// Those that wait for the scanner, the oldest first.
pub fn list_waiting(conn: &mut Conn, limit: i64) -> Result<Vec<DocumentRow>> {
    Ok(each_backend!(conn, c => documents::table
        .filter(documents::state.eq(DocumentState::PendingScan))
        .order((documents::created_at, documents::id))
        .limit(limit)
        .select(DocumentRow::as_select())
        .load(c))?)
}

/// Those that may be given out and of which no thumbnail was tried, the oldest first.
pub fn list_without_thumbnail(conn: &mut Conn, limit: i64) -> Result<Vec<DocumentRow>> {
    Ok(each_backend!(conn, c => documents::table
        .filter(documents::thumbnail_at.is_null())
        .filter(documents::removed_at.is_null())
        .filter(documents::state.eq(DocumentState::Clean).or(documents::state.eq(DocumentState::Unscanned)))
        .order((documents::created_at, documents::id))
        .limit(limit)
        .select(DocumentRow::as_select())
        .load(c))?)
}

/// Records the thumbnail of one, or that none could be made; `false` where there is one already, or the document is gone.
pub fn set_thumbnail(conn: &mut Conn, id: DocumentId, made: Option<&NewThumbnail<'_>>, now: Timestamp) -> Result<bool> {
    let changed = each_backend!(conn, c => kept(
        diesel::update(documents::table.filter(documents::id.eq(id)).filter(documents::thumbnail_at.is_null())).set((
            documents::thumbnail_key.eq(made.map(|made| made.key)),
            documents::thumbnail_width.eq(made.map(|made| made.size.0)),
            documents::thumbnail_height.eq(made.map(|made| made.size.1)),
            documents::thumbnail_at.eq(now),
        ))
    )
    .execute(c))?;
    Ok(changed == 1)
}

/// Changes where one stands; `false` where it stood elsewhere, or is gone.
pub fn change_state(conn: &mut Conn, id: DocumentId, from: DocumentState, to: DocumentState) -> Result<bool> {
    let changed = each_backend!(conn, c => kept(
        diesel::update(documents::table.filter(documents::id.eq(id)).filter(documents::state.eq(from)))
            .set(documents::state.eq(to))
    )
    .execute(c))?;
    Ok(changed == 1)
}

/// Which of these storage keys a row needs. One that was taken away is needed too, because a revision may name it.
pub fn list_needed(conn: &mut Conn, keys: &[String]) -> Result<HashSet<String>> {
    let mut found: Vec<String> = each_backend!(conn, c => documents::table
        .filter(documents::storage_key.eq_any(keys.to_vec()))
        .select(documents::storage_key)
        .load(c))?;
    let thumbnails: Vec<Option<String>> = each_backend!(conn, c => documents::table
        .filter(documents::thumbnail_key.eq_any(keys.to_vec()))
        .select(documents::thumbnail_key)
        .load(c))?;
    found.extend(thumbnails.into_iter().flatten());
    Ok(found.into_iter().collect())
}
