//! Documents that applicants give and take away.

use sojourn::db;

use crate::support::{papers, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_who_replaces_a_file_before_handing_in_leaves_nothing_of_the_old_one() {
    let world = World::open().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    for text in ["one", "two"] {
        siti.get(&format!("/applications/{id}/sections/research-record")).await;
        siti.upload("Upload", papers::upload("CV.pdf", text)).await;
        assert_eq!(siti.page.errors(), Vec::<String>::new());
    }
    world.finish(&mut siti, id).await;
    world.hand_in(&mut siti, id).await;
    // What is handed in is kept, whatever happens to it later.
    siti.get(&format!("/applications/{id}/sections/research-record")).await;
    siti.upload("Upload", papers::upload("CV.pdf", "three")).await;
    let files = world.app.office.db.read_now(|conn| db::documents::list(conn, id)).unwrap();
    let cvs = files.iter().filter(|file| file.question == "cv");
    assert_eq!(cvs.map(|file| file.removed_at.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
