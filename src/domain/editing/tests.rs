//! Whatever is done in whatever order, a definition that holds together goes on holding together.

use proptest::{collection::vec, prelude::*, sample};

use super::*;
use crate::domain::{
    eligibility::Test,
    form::{Choice, Condition, KindWord},
    presets::YOUNG_SCIENTIST,
};

fn start() -> Definition {
    YOUNG_SCIENTIST.definition().unwrap()
}

fn ids(refused: Result<Definition, Vec<Problem>>) -> Vec<String> {
    refused.unwrap_err().into_iter().map(|p| p.sentence.id.into_owned()).collect()
}

fn question(key: &str) -> Item {
    Item::Question(spot(key))
}

fn spot(key: &str) -> Spot {
    Spot { question: key.to_owned(), part: None }
}

#[test]
fn a_question_on_which_others_depend_neither_goes_nor_moves_behind_them() {
    let start = start();
    assert_eq!(ids(Edit::Remove(question("doctorate")).apply(&start)).len(), 2, "a condition and a rule look at it");
    assert_eq!(ids(Edit::Down(Item::Section("eligibility".to_owned())).apply(&start))[0], "form-fault-before-late");
    let condition = |on: &str| Some(Condition::Answer { question: on.to_owned(), is: vec!["yes".to_owned()] });
    let circle = Question { shown_when: condition("doctorate"), ..start.form.question("doctorate").unwrap().clone() };
    let refused = Edit::SetQuestion(spot("doctorate"), circle, None).apply(&start);
    assert_eq!(ids(refused), ["form-fault-condition-question"]);
    let degree = start.form.question("highest_degree").unwrap();
    let missing = Question { shown_when: condition("nobody_asks_this"), ..degree.clone() };
    let refused = Edit::SetQuestion(spot("highest_degree"), missing, None).apply(&start);
    assert_eq!(ids(refused), ["form-fault-condition-question"]);
}

#[test]
fn a_question_with_a_new_key_is_still_the_one_that_rules_conditions_and_lists_look_at() {
    let start = start();
    let renamed = Question { key: "phd".to_owned(), ..start.form.question("doctorate").unwrap().clone() };
    let changed = Edit::SetQuestion(spot("doctorate"), renamed, None).apply(&start).unwrap();
    assert_eq!(changed.faults(), []);
    assert_eq!(changed.form.question("highest_degree").unwrap().shown_when.as_ref().unwrap().questions(), ["phd"]);
    let name = Question { key: "whole_name".to_owned(), ..start.form.question("full_name").unwrap().clone() };
    let changed = Edit::SetQuestion(spot("full_name"), name, Some("stay".to_owned())).apply(&start).unwrap();
    assert_eq!(changed.form.meaning.name, "whole_name");
    assert_eq!(changed.form.section_of("whole_name").unwrap().key, "stay");
}

#[test]
fn a_copied_section_depends_on_itself_and_not_on_its_model() {
    let start = start();
    let changed = Edit::Copy(Item::Section("education".to_owned())).apply(&start).unwrap();
    let keys: Vec<_> = changed.form.section("education-2").unwrap().questions.iter().map(|q| q.key.as_str()).collect();
    assert_eq!(keys[..2], ["highest_degree_2", "degree_subject_2"]);
    let [a, b] = ["a", "b"].map(|key| Question {
        key: key.to_owned(),
        label: Text::english(key),
        ..Question::blank(KindWord::YesNo.blank())
    });
    let b =
        Question { shown_when: Some(Condition::Answer { question: "a".to_owned(), is: vec!["yes".to_owned()] }), ..b };
    let with = [a, b].into_iter().fold(start, |d, q| Edit::AddQuestion("stay".to_owned(), q).apply(&d).unwrap());
    let copied = Edit::Copy(Item::Section("stay".to_owned())).apply(&with).unwrap();
    assert_eq!(copied.form.question("b_2").unwrap().shown_when.as_ref().unwrap().questions(), ["a_2"]);
}

