//! The whole way in a real browser, with JavaScript and without: somebody registers and applies, a reviewer reads, an officer
//! decides, a chair releases, the applicant accepts, an admin exports.

use std::path::Path;

use calamine::Reader as _;
use serde_json::json;

use crate::{
    browser::{applying, hand::Hand},
    support::{
        chromium::Chromium,
        papers::pdf,
        world::{CALL, PASSWORD, Person, World},
    },
};

/// Signs whoever is there out, and this person in.
async fn sign_in(hand: &Hand<'_>, world: &World, email: &str) {
    hand.press("form[action='/sign-out'] button").await;
    hand.chromium.go(&format!("{}/sign-in", world.app.url())).await;
    hand.write("#email", email).await;
    hand.write("#password", PASSWORD).await;
    hand.press("main button").await;
}

/// Finds the one application in the office's list and opens it.
async fn open_in_the_office(hand: &Hand<'_>) {
    hand.press("nav a[href='/office']").await;
    hand.press(&format!("a[href='/office/calls/{CALL}']")).await;
    hand.press(&format!("nav a[href='/office/calls/{CALL}/applications']")).await;
    hand.press("td a[href^='/office/applications/']").await;
}

/// Does what is folded away under this act.
async fn act(hand: &Hand<'_>, name: &str) {
    hand.press(&format!("form[action$='/{name}'] button")).await;
    let text = hand.chromium.text("main").await;
    assert!(
        hand.chromium.text(".errors").await.is_empty() && !hand.chromium.text("[role=status]").await.is_empty(),
        "{text}"
    );
}

async fn screen_and_give(hand: &Hand<'_>, world: &World, reviewer: &Person) {
    sign_in(hand, world, &world.officer.email).await;
    open_in_the_office(hand).await;
    act(hand, "eligible").await;
    hand.unfold("details:has(form[action$='/assign']) > summary").await;
    hand.pick("form[action$='/assign'] select", &reviewer.name).await;
    act(hand, "assign").await;
}

async fn review(hand: &Hand<'_>, world: &World, reviewer: &Person) {
    sign_in(hand, world, &reviewer.email).await;
    hand.press("nav a[href='/reviews']").await;
    hand.press("td a[href^='/reviews/']").await;
    hand.choose("answer", "none").await;
    hand.press("main form button").await;
    let main = hand.chromium.text("main").await;
    assert!(main.contains("Mangroves that keep their carbon") && !main.contains("Thiri"), "{main}");
    for (criterion, score) in [("excellence", "5"), ("impact", "4"), ("implementation", "none")] {
        hand.choose(&format!("score_{criterion}"), score).await;
    }
    hand.write("#for_panel", "The comparison with the standard is strong.").await;
    hand.press("form button[value=final]").await;
    assert_eq!(hand.chromium.text(".errors").await, "");
}

async fn decide_and_release(hand: &Hand<'_>, world: &World) {
    sign_in(hand, world, &world.officer.email).await;
    open_in_the_office(hand).await;
    hand.unfold("details:has(form[action$='/close-review']) > summary").await;
    hand.write("form[action$='/close-review'] [name=reason]", "One expert is enough in this field.").await;
    act(hand, "close-review").await;
    hand.unfold("details:has(form[action$='/decide']) > summary").await;
    hand.choose("outcome", "offer").await;
    act(hand, "decide").await;
    sign_in(hand, world, &world.chair.email).await;
    hand.press("nav a[href='/office']").await;
    hand.press(&format!("a[href='/office/calls/{CALL}']")).await;
    hand.press(&format!("nav a[href='/office/calls/{CALL}/release']")).await;
    act(hand, "release").await;
}

async fn accept(hand: &Hand<'_>, world: &World) {
    sign_in(hand, world, applying::EMAIL).await;
    hand.press("nav a[href='/applications']").await;
    hand.press(".tasks a").await;
    hand.press("a[href$='/offer']").await;
    hand.choose("answer", "accept").await;
    hand.press("form[action$='/offer'] button").await;
    assert_eq!(hand.chromium.text("[role=status]").await, "You have accepted the place.");
}

