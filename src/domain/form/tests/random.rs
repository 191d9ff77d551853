//! Whatever is posted, nothing breaks; whatever is shown reads back as it was.

use proptest::{collection::vec, option, prelude::*, sample};

use super::*;
use crate::domain::{research_field::ResearchField, time::Day};

/// Field names of every section, and some that are nobody's.
fn field_names() -> Vec<String> {
    let form = form();
    let mut names: Vec<String> = form
        .questions()
        .flat_map(|q| [q.key.clone(), format!("{}-day", q.key), format!("{}-month", q.key), format!("{}-year", q.key)])
        .collect();
    for part in ["employer", "since-day", "since-month", "since-year", "left", "why", "x"] {
        names.extend((0..5).map(|row| format!("posts-{row}-{part}")));
    }
    names.extend(
        ["posts-rows", "posts-rows", "posts-rows", "section-done", "section:plan", "", "__proto__", "name[]"]
            .map(str::to_owned),
    );
    names
}

/// Values that are likely to be almost right, and any text.
fn value() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "",
        "yes",
        "no",
        "MM",
        "ZZ",
        "en",
        "zh",
        "ms",
        "master",
        "none",
        "2.10",
        "9.9",
        "29",
        "2",
        "february",
        "1988",
        "2533",
        "7",
        "-1",
        "9223372036854775808",
        "siti@um.edu.my",
        "+95 1 234 567",
        "Wibowo",
        "\u{0}",
        "\u{202e}",
        "a\r\nb",
        "๕",
        "e\u{301}",
    ];
    prop_oneof![
        4 => sample::select(WORDS).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "\\PC{0,450}",
        1 => vec(any::<u8>(), 0..80).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn posted() -> impl Strategy<Value = Typed> {
    vec((sample::select(field_names()), value()), 0..25).prop_map(|pairs| pairs.into_iter().collect())
}

/// Text that cleaning leaves as it is, of at most `max` characters; nothing where cleaning leaves nothing.
fn text(max: usize, clean: fn(&str) -> String) -> impl Strategy<Value = Option<Answer>> {
    any::<String>().prop_map(move |typed| {
        let text = clean(&clean::printable(&typed).chars().take(max).collect::<String>());
        (!text.is_empty() && text.chars().count() <= max).then_some(Answer::Text(text))
    })
}

fn line_or_paragraphs() -> impl Strategy<Value = (Option<Answer>, Option<Answer>)> {
    (text(50, clean::line), text(200, clean::paragraphs))
}

/// Posts, complete or not, none of them empty.
fn stored_posts() -> impl Strategy<Value = Option<Answer>> {
    let post =
        ("[A-Z][a-z]{2,30}", option::of(any::<bool>()), option::of(1950..2020i32)).prop_map(|(at, left, year)| {
            let mut post = Answers::default();
            post.set("employer", Some(Answer::Text(at)));
            post.set("since", year.and_then(|year| Day::from_ymd_opt(year, 7, 1)).map(Answer::Date));
            post.set("left", left.map(Answer::YesNo));
            post.set("why", left.filter(|left| *left).map(|_| Answer::Text("It ended".to_owned())));
            post
        });
    vec(post, 0..=3).prop_map(|posts| (!posts.is_empty()).then_some(Answer::Rows(posts)))
}

/// Answers that could be stored, complete or not.
fn stored() -> impl Strategy<Value = Answers> {
    let name =
        option::of("[A-Za-zก-ฮក-អကခဂ][A-Za-zก-ฮក-អကခဂ .'’/@,-]{0,60}".prop_map(|n| Answer::Text(clean::line(&n))));
    let born = option::of((0..45_000i64).prop_map(|days| {
        let first = Day::from_ymd_opt(1900, 1, 1).unwrap();
        Answer::Date(first + crate::domain::time::Span::days(days))
    }));
    let choice =
        |values: &'static [&'static str]| option::of(sample::select(values).prop_map(|v| Answer::Choice(v.to_owned())));
    let several = option::of(sample::subsequence(vec!["en", "zh", "ms"], 1..=2))
        .prop_map(|chosen| chosen.map(|all| Answer::Choices(all.into_iter().map(str::to_owned).collect())));
    let yes_no = || option::of(any::<bool>().prop_map(Answer::YesNo));
    let field = option::of(sample::select(ResearchField::all().collect::<Vec<_>>()).prop_map(Answer::Field));
    let consent = || any::<bool>().prop_map(|given| Some(Answer::Consent { given, version: 1, at: now() }));
    let person = (name, born, choice(&["MM", "TH", "ZZ"]), yes_no(), choice(&["master", "none"]), several);
    let years = option::of(0..=60i64);
    let rest = (line_or_paragraphs(), field, text(40, clean::line), yes_no(), years, any::<bool>(), stored_posts());
    (person, rest, (consent(), consent(), any::<bool>())).prop_map(|(person, rest, send)| {
        let (name, born, country, doctorate, degree, languages) = person;
        let ((title, aims), field, subject, done, years, truth, posts) = rest;
        let mut answers = Answers::default();
        let all = [
            ("name", name),
            ("born", born),
            ("country", country),
            ("doctorate", doctorate),
            ("degree", degree),
            ("languages", languages),
            ("title", title),
            ("aims", aims),
            ("field", field),
            ("degree_subject", subject),
            ("years", years.map(Answer::Number)),
            ("posts", posts),
            ("section:plan", done),
            ("truth", truth.then_some(Answer::YesNo(true))),
            ("process", send.0),
            ("publish", send.1),
            ("cv", send.2.then(|| Answer::Documents(vec![document()]))),
        ];
        for (key, answer) in all {
            answers.set(key, answer);
        }
        form().drop_hidden(&mut answers);
        answers
    })
}

