//! What a call may have or not, set up in the browser; and that nothing of a call can be set by its JSON alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sojourn::{
    db,
    domain::{
        call::Definition,
        form::{Condition, Question},
        hosting::ConsentNeed,
        nomination::Nomination,
        pairing::{Members, Named},
        presets::{JOINT_RESEARCH, YOUNG_SCIENTIST},
        referees::{Deadline, Due},
        schema,
        time::Timestamp,
    },
};

use crate::support::{
    hosting::{said, with_hosts},
    world::{CALL, Person, World},
};

fn page(of: &str) -> String {
    format!("/admin/calls/{CALL}/{of}")
}

/// The definition that the call has now.
fn now(world: &World) -> Arc<Definition> {
    let read = world.app.office.db.read_now(|conn| {
        let call = db::calls::find_by_slug(conn, CALL)?.ok_or(db::Error::NotFound)?;
        db::definitions::get(conn, call.definition_id)
    });
    read.unwrap()
}

/// A call for joint research with everything that a call may have.
async fn full() -> World {
    World::open_with(|_, definition| {
        let young = YOUNG_SCIENTIST.definition().unwrap();
        *definition = JOINT_RESEARCH.definition().unwrap();
        with_hosts(definition, 3, ConsentNeed::Decision);
        definition.nomination =
            Some(Nomination { required: true, letter: true, days_after_close: 7, per_country: None });
        definition.referees = young.referees;
        definition.sealing = young.sealing;
    })
    .await
}

/// Saves a page of the call with what is typed, and why.
async fn save(admin: &mut Person, of: &str, typed: &[(&str, &str)]) {
    admin.get(&page(of)).await;
    let typed: Vec<_> = typed.iter().copied().chain([("reason", "The board asked for it.")]).collect();
    admin.submit("Save", &typed).await;
}

async fn saved(admin: &mut Person, of: &str, typed: &[(&str, &str)]) {
    save(admin, of, typed).await;
    assert_eq!((admin.page.errors(), admin.page.flash()), (Vec::new(), "Saved.".to_owned()), "{of}");
}

#[tokio::test]
async fn an_admin_sets_letters_of_reference_up_with_what_referees_are_asked() {
    let mut world = World::open_with(|_, definition| definition.referees = None).await;
    world.admin.get(&page("settings")).await;
    world.admin.follow("Letters of reference").await.expect("Letters of reference");
    let wrong = [
        ("use", "yes"),
        ("maximum", "2"),
        ("minimum", "3"),
        ("deadline", "at"),
        ("deadline_at", "2026-09-01T12:00"),
        ("file", ""),
        ("brief", "Write about the plan."),
    ];
    world.admin.submit("Save", &wrong).await;
    let told = [
        "The moment must come after the call opens",
        "Enter a whole number from 0 to 2",
        "Referees: ask questions or a file",
    ];
    let errors: BTreeSet<String> = world.admin.page.errors().into_iter().collect();
    assert_eq!(errors, told.map(str::to_owned).into());
    assert!(world.admin.page.text().contains("Write about the plan."), "nothing typed is lost");
    let right = [
        ("minimum", "1"),
        ("due", "before_submit"),
        ("deadline_at", "2026-12-24T12:00"),
        ("file", "yes"),
        ("file_size", "2"),
        ("waiver", "I give up the right to read this letter."),
        ("other_domain", "yes"),
        ("reason", "The board asked for it."),
    ];
    world.admin.submit("Save", &right).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let referees = now(&world).referees.clone().unwrap();
    assert_eq!((referees.minimum, referees.maximum, referees.due), (1, 2, Due::BeforeSubmit));
    assert_eq!(referees.deadline, Deadline::At(Timestamp::at(2026, 12, 24, 4, 0)), "noon in Beijing");
    assert_eq!(referees.file.unwrap().max_bytes, 2_000_000);
    assert!(referees.other_domain && !referees.waiver.unwrap().is_empty());
}

