//! Believable answers to any form: by the kind of each question, what it means, and what its key speaks of. Somebody who answers so
//! meets the call's rules and can hand in.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::{answers::priorities, people::Person, plans::Plan, said};
use crate::domain::{
    call::Definition,
    chance::Chance,
    eligibility::Test,
    form::{Answer, Answers, Choice, Condition, Kind, Question, answers::done_key},
    id::DocumentId,
    time::{Day, Span, Timestamp, Zone, age_on},
};

/// What somebody brings to a form.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// Who.
    pub person: &'a Person,
    /// The plan.
    pub plan: &'a Plan,
    /// Where the plan is about.
    pub place: &'a str,
    /// Who else is named: partners, members. The first is of the host country.
    pub others: &'a [Person],
    /// Documents by question.
    pub documents: &'a BTreeMap<String, DocumentId>,
    /// What is settled beforehand, by question.
    pub settled: &'a [(&'a str, &'a str)],
    /// When it is written down.
    pub at: Timestamp,
    /// The day on which the call closes.
    pub closes: Day,
}

/// Answers to all questions that are asked.
pub fn all(brought: &Brought<'_>, definition: &Definition, chance: &mut Chance) -> Answers {
    let form = &definition.form;
    let mut rules = Rules::default();
    for rule in &definition.eligibility {
        rules.learn(&rule.test);
    }
    for (question, word) in brought.settled {
        rules.words.insert((*question).to_owned(), vec![(*word).to_owned()]);
    }
    let mut answers = Answers::default();
    let mut pen = Pen { brought, rules: &rules, who: brought.person, row: 0, chance };
    for question in form.questions() {
        let titled = form.meaning.title.as_ref() == Some(&question.key);
        let answer = match &question.kind {
            Kind::ShortText { max } if titled => Some(Answer::Text(cut(&brought.plan.title, *max))),
            _ => pen.answer(question),
        };
        answers.set(&question.key, answer);
    }
    for section in form.sections.iter().filter(|section| section.confirm) {
        answers.set(&done_key(&section.key), Some(Answer::YesNo(true)));
    }
    form.drop_hidden(&mut answers);
    answers
}

/// What the call's rules ask of answers.
#[derive(Debug, Default)]
struct Rules {
    words: BTreeMap<String, Vec<String>>,
    least: BTreeMap<String, i64>,
    ages: BTreeMap<String, i32>,
}

impl Rules {
    fn learn(&mut self, test: &Test) {
        match test {
            Test::Age { question, max, inclusive, .. } => {
                self.ages.insert(question.clone(), if *inclusive { *max } else { *max - 1 });
            }
            Test::OneOf { question, words } => {
                self.words.insert(question.clone(), words.clone());
            }
            Test::AtLeast { question, min } => {
                self.least.insert(question.clone(), *min);
            }
            Test::Holds(condition) => self.hold(condition),
            // One of them is enough; the last asks for experience where the first asks for a degree.
            Test::AnyOf { tests } => tests.last().into_iter().for_each(|test| self.learn(test)),
            Test::AllOf { tests } => tests.iter().for_each(|test| self.learn(test)),
            Test::EachRow { test, .. } => self.learn(test),
        }
    }

    fn hold(&mut self, condition: &Condition) {
        match condition {
            Condition::Answer { question, is } => {
                self.words.insert(question.clone(), is.clone());
            }
            Condition::All(all) => all.iter().for_each(|one| self.hold(one)),
            Condition::Any(any) => any.first().into_iter().for_each(|one| self.hold(one)),
        }
    }
}

/// Who writes, about whom.
struct Pen<'a, 'c> {
    brought: &'a Brought<'a>,
    rules: &'a Rules,
    who: &'a Person,
    /// Number of the row, from 0.
    row: usize,
    chance: &'c mut Chance,
}

impl Pen<'_, '_> {
    fn answer(&mut self, question: &Question) -> Option<Answer> {
        let key = question.key.as_str();
        Some(match &question.kind {
            Kind::Note { .. } => return None,
            Kind::ShortText { .. } | Kind::LongText { .. } | Kind::Email | Kind::Phone | Kind::PersonName => {
                Answer::Text(self.text(question)?)
            }
            Kind::Number { min, max } => {
                if question.optional {
                    return None;
                }
                Answer::Number(self.number(key, *min, *max))
            }
            Kind::Date { min, max, past, birth } => Answer::Date(self.day(key, (*min, *max), *past, *birth)?),
            Kind::YesNo => {
                let asked = self.rules.words.get(key).and_then(|words| words.first());
                Answer::YesNo(asked.map_or_else(|| self.chance.below(3) > 0, |word| word == "yes"))
            }
            Kind::OneOf { options } => Answer::Choice(self.option(question, options)?),
            Kind::SeveralOf { options, max } => Answer::Choices(self.several(key, options, *max)?),
            Kind::Country { codes, .. } => Answer::Choice(self.country(codes)?),
            Kind::ResearchField => Answer::Field(self.brought.plan.field),
            Kind::Rows { .. } => return self.rows(question),
            Kind::Document { .. } => Answer::Documents(vec![*self.brought.documents.get(key)?]),
            Kind::Declaration { .. } => Answer::YesNo(true),
            Kind::Consent { version, .. } => {
                // Some withhold what may be withheld.
                let given = !question.optional || self.chance.below(3) > 0;
                Answer::Consent { given, version: *version, at: self.brought.at }
            }
        })
    }