#[test]
fn an_unfinished_form_can_be_worked_on_and_what_is_not_there_cannot() {
    let start = start();
    let changed = Edit::Remove(question("full_name")).apply(&start).unwrap();
    let open: Vec<_> = changed.faults().into_iter().map(|p| p.sentence.id).collect();
    assert_eq!(open, ["form-fault-meaning-missing"]);
    assert_eq!(ids(Edit::Remove(question("nothing")).apply(&start)), ["editor-gone"]);
}

#[test]
fn every_ready_made_question_fits_into_a_form() {
    for question in starters::all() {
        let changed =
            Edit::AddQuestion("plan".to_owned(), Question { key: format!("new_{}", question.key), ..question.clone() })
                .apply(&start());
        assert_eq!(changed.map(|d| d.faults()), Ok(Vec::new()), "{}", question.key);
    }
    assert_eq!(starters::all().len(), 7);
    assert_eq!(starters::find("address").unwrap().most_rows(), 1);
    assert!(KindWord::ALL.iter().all(|word| starters::find(word.word()).is_some_and(|q| q.kind.word() == *word)));
}

fn keys() -> Vec<String> {
    let start = start();
    let more = ["a", "a_2", "new", "", "Nö", "csrf", "sex"].map(str::to_owned);
    start.form.questions().map(|q| q.key.clone()).chain(more).collect()
}

fn item() -> impl Strategy<Value = Item> {
    let sections: Vec<_> = start().form.sections.iter().map(|s| s.key.clone()).collect();
    let part = sample::select(vec!["employer", "post", "from", "until", "language", "x"]);
    prop_oneof![
        3 => sample::select(keys()).prop_map(|key| question(&key)),
        2 => sample::select(sections).prop_map(Item::Section),
        1 => (sample::select(vec!["earlier_posts", "other_languages", "sex"]), part)
            .prop_map(|(q, p)| Item::Question(Spot { question: q.to_owned(), part: Some(p.to_owned()) })),
        1 => sample::select(vec!["age", "nationality", "language", "x"]).prop_map(|key| Item::Rule(key.to_owned())),
        1 => sample::select(vec!["excellence", "impact", "x"]).prop_map(|key| Item::Criterion(key.to_owned())),
    ]
}

fn made() -> impl Strategy<Value = Question> {
    let condition = proptest::option::of((sample::select(keys()), sample::select(vec!["yes", "no", "MY", "5"])));
    (sample::select(keys()), sample::select(KindWord::ALL), condition, any::<bool>()).prop_map(
        |(key, word, on, said)| {
            let mut question = Question { key, label: Text::english("New"), ..Question::blank(word.blank()) };
            if let (Kind::OneOf { options } | Kind::SeveralOf { options, .. }, true) = (&mut question.kind, said) {
                options.push(Choice { value: "yes".to_owned(), label: Text::english("Yes") });
            }
            question.shown_when = on.map(|(question, is)| Condition::Answer { question, is: vec![is.to_owned()] });
            question
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    let rule = (sample::select(keys()), sample::select(vec!["age", "new", "New"])).prop_map(|(question, key)| Rule {
        key: key.to_owned(),
        says: Text::english("You must."),
        test: Test::AllOf { tests: vec![Test::AtLeast { question, min: 1 }] },
    });
    prop_oneof![
        3 => item().prop_map(Edit::Up),
        3 => item().prop_map(Edit::Down),
        2 => item().prop_map(Edit::Copy),
        3 => item().prop_map(Edit::Remove),
        2 => made().prop_map(|q| Edit::AddQuestion("plan".to_owned(), q)),
        2 => (sample::select(keys()), made()).prop_map(|(key, q)| Edit::SetQuestion(spot(&key), q, Some("stay".to_owned()))),
        1 => made().prop_map(|q| Edit::AddPart("earlier_posts".to_owned(), q)),
        1 => rule.prop_map(Edit::AddRule),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_what_is_kept_holds_together(edits in vec(edit(), 1..25)) {
        let mut definition = start();
        for edit in edits {
            match edit.apply(&definition) {
                Ok(changed) => definition = changed,
                Err(why) => prop_assert!(!why.is_empty()),
            }
            prop_assert_eq!(definition.breaks(), Vec::new());
            let stored = serde_json::to_string(&definition).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Definition>(&stored).unwrap(), &definition);
        }
    }
}
