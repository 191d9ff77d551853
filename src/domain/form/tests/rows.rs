//! Questions that are answered row by row.

use super::*;

/// The section of the plan, filled in but for the posts.
const PLAN: &[(&str, &str)] =
    &[("title", "Arsenic in wells"), ("aims", "To measure."), ("field", "1.5"), ("section-done", "yes")];

fn with_posts(posts: &[(&str, &str)]) -> Reading {
    read("plan", &PLAN.iter().chain(posts).copied().collect::<Vec<_>>())
}

fn rows(reading: &Reading) -> Vec<Answers> {
    match reading.answers.get("posts") {
        Some(Answer::Rows(rows)) => rows.clone(),
        None => Vec::new(),
        other => panic!("{other:?}"),
    }
}

const FIRST: &[(&str, &str)] = &[
    ("posts-1-employer", "Yezin University"),
    ("posts-1-since-day", "1"),
    ("posts-1-since-month", "july"),
    ("posts-1-since-year", "2010"),
    ("posts-1-left", "no"),
    ("posts-1-why", "never asked"),
];

#[test]
fn a_row_in_which_nothing_is_typed_is_left_out() {
    let third =
        [("posts-rows", "3"), ("posts-3-employer", "A ministry"), ("posts-3-left", "yes"), ("posts-3-why", "It ended")];
    let third_since = [("posts-3-since-day", "1"), ("posts-3-since-month", "1"), ("posts-3-since-year", "2005")];
    let reading = with_posts(&[FIRST, &third, &third_since].concat());
    assert_eq!(said(&reading.problems()), []);
    let employers: Vec<_> = rows(&reading).iter().map(|row| row.text("employer").unwrap().to_owned()).collect();
    assert_eq!(employers, ["Yezin University", "A ministry"]);
    assert_eq!(rows(&reading)[0].get("why"), None);
    assert_eq!(rows(&with_posts(&[("posts-rows", "1"), ("posts-1-employer", "  ")])), []);
}

#[test]
fn whoever_leaves_a_part_of_a_row_empty_is_led_to_its_field() {
    let reading =
        with_posts(&[("posts-rows", "2"), ("posts-2-employer", "A ministry"), ("posts-2-since-year", "2533")]);
    let told = [("posts-2-since-day", "form-date-no-day"), ("posts-2-left", "form-given")];
    assert_eq!(said(&reading.problems()), told);
    assert_eq!(rows(&reading).len(), 1);
    // Stored as the first row, it is led to as the first.
    let form = form();
    let check = form.check_section(form.section("plan").unwrap(), &reading.answers, &Documents::default(), now());
    let fields: Vec<_> = check.problems.iter().map(|p| p.field.clone().unwrap()).collect();
    assert_eq!(fields, ["posts-1-since-day", "posts-1-left"]);
}

#[test]
fn no_more_rows_are_read_than_the_question_takes() {
    let many: Vec<(String, String)> =
        (1..=9).map(|n| (format!("posts-{n}-employer"), format!("Employer {n}"))).collect();
    let mut all: Vec<(&str, &str)> = many.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
    all.push(("posts-rows", "9"));
    assert_eq!(rows(&with_posts(&all)).len(), 3);
    all.push(("posts-rows", "x"));
    assert_eq!(rows(&with_posts(&all)).len(), 3);
}

#[test]
fn a_row_that_is_taken_away_lets_those_after_it_move_up() {
    let form = form();
    let posts = form.question("posts").unwrap();
    let mut page = typed(&[FIRST, &[("posts-rows", "2"), ("posts-2-employer", "A ministry"), ("title", "T")]].concat());
    page.remove_row(posts, 1);
    assert_eq!(page.first("posts-1-employer"), "A ministry");
    assert_eq!(page.day("posts-1-since"), ["", "", ""]);
    assert_eq!((page.rows("posts"), page.first("title")), (1, "T"));
    page.add_row(posts);
    page.add_row(posts);
    page.add_row(posts);
    assert_eq!((page.rows("posts"), page.first("posts-2-employer")), (3, ""));
    // There is no such row.
    page.remove_row(posts, 7);
    page.remove_row(posts, 0);
    assert_eq!((page.rows("posts"), page.first("posts-1-employer")), (3, "A ministry"));
}

#[test]
fn a_question_of_rows_asks_for_as_many_as_it_needs() {
    let Kind::Rows { questions, row, .. } = posts() else { panic!("no rows") };
    let two = Question { optional: false, ..question("posts", Kind::Rows { questions, row, min: 2, max: 3 }) };
    let mut form = form();
    form.sections[1].questions.pop();
    form.sections[1].questions.push(two);
    let section = form.section("plan").unwrap();
    let fields = |posts: &[(&str, &str)]| typed(&PLAN.iter().chain(posts).copied().collect::<Vec<_>>());
    let told = |posts: &[(&str, &str)]| form.read(section, &fields(posts), &Answers::default(), now()).problems();
    assert_eq!(said(&told(&[])), [("posts-1-employer", "form-given")]);
    let one = [FIRST, &[("posts-rows", "2")]].concat();
    assert_eq!(said(&told(&one)), [("posts-1-employer", "form-too-few-rows")]);
}

#[test]
fn an_office_is_told_what_is_wrong_with_its_rows() {
    let faults = |kind: Kind| {
        let mut form = form();
        form.sections[2].questions.push(question("rows", kind));
        form.faults().iter().map(|p| p.sentence.id.to_string()).collect::<Vec<_>>()
    };
    let rows = |questions, max| Kind::Rows { questions, row: Text::english("Row"), min: 0, max };
    let line = || question("line", Kind::ShortText { max: 9 });
    assert_eq!(faults(rows(vec![line()], 2)), Vec::<String>::new());
    assert_eq!(faults(rows(Vec::new(), 2)), ["form-fault-no-questions"]);
    assert_eq!(faults(rows(vec![line()], 0)), ["form-fault-limits"]);
    assert_eq!(faults(rows(vec![line(), line()], 2)), ["form-fault-twice"]);
    assert_eq!(faults(rows(vec![question("deeper", posts())], 2)), ["form-fault-part-kind"]);
    let late = Question { shown_when: Some(when("title", "x")), ..line() };
    assert_eq!(faults(rows(vec![late], 2)), ["form-fault-condition-question"]);
    let unnamed = Kind::Rows { questions: vec![line()], row: Text::default(), min: 0, max: 2 };
    assert_eq!(faults(unnamed), ["form-fault-no-row"]);
    let mut before = form();
    before.sections[0].before = true;
    before.sections[0].questions.push(question("rows", rows(vec![line()], 2)));
    assert_eq!(said(&before.faults()), [("person", "form-fault-before-kind")]);
}