    fn text(&mut self, question: &Question) -> Option<String> {
        let key = question.key.as_str();
        match &question.kind {
            Kind::PersonName if key.contains("native") => self.who.name.native.clone(),
            Kind::PersonName => Some(self.who.name.full.clone()),
            Kind::Email => Some(self.who.email.clone()),
            Kind::Phone => Some(self.who.phone.clone()),
            Kind::LongText { max } => {
                if question.optional && self.chance.below(2) == 0 {
                    return None;
                }
                let (plan, place) = (self.brought.plan, self.brought.place);
                Some(cut(&said::paragraphs(key, plan, place, self.chance), *max))
            }
            Kind::ShortText { max } => {
                said::line(key, question.optional, (self.who, self.row), (self.brought.plan, self.year()))
                    .map(|line| cut(&line, *max))
            }
            _ => None,
        }
    }

    fn year(&self) -> i32 {
        self.brought.at.day_in(Zone::Asia__Shanghai).year()
    }

    fn number(&mut self, key: &str, min: i64, max: i64) -> i64 {
        let year = i64::from(self.year());
        let step = |n: usize| i64::try_from(n).unwrap_or(0);
        let guess = match key {
            "year" => year - 1 - step(self.row),
            "amount" => 1500 * (1 + step(self.chance.below(20))),
            "share" => 10 * (1 + step(self.chance.below(6))),
            "days" => 2 + step(self.chance.below(9)),
            _ if key.ends_with("years") => i64::from(self.who.research_years),
            _ => min + step(self.chance.below(4)),
        };
        guess.max(self.rules.least.get(key).copied().unwrap_or(min)).clamp(min, max)
    }

    fn day(&mut self, key: &str, (min, max): (Option<Day>, Option<Day>), past: bool, birth: bool) -> Option<Day> {
        let today = self.brought.at.day_in(Zone::Asia__Shanghai);
        let day = if birth {
            let oldest = self.rules.ages.get(key).copied().unwrap_or(40);
            let mut born = self.who.birth;
            while age_on(born, self.brought.closes) > oldest {
                born += Span::days(366);
            }
            born
        } else if past {
            Day::from_ymd_opt(self.who.degree_year + 1, 7, 1)?
        } else {
            Day::from_ymd_opt(today.year() + 1, [3, 5, 9][self.chance.below(3)], 1)?
        };
        Some(day.max(min.unwrap_or(day)).min(max.unwrap_or(day)))
    }

    /// A word that the rules accept, that fits the person, or any.
    fn option(&mut self, question: &Question, options: &[Choice]) -> Option<String> {
        let known = |word: &str| options.iter().any(|option| option.value == word);
        if known("f") && known("m") {
            return Some(self.who.sex.word().to_owned());
        }
        let accepted = self.rules.words.get(&question.key);
        let fitting = priorities(self.brought.plan.field);
        let mut words: Vec<&str> = match accepted {
            Some(words) => words.iter().map(String::as_str).collect(),
            None if fitting.iter().all(|word| known(word)) => fitting.to_vec(),
            None => options.iter().map(|option| option.value.as_str()).collect(),
        };
        words.retain(|word| known(word));
        // Rows go through the options in their order.
        let at = if self.row > 0 { self.row - 1 } else { self.chance.below(words.len()) };
        words.get(at % words.len().max(1)).map(|word| (*word).to_owned())
    }

    fn several(&mut self, key: &str, options: &[Choice], max: u32) -> Option<Vec<String>> {
        let words: Vec<&String> = match self.rules.words.get(key) {
            Some(words) => words.iter().filter(|word| options.iter().any(|o| o.value == **word)).collect(),
            None => options.iter().map(|option| &option.value).collect(),
        };
        let wanted = 1 + self.chance.below((max as usize).min(words.len()));
        let from = self.chance.below(words.len());
        let picked: Vec<String> =
            (0..wanted).filter_map(|n| words.get((from + n) % words.len())).map(|w| (*w).clone()).collect();
        (!picked.is_empty()).then_some(picked)
    }

