//! What people see of people, sessions, mails and the log.

use super::place::{Call, Place, call, draft, noon, person};
use crate::{
    db::{
        audit::{self, AuditFilter, NewAudit},
        conflicts::{self, NewConflict},
        outbox::{self, MailFilter, NewMail},
        roles::{self, NewRole},
        sessions::{self, NewSession},
        types::ZoneName,
        users::{self, PeopleFilter},
    },
    domain::{
        chance::Chance,
        id::{ApplicationId, AuditId, CallId, ConflictId, MailId, RoleId, SessionId, UserId},
        permission::{Actor, Grant, Reach, Role, Scope, Viewer},
        time::{Span, Timestamp, Zone},
    },
};

fn give(place: &Place, chance: &mut Chance, user: UserId, role: Role, scope: Scope) -> bool {
    let grant = Grant { role, scope };
    let new = NewRole { id: RoleId::new(noon(), chance), user_id: user, grant, granted_by: None, granted_at: noon() };
    place.write(move |conn| roles::insert(conn, &new))
}

fn sign_in(place: &Place, chance: &mut Chance, user: UserId, token_hash: &'static str) -> SessionId {
    let id = SessionId::new(noon(), chance);
    place.write(move |conn| {
        let session = NewSession {
            id,
            token_hash,
            user_id: user,
            created_at: noon(),
            seen_at: noon(),
            expires_at: noon() + Span::hours(12),
            address: "192.0.2.1",
            user_agent: "Browser",
        };
        sessions::insert(conn, &session)
    });
    id
}

#[test]
fn a_person_is_signed_in_with_the_roles_of_this_moment() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let (siti, wibowo) = (person(&place, chance, "siti"), person(&place, chance, "wibowo"));
    let made = call(&place, chance, "call");
    let id = sign_in(&place, chance, siti, "hash");
    sign_in(&place, chance, wibowo, "other");
    let who =
        |hash: &'static str, now: Timestamp| place.read(move |conn| sessions::find_signed_in(conn, hash, now, noon()));
    let plain = who("hash", noon()).unwrap();
    assert_eq!((plain.session.id, plain.user.id, plain.user.name.as_str()), (id, siti, "siti"));
    assert!(plain.grants.is_empty());

    assert!(give(&place, chance, siti, Role::Reviewer, Scope::Call(made.call)));
    assert!(!give(&place, chance, siti, Role::Reviewer, Scope::Call(made.call)), "held already");
    assert!(give(&place, chance, siti, Role::Officer, Scope::Programme(made.programme)));
    assert!(give(&place, chance, siti, Role::Admin, Scope::Office));
    let mut roles_now: Vec<_> = who("hash", noon()).unwrap().grants.iter().map(|g| g.role).collect();
    roles_now.sort();
    assert_eq!(roles_now, [Role::Admin, Role::Officer, Role::Reviewer]);
    assert!(who("other", noon()).unwrap().grants.is_empty());

    assert!(who("hash", noon() + Span::hours(12)).is_none(), "over");
    assert!(who("nothing", noon()).is_none());
    let idle = place.read(|conn| sessions::find_signed_in(conn, "hash", noon(), noon() + Span::minutes(1)));
    assert!(idle.is_none(), "idle too long");
    place.write(move |conn| users::set_disabled(conn, siti, Some(noon())));
    assert!(who("hash", noon()).is_none(), "disabled");
}

#[test]
fn a_person_ends_the_other_sessions_and_nobody_elses() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let (siti, wibowo) = (person(&place, chance, "siti"), person(&place, chance, "wibowo"));
    let here = sign_in(&place, chance, siti, "here");
    let there = sign_in(&place, chance, siti, "there");
    let his = sign_in(&place, chance, wibowo, "his");
    assert!(!place.write(move |conn| sessions::delete(conn, siti, his)));
    place.write(move |conn| sessions::touch(conn, here, noon() + Span::minutes(9), "192.0.2.9"));
    let ids: Vec<_> = place.read(|conn| sessions::list_of_user(conn, siti, noon())).iter().map(|s| s.id).collect();
    assert_eq!(ids, [here, there]);
    assert_eq!(place.write(move |conn| sessions::delete_others(conn, siti, here)), 1);
    assert_eq!(place.write(|conn| sessions::delete_expired(conn, noon() + Span::hours(12))), 2);
}