/// Exports twice, because somebody who has one file may want the other kind too.
async fn export(hand: &Hand<'_>, world: &World, into: &Path) {
    let allow = json!({ "behavior": "allow", "downloadPath": into });
    hand.chromium.devtools("Page.setDownloadBehavior", allow).await;
    sign_in(hand, world, &world.admin.email).await;
    hand.press("nav a[href='/office']").await;
    hand.press(&format!("a[href='/office/calls/{CALL}']")).await;
    hand.press(&format!("a[href='/admin/calls/{CALL}/export']")).await;
    hand.write("#reason", "List for the visa office").await;
    for format in ["xlsx", "csv"] {
        hand.choose("format", format).await;
        hand.tick("form[action$='/export'] button").await;
        // Under its own name, with something in it, and nothing still on its way beside it.
        let there = || {
            let files: Vec<_> = std::fs::read_dir(into).unwrap().map(|file| file.unwrap().path()).collect();
            let ends = |file: &Path, with: &str| file.extension().is_some_and(|extension| extension == with);
            if files.iter().any(|file| ends(file, "crdownload")) {
                return None;
            }
            files.into_iter().find(|file| ends(file, format) && file.metadata().is_ok_and(|facts| facts.len() > 0))
        };
        let mut left = 5000;
        while there().is_none() {
            assert_eq!(hand.chromium.heading().await, "Export the cohort");
            left -= 1;
            assert!(left > 0, "no {format}: {}", hand.chromium.text("main").await);
        }
        if format == "xlsx" {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(there().unwrap()).unwrap();
            let people = book.worksheet_range("People").unwrap();
            let cells: Vec<String> = people.cells().map(|(_, _, cell)| cell.to_string()).collect();
            assert!(cells.iter().any(|cell| cell == "Thiri Win"), "{cells:?}");
        } else {
            assert!(std::fs::read_to_string(there().unwrap()).unwrap().contains("Thiri Win"));
        }
    }
}

async fn from_registering_to_the_export(javascript: bool) {
    let world = World::open().await;
    let reviewer = world.reviewer("Reviewer Tan").await;
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("Paper.pdf");
    std::fs::write(&paper, pdf("A paper")).unwrap();
    let chromium = Chromium::open(javascript).await;
    let hand = Hand { chromium: &chromium, keyboard: false };
    applying::register(&hand, &world).await;
    let reference = applying::apply(&hand, &world, &paper).await;
    assert_eq!(reference, "TYSE-27-0001");
    world.close_call().await;
    screen_and_give(&hand, &world, &reviewer).await;
    review(&hand, &world, &reviewer).await;
    decide_and_release(&hand, &world).await;
    accept(&hand, &world).await;
    export(&hand, &world, folder.path()).await;
    assert_eq!(world.app.check().await, Vec::<String>::new());
    chromium.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn somebody_comes_from_registering_to_an_exported_place() {
    from_registering_to_the_export(true).await;
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn somebody_without_javascript_comes_from_registering_to_an_exported_place() {
    from_registering_to_the_export(false).await;
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn somebody_types_and_finds_it_saved_without_pressing_anything() {
    let world = World::open().await;
    let thiri = world.person("Thiri Win").await;
    let id = world.draft(&thiri);
    let chromium = Chromium::open(true).await;
    let hand = Hand { chromium: &chromium, keyboard: false };
    chromium.go(&format!("{}/sign-in", world.app.url())).await;
    hand.write("#email", &thiri.email).await;
    hand.write("#password", PASSWORD).await;
    hand.press("main button").await;
    let section = format!("{}/applications/{id}/sections/employment", world.app.url());
    chromium.go(&section).await;
    hand.write("#post", "Keeper of mangroves").await;
    chromium.until("[data-kept]:not(:empty)").await;
    assert!(chromium.text("[data-kept]").await.starts_with("Saved at "), "{}", chromium.text("[data-kept]").await);
    hand.write("#department", "Coast and delta").await;
    // Continue at once, while the page may be saving itself again.
    hand.press("main .acts button[value=back]").await;
    assert_eq!(chromium.heading().await, "Your application");
    chromium.go(&section).await;
    let script = "return ['post', 'department'].map((id) => document.getElementById(id).value)";
    let kept = chromium.client().execute(script, Vec::new()).await.unwrap();
    assert_eq!(kept, json!(["Keeper of mangroves", "Coast and delta"]));
    chromium.close().await;
}
