//! The office's lists of applications.

use super::place::{self, Call, Place, draft, noon, person};
use crate::{
    db::{
        applications::{
            self, HandedIn, StatusChange,
            list::{After, Line, Query, Sort, page},
        },
        conflicts::{self, NewConflict},
    },
    domain::{
        chance::Chance,
        id::{ApplicationId, ConflictId, ProgrammeId},
        permission::{Reach, Viewer},
        time::{Span, Timestamp},
        workflow::Status,
    },
};

/// Applications of three people, handed in a minute apart but the last two at the same moment, and a draft of a fourth.
fn fill(place: &Place, chance: &mut Chance, call: Call) -> Vec<ApplicationId> {
    let people = [("chan", 0), ("ana", 1), ("budi", 1)];
    let mut ids = Vec::new();
    for (number, (name, minute)) in people.into_iter().enumerate() {
        let owner = person(place, chance, name);
        let id = draft(place, chance, call, owner);
        let at = noon() + Span::minutes(minute);
        place.write(move |conn| {
            let (from, to) = (Status::Draft, Status::Submitted);
            let handed_in = HandedIn { revision: 1, reference: &format!("T-{number:04}"), submitted_at: Some(at) };
            let handed_in = Some(handed_in);
            let submit = StatusChange { id, call_id: call.call, version: 1, from, to, before: None, at, handed_in };
            assert!(applications::change_status(conn, &submit)?);
            let columns = applications::Columns { name_key: name.into(), name: name.into(), ..Default::default() };
            assert!(applications::update_columns(conn, id, to, &columns)?);
            Ok(())
        });
        ids.push(id);
    }
    let owner = person(place, chance, "dina");
    draft(place, chance, call, owner);
    ids
}

fn query(call: Call, sort: Sort) -> Query {
    Query {
        call: call.call,
        statuses: vec![],
        country: None,
        field: None,
        received: None,
        text: None,
        sort,
        after: None,
        limit: 1,
    }
}

/// All pages of one line each.
fn pages(place: &Place, viewer: &Viewer, mut wanted: Query) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let page = place.read(|conn| page(conn, viewer, &wanted));
        let Some(line) = page.into_iter().next() else { return lines };
        let instant = line.submitted_at.map_or(0, Timestamp::unix_micros).to_string();
        let value = if wanted.sort == Sort::Name { line.name_key.clone() } else { instant };
        wanted.after = Some(After { value, id: line.id });
        lines.push(line);
    }
}

fn everything() -> Viewer {
    Viewer { user: None, reach: Reach::Everything }
}

#[test]
fn an_officer_who_turns_page_after_page_sees_everybody_once_in_each_order() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let call = place::call(&place, chance, "call");
    let ids = fill(&place, chance, call);
    let seen = |sort| pages(&place, &everything(), query(call, sort)).into_iter().map(|l| l.id).collect::<Vec<_>>();
    let mut together = [ids[1], ids[2]];
    together.sort();
    assert_eq!(seen(Sort::Oldest), [ids[0], together[0], together[1]]);
    assert_eq!(seen(Sort::Newest), [together[1], together[0], ids[0]]);
    assert_eq!(seen(Sort::Name), [ids[1], ids[2], ids[0]]);
    let text = |text: &str| pages(&place, &everything(), Query { text: Some(text.into()), ..query(call, Sort::Name) });
    assert_eq!(text("AN").iter().map(|l| l.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    assert_eq!(text("t-0002").iter().map(|l| l.id).collect::<Vec<_>>(), [ids[2]]);
    assert!(text("%").is_empty());
    let of = |statuses: &[Status]| {
        pages(&place, &everything(), Query { statuses: statuses.into(), ..query(call, Sort::Name) })
    };
    assert_eq!(of(&[Status::Submitted]).len(), 3);
    assert_eq!(of(&[Status::InReview, Status::Submitted]).len(), 3);
    assert_eq!(of(&[Status::InReview]).len(), 0);
}

#[test]
fn an_officer_sees_no_application_out_of_reach_nor_own_nor_conflicted() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let call = place::call(&place, chance, "call");
    let ids = fill(&place, chance, call);
    let officer = person(&place, chance, "officer");
    let conflict = ConflictId::new(noon(), chance);
    let (first, conflicted) = (ids[0], ids[1]);
    place.write(move |conn| {
        let (application_id, created_at) = (conflicted, noon());
        let new =
            NewConflict { id: conflict, application_id, user_id: officer, reason: "", created_by: None, created_at };
        conflicts::insert(conn, &new)
    });
    let count = |user, programmes: &[ProgrammeId], calls: &[_]| {
        let viewer = Viewer { user, reach: Reach::Only { programmes: programmes.into(), calls: calls.into() } };
        pages(&place, &viewer, query(call, Sort::Newest)).len()
    };
    let other = ProgrammeId::new(noon(), chance);
    assert_eq!(count(None, &[], &[]), 0);
    assert_eq!(count(None, &[other], &[]), 0);
    assert_eq!(count(None, &[other, call.programme], &[]), 3);
    assert_eq!(count(None, &[], &[call.call]), 3);
    assert_eq!(count(Some(officer), &[], &[call.call]), 2);
    let owner = place.read(|conn| applications::find(conn, first)).map(|row| row.owner_id);
    assert_eq!(count(owner, &[call.programme], &[]), 2);
}

#[test]
fn a_draft_lapses_after_the_grace_unless_it_has_an_extension() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let call = place::call(&place, chance, "call");
    fill(&place, chance, call);
    let owner = person(&place, chance, "extended");
    let extended = draft(&place, chance, call, owner);
    let close = Timestamp::at(2026, 12, 18, 9, 0);
    place.write(move |conn| applications::set_extension(conn, extended, 1, close + Span::hours(1)));
    let lapsing = |now| place.read(|conn| applications::drafts::list_lapsing(conn, now, 10)).len();
    assert_eq!(lapsing(close), 0);
    assert_eq!(lapsing(close + Span::minutes(15)), 0);
    assert_eq!(lapsing(close + Span::minutes(16)), 1);
    assert_eq!(lapsing(close + Span::minutes(61)), 2);
}
