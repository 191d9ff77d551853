//! Presets: ready definitions with which an office begins a call. They are data and may be changed for each call.

use super::call::Definition;

/// A ready definition.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Lower-case word by which it is chosen.
    pub key: &'static str,
    json: &'static str,
}

/// The Talented Young Scientist Exchange Programme.
pub const YOUNG_SCIENTIST: Preset = Preset { key: "young-scientist", json: include_str!("young_scientist.json") };

/// Nothing but a name, a country and one criterion, which work.
pub const BLANK: Preset = Preset { key: "blank", json: include_str!("blank.json") };

/// All presets.
pub const PRESETS: &[Preset] = &[YOUNG_SCIENTIST, BLANK];

/// The preset of this key.
pub fn find(key: &str) -> Option<Preset> {
    PRESETS.iter().find(|preset| preset.key == key).copied()
}

impl Preset {
    /// The definition.
    ///
    /// # Errors
    /// Where the file shipped with the program is no definition, which a test rules out.
    pub fn definition(self) -> Result<Definition, serde_json::Error> {
        serde_json::from_str(self.json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        eligibility::{Test, Verdict, evaluate, verdict},
        form::{Answer, Answers, Kind, Question},
        time::Day,
    };

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
    fn every_question_of_the_first_call_says_what_to_do_when_it_is_left_out() {
        let form = YOUNG_SCIENTIST.definition().unwrap().form;
        let asks = |q: &&Question| !matches!(q.kind, Kind::Note { .. } | Kind::Rows { .. });
        for question in form.questions().flat_map(|q| q.parts().iter().chain([q])).filter(asks) {
            assert!(question.optional || !question.missing.is_empty(), "{}", question.key);
        }
    }

    #[test]
    fn the_eligibility_page_asks_all_that_the_rules_need() {
        let definition = YOUNG_SCIENTIST.definition().unwrap();
        let before = definition.form.sections.first().unwrap();
        assert!(before.before);
        let asked = |key: &str| before.questions.iter().any(|q| q.key == key);
        for rule in &definition.eligibility {
            assert!(questions_of(&rule.test).into_iter().all(asked), "{}", rule.key);
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
    fn a_blind_reviewer_of_the_first_call_is_never_shown_who_applies() {
        let form = YOUNG_SCIENTIST.definition().unwrap().form;
        for key in
            ["full_name", "native_name", "sex", "birth_date", "nationality", "phone", "employer", "degree_institution"]
        {
            assert!(form.question(key).unwrap().identifying, "{key}");
        }
        let person = |kind: &Kind| matches!(kind, Kind::PersonName | Kind::Email | Kind::Phone);
        assert!(form.questions().filter(|q| person(&q.kind)).all(|q| q.identifying));
    }
}