    fn country(&mut self, codes: &[String]) -> Option<String> {
        let own = self.who.country.code;
        let known = codes.iter().find(|code| *code == own);
        known.or_else(|| codes.get(self.chance.below(codes.len()))).cloned()
    }

    /// Rows about others: those whose country may be chosen where one is asked for, else compatriots, the writer first.
    fn rows(&mut self, question: &Question) -> Option<Answer> {
        let Kind::Rows { questions, min, max, .. } = &question.kind else { return None };
        if question.optional && self.chance.below(2) == 0 {
            return None;
        }
        let asks = questions.iter().find_map(|part| match &part.kind {
            Kind::Country { codes, .. } => Some(codes),
            _ => None,
        });
        let (brought, rules) = (self.brought, self.rules);
        let (writer, others) = (brought.person, brought.others);
        let named: Vec<&Person> = match asks {
            Some(codes) => others.iter().filter(|o| codes.iter().any(|code| code == o.country.code)).collect(),
            None if question.key.starts_with("partner") => {
                others.iter().filter(|o| o.country != writer.country).collect()
            }
            None if questions.iter().any(|part| matches!(part.kind, Kind::PersonName)) => {
                std::iter::once(writer).chain(others.iter().filter(|o| o.country == writer.country)).collect()
            }
            None => others.iter().collect(),
        };
        let wanted = ((*min).max(1) as usize + self.chance.below(2)).min(*max as usize);
        let rows = (1..=wanted).map(|number| {
            let who = named.get((number - 1) % named.len().max(1)).copied().unwrap_or(writer);
            let mut pen = Pen { brought, rules, who, row: number, chance: &mut *self.chance };
            let mut row = Answers::default();
            for part in questions {
                row.set(&part.key, pen.answer(part));
            }
            let asked: Vec<&str> = question.asked_parts(&row).into_iter().map(|part| part.key.as_str()).collect();
            row.0.retain(|key, _| asked.contains(&key.as_str()));
            row
        });
        Some(Answer::Rows(rows.collect()))
    }
}

/// No longer than may be, at the end of a word.
fn cut(text: &str, max: u32) -> String {
    let Some((end, _)) = text.char_indices().nth(max as usize) else { return text.to_owned() };
    let short = &text[..end];
    short.rsplit_once(' ').map_or(short, |(words, _)| words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        demo::{corpus::homes, people::People, plans},
        domain::{
            eligibility::{Verdict, evaluate, verdict},
            form::check::Documents,
            presets::{PRESETS, Preset},
            workflow::DocumentState,
        },
    };

    /// Whoever applies to this preset with these documents can hand in and is eligible.
    fn everybody_is_complete(preset: Preset, settled: &[(&str, &str)]) {
        let definition = preset.definition().unwrap();
        let at = Timestamp::at(2026, 11, 23, 0, 0);
        let today = at.day_in(Zone::Asia__Shanghai);
        let closes = today + Span::days(25);
        let mut chance = Chance::seeded(4);
        let mut people = People::new(today);
        for n in 0..120 {
            let person = people.next(&mut chance);
            let others = people.around(&person, &mut chance);
            let place = homes().pick(&format!("{} places", person.country.code), &mut chance).text;
            let plan = plans::plan(plans::field(&mut chance), place, 12, &mut chance);
            let files = definition.form.questions().filter(|q| matches!(q.kind, Kind::Document { .. }));
            let given = files.filter(|q| !q.optional || n % 2 == 0);
            let documents: BTreeMap<String, DocumentId> =
                given.map(|q| (q.key.clone(), DocumentId::new(at, &mut chance))).collect();
            let (person, plan, others) = (&person, &plan, &others[..]);
            let brought = Brought { person, plan, place, others, documents: &documents, settled, at, closes };
            let answers = all(&brought, &definition, &mut chance);
            let known: Documents =
                documents.iter().map(|(key, id)| (*id, key.clone(), DocumentState::Unscanned)).collect();
            for section in definition.form.check(&answers, &known, at) {
                assert_eq!(section.problems, [], "{} {}: {answers:?}", preset.key, section.section.key);
            }
            let findings = evaluate(&definition.eligibility, &answers, today, closes);
            assert_eq!(verdict(&findings), Verdict::Eligible, "{} {answers:?}", preset.key);
        }
    }

    #[test]
    fn whoever_applies_to_any_preset_can_hand_in_and_is_eligible() {
        for preset in PRESETS {
            everybody_is_complete(*preset, &[]);
        }
    }

    #[test]
    fn a_delegation_names_its_members_with_passports_that_the_tour_takes() {
        everybody_is_complete(crate::domain::presets::INNOVATION_TOUR, &[("applies_as", "delegation")]);
    }
}