proptest! {
    #[test]
    fn whatever_is_posted_is_answered_and_what_is_kept_is_sound(before in stored(), posted in posted()) {
        let form = form();
        for section in &form.sections {
            let reading = form.read(section, &posted, &before, now());
            for (key, answer) in &reading.answers.0 {
                let Some(question) = form.question(key) else {
                    prop_assert_eq!(key, "section:plan");
                    continue;
                };
                // Only a long text may be kept while it is too long.
                prop_assert!(question.verify(answer, now()).is_ok() || key == "aims", "{} {:?}", key, answer);
            }
            // Nothing is kept that is not asked.
            for key in form.hidden(&reading.answers) {
                prop_assert_eq!(reading.answers.get(key), None);
            }
            // Answers to other sections stay, unless they are no longer asked.
            let hidden = form.hidden(&reading.answers);
            for question in form.sections.iter().filter(|s| s.key != section.key).flat_map(|s| s.asked(&hidden)) {
                prop_assert_eq!(reading.answers.get(&question.key), before.get(&question.key));
            }
            // What is kept can be stored and read back.
            let json = serde_json::to_string(&reading.answers).unwrap();
            prop_assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), reading.answers.clone());
            // Reading without a problem and checking agree.
            if reading.is_fine() && section.key != "send" {
                let check = form.check_section(section, &reading.answers, &Documents::default(), now());
                prop_assert!(check.problems.is_empty() || reading.answers.section_done("plan") == Some(false));
            }
        }
    }

    #[test]
    fn what_a_page_shows_reads_back_as_what_was_stored(answers in stored()) {
        let form = form();
        for section in &form.sections {
            let shown = Typed::of(section, &answers);
            let reading = form.read(section, &shown, &answers, now());
            prop_assert_eq!(&reading.answers, &answers);
            prop_assert_eq!(reading.wrong(), []);
        }
    }

    #[test]
    fn a_page_that_was_refused_shows_what_was_typed(posted in posted()) {
        let form = form();
        for section in &form.sections {
            let reading = form.read(section, &posted, &Answers::default(), now());
            let of_one_field = |q: &&Question| !matches!(q.kind, Kind::Date { .. } | Kind::Rows { .. } | Kind::Note { .. });
            for question in section.questions.iter().filter(of_one_field) {
                let again: Vec<String> = posted.values(&question.key).iter().map(|v| clean::printable(v)).collect();
                prop_assert_eq!(reading.typed.values(&question.key), again.as_slice());
            }
        }
    }
}

proptest! {
    #[test]
    fn what_comes_over_from_an_earlier_application_is_sound_and_replaces_nothing(own in stored(), earlier in stored()) {
        let form = form();
        let carried = form.carry(&own, (&form, &earlier), now());
        for (key, answer) in &own.0 {
            prop_assert_eq!(carried.answers.get(key), Some(answer));
        }
        for (key, answer) in carried.answers.0.iter().filter(|(key, _)| own.get(key).is_none()) {
            prop_assert!(carried.taken.contains(key));
            prop_assert_eq!(earlier.get(key), Some(answer));
            let question = form.question(key).unwrap();
            prop_assert!(question.verify(answer, now()).is_ok(), "{} {:?}", key, answer);
            let anew = matches!(question.kind, Kind::Declaration { .. } | Kind::Consent { .. } | Kind::Document { .. });
            prop_assert!(!anew, "{}", key);
        }
        prop_assert_eq!(form.hidden(&carried.answers).into_iter().find(|key| carried.answers.get(key).is_some()), None);
        // Once everything that fits is there, nothing more comes over.
        let again = form.carry(&carried.answers, (&form, &earlier), now());
        prop_assert_eq!(again.taken, Vec::<String>::new());
    }
}
