//! By keyboard alone: the applicant's whole way, with a focus that is seen at every step.

use crate::{
    browser::{applying, hand::Hand},
    support::{chromium::Chromium, papers::pdf, world::World},
};

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn somebody_without_a_mouse_registers_and_applies() {
    let world = World::open().await;
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("Paper.pdf");
    std::fs::write(&paper, pdf("A paper")).unwrap();
    let chromium = Chromium::open(true).await;
    let hand = Hand { chromium: &chromium, keyboard: true };
    applying::register(&hand, &world).await;
    assert_eq!(applying::apply(&hand, &world, &paper).await, "TYSE-27-0001");
    chromium.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn whoever_presses_tab_first_can_skip_to_the_content() {
    let world = World::open().await;
    let chromium = Chromium::open(true).await;
    let hand = Hand { chromium: &chromium, keyboard: true };
    for width in [1280, 360] {
        chromium.go(&format!("{}/sign-in", world.app.url())).await;
        chromium.width(width).await;
        hand.tab().await;
        hand.reach(".skip").await;
        let first = "return document.activeElement.matches('.skip')";
        assert_eq!(hand.ask(first, &[]).await, true, "the first stop is the way to the content");
        hand.enter().await;
        hand.tab().await;
        let inside = "return document.activeElement.closest('main') !== null";
        assert_eq!(hand.ask(inside, &[]).await, true, "the next stop is in the content");
    }
    chromium.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn whoever_left_fields_empty_is_led_to_the_first_of_them_by_keyboard() {
    let world = World::open().await;
    let chromium = Chromium::open(true).await;
    let hand = Hand { chromium: &chromium, keyboard: true };
    chromium.go(&format!("{}/register", world.app.url())).await;
    hand.press("main button").await;
    let at = "return document.activeElement.id";
    assert_eq!(hand.ask(at, &[]).await, "problems");
    hand.reach(".errors a[href='#name']").await;
    hand.enter().await;
    assert_eq!(hand.ask(at, &[]).await, "name");
    chromium.close().await;
}
