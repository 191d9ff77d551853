//! What there is in the end, beside what people know.

use std::collections::{BTreeMap, BTreeSet};

use sojourn::{
    db::{self, Database, outbox::MailFilter},
    domain::{
        form::Answer,
        id::ApplicationId,
        workflow::{Event, MailState},
    },
};

use super::{
    applicant::Applicant,
    office::{Call, everything, references},
};
use crate::support::process::Site;

/// What is not as it was acknowledged.
pub struct Found {
    /// What was acknowledged and is not there.
    pub lost: Vec<String>,
    /// What is there more than once.
    pub doubled: Vec<String>,
}

/// Compares what there is with what everybody knows.
pub fn look(db: &Database, call: &Call, applicants: &[Applicant]) -> Found {
    let mut found = Found { lost: Vec::new(), doubled: Vec::new() };
    for one in applicants {
        look_at(db, one, &mut found);
    }
    let references = references(db, call.id);
    let different: BTreeSet<&String> = references.iter().collect();
    if different.len() != references.len() {
        found.doubled.push(format!("{references:?}"));
    }
    // A number is given in the transaction that hands in, so none is left out.
    assert_eq!(references.len(), call.given_before + applicants.len());
    let last = different.iter().next_back().unwrap();
    assert!(last.ends_with(&references.len().to_string()), "{last} of {}", references.len());
    found
}

fn look_at(db: &Database, one: &Applicant, found: &mut Found) {
    let id = one.id;
    let (row, events, files, revisions) = db
        .read_now(|conn| {
            let row = db::applications::find(conn, id)?.unwrap();
            let (events, files) = (db::events::list(conn, id)?, db::documents::list(conn, id)?);
            Ok::<_, db::Error>((row, events, files, db::answers::list_revisions(conn, id)?))
        })
        .unwrap();
    let must = |list: &mut Vec<String>, holds: bool, what: &dyn std::fmt::Debug| {
        if !holds {
            list.push(format!("{id}: {what:?}"));
        }
    };
    let submitted = events.iter().filter(|e| e.event == Event::Submit && e.refusal.is_none()).count();
    must(&mut found.lost, submitted > 0, &events);
    must(&mut found.doubled, submitted < 2 && revisions.len() < 2 && one.submissions < 2, &events);
    let reference = row.reference.unwrap_or_default();
    must(&mut found.lost, !reference.is_empty() && one.confirmation.contains(&reference), &one.confirmation);

    let standing: Vec<_> = files.iter().filter(|f| f.question == "cv" && f.removed_at.is_none()).collect();
    must(&mut found.doubled, standing.len() < 2, &standing);
    must(&mut found.lost, standing.iter().any(|f| one.cv.allows(&f.sha256)), &(&one.cv, &standing));
    let handed_in = revisions.first().map(|revision| revision.body.clone()).unwrap_or_default();
    let title = handed_in.text("plan_title").unwrap_or_default();
    must(&mut found.lost, one.title.allows(title), &(&one.title, title));
    let cv = standing.first().map(|file| Answer::Documents(vec![file.id]));
    must(&mut found.lost, handed_in.get("cv") == cv.as_ref(), &handed_in.get("cv"));
}

/// One receipt for everybody, in the outbox and in the folder where mails go.
pub fn mails_are_there_once(site: &Site, applicants: &[Applicant]) {
    let own: BTreeSet<ApplicationId> = applicants.iter().map(|one| one.id).collect();
    let mails = site.open().read_now(|conn| db::outbox::list(conn, &everything(), &MailFilter::default(), 100_000));
    let mut receipts: BTreeMap<ApplicationId, usize> = BTreeMap::new();
    for mail in mails.unwrap() {
        let Some(id) = mail.application_id.filter(|id| own.contains(id)) else { continue };
        if mail.kind == "draft_saved" {
            continue;
        }
        assert_eq!(mail.kind, "application_received");
        let file = site.folder().join("mail").join(format!("{}.eml", mail.id));
        assert!(mail.state != MailState::Sent || file.is_file(), "{} is sent and not there", mail.id);
        *receipts.entry(id).or_default() += 1;
    }
    assert_eq!(receipts.len(), own.len());
    assert!(receipts.values().all(|count| *count == 1), "{receipts:?}");
}
