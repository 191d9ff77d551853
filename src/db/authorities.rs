//! Nominating authorities: who they are, for which countries, and until when.

use diesel::{dsl, prelude::*};

use super::{
    Conn, Result, kept,
    schema::{authorities, authority_countries, quotas},
    types::DayName,
};
use crate::domain::{
    id::{AuthorityId, CallId},
    nomination::{AuthorityKind, Validity},
    person::search_key,
    time::{Day, Timestamp},
};

/// What an admin says of an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityFacts {
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: AuthorityKind,
    /// When it nominates.
    pub validity: Validity,
    /// Codes of the countries whose candidates it nominates.
    pub countries: Vec<String>,
}

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityRow {
    /// Key.
    pub id: AuthorityId,
    /// Counts changes.
    pub version: i32,
    /// The rest.
    pub facts: AuthorityFacts,
}

type Columns = (AuthorityId, String, AuthorityKind, DayName, Option<DayName>, i32);

const COLUMNS: (
    authorities::id,
    authorities::name,
    authorities::kind,
    authorities::valid_from,
    authorities::valid_until,
    authorities::version,
) = (
    authorities::id,
    authorities::name,
    authorities::kind,
    authorities::valid_from,
    authorities::valid_until,
    authorities::version,
);

fn row((id, name, kind, from, until, version): Columns, countries: &[(AuthorityId, String)]) -> AuthorityRow {
    let own = countries.iter().filter(|(of, _)| *of == id).map(|(_, country)| country.clone());
    let validity = Validity { from: from.into(), until: until.map(Day::from) };
    AuthorityRow { id, version, facts: AuthorityFacts { name, kind, validity, countries: own.collect() } }
}

/// Adds one; whether its name was free.
pub fn insert(conn: &mut Conn, id: AuthorityId, facts: &AuthorityFacts, now: Timestamp) -> Result<bool> {
    let values = (
        authorities::id.eq(id),
        authorities::name.eq(&facts.name),
        authorities::name_key.eq(search_key(&facts.name)),
        authorities::kind.eq(facts.kind),
        authorities::valid_from.eq(DayName(facts.validity.from)),
        authorities::valid_until.eq(facts.validity.until.map(DayName)),
        authorities::created_at.eq(now),
        authorities::version.eq(1),
    );
    let rows = each_backend!(conn, c => diesel::insert_into(authorities::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(c))?;
    if rows == 1 {
        add_countries(conn, id, &facts.countries)?;
    }
    Ok(rows == 1)
}

fn add_countries(conn: &mut Conn, id: AuthorityId, countries: &[String]) -> Result<()> {
    for country in countries {
        let values = (authority_countries::authority_id.eq(id), authority_countries::country.eq(country));
        each_backend!(conn, c => diesel::insert_into(authority_countries::table)
            .values(values)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Whether another authority has this name.
pub fn is_name_taken(conn: &mut Conn, but: AuthorityId, name: &str) -> Result<bool> {
    let others = authorities::table.filter(authorities::name_key.eq(search_key(name)).and(authorities::id.ne(but)));
    Ok(each_backend!(conn, c => diesel::select(dsl::exists(others)).get_result(c))?)
}

/// Changes one if it is still at `version`; whether it was.
pub fn change(conn: &mut Conn, id: AuthorityId, version: i32, facts: &AuthorityFacts) -> Result<bool> {
    let seen = authorities::table.filter(authorities::id.eq(id).and(authorities::version.eq(version)));
    let set = (
        authorities::name.eq(&facts.name),
        authorities::name_key.eq(search_key(&facts.name)),
        authorities::kind.eq(facts.kind),
        authorities::valid_from.eq(DayName(facts.validity.from)),
        authorities::valid_until.eq(facts.validity.until.map(DayName)),
        authorities::version.eq(version + 1),
    );
    if each_backend!(conn, c => kept(diesel::update(seen).set(set)).execute(c))? != 1 {
        return Ok(false);
    }
    let own = authority_countries::table.filter(authority_countries::authority_id.eq(id));
    each_backend!(conn, c => diesel::delete(own).execute(c))?;
    add_countries(conn, id, &facts.countries)?;
    Ok(true)
}

/// By key.
pub fn find(conn: &mut Conn, id: AuthorityId) -> Result<Option<AuthorityRow>> {
    let found: Option<Columns> =
        each_backend!(conn, c => authorities::table.find(id).select(COLUMNS).first(c)).optional()?;
    let countries: Vec<(AuthorityId, String)> = each_backend!(conn, c => authority_countries::table
        .filter(authority_countries::authority_id.eq(id))
        .order(authority_countries::country)
        .select((authority_countries::authority_id, authority_countries::country))
        .load(c))?;
    Ok(found.map(|columns| row(columns, &countries)))
}

/// All, by name.
pub fn list(conn: &mut Conn) -> Result<Vec<AuthorityRow>> {
    let found: Vec<Columns> =
        each_backend!(conn, c => authorities::table.order(authorities::name_key).select(COLUMNS).load(c))?;
    let countries: Vec<(AuthorityId, String)> = each_backend!(conn, c => authority_countries::table
        .order(authority_countries::country)
        .select((authority_countries::authority_id, authority_countries::country))
        .load(c))?;
    Ok(found.into_iter().map(|columns| row(columns, &countries)).collect())
}

/// Those that nominate candidates of this country in this call on this day, by name.
pub fn list_for(conn: &mut Conn, call: CallId, country: &str, day: Day) -> Result<Vec<(AuthorityId, String)>> {
    let of_country = authority_countries::table
        .filter(authority_countries::authority_id.eq(authorities::id).and(authority_countries::country.eq(country)))
        .select(authority_countries::country);
    let day = DayName(day);
    Ok(each_backend!(conn, c => authorities::table
        .inner_join(quotas::table.on(quotas::authority_id.eq(authorities::id)))
        .filter(quotas::call_id.eq(call).and(dsl::exists(of_country)))
        .filter(authorities::valid_from.le(day))
        .filter(authorities::valid_until.is_null().or(authorities::valid_until.ge(day)))
        .order(authorities::name_key)
        .select((authorities::id, authorities::name))
        .load(c))?)
}
