//! What an applicant does in a browser, from registering to the reference number.

use std::path::Path;

use serde_json::Value;

use sojourn::domain::form::Section;

use crate::{
    browser::hand::Hand,
    support::world::{CALL, PASSWORD, World},
};

/// The applicant's address.
pub const EMAIL: &str = "thiri.win@people.example";

/// What the applicant gives, by the field's name; what is not named is left as it is.
fn given(name: &str) -> Option<&'static str> {
    Some(match name {
        "nationality" | "residence" | "degree_country" => "Myanmar",
        "birth_date-day" | "employed_since-day" | "degree_date-day" => "14",
        "birth_date-month" | "employed_since-month" | "degree_date-month" => "3",
        "birth_date-year" => "1992",
        "degree_date-year" => "2017",
        "employed_since-year" => "2019",
        "doctorate" | "full_time" | "section-done" => "yes",
        "research_years" => "7",
        "working_languages" => "english",
        "full_name" => "Thiri Win",
        "sex" => "f",
        "phone" => "+95 9 123 456 789",
        "employer" | "degree_institution" => "University of Yangon",
        "post" => "Lecturer",
        "highest_degree" => "master",
        "degree_subject" => "Marine science",
        "english_level" | "chinese_level" => "working",
        "length" => "12",
        "research_field" => "3.3",
        "priority" => "health",
        "keywords" => "mangroves, blue carbon, remote sensing",
        "plan_title" => "Mangroves that keep their carbon",
        "aims" | "methods" | "work_plan" | "benefit_home" | "benefit_host" => "Twelve plots, measured twice a month.",
        "publications" => "None",
        name if ["undertake_", "declare_", "consent_"].iter().any(|start| name.starts_with(start)) => "yes",
        _ => return None,
    })
}

const FIELDS: &str = "return [...document.querySelectorAll('form[data-guard] :is(input, select, textarea)')]
    .filter(field => field.type !== 'hidden')
    .map(field => ({ name: field.name, value: field.value, kind: field.type, done: field.checked }))";

/// Fills in the section that is open.
async fn fill_in(hand: &Hand<'_>) {
    let mut chosen = Vec::new();
    for field in hand.ask(FIELDS, &[]).await.as_array().unwrap() {
        let said = |part: &str| field[part].as_str().unwrap_or_default();
        let (name, kind) = (said("name"), said("kind"));
        let Some(wanted) = given(name) else { continue };
        let css = format!("[name='{name}']");
        match kind {
            "radio" if !chosen.contains(&name.to_owned()) => {
                chosen.push(name.to_owned());
                hand.choose(name, wanted).await;
            }
            "checkbox" if said("value") == wanted && field["done"] == Value::Bool(false) => {
                hand.tick(&format!("{css}[value='{wanted}']")).await;
            }
            "radio" | "checkbox" => {}
            "select-one" => hand.pick(&css, wanted).await,
            _ => hand.write(&css, wanted).await,
        }
    }
}

/// Makes an account and confirms its address.
pub async fn register(hand: &Hand<'_>, world: &World) {
    hand.chromium.go(&format!("{}/", world.app.url())).await;
    hand.press(&format!("a[href='/calls/{CALL}']")).await;
    hand.press("a[href='/register']").await;
    hand.write("#name", "Thiri Win").await;
    hand.write("#email", EMAIL).await;
    hand.write("#password", PASSWORD).await;
    hand.press("main button").await;
    assert_eq!(hand.chromium.heading().await, "Check your email");
    let link = world.app.newest_mail_to(EMAIL).await.link("/confirm/");
    hand.chromium.go(&format!("{}{link}", world.app.url())).await;
    hand.write("#password", PASSWORD).await;
    hand.press("main button").await;
}

/// Finds out whether one may apply, fills in every section, gives the papers, and hands in; the reference number.
pub async fn apply(hand: &Hand<'_>, world: &World, paper: &Path) -> String {
    hand.chromium.go(&format!("{}/calls/{CALL}", world.app.url())).await;
    hand.press(&format!("a[href='/calls/{CALL}/eligibility']")).await;
    fill_in(hand).await;
    hand.press("form[data-guard] button").await;
    assert_eq!(hand.chromium.heading().await, "Your application", "{}", hand.chromium.text("main").await);
    let sections = world.definition().form.sections.clone();
    let now = |section: &&Section| !section.before && section.questions.iter().any(|q| !q.after_acceptance);
    for section in sections.iter().filter(now) {
        hand.press(&format!(".tasks a[href$='/sections/{}']", section.key)).await;
        if hand.ask("return document.querySelectorAll('input[type=file]').length", &[]).await == 1 {
            hand.give("input[type=file]", paper).await;
            hand.press("form[enctype] button").await;
        }
        fill_in(hand).await;
        hand.press("form[data-guard] .acts button[value=on]").await;
        assert_eq!(hand.chromium.text(".errors").await, "", "{}", section.key);
        hand.chromium.go(&format!("{}/applications", world.app.url())).await;
        hand.press(".tasks a").await;
    }
    hand.press(".tasks a[href$='/check']").await;
    assert_eq!(hand.chromium.heading().await, "Check your answers");
    hand.press("form[action$='/submit'] button").await;
    assert_eq!(hand.chromium.heading().await, "Application submitted", "{}", hand.chromium.text("main").await);
    hand.chromium.text("main strong").await
}
