//! Setting up calls.

use sojourn::{
    db,
    domain::{
        time::Timestamp,
        workflow::{CallState, Status},
    },
};

use crate::support::world::World;

const CALL: &str = "/admin/calls/young-scientist-2027";

#[tokio::test]
async fn an_admin_sets_up_next_years_call_like_this_years() {
    let mut world = World::open_with(|_, definition| definition.settings.reply_days = 9).await;
    let find = |slug: &'static str| {
        world.app.office.db.read_now(move |conn| db::calls::find_by_slug(conn, slug)).unwrap().unwrap()
    };
    let this = find("young-scientist-2027");
    world.admin.get(CALL).await;
    world.admin.follow("Set up the next one like it").await.expect("Set up a call");
    world.admin.submit("Make the call", &[("places", "40")]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let next = find("young-scientist-2028");
    assert_eq!(next.title.in_language("en"), "Talented Young Scientist Exchange Programme 2028");
    assert_eq!((next.programme_id, next.state, next.places), (this.programme_id, CallState::Draft, 40));
    assert_ne!(next.definition_id, this.definition_id);
    let day = |at: Timestamp| at.in_zone(this.zone).format("%d %B, %H:%M").to_string();
    assert_eq!(day(next.closes_at), day(this.closes_at));
    assert!(next.closes_at > this.closes_at);
    let definition = |id| world.app.office.db.read_now(move |conn| db::definitions::get(conn, id)).unwrap();
    assert_eq!(definition(next.definition_id), definition(this.definition_id));
    assert_eq!(definition(next.definition_id).settings.reply_days, 9);
    // Nobody but the office sees it yet, and this year's runs on.
    let mut dara = world.person("Sok Dara").await;
    assert_eq!(dara.get("/calls/young-scientist-2028").await.status, 404);
    let id = world.draft(&dara);
    assert_eq!(world.row(id).status, Status::Draft);
}

#[tokio::test]
async fn a_word_that_another_call_has_is_refused_and_what_was_typed_stays() {
    let mut world = World::open().await;
    world.admin.get(&format!("/admin/calls/new?like={}", CALL.rsplit('/').next().unwrap())).await;
    let typed = [("slug", "young-scientist-2027"), ("title", "The same again")];
    world.admin.submit("Make the call", &typed).await;
    assert_eq!((world.admin.page.status.as_u16(), world.admin.page.errors().len()), (422, 1));
    assert!(world.admin.page.text().contains("value=\"The same again\""));
    let chosen = world.admin.page.all("select[name=preset] option[selected]");
    assert_eq!(chosen, ["Talented Young Scientist Exchange Programme 2027"]);
    assert_eq!(world.admin.get("/admin/calls/new?like=nothing").await.status, 404);
}
