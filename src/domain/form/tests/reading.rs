//! What comes of what people type.

use super::*;
use crate::domain::{sentence::Arg, time::Day};

#[test]
fn a_person_with_one_name_and_burmese_digits_is_read_without_a_problem() {
    let reading = read("person", PERSON);
    assert_eq!(said(&reading.problems()), []);
    let get = |key: &str| reading.answers.get(key).cloned();
    assert_eq!(get("name"), Some(Answer::Text("Wibowo".to_owned())));
    assert_eq!(get("born"), Day::from_ymd_opt(1988, 2, 29).map(Answer::Date));
    assert_eq!(get("years"), Some(Answer::Number(7)));
    assert_eq!(get("languages"), Some(Answer::Choices(vec!["en".to_owned(), "ms".to_owned()])));
    assert_eq!(get("email"), None);
}

#[test]
fn a_person_who_leaves_everything_out_is_told_each_thing_in_the_calls_own_words() {
    let problems = read("person", &[]).problems();
    let fields: Vec<_> = problems.iter().map(|p| p.field.clone().unwrap_or_default()).collect();
    assert_eq!(fields, ["name", "born-day", "country", "doctorate", "years", "languages"]);
    let first = &problems.first().unwrap().sentence;
    assert_eq!(first.id, "form-given");
    assert_eq!(first.args.first().unwrap().1, Arg::Words(Text::english("Enter the name")));
}

#[test]
fn a_person_who_types_something_wrong_sees_it_again_and_keeps_the_rest() {
    let before = read("person", PERSON).answers;
    let reading = read_over("person", &[("name", "<b>"), ("years", "seven"), ("doctorate", "yes")], &before);
    assert_eq!(said(&reading.wrong()), [("name", "form-name-character"), ("years", "form-not-a-number")]);
    assert_eq!(reading.typed.first("name"), "<b>");
    assert_eq!(reading.typed.first("years"), "seven");
    // What was good before stays, what was emptied goes.
    assert_eq!(reading.answers.text("name"), Some("Wibowo"));
    assert_eq!(reading.answers.get("born"), None);
}

#[test]
fn a_thai_applicant_who_writes_the_year_of_the_buddhist_era_is_told_so() {
    let reading = person_but(&[("born-year", "2533")]);
    let problems = reading.problems();
    assert_eq!(said(&problems), [("born-year", "form-date-buddhist")]);
    let args = &problems.first().unwrap().sentence.args;
    assert_eq!(args.iter().map(|(_, arg)| arg.clone()).collect::<Vec<_>>(), ["2533".into(), "1990".into()]);
}

#[test]
fn a_day_that_is_not_whole_not_real_or_still_to_come_is_refused_at_its_own_field() {
    let at = |changed: &[(&str, &str)]| {
        let problems = person_but(changed).problems();
        said(&problems).into_iter().map(|(field, id)| format!("{field} {id}")).collect::<Vec<_>>()
    };
    assert_eq!(at(&[("born-month", "")]), ["born-month form-date-no-month"]);
    assert_eq!(at(&[("born-day", " ")]), ["born-day form-date-no-day"]);
    assert_eq!(at(&[("born-year", "")]), ["born-year form-date-no-year"]);
    assert_eq!(at(&[("born-year", "88")]), ["born-year form-date-year-digits"]);
    assert_eq!(at(&[("born-year", "1989")]), ["born-day form-date-not-real"]);
    assert_eq!(at(&[("born-month", "13")]), ["born-month form-date-not-real"]);
    assert_eq!(at(&[("born-year", "1850"), ("born-day", "1")]), ["born-day form-date-year-early"]);
    assert_eq!(at(&[("born-year", "2028")]), ["born-day form-date-past"]);
    assert_eq!(at(&[("born-day", "99999999999999999999")]), ["born-day form-date-not-real"]);
}

#[test]
fn today_anywhere_on_earth_is_not_in_the_future() {
    let born = |day: &str| person_but(&[("born-day", day), ("born-month", "11"), ("born-year", "2026")]);
    assert_eq!(said(&born("22").problems()), []);
    assert_eq!(said(&born("23").problems()), [("born-day", "form-date-past")]);
}

#[test]
fn an_answer_that_the_page_did_not_offer_is_refused() {
    let reading = person_but(&[("country", "XX"), ("doctorate", "perhaps"), ("languages", "tlh"), ("years", "-1")]);
    assert_eq!(
        said(&reading.problems()),
        [
            ("country", "form-no-option"),
            ("doctorate", "form-no-option"),
            ("years", "form-number-range"),
            ("languages", "form-no-option"),
        ]
    );
    let three = [("languages", "en"), ("languages", "zh"), ("languages", "zh"), ("languages", "ms")];
    assert_eq!(said(&person_but(&three).problems()), [("languages", "form-too-many")]);
    assert_eq!(said(&person_but(&[("country", "ZZ")]).problems()), []);
}

#[test]
fn of_a_field_that_comes_twice_the_first_counts() {
    let reading =
        person_but(&[("name", "Thiri Win"), ("name", "Somebody Else"), ("doctorate", "yes"), ("doctorate", "no")]);
    assert_eq!(reading.answers.text("name"), Some("Thiri Win"));
    assert_eq!(reading.answers.get("doctorate"), Some(&Answer::YesNo(true)));
}

