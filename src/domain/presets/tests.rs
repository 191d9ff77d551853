//! Presets: each is whole, and its rules are those that it tells.

use super::*;
use crate::domain::{
    eligibility::{Test, Verdict, evaluate, verdict},
    form::{Answer, Answers, Kind, Question},
    time::Day,
};

/// The presets of programmes: all but the one that is nearly empty.
fn shipped() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().filter(|preset| preset.key != BLANK.key)
}

#[test]
fn an_office_can_begin_with_every_preset() {
    for preset in PRESETS {
        let definition = preset.definition().unwrap();
        assert_eq!(definition.faults(), [], "{}", preset.key);
        let again = serde_json::to_string(&definition).unwrap();
        assert_eq!(serde_json::from_str::<Definition>(&again).unwrap(), definition);
    }
}

#[test]
fn every_question_says_what_to_do_when_it_is_left_out() {
    let asks = |q: &&Question| !matches!(q.kind, Kind::Note { .. });
    for preset in PRESETS {
        let form = preset.definition().unwrap().form;
        for question in form.questions().flat_map(|q| q.parts().iter().chain([q])).filter(asks) {
            assert!(question.optional || !question.missing.is_empty(), "{}: {}", preset.key, question.key);
        }
    }
}

#[test]
fn the_eligibility_page_asks_all_that_the_rules_need() {
    for preset in shipped() {
        let definition = preset.definition().unwrap();
        let before = definition.form.sections.first().unwrap();
        assert!(before.before);
        let asked = |key: &str| before.questions.iter().any(|q| q.key == key);
        for rule in &definition.eligibility {
            assert!(questions_of(&rule.test).into_iter().all(asked), "{}: {}", preset.key, rule.key);
        }
    }
}

fn questions_of(test: &Test) -> Vec<&str> {
    match test {
        Test::Age { question, country_question, .. } => {
            std::iter::once(question.as_str()).chain(country_question.as_deref()).collect()
        }
        Test::OneOf { question, .. } | Test::AtLeast { question, .. } => vec![question],
        Test::Holds(condition) => condition.questions(),
        Test::AnyOf { tests } | Test::AllOf { tests } => tests.iter().flat_map(questions_of).collect(),
        // Whoever has no rows yet fails nothing.
        Test::EachRow { .. } => Vec::new(),
    }
}

#[test]
fn a_scientist_of_45_with_five_years_of_research_may_apply_and_one_of_46_may_not() {
    let definition = YOUNG_SCIENTIST.definition().unwrap();
    let born = |year| {
        let mut answers = Answers::default();
        answers.set("nationality", Some(Answer::Choice("MM".to_owned())));
        answers.set("birth_date", Day::from_ymd_opt(year, 6, 15).map(Answer::Date));
        answers.set("doctorate", Some(Answer::YesNo(false)));
        answers.set("research_years", Some(Answer::Number(5)));
        answers.set("full_time", Some(Answer::YesNo(true)));
        answers.set("working_languages", Some(Answer::Choices(vec!["english".to_owned()])));
        answers
    };
    let day = Day::from_ymd_opt(2026, 11, 22).unwrap();
    let of = |year| verdict(&evaluate(&definition.eligibility, &born(year), day, day));
    assert_eq!(of(1981), Verdict::Eligible);
    assert_eq!(of(1980), Verdict::NotEligible);
    assert_eq!(verdict(&evaluate(&definition.eligibility, &Answers::default(), day, day)), Verdict::NotKnown);
}

#[test]
fn a_blind_reviewer_is_never_shown_who_applies() {
    let form = YOUNG_SCIENTIST.definition().unwrap().form;
    for key in
        ["full_name", "native_name", "sex", "birth_date", "nationality", "phone", "employer", "degree_institution"]
    {
        assert!(form.question(key).unwrap().identifying, "{key}");
    }
    let person =
        |kind: &Kind| matches!(kind, Kind::PersonName | Kind::Email | Kind::Phone | Kind::Date { birth: true, .. });
    let place = |key: &str| key.starts_with("organisation") && key != "organisation_kind" || key == "employer";
    for preset in PRESETS {
        let definition = preset.definition().unwrap();
        for question in definition.form.questions().flat_map(|q| q.parts().iter().chain([q])) {
            let tells = person(&question.kind) || place(&question.key) || question.key == "nationality";
            assert!(!tells || question.identifying, "{}: {}", preset.key, question.key);
        }
    }
}

