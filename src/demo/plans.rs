//! Research plans of the demo's applicants: a subject from the corpus, told at the length at which people tell it.

use std::{fmt::Write as _, sync::LazyLock};

use crate::domain::{chance::Chance, research_field::ResearchField};

/// What one applicant wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its field.
    pub field: ResearchField,
    /// Its title.
    pub title: String,
    /// Keywords, separated by commas.
    pub keywords: String,
    /// What it is about, in a paragraph.
    pub summary: String,
    /// Why, and what is to be found out.
    pub aims: String,
    /// How.
    pub methods: String,
    /// When, month by month.
    pub work_plan: String,
    /// What the home country has of it.
    pub benefit_home: String,
    /// What the host has of it.
    pub benefit_host: String,
}

/// A subject of the corpus.
#[derive(Debug, Clone, Copy, Default)]
struct Subject {
    field: Option<ResearchField>,
    title: &'static str,
    why: &'static str,
    how: &'static str,
    with: &'static str,
    result: &'static str,
    keywords: &'static str,
}

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| parse(include_str!("corpus/plans.txt")));

fn parse(text: &'static str) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for line in text.lines() {
        if let Some((code, title)) = line.strip_prefix("= ").and_then(|head| head.split_once(" | ")) {
            subjects.push(Subject { field: code.parse().ok(), title, ..Subject::default() });
        } else if let (Some(subject), Some((part, said))) = (subjects.last_mut(), line.split_once(": ")) {
            match part {
                "w" => subject.why = said,
                "h" => subject.how = said,
                "u" => subject.with = said,
                "r" => subject.result = said,
                "k" => subject.keywords = said,
                _ => {}
            }
        }
    }
    subjects
}

const OPENINGS: [&str; 4] = [
    "The question came out of four years of field work, in which the same difficulty returned every season.",
    "My group has worked on this since 2021, and two earlier studies showed where the present methods stop.",
    "The ministry named this among its priorities, but the means at hand allow a description only, not an explanation.",
    "A pilot study of last year gave a first result that is encouraging and too small to rest upon.",
];

const QUESTIONS: [&str; 3] = [
    "First, how large is the effect under the conditions that are met at home, and how much does it vary? Second, which part of it can be influenced with the means at hand? Third, does what holds in one place hold in the next?",
    "I want to know whether the approach works outside the laboratory, what it costs, and at which point it fails. A clear negative answer would be worth having too, because several institutions are about to invest in it.",
    "The aim is threefold: to measure what has so far been assumed, to explain the differences between sites, and to leave behind a procedure that others can repeat without me.",
];

const CARE: [&str; 3] = [
    "All steps are written down before the data are looked at, raw data are kept apart from derived data, and every figure can be made again from the scripts. Measurements are repeated by a second person on one sample in ten.",
    "The design is registered before the work begins. Sample sizes follow from the smallest effect that would matter, and the analysis states how sure it is. Data and code are published with the article, as far as the owners of the data agree.",
    "I will begin with a month of parallel measurements, so that results of the two laboratories can be compared. Failures are recorded as carefully as successes; a note on what did not work goes to both groups.",
];

const HOST: [&str; 4] = [
    "The host group has built the apparatus that the work needs and receives in return samples and field data from a climate in which it has not worked.",
    "The host gains a partner with long records and access to sites, and students who can follow the same protocol on two sides of a border.",
    "Our methods complement each other: the host is strong in theory and instruments, my group in the field. A joint article and a joint proposal are planned before I leave.",
    "I will hold a weekly seminar for the host’s students, bring a set of reference samples that stays there, and help with the group’s own field campaign in the dry season.",
];

const HOME: [&str; 4] = [
    "On return I will teach the method to two colleagues and a technician, and the course for fourth-year students will have a practical part for the first time.",
    "My employer has promised a laboratory room and a half-time technician for two years after the return, which is long enough to make the method part of routine work.",
    "The results go to the provincial office that asked for them, as a short guide in the national language, and to farmers, clinics or builders by a day in the field.",
    "Three institutions of the country need the same procedure; a small network will share standards, so that results can be compared.",
];

/// A plan in a field, or in any field where the corpus has no subject of it, for a stay of `months`.
pub fn plan(field: ResearchField, place: &str, months: u32, chance: &mut Chance) -> Plan {
    let fitting: Vec<&Subject> = SUBJECTS.iter().filter(|s| s.field == Some(field)).collect();
    let subject = fitting.get(chance.below(fitting.len())).copied().copied().unwrap_or_default();
    let title = capital(&subject.title.replace("{place}", place));
    Plan {
        field,
        keywords: subject.keywords.to_owned(),
        summary: format!("{} {} The stay will give {}.", subject.why, subject.how, subject.result),
        aims: format!("{}\n\n{} {}", subject.why, one(&OPENINGS, chance), one(&QUESTIONS, chance)),
        methods: format!("{} The work rests on {}.\n\n{}", subject.how, subject.with, one(&CARE, chance)),
        work_plan: work_plan(subject, months),
        benefit_home: format!("What remains is {}. {}", subject.result, one(&HOME, chance)),
        benefit_host: one(&HOST, chance).to_owned(),
        title,
    }
}

/// Fields in which people of the demo apply: engineering, health, agriculture and the natural sciences more often than others.
pub fn field(chance: &mut Chance) -> ResearchField {
    let broad = [1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6][chance.below(14)];
    let fields: Vec<ResearchField> = ResearchField::all().filter(|f| f.broad == broad).collect();
    fields.get(chance.below(fields.len())).copied().unwrap_or(ResearchField { broad: 1, narrow: 1 })
}

fn work_plan(subject: Subject, months: u32) -> String {
    let thirds = [months / 6, months / 2, months * 5 / 6];
    let mut text = format!("Months 1–{}: introduction to the host laboratory, safety training, ", thirds[0].max(1));
    let _ = write!(text, "transfer of material, comparison of protocols. Material: {}.\n\n", subject.with);
    let _ = write!(text, "Months {}–{}: first series of measurements; ", thirds[0].max(1) + 1, thirds[1]);
    text.push_str("a talk to the group and a decision with the host whether the plan has to change.\n\n");
    let _ = write!(text, "Months {}–{}: second series under changed conditions, analysis, ", thirds[1] + 1, thirds[2]);
    text.push_str("visit to a second site with the host’s team.\n\n");
    let _ = write!(text, "Months {}–{months}: writing, archive of data, ", thirds[2] + 1);
    let _ = write!(text, "and hand-over of {}.", subject.result);
    text
}

fn one<'a>(of: &[&'a str], chance: &mut Chance) -> &'a str {
    of.get(chance.below(of.len())).copied().unwrap_or("")
}

/// The text with a capital letter at its beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_applicant_of_any_field_has_a_plan_of_some_length() {
        let mut chance = Chance::seeded(3);
        for field in ResearchField::all() {
            for months in [6, 12] {
                let plan = plan(field, "the Tonle Sap lake", months, &mut chance);
                assert!(plan.title.len() > 20 && !plan.title.contains('{'), "{field} {}", plan.title);
                for text in [&plan.summary, &plan.aims, &plan.methods, &plan.work_plan, &plan.benefit_home] {
                    let length = text.chars().count();
                    assert!((120..2000).contains(&length), "{field}: {length}: {text}");
                    assert!(!text.contains('{') && !text.contains(".."), "{field}: {text}");
                }
                assert!(plan.keywords.split(", ").count() == 3, "{field}");
            }
        }
    }
}
