//! Setting up what a call asks, requires and scores, page by page.

use std::sync::Arc;

use sojourn::{
    db,
    domain::{
        call::Definition,
        eligibility::{ReferenceDay, Test},
        form::{Condition, Kind, KindWord, Question},
        id::ApplicationId,
        rubric::Criterion,
        workflow::{CallState, Status},
    },
};

use crate::support::{
    papers,
    world::{Person, World},
};

/// What is typed into the fields of a page.
type Fields = &'static [(&'static str, &'static str)];

const TOUR: &str = "/admin/calls/tour-2027";
const RUNNING: &str = "/admin/calls/young-scientist-2027";

/// The definition that a call of this word has now.
fn definition(world: &World, slug: &'static str) -> Arc<Definition> {
    let read = world.app.office.db.read_now(move |conn| {
        let call = db::calls::find_by_slug(conn, slug)?.ok_or(db::Error::NotFound)?;
        db::definitions::get(conn, call.definition_id)
    });
    read.unwrap()
}

fn tour(world: &World) -> Arc<Definition> {
    definition(world, "tour-2027")
}

fn running(world: &World) -> Arc<Definition> {
    definition(world, "young-scientist-2027")
}

/// Makes a draft with nothing but a name and a country in its form.
async fn empty_call(world: &mut World) {
    let admin = &mut world.admin;
    admin.get("/admin/calls/new").await;
    let typed = [
        ("preset", "An empty form"),
        ("programme", "A new programme"),
        ("programme_title", "Innovation tour"),
        ("title", "Innovation tour 2027"),
        ("slug", "tour-2027"),
        ("prefix", "TOUR-27"),
        ("opens", "2026-11-01T09:00"),
        ("closes", "2026-12-20T17:00"),
        ("grace", "0"),
        ("places", "5"),
    ];
    admin.submit("Make the call", &typed).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
}

/// Adds a question of this kind to a section.
async fn add(admin: &mut Person, section: &str, kind: &str, typed: &[(&str, &str)]) {
    admin.get(&format!("{TOUR}/sections/{section}")).await;
    admin.follow("Add a question").await.expect("New question");
    admin.submit("Continue", &[("kind", kind)]).await;
    admin.submit("Save", typed).await;
    assert_eq!((admin.page.errors(), admin.page.flash()), (Vec::new(), "Saved.".to_owned()), "{kind}");
}

fn question<'d>(definition: &'d Definition, key: &str) -> &'d Question {
    definition.form.question(key).unwrap_or_else(|| {
        panic!("no {key}, but {:?}", definition.form.questions().map(|q| q.key.as_str()).collect::<Vec<_>>())
    })
}

