//! What breaks half-way did not happen: neither the change nor its record nor its mail.

use reqwest::StatusCode;
use sojourn::{
    db::{self, outbox::MailFilter},
    domain::{id::ApplicationId, workflow::Status},
};

use super::office::everything;
use crate::support::{
    form::Form,
    page::Page,
    world::{Person, World},
};

/// Everything that handing in changes, as it stands.
fn stands(world: &World, id: ApplicationId) -> String {
    let rows = world.app.office.db.read_now(|conn| {
        let row = db::applications::find(conn, id)?.unwrap();
        let events = db::events::list(conn, id)?;
        let revisions = db::answers::list_revisions(conn, id)?;
        let mails = db::outbox::list(conn, &everything(), &MailFilter::default(), 100)?.len();
        let tallies = db::calls::list_tallies(conn, row.call_id)?;
        Ok::<_, db::Error>(format!("{row:?} {events:?} {revisions:?} {mails} {tallies:?}"))
    });
    rows.unwrap()
}

async fn broken(person: &Person, form: &Form) -> Page {
    let (address, request) = person.request_of(form, None);
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    Page { address, status, headers, body: answer.bytes().await.unwrap().to_vec() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_whose_handing_in_breaks_half_way_has_handed_in_nothing() {
    let world = World::open().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    world.finish(&mut siti, id).await;
    siti.get(&format!("/applications/{id}/check")).await;
    let form = siti.form("Submit application", &[]);
    // In the order in which handing in writes to them.
    for table in ["tallies", "events", "audit", "revisions", "outbox"] {
        let before = stands(&world, id);
        world.app.database.sql(&format!("ALTER TABLE {table} RENAME TO taken_away"));
        let page = broken(&siti, &form).await;
        world.app.database.sql(&format!("ALTER TABLE taken_away RENAME TO {table}"));
        assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{table}: {}", page.main());
        assert_eq!(page.heading(), "Something went wrong on our side");
        for leak in [table, "taken_away", "SELECT", "INSERT", "src/", "relation", "sqlite"] {
            assert!(!page.text().contains(leak), "{leak}: {}", page.text());
        }
        assert_eq!(stands(&world, id), before, "{table}");
    }
    siti.send(&form).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