#[test]
fn every_preset_knows_name_country_sex_priority_length_and_title() {
    for preset in shipped() {
        let meaning = preset.definition().unwrap().form.meaning;
        let known = [&meaning.sex, &meaning.priority, &meaning.length, &meaning.title];
        assert!(known.into_iter().all(Option::is_some), "{}", preset.key);
        // A tour is no research.
        assert_eq!(meaning.field.is_none(), preset.key == INNOVATION_TOUR.key, "{}", preset.key);
    }
}

#[test]
fn every_letter_names_the_call_the_person_and_the_number_and_an_offer_its_last_day() {
    for preset in PRESETS {
        let letters = preset.definition().unwrap().letters;
        for letter in [&letters.offer, &letters.waitlist, &letters.reject] {
            let said = letter.in_language("en");
            let named = ["{name}", "{call}", "{reference}"].into_iter().all(|word| said.contains(word));
            assert!(named && said.starts_with("Dear {name},"), "{}: {said}", preset.key);
        }
        assert!(letters.offer.in_language("en").contains("{reply_by}"), "{}", preset.key);
        assert!(!letters.reject.in_language("en").contains("{reply_by}"), "{}", preset.key);
    }
}

#[test]
fn weights_and_days_to_answer_are_those_that_the_page_of_the_call_tells() {
    for preset in shipped() {
        let definition = preset.definition().unwrap();
        let said: String =
            definition.about.iter().flat_map(|part| &part.paragraphs).map(|text| text.in_language("en")).collect();
        for criterion in &definition.rubric.criteria {
            assert!(said.contains(&format!("({}%)", criterion.weight)), "{}: {}", preset.key, criterion.key);
            assert_eq!(criterion.anchors.len(), 5, "{}: {}", preset.key, criterion.key);
        }
        assert!(said.contains(&format!("{} days to answer", definition.settings.reply_days)), "{}", preset.key);
    }
}

/// The day on which everybody below applies, and that on which their call closes.
const TODAY: (i32, u32, u32) = (2026, 11, 22);
const CLOSES: (i32, u32, u32) = (2026, 12, 18);

fn day((year, month, day): (i32, u32, u32)) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap()
}

/// What the rules of a preset say of somebody who gives these answers before the form, read from a page as they were typed.
fn judged(preset: Preset, typed: &[(&str, &str)]) -> Verdict {
    let definition = preset.definition().unwrap();
    let section = definition.form.sections.first().unwrap();
    let now = crate::domain::time::Timestamp::at(TODAY.0, TODAY.1, TODAY.2, 0, 0);
    let typed = typed.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    let reading = definition.form.read(section, &typed, &Answers::default(), now);
    assert_eq!(reading.wrong(), []);
    verdict(&evaluate(&definition.eligibility, &reading.answers, day(TODAY), day(CLOSES)))
}

/// The same answers but for one.
fn but<'a>(all: &[(&'a str, &'a str)], field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    assert!(all.iter().any(|(known, _)| *known == field), "{field}");
    all.iter().map(|(known, typed)| (*known, if *known == field { value } else { *typed })).collect()
}

#[test]
fn a_founder_of_40_comes_along_on_the_tour_and_one_who_turns_41_on_the_closing_day_does_not() {
    let founder = [
        ("applies_as", "person"),
        ("nationality", "LA"),
        ("birth_date-day", "19"),
        ("birth_date-month", "12"),
        ("birth_date-year", "1985"),
        ("innovator_as", "founder"),
        ("working_languages", "english"),
    ];
    let of = |typed: &[(&str, &str)]| judged(INNOVATION_TOUR, typed);
    assert_eq!(of(&founder), Verdict::Eligible);
    assert_eq!(of(&but(&founder, "birth_date-day", "18")), Verdict::NotEligible);
    assert_eq!(of(&but(&founder, "applies_as", "delegation")), Verdict::Eligible);
    for (field, value) in
        [("nationality", "ZZ"), ("birth_date-year", "2009"), ("innovator_as", "none"), ("working_languages", "neither")]
    {
        assert_eq!(of(&but(&founder, field, value)), Verdict::NotEligible, "{field}");
    }
    assert_eq!(of(&founder[..2]), Verdict::NotKnown);
}

