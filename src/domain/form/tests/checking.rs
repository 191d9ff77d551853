//! What stands between an application and its submission, what reviewers see, and what is wrong with forms.

use super::*;
use crate::domain::workflow::DocumentState;

/// Complete answers, with the CV.
fn complete() -> Answers {
    let mut answers = read("person", PERSON).answers;
    let plan = [("title", "Tides"), ("aims", "To know"), ("field", "1.5"), ("section-done", "yes")];
    answers = read_over("plan", &plan, &answers).answers;
    answers.set("cv", Some(Answer::Documents(vec![document()])));
    read_over("send", &[("truth", "yes"), ("process", "yes")], &answers).answers
}

fn cv_is(state: DocumentState) -> Documents {
    [(document(), "cv".to_owned(), state)].into_iter().collect()
}

fn states(answers: &Answers, documents: &Documents) -> Vec<SectionState> {
    form().check(answers, documents, now()).iter().map(|s| s.state).collect()
}

#[test]
fn an_applicant_sees_how_far_each_section_is() {
    use SectionState::{Completed, Incomplete, NotStarted};
    let none = Documents::default();
    assert_eq!(states(&Answers::default(), &none), [NotStarted, NotStarted, NotStarted]);
    let person = read("person", PERSON).answers;
    assert_eq!(states(&person, &none), [Completed, NotStarted, NotStarted]);
    let plan = read_over("plan", &[("title", "T"), ("section-done", "no")], &person).answers;
    assert_eq!(states(&plan, &none), [Completed, Incomplete, NotStarted]);
    assert_eq!(states(&complete(), &cv_is(DocumentState::Clean)), [Completed, Completed, Completed]);
    assert!(form().is_complete(&complete(), &cv_is(DocumentState::Unscanned), now()));
}

#[test]
fn a_long_section_is_complete_only_when_the_applicant_says_so() {
    let mut answers = complete();
    answers.set(&answers::done_key("plan"), None);
    let form = form();
    let check = form.check_section(form.section("plan").unwrap(), &answers, &Documents::default(), now());
    assert_eq!(check.state, SectionState::Incomplete);
    assert_eq!(said(&check.problems), [("section-done", "form-section-not-done")]);
}

#[test]
fn nobody_submits_a_file_that_is_not_clean_not_theirs_or_given_for_another_question() {
    let form = form();
    let send = form.section("send").unwrap();
    let said_of = |documents: &Documents| -> String {
        let check = form.check_section(send, &complete(), documents, now());
        said(&check.problems).iter().map(|(field, id)| [*field, *id].join(" ")).collect()
    };
    assert_eq!(said_of(&cv_is(DocumentState::Uploading)), "cv form-document-checking");
    assert!(form.is_complete(&complete(), &cv_is(DocumentState::PendingScan), now()));
    assert_eq!(said_of(&cv_is(DocumentState::Infected)), "cv form-document-again");
    assert_eq!(said_of(&Documents::default()), "cv form-document-again");
    let other: Documents = [(document(), "letter".to_owned(), DocumentState::Clean)].into_iter().collect();
    assert_eq!(said_of(&other), "cv form-document-again");
}

#[test]
fn an_answer_kept_from_before_is_held_to_the_rules_all_the_same() {
    let mut answers = complete();
    answers.set("aims", Some(Answer::Text("x".repeat(201))));
    answers.set("years", Some(Answer::Text("7".to_owned())));
    answers.set("truth", Some(Answer::YesNo(false)));
    let problems: Vec<_> =
        form().check(&answers, &cv_is(DocumentState::Clean), now()).into_iter().flat_map(|s| s.problems).collect();
    assert_eq!(said(&problems), [("years", "form-again"), ("aims", "form-too-long"), ("truth", "form-given")]);
}

#[test]
fn a_section_in_which_nothing_is_asked_is_not_in_the_task_list() {
    let mut form = form();
    let only_without_doctorate = Question { shown_when: Some(when("doctorate", "no")), ..question("why", Kind::YesNo) };
    form.sections.push(section("extra", false, vec![only_without_doctorate]));
    let answers = complete();
    assert!(form.check(&answers, &Documents::default(), now()).iter().all(|s| s.section.key != "extra"));
}

