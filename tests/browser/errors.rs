//! What a form says that was sent with nothing in it, looked at as every other page is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    browser::{demo::Demo, hand::Hand, look::Look, pages},
    support::browser::Browser,
};

/// The forms of a page that have something to fill in, by where they go.
const FORMS: &str = "return [...document.querySelectorAll('main form[method=post]')]
    .filter(form => [...form.elements].some(field => !['hidden', 'submit', 'file'].includes(field.type)))
    .map(form => form.getAttribute('action'))";

/// Empties every field of the form, and sends it with its main button.
const SEND: &str = "const form = [...document.querySelectorAll('main form[method=post]')]
        .find(form => form.getAttribute('action') === arguments[0]
                   && [...form.elements].some(field => !['hidden', 'submit', 'file'].includes(field.type)));
    for (const field of form.elements) {
        if (['hidden', 'submit', 'file'].includes(field.type)) continue;
        if (['radio', 'checkbox'].includes(field.type)) field.checked = false;
        else if (field.type === 'select-one') field.selectedIndex = field.options[0].value === '' ? 0 : -1;
        else field.value = '';
    }
    const folded = form.closest('details');
    if (folded) folded.open = true;
    (form.querySelector('.acts button') || form.querySelector('button:not(.vh)')).setAttribute('data-here', '');";

/// Where the focus is, whether the title says it, and lines of the summary that lead nowhere.
const SUMMARY: &str = "return { focus: document.activeElement.id, title: document.title.startsWith('Error: '),
    lost: [...document.querySelectorAll('.errors a')].map(a => a.getAttribute('href').slice(1))
          .filter(id => !document.getElementById(id)) }";

/// What an address is like, without the ids in it.
fn shape(address: &str) -> String {
    let piece = |piece: &str| if piece.len() > 30 { "*".to_owned() } else { piece.to_owned() };
    address.split('/').map(piece).collect::<Vec<_>>().join("/")
}

#[tokio::test]
#[ignore = "needs Chromium: tests/run browser"]
async fn whoever_sends_a_form_with_nothing_in_it_is_told_what_is_missing() {
    let demo = Demo::start();
    let mut look = Look::open(demo.url()).await;
    let (mut sent, mut told, mut faults) = (BTreeSet::new(), 0, Vec::new());
    for role in ["visitor", "applicant", "reviewer", "officer", "admin"] {
        let browser: Browser = demo.browser(role).await;
        let begin = ["/", "/register", "/reset", "/account/address", "/account/password"];
        let kinds = pages::found(&mut browser.clone(), demo.url(), &begin).await;
        look.become_reader(&browser).await;
        for address in kinds.values() {
            let page = format!("{}{address}", demo.url());
            look.chromium().go(&page).await;
            let forms = look.chromium().client().execute(FORMS, Vec::new()).await.unwrap();
            for action in forms.as_array().unwrap().iter().filter_map(Value::as_str) {
                if !sent.insert(shape(action)) {
                    continue;
                }
                look.chromium().go(&page).await;
                let hand = Hand { chromium: look.chromium(), keyboard: false };
                if hand
                    .ask("return document.querySelector(`form[action=\"${arguments[0]}\"]`) === null", &[json!(action)])
                    .await
                    == true
                {
                    continue;
                }
                hand.ask(SEND, &[json!(action)]).await;
                hand.press("[data-here]").await;
                if look.chromium().text(".errors").await.is_empty() {
                    continue;
                }
                let whose = format!("{role} sent nothing to {action}");
                let hand = Hand { chromium: look.chromium(), keyboard: false };
                let summary = hand.ask(SUMMARY, &[]).await;
                if summary != json!({ "focus": "problems", "title": true, "lost": [] }) {
                    faults.push(format!("{whose}: {summary}"));
                }
                told += 1;
                look.here(&whose).await;
            }
        }
    }
    let (_, found) = look.end().await;
    faults.extend(found);
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(told > 20, "only {told} forms, of {sent:#?}");
}
