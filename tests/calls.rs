//! Setting up calls.

use sojourn::{
    db,
    domain::{
        time::Timestamp,
        workflow::{CallState, Status},
    },
};

use crate::support::{page::squeezed, world::World};

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

#[tokio::test]
async fn an_admin_changes_what_a_call_asks_and_whoever_applies_already_stays_on_the_old_form() {
    let mut world = World::open().await;
    let (mut dara, id) = world.applicant("Sok Dara").await;
    let page = format!("{CALL}/definition");
    let text = String::from_utf8(world.admin.get(&format!("{page}.json")).await.body.clone()).unwrap();
    assert!(world.admin.page.header("content-disposition").contains("young-scientist-2027.json"));
    let asked = "Title of your plan";
    assert!(text.contains(asked));
    let changed = text.replace(asked, "What is your plan called?");

    world.admin.get(&page).await.expect("Form, rules and letters");
    world.admin.submit("Save", &[("definition", &changed)]).await;
    assert_eq!(world.admin.page.errors(), ["Enter a reason"]);
    world.admin.submit("Save", &[("reason", "People asked what a title is.")]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    assert!(world.admin.page.says("One application is filled on an earlier version and stays on it."));

    let mut siti = world.person("Siti Aminah").await;
    siti.get("/calls/young-scientist-2027").await;
    let mine = world.draft(&siti);
    siti.get(&format!("/applications/{mine}/sections/plan")).await;
    assert!(siti.page.says("What is your plan called?") && !siti.page.says(asked));
    dara.get(&format!("/applications/{id}/check")).await;
    assert!(dara.page.says(asked) && !dara.page.says("What is your plan called?"));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_admin_is_told_what_is_wrong_with_a_definition_and_nothing_is_lost() {
    let mut world = World::open().await;
    let page = format!("{CALL}/definition");
    let text = String::from_utf8(world.admin.get(&format!("{page}.json")).await.body.clone()).unwrap();
    world.admin.get(&page).await;
    let stored = world.app.rows();
    let faults = [
        (text.clone(), "Nothing was changed"),
        ("{".to_owned(), "The text cannot be read at line 1, column 1: EOF while parsing an object"),
        (text.replace("\"sections\"", "\"pages\""), "unknown field `pages`"),
        (text.replace("\"key\": \"aims\"", "\"key\": \"methods\""), "There are two of the key “methods”"),
        (text.replace("\"weight\": 50", "\"weight\": 0"), "“excellence”"),
    ];
    for (typed, why) in faults {
        world.admin.submit("Save", &[("definition", &typed), ("reason", "To see.")]).await;
        let errors = world.admin.page.errors().join("\n");
        assert!(world.admin.page.status == 422 && errors.contains(why), "{why}: {errors}");
        assert_eq!(world.admin.page.first("textarea[name=definition]"), squeezed([&typed]));
    }
    assert_eq!(world.app.rows(), stored);
}
