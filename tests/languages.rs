//! A call that is written in more languages than English, and whoever reads it.

use crate::support::{
    browser::Browser,
    world::{Person, World},
};

const CALL: &str = "/calls/young-scientist-2027";
const EDITED: &str = "/admin/calls/young-scientist-2027";

/// Writes texts of a part of the running call in a language.
async fn write(admin: &mut Person, language: &str, part: &str, texts: &[(&str, &str)]) {
    admin.get(&format!("{EDITED}/languages/{language}/{part}")).await;
    let reason = [("reason", "The ministry asked for it.")];
    let typed: Vec<_> = texts.iter().chain(&reason).copied().collect();
    admin.submit("Save", &typed).await;
    assert_eq!((admin.page.errors(), admin.page.flash()), (Vec::new(), "Saved.".to_owned()), "{part}");
}

/// The call with its name, its summary and the question about the passport in Chinese.
async fn in_chinese() -> World {
    let mut world = World::open().await;
    let admin = &mut world.admin;
    write(admin, "zh", "names", &[("title", "2027年青年科学家交流计划")]).await;
    write(admin, "zh", "page", &[("summary", "面向东盟国家青年科学家的交流计划。")]).await;
    let asked = [("q.nationality.label", "您持有哪国护照？"), ("q.nationality.missing", "请选择您的护照")];
    write(admin, "zh", "section-eligibility", &asked).await;
    world
}

/// Where a page says this, in the language of this tag.
fn says_in(browser: &Browser, language: &str, text: &str) -> bool {
    browser.page.all(&format!("[lang={language}]")).iter().any(|said| said == text)
}

#[actix_web::test]
async fn a_visitor_who_reads_chinese_finds_the_call_in_chinese_and_whoever_does_not_finds_it_in_english() {
    let world = in_chinese().await;
    let mut visitor = world.app.browser();
    visitor.get(CALL).await;
    assert!(!visitor.page.says("青年科学家"));
    visitor.follow("中文").await.expect("Language");
    visitor.submit("Save", &[]).await.expect("2027年青年科学家交流计划");
    assert!(says_in(&visitor, "zh", "面向东盟国家青年科学家的交流计划。"));
    // What is not written in Chinese stands there in English, and is not said to be Chinese.
    assert!(visitor.page.says("Who can apply"));
    let mut other = world.app.browser();
    other.get(CALL).await;
    assert!(!other.page.says("青年科学家"), "what one reader chose is not what all read");
    visitor.get(CALL).await;
    visitor.follow("English").await;
    visitor.submit("Save", &[]).await;
    assert!(!visitor.page.heading().contains("交流"));
}

#[actix_web::test]
async fn an_applicant_keeps_the_language_with_the_account_and_is_asked_in_it_while_the_office_reads_what_it_wrote() {
    let world = in_chinese().await;
    let mut mei = world.person("Mei Lin").await;
    mei.get("/account").await;
    mei.submit("Save", &[("language", "zh")]).await;
    mei.get("/account").await;
    assert_eq!(mei.page.all("#language option[selected]"), ["中文"]);
    mei.get(&format!("{CALL}/eligibility")).await;
    assert!(says_in(&mei, "zh", "您持有哪国护照？"), "{}", mei.page.main());
    mei.submit("Continue", &[]).await;
    assert!(mei.page.errors().contains(&"请选择您的护照".to_owned()), "{:?}", mei.page.errors());
    let mut elsewhere = mei.in_another_browser(&world.app);
    elsewhere.sign_in().await;
    elsewhere.get(CALL).await.expect("2027年青年科学家交流计划");
    let mut officer = world.officer;
    officer.get("/office").await;
    assert!(!officer.page.says("交流计划"));
}

#[actix_web::test]
async fn an_admin_sees_how_far_each_language_is_and_a_letter_in_it_takes_no_mark_that_stands_for_nothing() {
    let mut world = in_chinese().await;
    let admin = &mut world.admin;
    admin.get(&format!("{EDITED}/names")).await;
    admin.follow("Languages").await;
    let lines = admin.page.all("main .tasks li");
    assert_eq!(lines.len(), 12);
    assert!(lines.iter().any(|line| line.starts_with("中文12 of ")), "{lines:?}");
    assert!(lines.contains(&"ภาษาไทยNothing yet".to_owned()), "{lines:?}");
    admin.follow("中文").await;
    assert!(admin.page.says("1 of 2 texts"));
    admin.get(&format!("{EDITED}/languages/zh/letters")).await;
    let letter = "尊敬的 {nam}：";
    admin.submit("Save", &[("letter.reject", letter), ("reason", "Asked for.")]).await;
    assert_eq!(admin.page.errors(), ["Nothing can be put in for {nam}"]);
    assert_eq!(admin.page.all("[id='letter.reject']"), [letter], "what was typed still stands");
    admin.submit("Save", &[("letter.reject", "尊敬的 {name}："), ("reason", "Asked for.")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    for nowhere in ["xx", "en", "zh/nothing"] {
        assert_eq!(admin.get(&format!("{EDITED}/languages/{nowhere}")).await.status, 404, "{nowhere}");
    }
}

#[actix_web::test]
async fn a_call_is_renamed_with_a_reason_in_its_programmes_calls_too_and_next_years_bears_its_names_in_every_language()
{
    let mut world = in_chinese().await;
    let admin = &mut world.admin;
    admin.get(&format!("{EDITED}/names")).await;
    admin.submit("Save", &[("title", ""), ("reason", "A sponsor joined.")]).await;
    assert_eq!(admin.page.errors(), ["Enter a title"]);
    admin.submit("Save", &[("title", "Young Scientists 2027"), ("reason", "")]).await;
    assert_eq!(admin.page.errors(), ["Enter a reason"]);
    admin.submit("Save", &[("reason", "A sponsor joined.")]).await.expect("Young Scientists 2027");
    admin.get("/admin/calls/new?like=young-scientist-2027").await;
    admin.submit("Make the call", &[]).await.expect("Young Scientists 2028");
    admin.get("/admin/calls/young-scientist-2028/languages/zh/names").await;
    assert_eq!(admin.page.first("[id='title-hint']"), "Young Scientists 2028");
    let (shown, field) = (admin.page.html(), crate::support::page::css("#title"));
    let held = shown.select(&field).next().unwrap().attr("value");
    assert_eq!(held, Some("2028年青年科学家交流计划"));
}