#[test]
fn a_text_too_long_is_kept_to_be_shortened_and_the_person_told_by_how_much() {
    // 100 Khmer letters with a vowel sign each are 200 characters, and fit.
    let khmer = "កា".repeat(100);
    assert_eq!(said(&read("plan", &[("aims", &khmer)]).wrong()), []);
    let long = "ក".repeat(201);
    let reading = read("plan", &[("aims", &long), ("title", &long)]);
    assert_eq!(said(&reading.wrong()), [("title", "form-too-long"), ("aims", "form-too-long")]);
    assert_eq!(reading.answers.text("aims"), Some(long.as_str()));
    assert_eq!(reading.answers.text("title"), None);
    assert_eq!(reading.typed.first("title"), long);
    assert_eq!(reading.wrong().last().unwrap().sentence.args.last().unwrap().1, Arg::Number(1));
}

#[test]
fn paragraphs_stay_paragraphs_and_a_line_stays_a_line() {
    let reading = read("plan", &[("aims", "One\r\n\r\nTwo\u{0}"), ("title", "A\r\ntitle ")]);
    assert_eq!(reading.answers.text("aims"), Some("One\n\nTwo"));
    assert_eq!(reading.answers.text("title"), Some("A title"));
}

#[test]
fn mail_addresses_and_telephone_numbers_are_taken_as_people_write_them() {
    let reading = person_but(&[("email", " siti@um.edu.my "), ("phone", "+66 ๐๒-๑๒๓ ๔๕๖๗ ext. 12")]);
    assert_eq!(said(&reading.problems()), []);
    assert_eq!(reading.answers.text("phone"), Some("+66 02-123 4567 ext. 12"));
    let reading = person_but(&[("email", "siti"), ("phone", "+66+1")]);
    assert_eq!(said(&reading.problems()), [("email", "form-email"), ("phone", "form-phone")]);
}

#[test]
fn a_person_who_will_come_back_later_is_told_what_is_wrong_and_not_what_is_missing() {
    let reading = read("plan", &[("title", ""), ("field", "9.9"), ("section-done", "no")]);
    assert_eq!(said(&reading.problems()), [("field", "form-no-option")]);
    let reading = read("plan", &[("section-done", "yes")]);
    assert_eq!(reading.problems().len(), 3);
    assert!(reading.wrong().is_empty());
    assert_eq!(reading.answers.section_done("plan"), Some(true));
    let all = [("title", "T"), ("aims", "A"), ("field", "2.10")];
    assert_eq!(said(&read("plan", &all).problems()), [("section-done", "form-section-done")]);
}

#[test]
fn a_question_that_is_no_longer_asked_loses_its_answer_everywhere() {
    let no = person_but(&[("doctorate", "no"), ("degree", "master")]).answers;
    let plan = [("title", "T"), ("aims", "A"), ("field", "1.1"), ("degree_subject", "Law"), ("section-done", "yes")];
    let subject = read_over("plan", &plan, &no).answers;
    assert_eq!(subject.text("degree_subject"), Some("Law"));
    let yes = read_over("person", PERSON, &subject).answers;
    assert_eq!((yes.get("degree"), yes.get("degree_subject")), (None, None));
    assert_eq!(yes.text("title"), Some("T"));
    assert_eq!(said(&person_but(&[("doctorate", "no")]).problems()), [("degree", "form-given")]);
}

#[test]
fn a_page_offers_what_its_own_answers_may_bring_up_and_not_what_another_page_ruled_out() {
    let form = form();
    let keys = |section: &str, answers: &Answers| -> Vec<String> {
        form.offered(form.section(section).unwrap(), answers).iter().map(|q| q.key.clone()).collect()
    };
    assert!(keys("person", &Answers::default()).contains(&"degree".to_owned()));
    assert!(!keys("plan", &Answers::default()).contains(&"degree_subject".to_owned()));
}

#[test]
fn a_consent_keeps_its_version_and_the_time_at_which_it_was_given() {
    let first = read("send", &[("process", "yes"), ("truth", "yes")]);
    let given = Answer::Consent { given: true, version: 1, at: now() };
    assert_eq!(first.answers.get("process"), Some(&given));
    assert_eq!(first.answers.get("publish"), Some(&Answer::Consent { given: false, version: 1, at: now() }));
    let form = form();
    let send = form.section("send").unwrap();
    let later = now() + crate::domain::time::Span::hours(1);
    let again = form.read(send, &typed(&[("process", "yes"), ("publish", "yes")]), &first.answers, later).answers;
    assert_eq!(again.get("process"), Some(&given));
    assert_eq!(again.get("publish"), Some(&Answer::Consent { given: true, version: 1, at: later }));
    let withdrawn = form.read(send, &typed(&[]), &again, later);
    assert_eq!(said(&withdrawn.problems()), [("cv", "form-given"), ("truth", "form-given"), ("process", "form-given")]);
}

#[test]
fn a_file_is_not_given_by_typing_its_id() {
    let id = document().to_string();
    assert_eq!(read("send", &[("cv", &id)]).answers.get("cv"), None);
    let mut before = Answers::default();
    before.set("cv", Some(Answer::Documents(vec![document()])));
    assert_eq!(read_over("send", &[("cv", "")], &before).answers.get("cv"), before.get("cv"));
}
