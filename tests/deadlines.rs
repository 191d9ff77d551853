//! Deadlines: what counts is when the request arrived.

use sojourn::domain::{time::Span, workflow::Status};

use crate::support::world::World;

#[tokio::test]
async fn somebody_hands_in_before_the_deadline_and_gets_a_receipt_with_the_reference() {
    let world = World::open().await;
    let mut thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    world.finish(&mut thiri, id).await;
    world.hand_in(&mut thiri, id).await;
    assert_eq!(world.row(id).status, Status::Submitted, "{}", thiri.page.main());
    let reference = world.row(id).reference.unwrap();
    assert!(thiri.page.says(&reference));
    let mail = world.newest_mail_to(&thiri).await;
    assert!(mail.text.contains(&reference), "{mail:?}");
    world.app.pass(Span::hours(1)).await;
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