#[test]
fn a_blind_reviewer_sees_the_plan_and_not_the_name_nor_the_files_own_name() {
    let mut form = form();
    for question in form.sections.iter_mut().flat_map(|s| &mut s.questions) {
        if ["name", "title", "cv"].contains(&question.key.as_str()) {
            question.audience = vec![Audience::Reviewer];
        }
    }
    let answers = complete();
    let keys = |view: View| -> Vec<String> {
        form.visible(&answers, view).iter().flat_map(|s| &s.questions).map(|(q, _)| q.key.clone()).collect()
    };
    let reviewer = |blind| View::For { audience: Audience::Reviewer, blind };
    assert_eq!(keys(reviewer(true)), ["title", "cv"]);
    assert_eq!(keys(reviewer(false)), ["name", "title", "cv"]);
    assert_eq!(keys(View::For { audience: Audience::Host, blind: false }), Vec::<String>::new());
    // Everything that was asked: no degree, because there is a doctorate; a note asks nothing.
    assert_eq!(keys(View::Whole).len(), form.questions().count() - 3);
    let cv = form.question("cv").unwrap();
    assert_eq!(reviewer(true).file_name(cv, "CV Wibowo.pdf", "en"), "The cv.pdf");
    assert_eq!(reviewer(false).file_name(cv, "CV Wibowo.pdf", "en"), "CV Wibowo.pdf");
}

/// Faults of the form after a change to its questions.
fn faults_after(change: impl FnOnce(&mut Form)) -> Vec<(String, String)> {
    let mut form = form();
    change(&mut form);
    said(&form.faults()).into_iter().map(|(field, id)| (field.to_owned(), id.to_owned())).collect()
}

fn one(place: &str, id: &str) -> Vec<(String, String)> {
    vec![(place.to_owned(), id.to_owned())]
}

#[test]
fn an_office_is_told_what_is_wrong_with_its_form_before_an_applicant_meets_it() {
    let push = |q: Question| faults_after(move |form| form.sections[2].questions.push(q));
    assert_eq!(faults_after(|_| ()), []);
    assert_eq!(push(question("email", Kind::YesNo)), one("email", "form-fault-twice"));
    assert_eq!(push(question("Bad-Key", Kind::YesNo)), one("Bad-Key", "form-fault-key"));
    assert_eq!(push(question("a", Kind::OneOf { options: Vec::new() })), one("a", "form-fault-options"));
    assert_eq!(push(question("a", Kind::OneOf { options: options(&["x", "x"]) })), one("a", "form-fault-options"));
    assert_eq!(push(question("a", Kind::Number { min: 2, max: 1 })), one("a", "form-fault-limits"));
    assert_eq!(push(question("a", Kind::ShortText { max: 0 })), one("a", "form-fault-limits"));
    let silent = Kind::Declaration { statement: Text::default() };
    assert_eq!(push(question("a", silent)), one("a", "form-fault-no-statement"));
    assert_eq!(faults_after(|form| form.sections[1].key = "person".to_owned()), one("person", "form-fault-twice"));
    let late = faults_after(|form| {
        form.sections[1].questions.pop();
        form.sections[1].before = true;
    });
    assert_eq!(late, one("plan", "form-fault-before-late"));
    assert_eq!(
        faults_after(|form| form.meaning.name = "nobody".to_owned()),
        one("nobody", "form-fault-meaning-missing")
    );
    assert_eq!(faults_after(|form| form.meaning.name = "years".to_owned()), one("years", "form-fault-meaning-kind"));
}

#[test]
fn conditions_look_back_only_so_that_they_cannot_go_in_a_circle() {
    let push = |condition| {
        faults_after(move |form| {
            form.sections[0].questions[2].shown_when = Some(condition);
        })
    };
    assert_eq!(push(when("degree", "none")), one("country", "form-fault-condition-question"));
    assert_eq!(push(when("country", "MM")), one("country", "form-fault-condition-question"));
    assert_eq!(push(when("nothing", "MM")), one("country", "form-fault-condition-question"));
    assert_eq!(push(Condition::Any(Vec::new())), one("country", "form-fault-condition-empty"));
    let word = |form: &mut Form| form.sections[1].questions[0].shown_when = Some(when("doctorate", "maybe"));
    assert_eq!(faults_after(word), one("title", "form-fault-condition-word"));
}

/// 300 questions, 100 of them conditional, all answered with a page of text: under 1 ms, in a debug build too.
#[test]
fn a_form_of_300_questions_is_checked_faster_than_anyone_can_notice() {
    let mut questions = vec![question("more", Kind::YesNo)];
    let mut answers = Answers::default();
    answers.set("more", Some(Answer::YesNo(true)));
    for n in 1..300 {
        let key = format!("q{n}");
        answers.set(&key, Some(Answer::Text("Ocean currents and the people who live by them. ".repeat(40))));
        let shown_when = if n % 3 == 0 { Some(when("more", "yes")) } else { None };
        questions.push(Question { shown_when, ..question(&key, Kind::LongText { max: 2000 }) });
    }
    let mut form = form();
    form.sections = questions.chunks(30).map(|q| section("page", false, q.to_vec())).collect();
    let once = || {
        let began = std::time::Instant::now();
        assert!(form.is_complete(&answers, &Documents::default(), now()));
        began.elapsed()
    };
    let best = (0..20).map(|_| once()).min().unwrap();
    assert!(best.as_micros() < 1_000, "{best:?}");
}