#[test]
fn an_account_that_is_closed_keeps_nothing_personal_and_frees_its_address() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let siti = person(&place, chance, "siti");
    place.write(move |conn| users::close(conn, siti, noon()));
    let row = place.read(|conn| users::get(conn, siti));
    assert!(!format!("{row:?}").contains("siti"), "{row:?}");
    assert!(!row.is_active());
    assert_ne!(person(&place, chance, "siti"), siti);
}

#[test]
fn admins_see_everybody_and_others_those_whose_roles_they_reach() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let made = call(&place, chance, "call");
    let people: Vec<_> = ["ana_x", "anaax", "budi", "chan"].map(|n| person(&place, chance, n)).into();
    give(&place, chance, people[2], Role::Reviewer, Scope::Call(made.call));
    give(&place, chance, people[3], Role::Officer, Scope::Programme(made.programme));
    let list = |reach: Reach, text: &str, after| {
        let (viewer, filter) = (Viewer { user: None, reach }, PeopleFilter { text: text.into(), after });
        let found = place.read(move |conn| users::list(conn, &viewer, &filter, 3));
        found.into_iter().map(|p| (p.name_key, p.id)).collect::<Vec<_>>()
    };
    let first = list(Reach::Everything, "", None);
    assert_eq!(first.len(), 3);
    assert_eq!(list(Reach::Everything, "", first.last().cloned()), [("chan".into(), people[3])]);
    assert_eq!(list(Reach::Everything, "A_X", None), [("anax".into(), people[0])]);
    let of_call = Reach::Only { programmes: vec![], calls: vec![made.call] };
    assert_eq!(list(of_call, "", None), [("budi".into(), people[2])]);
    let of_programme = Reach::Only { programmes: vec![made.programme], calls: vec![] };
    assert_eq!(list(of_programme, "", None), [("budi".into(), people[2]), ("chan".into(), people[3])]);
    assert!(list(Reach::Only { programmes: vec![], calls: vec![] }, "", None).is_empty());

    let holders = place.read(|conn| roles::list_holders_on_call(conn, Role::Officer, made.call, made.programme));
    assert_eq!(holders.iter().map(|h| h.user_id).collect::<Vec<_>>(), [people[3]]);
    let budi = people[2];
    let holds = |role| place.read(move |conn| roles::holds_on_call(conn, budi, role, made.call, made.programme));
    assert!(holds(Role::Reviewer));
    assert!(!holds(Role::Officer));
    assert_eq!(place.read(roles::count_office_admins), 0);
}

/// One mail and one entry of the log about this application.
fn tell(place: &Place, chance: &mut Chance, call: Option<CallId>, application: Option<ApplicationId>, minute: i64) {
    let at = noon() + Span::minutes(minute);
    let (mail_id, audit_id) = (MailId::new(at, chance), AuditId::new(at, chance));
    place.write(move |conn| {
        let recipient = "Siti@Example.org".parse().unwrap();
        let mail = NewMail {
            id: mail_id,
            unique_key: &mail_id.to_string(),
            kind: "receipt",
            recipient: &recipient,
            user_id: None,
            call_id: call,
            application_id: application,
            body: "{}",
            language: "en",
            zone: ZoneName(Zone::Asia__Dili),
            next_try_at: at,
            created_at: at,
        };
        assert!(outbox::add(conn, &mail)?);
        let entry = NewAudit {
            id: audit_id,
            at,
            actor_id: None,
            action: "submit",
            subject: "application",
            subject_id: "",
            call_id: call,
            application_id: application,
            reason: "",
            detail: "",
        };
        audit::insert(conn, &entry)
    });
}