/// One question of every kind, and each that is ready-made.
async fn every_kind(admin: &mut Person) {
    admin.get(&format!("{TOUR}/form")).await;
    admin.follow("Add a section").await.expect("New section");
    admin.submit("Save", &[("title", "Your plan"), ("intro", "Take your time."), ("confirm", "yes")]).await;
    let questions: &[(&str, Fields)] = &[
        ("One line of text", &[("label", "Keywords"), ("max", "50"), ("hint", "Up to five.")]),
        ("Long text", &[("label", "Aims"), ("max", "1,200"), ("audience", "Reviewers")]),
        ("Number", &[("label", "Years in research"), ("min", "0"), ("max", "60")]),
        ("Date", &[("label", "When were you born?"), ("short", "Birth date"), ("past", "yes"), ("birth", "yes")]),
        ("Yes or no", &[("label", "Do you hold a doctorate?"), ("short", "Doctorate")]),
        ("One of several answers", &[("label", "Highest degree"), ("options", "Master\nnone | No degree")]),
        ("Several answers", &[("label", "Working languages"), ("options", "English\nChinese\nMalay"), ("max", "2")]),
        ("Country", &[("label", "Residence"), ("codes", "China"), ("more-codes", "jp")]),
        ("Field of research", &[("label", "Field")]),
        ("Name of a person", &[("label", "Host"), ("optional", "yes")]),
        ("Email address", &[("label", "Mail of the host"), ("identifying", "yes")]),
        ("Telephone number", &[("label", "Telephone")]),
        ("Rows", &[("label", "Prizes"), ("row", "Prize"), ("max", "3"), ("optional", "yes")]),
        ("Text without an answer", &[("label", "Good to know"), ("statement", "Files are PDF.")]),
        ("File", &[("label", "Curriculum vitae"), ("formats", "pdf"), ("files", "1"), ("size", "5"), ("pages", "10")]),
        ("Declaration", &[("label", "Truth"), ("statement", "What I say is true.")]),
        ("Consent", &[("label", "Publication"), ("statement", "My name may be published."), ("purpose", "publish")]),
        ("Ready-made: Priority area", &[]),
        ("Ready-made: Postal address", &[]),
        ("Ready-made: Languages", &[]),
        ("Ready-made: Education", &[("optional", "yes")]),
        ("Ready-made: Employment", &[("optional", "yes")]),
        ("Ready-made: Publications", &[]),
        ("Ready-made: Members of the team", &[]),
    ];
    for (kind, typed) in questions {
        add(admin, "your-plan", kind, typed).await;
    }
    admin.get(&format!("{TOUR}/questions/prizes")).await;
    admin.follow("Add a question to the row").await;
    admin.submit("Continue", &[("kind", "One line of text")]).await;
    admin.submit("Save", &[("label", "Name of the prize")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    admin.page.expect("Prizes");
}

/// What an applicant answers to all of it.
const ANSWERS: &[(&str, &str)] = &[
    ("keywords", "rice, salt"),
    ("aims", "To grow rice in salt water."),
    ("years_in_research", "7"),
    ("birth_date-day", "27"),
    ("birth_date-month", "3"),
    ("birth_date-year", "1990"),
    ("doctorate", "no"),
    ("highest_degree", "Master"),
    ("working_languages", "Malay"),
    ("residence", "JP"),
    ("field", "4.1"),
    ("mail_of_the_host", "host@university.example"),
    ("telephone", "+60 3 1234 5678"),
    ("prizes-1-name_of_the_prize", "Prize for rice"),
    ("truth", "yes"),
    ("publication", "yes"),
    ("priority_area", "green"),
];

#[tokio::test]
async fn a_call_built_by_hand_from_an_empty_form_takes_an_application_with_every_kind_of_answer() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    every_kind(&mut world.admin).await;
    let built = tour(&world);
    let kinds: Vec<_> = built.form.questions().map(|q| q.kind.word()).collect();
    assert!(KindWord::ALL.iter().all(|word| kinds.contains(word)), "{kinds:?}");
    assert_eq!(built.faults(), []);
    let Kind::LongText { max } = question(&built, "aims").kind else { panic!() };
    assert_eq!(max, 1200);
    assert!(
        matches!(&question(&built, "residence").kind, Kind::Country { codes, .. } if codes.contains(&"JP".to_owned()))
    );

    // Asked of those without a doctorate only; and a rule on the answers.
    let admin = &mut world.admin;
    admin.get(&format!("{TOUR}/questions/highest_degree")).await;
    admin.follow("Always asked: change").await.expect("When to ask “Highest degree”");
    admin.submit("Add a line", &[("add", "Doctorate")]).await;
    admin.submit("Save", &[("line-1", "no")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    admin.get(&format!("{TOUR}/rules")).await;
    admin.follow("Add a rule").await.expect("New rule");
    admin.submit("Continue", &[("kind", "Degree or experience")]).await;
    admin
        .submit(
            "Add a line",
            &[("says", "You must hold a degree or have five years of research."), ("add", "Doctorate")],
        )
        .await;
    admin.submit("Add a line", &[("add", "Years in research"), ("line-1", "yes"), ("join", "any")]).await;
    assert!(admin.page.text().contains("five years of research"), "what was typed stays");
    admin.submit("Save", &[("line-2", "5")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    let built = tour(&world);
    let asked = Condition::Answer { question: "doctorate".to_owned(), is: vec!["no".to_owned()] };
    assert_eq!(question(&built, "highest_degree").shown_when, Some(asked));
    let words = vec!["yes".to_owned()];
    let either = vec![
        Test::OneOf { question: "doctorate".to_owned(), words },
        Test::AtLeast { question: "years_in_research".to_owned(), min: 5 },
    ];
    assert_eq!(built.eligibility[0].test, Test::AnyOf { tests: either });

    world.admin.get(TOUR).await;
    world.admin.submit("Publish", &[]).await;
    assert_eq!(world.admin.page.flash(), "The call is published.");
    let mut siti = world.person("Siti Aminah").await;
    let id = apply(&world, &mut siti).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    assert_eq!(world.row(id).name, "Siti Aminah binti Omar");
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

/// Applies for the tour in the browser.
async fn apply(world: &World, owner: &mut Person) -> ApplicationId {
    owner.get("/calls/tour-2027").await;
    owner.get("/calls/tour-2027/eligibility").await.expect("Start your application");
    owner.submit("Continue", &[]).await;
    let owner_id = owner.id;
    let id = world.app.office.db.read_now(move |conn| {
        let call = db::calls::find_by_slug(conn, "tour-2027")?.unwrap();
        db::applications::find_of_owner(conn, call.id, owner_id)
    });
    let id = id.unwrap().unwrap().id;
    owner.get(&format!("/applications/{id}/sections/about-you")).await;
    owner.submit("Continue", &[("full_name", "Siti Aminah binti Omar"), ("nationality", "MY")]).await;
    assert_eq!(owner.page.errors(), Vec::<String>::new());
    let plan = format!("/applications/{id}/sections/your-plan");
    owner.get(&plan).await;
    owner.upload("Upload", papers::upload("cv.pdf", "Siti")).await;
    assert!(owner.page.says("cv.pdf") && owner.page.says("Files are PDF."));
    let mut answers = ANSWERS.to_vec();
    answers.push(("section-done", "yes"));
    owner.submit("Continue", &answers).await;
    assert_eq!(owner.page.errors(), ["Answer “Postal address”", "Answer “Members of the team”"]);
    let more = [
        ("postal_address-1-street", "1 Jalan Universiti"),
        ("postal_address-1-city", "Kuala Lumpur"),
        ("postal_address-1-country", "MY"),
        ("members_of_the_team-1-name", "Lim Wei"),
        ("members_of_the_team-1-email", "lim@university.example"),
        ("members_of_the_team-1-institution", "University of Malaya"),
        ("members_of_the_team-1-country", "MY"),
        ("members_of_the_team-1-role", "Field work"),
    ];
    owner.submit("Continue", &more).await;
    assert_eq!(owner.page.errors(), Vec::<String>::new());
    owner.get(&format!("/applications/{id}/check")).await;
    owner.submit("Submit application", &[]).await;
    assert_eq!(owner.page.errors(), Vec::<String>::new());
    id
}

#[tokio::test]
async fn a_draft_may_be_unfinished_and_is_not_published_before_it_is_whole() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    admin.get(&format!("{TOUR}/new-section")).await;
    admin.submit("Save", &[("title", "Later")]).await;
    admin.get(&format!("{TOUR}/form")).await;
    assert!(admin.page.says("“later” has no questions"));
    admin.submit("Remove Full name", &[]).await;
    assert_eq!(admin.page.flash(), "Saved.");
    assert!(admin.page.says("There is no question “full_name”"));
    admin.get(TOUR).await;
    admin.submit("Publish", &[]).await;
    assert_eq!(admin.page.flash(), "The call is not published: something is still open.");
    let state = |world: &World| {
        world.app.office.db.read_now(|conn| db::calls::find_by_slug(conn, "tour-2027")).unwrap().unwrap().state
    };
    assert_eq!(state(&world), CallState::Draft);
    let admin = &mut world.admin;
    admin.follow("“later” has no questions").await.expect("Later");
    add(admin, "later", "Name of a person", &[("label", "Name")]).await;
    admin.get(&format!("{TOUR}/lists")).await;
    admin.submit("Save", &[("name", "")]).await;
    assert_eq!(admin.page.errors(), ["Select a question"]);
    admin.submit("Save", &[("name", "Name")]).await;
    admin.get(TOUR).await;
    admin.submit("Publish", &[]).await;
    assert_eq!(state(&world), CallState::Published);
}

#[tokio::test]
async fn sections_and_questions_are_moved_copied_and_taken_away() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    add(admin, "about-you", "Yes or no", &[("label", "Working?")]).await;
    let keys = |world: &World| -> Vec<String> { tour(world).form.questions().map(|q| q.key.clone()).collect() };
    assert_eq!(keys(&world), ["full_name", "nationality", "working"]);
    world.admin.submit("Move up Working?", &[]).await;
    assert_eq!(keys(&world), ["full_name", "working", "nationality"]);
    world.admin.submit("Copy Working?", &[]).await;
    assert_eq!(keys(&world), ["full_name", "working", "working_2", "nationality"]);
    world.admin.submit("Copy About you", &[]).await;
    let sections: Vec<_> = tour(&world).form.sections.iter().map(|s| s.key.clone()).collect();
    assert_eq!(sections, ["about-you", "about-you-2"]);
    assert_eq!(keys(&world)[4..], ["full_name_2", "working_3", "working_4", "nationality_2"]);
    world.admin.get(&format!("{TOUR}/questions/working_4")).await;
    world.admin.submit("Save", &[("section", "about-you"), ("label", "Retired?"), ("key", "retired")]).await;
    assert_eq!(keys(&world)[..5], ["full_name", "working", "working_2", "nationality", "retired"]);
    world.admin.get(&format!("{TOUR}/form")).await;
    let form = world.admin.form("Remove About you", &[]).with("do", "remove:section:about-you-2");
    world.admin.send(&form).await;
    assert_eq!(keys(&world), ["full_name", "working", "working_2", "nationality", "retired"]);
    let form = form.with("do", "remove:section:about-you-2");
    world.admin.send(&form).await;
    assert_eq!(world.admin.page.status, 409, "what somebody looked at has changed");
    assert_eq!(keys(&world).len(), 5);
}

#[tokio::test]
async fn what_does_not_hold_together_is_refused_beside_its_field_and_stays_as_typed() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let cases: &[(&str, Fields, &str)] = &[
        ("One line of text", &[("label", ""), ("hint", "Only a hint")], "Enter the question"),
        ("One line of text", &[("label", "A"), ("max", "many")], "Enter a whole number from 1 to 50000"),
        ("One of several answers", &[("label", "A")], "Enter the answers to choose from, one a line"),
        (
            "One of several answers",
            &[("label", "A"), ("options", "a | A\na | B")],
            "The word in “a | B” stands there already",
        ),
        ("Number", &[("label", "A"), ("min", "9"), ("max", "3")], "Enter a whole number from 9 to 1000000000000"),
        ("Date", &[("label", "A"), ("min", "2026-02-30")], "Enter a date like 2027-01-31"),
        (
            "Date",
            &[("label", "A"), ("min", "2027-02-01"), ("max", "2027-01-31")],
            "The last day must not be before the first",
        ),
        ("Yes or no", &[("label", "A"), ("key", "full_name")], "There are two of the key “full_name”"),
        (
            "Yes or no",
            &[("label", "A"), ("key", "Not a key")],
            "The key “Not a key” must be made of lower-case letters",
        ),
        ("Yes or no", &[("label", "A"), ("key", "csrf")], "The key “csrf” is a word of the program"),
        ("Consent", &[("label", "A"), ("statement", "B"), ("purpose", "Two words")], "Enter the purpose"),
        ("Country", &[("label", "A"), ("more-codes", "Japan")], "must be a country’s code of two letters"),
        ("Rows", &[("label", "A")], "Enter what one row is called"),
    ];
    let before = world.app.rows();
    let admin = &mut world.admin;
    for (kind, typed, why) in cases {
        admin.get(&format!("{TOUR}/sections/about-you")).await;
        admin.follow("Add a question").await.expect("New question");
        admin.submit("Continue", &[("kind", kind)]).await;
        admin.submit("Save", typed).await;
        let errors = admin.page.errors().join("\n");
        assert!(admin.page.status == 422 && errors.contains(why), "{kind} {typed:?}: {errors}");
        assert!(!admin.page.all(".why").is_empty(), "{kind} {typed:?}: beside the field");
        for (field, value) in *typed {
            let held = admin.form("Save", &[]).fields;
            assert!(held.contains(&((*field).to_owned(), (*value).to_owned())), "{field}: {held:?}");
        }
    }
    assert_eq!(world.app.rows(), before);
}

#[tokio::test]
async fn a_condition_looks_at_earlier_questions_only_and_never_in_a_circle() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    add(admin, "about-you", "Yes or no", &[("label", "First")]).await;
    add(admin, "about-you", "Yes or no", &[("label", "Second")]).await;
    let page = format!("{TOUR}/questions/second/condition");
    admin.get(&page).await;
    assert!(admin.page.all("select[name=add] option").contains(&"First".to_owned()));
    admin.submit("Add a line", &[("add", "First")]).await;
    admin.submit("Save", &[]).await;
    assert_eq!(admin.page.errors(), ["Say which answers are accepted, or remove the line"]);
    admin.submit("Add a line", &[("line-1", "yes"), ("add", "Nationality")]).await;
    admin.submit("Save", &[("line-2", "MY"), ("join", "any")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    let answer =
        |question: &str, is: &str| Condition::Answer { question: question.to_owned(), is: vec![is.to_owned()] };
    let wanted = Condition::Any(vec![answer("first", "yes"), answer("nationality", "MY")]);
    assert_eq!(question(&tour(&world), "second").shown_when, Some(wanted.clone()));
    let admin = &mut world.admin;
    admin.get(&format!("{TOUR}/questions/first/condition")).await;
    assert!(!admin.page.all("select[name=add] option").contains(&"Second".to_owned()));
    let circle = admin.form("Add a line", &[]).with("go", "save").with("line", "second").with("line-1", "yes");
    admin.send(&circle).await;
    assert_eq!(admin.page.errors(), ["This question does not come before. Remove the line"]);
    // What others depend on neither goes nor moves behind them.
    for button in ["Remove First", "Move down First"] {
        admin.get(&format!("{TOUR}/form")).await;
        admin.submit(button, &[]).await;
        assert_eq!(admin.page.errors(), ["“second” depends on a question that does not come before it"], "{button}");
    }
    admin.get(&page).await;
    admin.submit("Remove First", &[]).await;
    admin.submit("Save", &[]).await;
    assert_eq!(question(&tour(&world), "second").shown_when, Some(answer("nationality", "MY")));
    // A new key is followed.
    world.admin.get(&format!("{TOUR}/questions/nationality")).await;
    world.admin.submit("Save", &[("key", "passport")]).await;
    assert_eq!(question(&tour(&world), "second").shown_when, Some(answer("passport", "MY")));
    assert_eq!(tour(&world).form.meaning.country, "passport");
}

#[tokio::test]
async fn a_running_call_is_changed_with_a_reason_and_who_has_answered_keeps_the_form() {
    let mut world = World::open().await;
    let (mut dara, id) = world.applicant("Sok Dara").await;
    let admin = &mut world.admin;
    admin.get(&format!("{RUNNING}/questions/plan_title")).await;
    assert!(admin.page.says("One application has an answer to this question."));
    admin.submit("Save", &[("label", "What is your plan called?")]).await;
    assert_eq!(admin.page.errors(), ["Enter a reason"]);
    assert!(admin.page.text().contains("What is your plan called?"));
    admin.submit("Save", &[("reason", "People asked.")]).await;
    assert_eq!((admin.page.errors(), admin.page.flash()), (Vec::new(), "Saved.".to_owned()));
    assert!(admin.page.says("One application is filled on an earlier version and stays on it."));
    // An answered question is asked about before it goes.
    let name = question(&running(&world), "methods").name().in_language("en").to_owned();
    let admin = &mut world.admin;
    admin.submit(&format!("Remove {name}"), &[]).await.expect(&format!("Remove “{name}”"));
    assert!(admin.page.says("One application has an answer to this question. It keeps the answer"));
    admin.submit("Remove", &[("reason", "Too long.")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    assert!(running(&world).form.question("methods").is_none());
    dara.get(&format!("/applications/{id}/check")).await;
    assert!(dara.page.says("Title of your plan") && !dara.page.says("What is your plan called?"));
    // What runs is never left unfinished.
    world.admin.get(&format!("{RUNNING}/form")).await;
    let form = world.admin.form("Move up Sex", &[("reason", "To see.")]).with("do", "remove:question:full_name");
    world.admin.send(&form).await;
    world.admin.submit("Remove", &[("reason", "To see.")]).await;
    assert_eq!(world.admin.page.status, 422);
    assert!(world.admin.page.errors()[0].contains("There is no question “full_name”"));
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn rules_are_data_with_a_sentence_each() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    add(admin, "about-you", "Date", &[("label", "Born"), ("birth", "yes")]).await;
    admin.get(&format!("{TOUR}/rules")).await;
    admin.follow("Add a rule").await.expect("New rule");
    admin.submit("Continue", &[("kind", "Age")]).await;
    admin.submit("Save", &[("overrides", "VN | forty")]).await;
    assert_eq!(admin.page.errors().len(), 2, "{:?}", admin.page.errors());
    assert!(admin.page.text().contains("VN | forty"));
    let typed = [
        ("says", "You must be younger than 40 on 1 January."),
        ("max", "40"),
        ("inclusive", ""),
        ("on", "On the day below"),
        ("day", "2027-01-01"),
        ("country", "Nationality"),
        ("overrides", "vn | 35"),
    ];
    admin.submit("Save", &typed).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    admin.follow("Add a rule").await.expect("New rule");
    admin.submit("Continue", &[("kind", "Citizenship")]).await;
    admin.submit("Save", &[("says", "You must hold a passport of an ASEAN member state.")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    let rules = tour(&world).eligibility.clone();
    let [age, citizenship] = &rules[..] else { panic!("{rules:?}") };
    let Test::Age { max, inclusive, on, overrides, .. } = &age.test else { panic!("{age:?}") };
    assert_eq!((*max, *inclusive, overrides[0].max), (40, false, 35));
    assert!(matches!(on, ReferenceDay::On(day) if day.to_string() == "2027-01-01"));
    assert!(matches!(&citizenship.test, Test::OneOf { words, .. } if words.len() == 11));
    // What is opened and saved as it is, stays as it is.
    for key in ["age", "citizenship"] {
        world.admin.get(&format!("{TOUR}/rules/{key}")).await;
        world.admin.submit("Save", &[]).await;
        assert_eq!(world.admin.page.errors(), Vec::<String>::new());
    }
    assert_eq!(tour(&world).eligibility, rules);
    world.admin.submit("Move up You must hold a passport of an ASEAN member state.", &[]).await;
    world.admin.submit("Remove You must be younger than 40 on 1 January.", &[]).await;
    assert_eq!(tour(&world).eligibility.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["citizenship"]);
    world.admin.get("/calls/tour-2027").await;
    assert!(world.admin.page.says("You must hold a passport of an ASEAN member state."));
}

#[tokio::test]
async fn opening_and_saving_any_page_of_a_call_changes_nothing() {
    let mut world = World::open().await;
    let before = running(&world);
    let rows = world.app.rows();
    let mut pages: Vec<String> =
        ["lists", "settings", "texts", "letters", "referees", "nomination", "hosting", "pairing", "sealing"]
            .map(str::to_owned)
            .into();
    pages.extend(before.form.sections.iter().map(|s| format!("sections/{}", s.key)));
    for q in before.form.questions() {
        pages.extend([format!("questions/{}", q.key), format!("questions/{}/condition", q.key)]);
        pages.extend(q.parts().iter().map(|p| format!("questions/{}/parts/{}", q.key, p.key)));
    }
    pages.extend(before.eligibility.iter().map(|r| format!("rules/{}", r.key)));
    pages.extend(before.rubric.criteria.iter().map(|c| format!("rubric/{}", c.key)));
    for page in pages {
        world.admin.get(&format!("{RUNNING}/{page}")).await;
        assert_eq!(world.admin.page.status, 200, "{page}");
        world.admin.submit("Save", &[("reason", "To see.")]).await;
        assert_eq!((world.admin.page.status.as_u16(), world.admin.page.errors()), (200, Vec::new()), "{page}");
        assert!(running(&world) == before, "{page}");
    }
    assert_eq!(world.app.rows(), rows);
}

#[tokio::test]
async fn a_rubric_has_criteria_with_weights_and_scores_that_mean_something() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    admin.get(&format!("{TOUR}/rubric")).await;
    admin.follow("Add a criterion").await;
    admin.submit("Save", &[("title", "Impact"), ("weight", "0"), ("anchors", "5 | Good\n5 | Bad")]).await;
    let errors = admin.page.errors().join("\n");
    assert!(errors.contains("Enter a whole number from 1 to 1000") && errors.contains("“5 | Bad”"), "{errors}");
    assert!(admin.page.text().contains("5 | Good"));
    admin.submit("Save", &[("weight", "50"), ("anchors", "0 | None\n10 | All of it")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    admin.submit("Move up Impact", &[]).await;
    admin.submit("Save the lowest mean", &[("threshold", "much")]).await;
    assert_eq!(admin.page.errors(), ["Enter a number like 3.5, or leave it empty"]);
    admin.submit("Save the lowest mean", &[("threshold", "3.5")]).await;
    let rubric = tour(&world).rubric.clone();
    assert_eq!(rubric.threshold, Some(3.5));
    let said = |c: &Criterion| (c.key.clone(), c.weight, c.anchors.iter().map(|a| a.score).collect::<Vec<_>>());
    let expected = [("impact".to_owned(), 50, vec![10, 0]), ("merit".to_owned(), 100, vec![5, 4, 3, 2, 1])];
    assert_eq!(rubric.criteria.iter().map(said).collect::<Vec<_>>(), expected);
    world.admin.submit("Remove Merit", &[]).await;
    world.admin.submit("Remove Impact", &[]).await;
    world.admin.get(&format!("{TOUR}/form")).await;
    assert!(world.admin.page.says("The rubric must have a criterion"));
}

#[tokio::test]
async fn texts_letters_and_settings_have_pages_of_their_own() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    let admin = &mut world.admin;
    admin.get(&format!("{TOUR}/texts")).await;
    let typed = [
        ("summary", "Ten days in five cities."),
        ("part-1-title", "The tour"),
        ("part-1-text", "First paragraph.\n\nSecond paragraph."),
        ("part-2-title", "Costs"),
    ];
    admin.submit("Save", &typed).await;
    assert_eq!(admin.page.errors(), ["Enter the text"]);
    admin.submit("Save", &[("part-2-text", "None.")]).await;
    assert_eq!(admin.page.errors(), Vec::<String>::new());
    admin.get("/calls/tour-2027").await;
    assert!(
        admin.page.says("Ten days in five cities.") && admin.page.says("Second paragraph.") && admin.page.says("Costs")
    );
    admin.get(&format!("{TOUR}/letters")).await;
    admin.submit("Save", &[("offer", "Dear {nmae}")]).await;
    assert_eq!(admin.page.errors(), ["Nothing can be put in for {nmae}"]);
    admin.submit("Save", &[("offer", "Dear {name}, reply by {reply_by}.")]).await;
    admin.get(&format!("{TOUR}/settings")).await;
    admin.submit("Save", &[("blind", "yes"), ("waiting_list", ""), ("reply_days", "0")]).await;
    assert_eq!(admin.page.errors(), ["Enter a whole number from 1 to 365"]);
    admin.submit("Save", &[("reply_days", "21")]).await;
    let now = tour(&world);
    assert_eq!(now.letters.offer.in_language("en"), "Dear {name}, reply by {reply_by}.");
    assert_eq!(now.about[0].paragraphs.len(), 2);
    assert_eq!((now.settings.blind, now.settings.waiting_list, now.settings.reply_days), (true, false, 21));
}

#[tokio::test]
async fn a_draft_is_looked_at_as_an_applicant_and_as_each_reader_and_nothing_is_kept() {
    let mut world = World::open().await;
    empty_call(&mut world).await;
    every_kind(&mut world.admin).await;
    let rows = world.app.rows();
    let admin = &mut world.admin;
    admin.get("/calls/tour-2027").await.expect("Innovation tour 2027");
    admin.get(&format!("{TOUR}/preview")).await;
    admin.follow("About you").await.expect("About you");
    admin.submit("Continue", &[("full_name", "Ana"), ("nationality", "")]).await;
    assert_eq!(admin.page.errors(), ["Select the passport you hold"]);
    assert!(admin.page.text().contains("value=\"Ana\""));
    admin.submit("Continue", &[("nationality", "PH")]).await;
    assert_eq!(admin.page.flash(), "An applicant who answers “About you” so can continue.");
    admin.follow("Your plan").await.expect("Your plan");
    admin.submit("Add another: Prize", &[("prizes-1-name_of_the_prize", "One")]).await;
    assert!(admin.page.text().contains("prizes-2-name_of_the_prize"));
    admin.get(&format!("{TOUR}/preview")).await;
    admin.follow("As blind reviewer").await;
    assert!(!admin.page.says("Full name") && admin.page.says("Aims"), "{}", admin.page.main());
    assert!(!admin.page.says("Telephone"), "for nobody but the office");
    admin.follow("As reviewer who sees names").await;
    assert!(admin.page.says("Full name"));
    admin.follow("As host").await;
    assert!(admin.page.says("Full name") && !admin.page.says("Aims"));
    assert_eq!(world.app.rows(), rows);
}

#[tokio::test]
async fn the_schema_names_every_kind_and_every_field() {
    let mut world = World::open().await;
    world.admin.get(&format!("{RUNNING}/definition")).await;
    world.admin.follow("Schema of the JSON").await.expect("Schema of the JSON");
    for word in KindWord::ALL {
        assert!(world.admin.page.says(&format!("kind: {word}")), "{word}");
    }
    for said in ["test: age", "condition: any", "shown_when (optional)", "max_bytes", "50000"] {
        assert!(world.admin.page.says(said), "{said}");
    }
    assert_eq!(world.officer.get("/admin/schema").await.status, 404);
}
