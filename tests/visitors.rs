//! What somebody sees who is not signed in: the calls as they stand at this moment, however often the page was asked for before.

use sojourn::{
    db::office,
    domain::time::{Span, Timestamp},
};

use crate::support::world::World;

const CALL: &str = "/calls/young-scientist-2027";

#[tokio::test]
async fn a_visitor_who_comes_again_reads_what_the_office_changed_meanwhile() {
    let world = World::open().await;
    let mut visitor = world.app.browser();
    for address in ["/calls", CALL] {
        for name in ["Renamed Office", "Office of Another Name"] {
            assert!(!visitor.get(address).await.text().contains(name));
            world.app.act(move |tx| {
                let contact = "exchange@example.org".parse().unwrap();
                Ok(office::change(tx.conn, name, &contact)?)
            });
            assert!(visitor.get(address).await.text().contains(name));
        }
        world.app.act(|tx| Ok(office::change(tx.conn, "Office", &"exchange@example.org".parse().unwrap())?));
    }
}

#[tokio::test]
async fn a_visitor_may_begin_until_the_deadline_to_the_instant_and_is_told_so_afterwards() {
    let world = World::open().await;
    let mut visitor = world.app.browser();
    let close = Timestamp::at(2026, 12, 18, 9, 0);
    for (at, open) in [
        (close - Span::days(2), true),
        (close - Span::microseconds(1), true),
        (close, true),
        (close + Span::microseconds(1), false),
        (close + Span::days(2), false),
    ] {
        world.app.clock.set(at);
        let page = visitor.get(CALL).await;
        assert_eq!(page.link("Check whether you can apply").is_some(), open, "{at}");
        assert_eq!(page.says("This call takes no more applications."), !open, "{at}");
    }
}

#[tokio::test]
async fn a_visitor_is_told_how_long_there_is_left_and_not_how_long_there_was() {
    let world = World::open().await;
    let mut visitor = world.app.browser();
    let close = Timestamp::at(2026, 12, 18, 9, 0);
    let mut told = Vec::new();
    for (before, more) in [(Span::hours(72), 0), (Span::hours(72), 1), (Span::hours(5), 0), (Span::hours(5), 1)] {
        world.app.clock.set(close - before + Span::microseconds(more));
        told.push(visitor.get(CALL).await.main());
    }
    told.dedup();
    assert_eq!(told.len(), 4, "{told:?}");
}

#[tokio::test]
async fn a_page_that_visitors_share_shows_nobody_elses_name_and_an_applicant_the_own_application() {
    let world = World::open().await;
    let mut visitor = world.app.browser();
    visitor.get(CALL).await;
    let mut dara = world.person("Sok Dara").await;
    world.draft(&dara);
    dara.get(CALL).await;
    assert!(dara.page.text().contains("Sok Dara"));
    assert!(dara.page.link("Go on with your application").is_some());
    assert!(!visitor.get(CALL).await.text().contains("Sok Dara"));
    assert_eq!(visitor.page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_visitor_reads_on_paper_everything_that_a_call_asks_and_when() {
    let world = World::open().await;
    let mut visitor = world.app.browser();
    visitor.get(CALL).await;
    visitor.follow("See everything that is asked, or print it").await.expect("The form on paper");
    for section in &world.definition().form.sections {
        visitor.page.says(section.title.in_language("en"));
        for question in section.questions.iter().filter(|question| !question.after_acceptance) {
            assert!(visitor.page.says(question.label.in_language("en")), "{}", question.key);
        }
    }
    assert!(visitor.page.says("Only if: "), "{}", visitor.page.main());
    assert_eq!(visitor.page.faults(), Vec::<String>::new());
}