#[test]
fn an_officer_sees_mails_and_log_within_reach_but_not_of_own_applications_nor_of_conflicts() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let [near, far] = ["near", "far"].map(|slug| call(&place, chance, slug));
    let officer = person(&place, chance, "officer");
    let owners = ["ana", "budi"].map(|name| person(&place, chance, name));
    let seen = draft(&place, chance, near, owners[0]);
    let conflicted = draft(&place, chance, near, owners[1]);
    let own = draft(&place, chance, near, officer);
    let elsewhere = draft(&place, chance, far, owners[0]);
    let conflict = ConflictId::new(noon(), chance);
    place.write(move |conn| {
        let new = NewConflict {
            id: conflict,
            application_id: conflicted,
            user_id: officer,
            reason: "same institute",
            created_by: None,
            created_at: noon(),
        };
        conflicts::insert(conn, &new)
    });
    for (minute, (call, application)) in [
        (Some(near), Some(seen)),
        (Some(near), Some(conflicted)),
        (Some(near), Some(own)),
        (Some(far), Some(elsewhere)),
        (Some(near), None),
        (None, None),
    ]
    .into_iter()
    .enumerate()
    {
        tell(&place, chance, call.map(|c| c.call), application, i64::try_from(minute).unwrap());
    }
    let near_only: &[Option<ApplicationId>] = &[None, Some(seen)];
    for scope in [Scope::Call(near.call), Scope::Programme(near.programme)] {
        assert_eq!(minutes_seen(&place, officer, scope), near_only, "{scope:?}");
    }
    assert_eq!(minutes_seen(&place, officer, Scope::Office), [None, None, Some(elsewhere), Some(seen)]);
    let stranger = person(&place, chance, "stranger");
    assert!(minutes_seen(&place, stranger, Scope::Call(CallId::new(noon(), chance))).is_empty());
}

/// What the person sees with an officer's role, page by page of one, in mails and in the log, which must agree.
fn minutes_seen(place: &Place, user: UserId, scope: Scope) -> Vec<Option<ApplicationId>> {
    let actor = Actor::Person { id: user, grants: vec![Grant { role: Role::Officer, scope }] };
    let viewer = Viewer::staff(&actor);
    let mut mails = Vec::new();
    let mut filter = MailFilter { recipient: "siti@".into(), ..MailFilter::default() };
    loop {
        let page = place.read(|conn| outbox::list(conn, &viewer, &filter, 1));
        let Some(mail) = page.first() else { break };
        assert_eq!(place.read(|conn| outbox::find_for(conn, &viewer, mail.id)).as_ref(), Some(mail));
        filter.after = Some((mail.created_at, mail.id));
        mails.push(mail.application_id);
    }
    let mut entries = Vec::new();
    let mut filter = AuditFilter { action: Some("submit".into()), from: Some(noon()), ..AuditFilter::default() };
    loop {
        let page = place.read(|conn| audit::list(conn, &viewer, &filter, 1));
        let Some(entry) = page.first() else { break };
        filter.after = Some((entry.at, entry.id));
        entries.push(entry.application_id);
    }
    assert_eq!(mails, entries);
    mails
}

#[test]
fn nobody_finds_a_mail_out_of_reach_by_its_id() {
    let place = Place::new();
    let chance = &mut Chance::seeded(1);
    let Call { call: far, .. } = call(&place, chance, "far");
    tell(&place, chance, Some(far), None, 0);
    let everything = Viewer { user: None, reach: Reach::Everything };
    let mail = place.read(|conn| outbox::list(conn, &everything, &MailFilter::default(), 9)).remove(0);
    let elsewhere =
        Viewer { user: None, reach: Reach::Only { programmes: vec![], calls: vec![CallId::new(noon(), chance)] } };
    assert!(place.read(|conn| outbox::find_for(conn, &elsewhere, mail.id)).is_none());
}