#[test]
fn a_delegation_to_the_tour_leaves_nobody_out_of_the_rules() {
    let definition = INNOVATION_TOUR.definition().unwrap();
    let of = |born: &[(i32, u32, u32)]| {
        let member = |born: &(i32, u32, u32)| {
            let mut row = Answers::default();
            row.set("birth_date", Some(Answer::Date(day(*born))));
            row
        };
        let mut answers = Answers::default();
        answers.set("members", Some(Answer::Rows(born.iter().map(member).collect())));
        let findings = evaluate(&definition.eligibility, &answers, day(TODAY), day(CLOSES));
        findings.iter().find(|finding| finding.rule.key == "members").and_then(|finding| finding.passed)
    };
    assert_eq!(of(&[(1985, 12, 19), (2008, 12, 18)]), Some(true));
    assert_eq!(of(&[(1985, 12, 18), (2000, 1, 1)]), Some(false));
    assert_eq!(of(&[(2000, 1, 1), (2008, 12, 19)]), Some(false));
    let asked = |key: &str| definition.form.question(key).unwrap().shown_when.clone();
    for key in ["members", "delegation_name", "declare_members", "support_letter"] {
        let delegation = crate::domain::form::Condition::Answer {
            question: "applies_as".to_owned(),
            is: vec!["delegation".to_owned()],
        };
        assert_eq!(asked(key), Some(delegation), "{key}");
    }
}

#[test]
fn a_trainee_needs_two_years_of_work_and_english_to_follow_and_one_of_four_nominations() {
    let trainee = [
        ("nationality", "TL"),
        ("birth_date-day", "29"),
        ("birth_date-month", "2"),
        ("birth_date-year", "1976"),
        ("work_years", "2"),
        ("english_level", "working"),
    ];
    let of = |typed: &[(&str, &str)]| judged(TRAINING_WORKSHOP, typed);
    assert_eq!(of(&trainee), Verdict::Eligible);
    assert_eq!(of(&but(&trainee, "birth_date-year", "1972")), Verdict::NotEligible);
    let nomination = TRAINING_WORKSHOP.definition().unwrap().nomination.unwrap();
    assert!(nomination.required && nomination.letter && nomination.per_country == Some(4));
    for (field, value) in [("nationality", "ZZ"), ("work_years", "1"), ("english_level", "basic")] {
        assert_eq!(of(&but(&trainee, field, value)), Verdict::NotEligible, "{field}");
    }
    // The last day on which somebody is 50.
    let last = but(&but(&but(&trainee, "birth_date-year", "1975"), "birth_date-month", "12"), "birth_date-day", "19");
    assert_eq!(of(&last), Verdict::Eligible);
    assert_eq!(of(&but(&last, "birth_date-day", "18")), Verdict::NotEligible);
}

#[test]
fn a_lead_of_either_side_may_file_where_the_other_side_files_too() {
    let lead = [
        ("country", "TH"),
        ("counterpart", "yes"),
        ("doctorate", "no"),
        ("research_years", "5"),
        ("post_lasts", "yes"),
    ];
    let of = |typed: &[(&str, &str)]| judged(JOINT_RESEARCH, typed);
    assert_eq!(of(&lead), Verdict::Eligible);
    assert_eq!(of(&but(&lead, "country", "CN")), Verdict::Eligible);
    assert_eq!(of(&but(&but(&lead, "research_years", "1"), "doctorate", "yes")), Verdict::Eligible);
    for (field, value) in [("country", "ZZ"), ("counterpart", "no"), ("research_years", "4"), ("post_lasts", "no")] {
        assert_eq!(of(&but(&lead, field, value)), Verdict::NotEligible, "{field}");
    }
}

#[test]
fn a_visitor_for_technology_must_be_sent_and_may_be_of_any_age() {
    let visitor = [
        ("nationality", "BN"),
        ("organisation_kind", "park"),
        ("sent", "yes"),
        ("work_years", "3"),
        ("working_languages", "chinese"),
    ];
    let of = |typed: &[(&str, &str)]| judged(TECHNOLOGY_TRANSFER, typed);
    assert_eq!(of(&visitor), Verdict::Eligible);
    for (field, value) in [
        ("nationality", "ZZ"),
        ("organisation_kind", "none"),
        ("sent", "no"),
        ("work_years", "2"),
        ("working_languages", "neither"),
    ] {
        assert_eq!(of(&but(&visitor, field, value)), Verdict::NotEligible, "{field}");
    }
}