#[tokio::test]
async fn what_referees_are_asked_is_edited_as_the_form_is() {
    let mut world = World::open_with(|_, definition| {
        definition.referees.as_mut().unwrap().questions.clear();
    })
    .await;
    let why = ("reason", "The board asked for it.");
    for (label, kind) in [("May we call you?", "Yes or no"), ("When?", "One line of text")] {
        world.admin.get(&page("referees")).await;
        world.admin.follow("Add a question").await.expect("New question");
        for unfit in ["File", "Rows", "Consent"] {
            assert!(!world.admin.page.all("label").contains(&unfit.to_owned()), "{unfit}");
        }
        world.admin.submit("Continue", &[("kind", kind)]).await;
        world.admin.submit("Save", &[("label", label), why]).await;
        assert_eq!(world.admin.page.errors(), Vec::<String>::new(), "{label}");
    }
    world.admin.get(&page("referees/questions/when/condition")).await;
    world.admin.submit("Add a line", &[("add", "May we call you?")]).await;
    world.admin.submit("Save", &[("line-1", "yes"), why]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let asked = |world: &World| -> Vec<Question> { now(world).referees.clone().unwrap().questions };
    assert!(asked(&world)[1].shown_when.is_some());
    for button in ["Remove May we call you?", "Move up When?"] {
        world.admin.get(&page("referees")).await;
        world.admin.submit(button, &[why]).await;
        assert_eq!(
            world.admin.page.errors(),
            ["“when” depends on a question that does not come before it"],
            "{button}"
        );
    }
    world.admin.get(&page("referees/questions/may_we_call_you")).await;
    world.admin.submit("Save", &[("key", "phone"), why]).await;
    assert_eq!(asked(&world)[1].shown_when.as_ref().unwrap().questions(), ["phone"], "a new key is followed");
    assert!(now(&world).form.question("phone").is_some(), "and the form has a question of the same name still");
    world.admin.get(&page("referees")).await;
    world.admin.submit("Remove When?", &[why]).await;
    assert_eq!(asked(&world).len(), 1);
    saved(&mut world.admin, "referees", &[("use", "")]).await;
    assert_eq!(now(&world).referees, None);
}

#[tokio::test]
async fn an_admin_switches_nominations_posts_and_sealed_copies_on_and_says_how_they_work() {
    let mut world = World::open_with(|_, definition| definition.sealing = None).await;
    let admin = &mut world.admin;
    save(admin, "nomination", &[("use", "yes"), ("days_after_close", "many")]).await;
    assert_eq!(admin.page.errors(), ["Enter a whole number from 0 to 730"]);
    assert!(admin.page.text().contains("value=\"many\""));
    saved(admin, "nomination", &[("use", "yes"), ("letter", "yes"), ("days_after_close", "21"), ("per_country", "4")])
        .await;
    save(admin, "hosting", &[("use", "yes"), ("choices", "11"), ("letter-zh", ""), ("letter-en", "{nmae}")]).await;
    let told = ["Enter a whole number from 1 to 10", "Nothing can be put in for {nmae}", "Enter the letter"];
    assert_eq!(admin.page.errors(), told);
    saved(admin, "hosting", &[("use", "yes"), ("choices", "3"), ("ranked", "yes"), ("consent", "decision")]).await;
    save(admin, "sealing", &[("use", "yes"), ("text", "Have it sealed.")]).await;
    assert_eq!(admin.page.errors(), ["Enter the text"]);
    saved(admin, "sealing", &[("use", "yes"), ("text", "Have it sealed."), ("statement", "It is true.")]).await;
    let with = now(&world);
    let nomination = Nomination { required: true, letter: true, days_after_close: 21, per_country: Some(4) };
    assert_eq!(with.nomination, Some(nomination));
    let hosting = with.hosting.as_ref().unwrap();
    assert_eq!((hosting.choices, hosting.ranked, hosting.consent), (3, true, ConsentNeed::Decision));
    assert!(hosting.letter.exactly_in("zh").contains("{name}"));
    assert_eq!(with.sealing.as_ref().unwrap().days_after_close, 30);
    // Nobody uses them yet, so all of them can go.
    for part in ["nomination", "hosting", "sealing"] {
        saved(&mut world.admin, part, &[("use", "")]).await;
    }
    let without = now(&world);
    assert!(without.nomination.is_none() && without.hosting.is_none() && without.sealing.is_none());
    // A published call is changed with a reason only.
    world.admin.get(&page("sealing")).await;
    let typed = [("use", "yes"), ("text", "Have it sealed."), ("statement", "It is true.")];
    world.admin.submit("Save", &typed).await;
    assert_eq!(world.admin.page.errors(), ["Enter a reason"]);
    assert!(world.admin.page.text().contains("Have it sealed."));
}

#[tokio::test]
async fn an_admin_says_by_which_answers_two_sides_belong_together() {
    let mut world = World::open_with(|_, definition| {
        *definition = JOINT_RESEARCH.definition().unwrap();
        definition.pairing = None;
    })
    .await;
    save(&mut world.admin, "pairing", &[("use", "yes"), ("members", "members")]).await;
    let errors = world.admin.page.errors();
    assert_eq!(errors.iter().filter(|error| *error == "Select a question").count(), 3, "{errors:?}");
    assert!(errors.contains(&"Select both rows, or neither".to_owned()), "{errors:?}");
    let typed = [
        ("title", "project_title"),
        ("reference", "partner_reference"),
        ("same", "length"),
        ("partners", "partners"),
        ("others", "partner_members"),
        ("funders", "country"),
        ("reason", "Two funders."),
    ];
    world.admin.submit("Save", &typed).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    // What has the same name on both sides is proposed; the rest is chosen on the page that comes back.
    let typed = [
        ("named-lead", "full_name"),
        ("named-country", ""),
        ("member-unit", ""),
        ("whom", "name"),
        ("reason", "More."),
    ];
    world.admin.submit("Save", &typed).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let pairing = now(&world).pairing.clone().unwrap();
    let named = |own: &str, part: &str| Named { own: own.to_owned(), part: part.to_owned() };
    assert_eq!(pairing.same, ["project_title", "length"]);
    assert_eq!(pairing.named, [named("institution", "institution"), named("unit", "unit"), named("full_name", "lead")]);
    let members =
        Members { own: "members".to_owned(), others: "partner_members".to_owned(), parts: vec![named("name", "name")] };
    assert_eq!((pairing.members, pairing.funders.as_deref()), (Some(members), Some("country")));
    // What pairs refer to cannot go away.
    world.admin.get(&page("questions/partner_reference/remove")).await;
    world.admin.submit("Remove", &[("reason", "Too long.")]).await;
    assert!(world.admin.page.errors().join(" ").contains("The pairs refer to “partner_reference”"));
}

#[tokio::test]
async fn what_running_applications_use_is_not_switched_off_and_it_is_said_how_many_do() {
    let mut world = World::open_with(|_, definition| {
        with_hosts(definition, 2, ConsentNeed::Never);
        definition.nomination =
            Some(Nomination { required: false, letter: false, days_after_close: 0, per_country: None });
    })
    .await;
    let (owner, id) = world.applicant("Sok Dara").await;
    let (host, contact) = world.host("Guangxi University", "Contact Wei").await;
    let post = world.shown_post(host, &contact, said("Soil", 1));
    world.choose(&owner, id, post);
    world.admin.get(&page("hosting")).await;
    assert!(world.admin.page.says("One application has begun."));
    save(&mut world.admin, "hosting", &[("use", "")]).await;
    let told = [
        "One application has chosen a post. Posts cannot be switched off",
        "Hosts have offered one post in this call. Posts cannot be switched off",
    ];
    assert_eq!(world.admin.page.errors(), told);
    let before = now(&world);
    let off = Definition { nomination: None, hosting: None, ..Definition::clone(&before) };
    crate::nominations::authority(&world, "Ministry of Science of Myanmar", 3);
    world.submitted(&world.person("Ma Thiri").await);
    // By the JSON it is refused in the same words.
    world.admin.get(&page("definition")).await;
    let text = serde_json::to_string(&off).unwrap();
    world.admin.submit("Save", &[("definition", &text), ("reason", "To see.")]).await;
    assert_eq!(world.admin.page.status, 422);
    assert_eq!(world.admin.page.errors().len(), 3, "{:?}", world.admin.page.errors());
    save(&mut world.admin, "nomination", &[("use", "")]).await;
    let why = world.admin.page.errors().join(" ");
    assert!(why.contains("is with an authority, which would not see it any more"), "{why}");
    assert_eq!(now(&world), before);
}

#[tokio::test]
async fn opening_and_saving_any_page_of_a_call_with_everything_changes_nothing() {
    let mut world = full().await;
    let (before, rows) = (now(&world), world.app.rows());
    let mut pages: Vec<String> =
        ["referees", "nomination", "hosting", "pairing", "sealing", "settings", "lists"].map(str::to_owned).into();
    for question in &before.referees.as_ref().unwrap().questions {
        let own = format!("referees/questions/{}", question.key);
        pages.extend([format!("{own}/condition"), own]);
    }
    pages.extend(before.eligibility.iter().map(|rule| format!("rules/{}", rule.key)));
    pages.extend(before.form.questions().map(|q| format!("questions/{}/condition", q.key)));
    for of in pages {
        saved(&mut world.admin, &of, &[]).await;
        assert!(now(&world) == before, "{of}");
    }
    assert_eq!(world.app.rows(), rows);
}

#[tokio::test]
async fn conditions_and_rules_have_groups_of_lines_that_go_together() {
    let mut world = World::open().await;
    let why = ("reason", "The board asked for it.");
    let condition = page("questions/methods/condition");
    world.admin.get(&condition).await;
    for question in ["doctorate", "full_time", "nationality"] {
        world.admin.submit("Add a line", &[("add", question)]).await;
        assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    }
    // A doctorate, or a post; and in any case from Laos.
    let typed = [("line-1", "yes"), ("line-2", "yes"), ("joined-2", "yes"), ("line-3", "LA"), ("join", "all"), why];
    world.admin.submit("Save", &typed).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let answer =
        |question: &str, is: &str| Condition::Answer { question: question.to_owned(), is: vec![is.to_owned()] };
    let either = Condition::Any(vec![answer("doctorate", "yes"), answer("full_time", "yes")]);
    let shown_when = |world: &World| now(world).form.question("methods").unwrap().shown_when.clone();
    assert_eq!(shown_when(&world), Some(Condition::All(vec![either, answer("nationality", "LA")])));
    // The same lines the other way round: both, or from Laos.
    world.admin.get(&condition).await;
    world.admin.submit("Save", &[("join", "any"), why]).await;
    let both = Condition::All(vec![answer("doctorate", "yes"), answer("full_time", "yes")]);
    assert_eq!(shown_when(&world), Some(Condition::Any(vec![both, answer("nationality", "LA")])));
    // A circle through a group is refused as one through a line is.
    world.admin.get(&page("questions/doctorate/condition")).await;
    world.admin.submit("Add a line", &[("add", "nationality")]).await;
    let form = world.admin.form("Save", &[("line-1", "LA"), why]);
    let circle = form.with("line", "methods").with("line-2", "x").with("joined-2", "yes");
    world.admin.send(&circle).await;
    assert_eq!(world.admin.page.errors(), ["This question does not come before. Remove the line"]);
    // A rule of the same make, evaluated for an applicant.
    world.admin.get(&page("rules/degree-or-experience")).await;
    world.admin.submit("Add a line", &[("add", "full_time")]).await;
    world.admin.submit("Save", &[("line-3", "yes"), ("joined-3", "yes"), why]).await;
    assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    let rule = now(&world).eligibility.iter().find(|rule| rule.key == "degree-or-experience").cloned().unwrap();
    let told = serde_json::to_string(&rule.test).unwrap();
    assert!(told.contains("any_of") && told.contains("all_of"), "{told}");
    let (mut dara, id) = world.applicant("Sok Dara").await;
    dara.get(&format!("/applications/{id}/check")).await;
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_text_that_gives_more_days_than_a_calendar_has_is_refused() {
    let mut world = World::open().await;
    let before = now(&world);
    let mut definition = Definition::clone(&before);
    definition.nomination =
        Some(Nomination { required: false, letter: false, days_after_close: u32::MAX, per_country: None });
    definition.settings.reply_days = 4_000_000;
    world.admin.get(&page("definition")).await;
    let text = serde_json::to_string(&definition).unwrap();
    world.admin.submit("Save", &[("definition", &text), ("reason", "To see.")]).await;
    let told = ["settings", "nomination"].map(|page| format!("“{page}” gives more than 730 days: give fewer"));
    assert_eq!(world.admin.page.errors(), told);
    assert_eq!(now(&world), before);
}

/// Where each field of a definition stands on a page of the editor: the page, and the name of the control. What has none says why.
#[expect(clippy::match_same_arms, reason = "a line for each part of a definition, in its order")]
fn place(of: &str, field: &str) -> Result<(String, String), &'static str> {
    let at = |page: &str, control: &str| Ok((page.to_owned(), control.to_owned()));
    match (of, field) {
        ("definition", "about") => at("texts", "part-1-text"),
        ("definition", "summary") => at("texts", "summary"),
        ("definition", "eligibility") => at("new-rule", "kind"),
        ("definition", "form") => at("new-section", "title"),
        ("definition", "rubric") => at("new-criterion", "title"),
        ("definition", "settings") => at("settings", "blind"),
        ("definition", "letters") => at("letters", "offer"),
        ("definition", part) => at(part, "use"),
        ("part", "title") => at("texts", "part-1-title"),
        ("part", "paragraphs") => at("texts", "part-1-text"),
        ("form", "sections") => at("new-section", "title"),
        ("form", "meaning") => at("lists", "name"),
        ("section", "questions") => at("sections/project/new", "kind"),
        ("section", field) => at("new-section", field),
        ("question", "kind") => at("questions/unit", "kind"),
        ("question", "after_acceptance") => at("questions/unit", "after"),
        ("question", "shown_when") => at("questions/unit/condition", "add"),
        ("question", field) => at("questions/unit", field),
        (kind, "type") if kind.starts_with("kind: ") => at("questions/unit", "kind"),
        ("kind: rows", "questions") => at("questions/members/new", "kind"),
        (kind, field) if kind.starts_with("kind: ") => {
            let control = match field {
                "text" => "statement",
                "max_bytes" => "size",
                "max_pages" => "pages",
                "max_files" => "files",
                "version" => "statement-version",
                other => other,
            };
            at(&format!("questions/unit?kind={}", kind.trim_start_matches("kind: ")), control)
        }
        ("choice", _) => at("questions/unit?kind=one_of", "options"),
        ("meaning", field) => at("lists", field),
        ("condition: answer", "question") => at("questions/unit/condition", "add"),
        ("condition: answer", "is") => at("new-rule?kind=citizenship", "line-1"),
        ("rule" | "override", _) => place_in_a_rule(of, field),
        (test, _) if test.starts_with("test: ") => place_in_a_rule(of, field),
        ("rubric", "criteria") => at("new-criterion", "title"),
        ("rubric", "threshold") => at("rubric", "threshold"),
        ("anchor", _) => at("new-criterion", "anchors"),
        ("criterion", field) => at("new-criterion", field),
        ("settings" | "letters", field) => at(of, field),
        ("hosting", "letter") => at("hosting", "letter-zh"),
        ("referees", "questions") => at("referees/new", "kind"),
        ("letter file", "optional") => at("referees", "file_optional"),
        ("letter file", "max_bytes") => at("referees", "file_size"),
        ("letter file", "max_pages") => at("referees", "file_pages"),
        ("pairing", "named") | ("named", "own") => at("pairing", "named-institution"),
        ("named", "part") | ("members", "parts") => at("pairing", "member-name"),
        ("members", "own") => at("pairing", "members"),
        ("members", field) => at("pairing", field),
        ("hosting" | "nomination" | "pairing" | "sealing" | "referees", field) => at(of, field),
        _ => Err("it has no page"),
    }
}

/// The same of what a rule says.
fn place_in_a_rule(of: &str, field: &str) -> Result<(String, String), &'static str> {
    let at = |page: &str, control: &str| Ok((page.to_owned(), control.to_owned()));
    match (of, field) {
        ("rule", "test") => at("new-rule", "kind"),
        ("rule", field) => at("new-rule?kind=age", field),
        (test, "type") if test.starts_with("test: ") => at("new-rule", "kind"),
        ("test: each_row", _) => at("new-rule?kind=age", "question"),
        ("test: age", "country_question") => at("new-rule?kind=age", "country"),
        ("test: age", field) => at("new-rule?kind=age", field),
        ("test: one_of" | "test: at_least", "question") => at("new-rule?kind=answers", "add"),
        ("test: one_of" | "test: at_least" | "test: holds", _) => at("new-rule?kind=citizenship", "line-1"),
        ("test: any_of" | "test: all_of", "tests") => at("new-rule?kind=degree", "join"),
        ("override", _) => at("new-rule?kind=age", "overrides"),
        _ => Err("it has no page"),
    }
}

#[tokio::test]
async fn every_field_of_a_call_can_be_set_on_a_page_and_none_by_its_json_alone() {
    let mut world = full().await;
    let mut wanted = BTreeMap::<String, BTreeSet<(String, String)>>::new();
    for of in schema::types() {
        for field in &of.fields {
            let (page, control) =
                place(&of.name, &field.name).unwrap_or_else(|why| panic!("{}, {}: {why}", of.name, field.name));
            wanted.entry(page).or_default().insert((control, format!("{}, {}", of.name, field.name)));
        }
    }
    for (of, controls) in wanted {
        world.admin.get(&page(&of)).await;
        assert_eq!(world.admin.page.status, 200, "{of}");
        for (control, field) in controls {
            let name = format!("name=\"{control}\"");
            assert!(world.admin.page.text().contains(&name), "{field} cannot be set on {of}: no {name}");
        }
    }
}
