//! Letters of consent, and applications that go on without one.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result, kept,
    schema::{consent_waivers, consents},
};
use crate::domain::{
    hosting::consent::Facts,
    id::{ApplicationId, CallId, ChoiceId, ConsentId, HostId, PostId, UserId},
    text::Text,
    time::Timestamp,
};

/// A letter to be issued.
#[derive(Debug, Insertable)]
#[diesel(table_name = consents)]
pub struct NewConsent<'a> {
    /// Key.
    pub id: ConsentId,
    /// Number; unique.
    pub number: &'a str,
    /// The code by which it is verified; unique.
    pub code: &'a str,
    /// Answer to which choice.
    pub choice_id: ChoiceId,
    /// For which application.
    pub application_id: ApplicationId,
    /// In which call.
    pub call_id: CallId,
    /// For which post.
    pub post_id: PostId,
    /// Of which host.
    pub host_id: HostId,
    /// What it says.
    pub facts: Facts,
    /// The letter by language.
    pub letter: Text,
    /// Who signed.
    pub signed_by: UserId,
    /// When.
    pub issued_at: Timestamp,
    /// The application's id: the database keeps a valid letter single.
    pub live_key: String,
}

/// A letter.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct ConsentRow {
    /// Key.
    pub id: ConsentId,
    /// Number.
    pub number: String,
    /// The code by which it is verified.
    pub code: String,
    /// Answer to which choice.
    pub choice_id: ChoiceId,
    /// For which application.
    pub application_id: ApplicationId,
    /// In which call.
    pub call_id: CallId,
    /// For which post.
    pub post_id: PostId,
    /// Of which host.
    pub host_id: HostId,
    /// What it says.
    pub facts: Facts,
    /// The letter by language.
    pub letter: Text,
    /// When.
    pub issued_at: Timestamp,
    /// Since when it is valid no more.
    pub ended_at: Option<Timestamp>,
}

/// Issues a letter; whether it was the application's only valid one. Where it was not, nothing happened.
pub fn insert(conn: &mut Conn, new: &NewConsent<'_>) -> Result<bool> {
    let rows =
        each_backend!(conn, c => diesel::insert_into(consents::table).values(new).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// By key. Whoever shows one asks the rights table first.
pub fn find(conn: &mut Conn, id: ConsentId) -> Result<Option<ConsentRow>> {
    Ok(each_backend!(conn, c => consents::table.find(id).select(ConsentRow::as_select()).first(c)).optional()?)
}

/// By its code, which whoever holds the letter knows.
pub fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<ConsentRow>> {
    Ok(
        each_backend!(conn, c => consents::table.filter(consents::code.eq(code)).select(ConsentRow::as_select()).first(c))
            .optional()?,
    )
}

/// The valid one of an application.
pub fn find_live(conn: &mut Conn, application: ApplicationId) -> Result<Option<ConsentRow>> {
    Ok(each_backend!(conn, c => consents::table
        .filter(consents::application_id.eq(application).and(consents::ended_at.is_null()))
        .select(ConsentRow::as_select())
        .first(c))
    .optional()?)
}

/// The last one that answered this choice, valid or not.
pub fn find_of_choice(conn: &mut Conn, choice: ChoiceId) -> Result<Option<ConsentRow>> {
    Ok(each_backend!(conn, c => consents::table
        .filter(consents::choice_id.eq(choice))
        .order((consents::issued_at.desc(), consents::id.desc()))
        .select(ConsentRow::as_select())
        .first(c))
    .optional()?)
}

/// How many were ever issued in a call.
pub fn count_of_call(conn: &mut Conn, call: CallId) -> Result<i64> {
    Ok(each_backend!(conn, c => consents::table.filter(consents::call_id.eq(call)).count().get_result(c))?)
}

/// Ends a letter; whether it was valid.
pub fn end(conn: &mut Conn, id: ConsentId, at: Timestamp) -> Result<bool> {
    let row = consents::table.filter(consents::id.eq(id).and(consents::ended_at.is_null()));
    let set = (consents::ended_at.eq(at), consents::live_key.eq(None::<String>));
    Ok(each_backend!(conn, c => kept(diesel::update(row).set(set)).execute(c))? == 1)
}

/// Makes an ended letter valid again.
pub fn revive(conn: &mut Conn, id: ConsentId, application: ApplicationId) -> Result<()> {
    let set = (consents::ended_at.eq(None::<Timestamp>), consents::live_key.eq(Some(application.to_string())));
    each_backend!(conn, c => kept(diesel::update(consents::table.find(id)).set(set)).execute(c))?;
    Ok(())
}

/// Lets an application go on without a consent; whether it did not already.
pub fn waive(
    conn: &mut Conn,
    application: ApplicationId,
    reason: &str,
    by: Option<UserId>,
    at: Timestamp,
) -> Result<bool> {
    let values = (
        consent_waivers::application_id.eq(application),
        consent_waivers::reason.eq(reason),
        consent_waivers::waived_by.eq(by),
        consent_waivers::waived_at.eq(at),
    );
    let rows = each_backend!(conn, c => diesel::insert_into(consent_waivers::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(rows == 1)
}

/// Why the application goes on without a consent, if it does.
pub fn find_waiver(conn: &mut Conn, application: ApplicationId) -> Result<Option<String>> {
    Ok(each_backend!(conn, c => consent_waivers::table.find(application).select(consent_waivers::reason).first(c))
        .optional()?)
}

/// Whether the application has a valid consent or goes on without one.
pub fn is_settled(conn: &mut Conn, application: ApplicationId) -> Result<bool> {
    let live = consents::table.filter(consents::application_id.eq(application).and(consents::ended_at.is_null()));
    let waived = consent_waivers::table.filter(consent_waivers::application_id.eq(application));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(live).or(dsl::exists(waived))).get_result(c))?)
}
