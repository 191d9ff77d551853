//! What the demo's people write: lines by what a question's key speaks of, and paragraphs from the corpus.

use super::{
    corpus,
    people::Person,
    plans::{Plan, capital},
};
use crate::domain::chance::Chance;

/// A line of text in answer to the question of this key, written about `who` in a row of this number, in this year; `None` to leave it out.
pub fn line(key: &str, optional: bool, (who, row): (&Person, usize), (plan, year): (&Plan, i32)) -> Option<String> {
    let word = keyword(plan, row);
    Some(match key {
        "orcid" | "website" | "doi" | "partner_reference" | "other_nationalities" => return None,
        "address_as" if who.doctor => format!("Dr {}", who.name.call),
        "address_as" => who.name.call.clone(),
        "delegation_name" => format!("Young makers of {}", who.home.city),
        "organisation" | "institution" | "employer" | "organiser" | "where" | "degree_institution" | "sent_by"
        | "place" => who.home.name.to_owned(),
        "city" => who.home.city.to_owned(),
        "department" | "unit" => format!("Department of {}", plan.field.name()),
        "degree_subject" => plan.field.name().to_owned(),
        "degree_country" => who.country.name.to_owned(),
        "post" => who.post.to_owned(),
        "keywords" => plan.keywords.clone(),
        "role" => ["Design and analysis", "Field work and samples", "Measurements"][row % 3].to_owned(),
        "purpose" => format!("To see how {word} is done every day, and to agree on a first test."),
        "what" => format!("Work on {word}"),
        "title" => format!("Notes on {word}"),
        "rights_detail" => {
            format!("Application {} of {year}, {}, owned by {}", 4000 + row, who.country.name, who.home.name)
        }
        "language" => "Malay".to_owned(),
        _ if optional => return None,
        _ => capital(word),
    })
}

/// Paragraphs in answer to the question of this key; what the corpus does not know is answered from the plan.
pub fn paragraphs(key: &str, plan: &Plan, place: &str, chance: &mut Chance) -> String {
    let texts = corpus::texts(key);
    let said = texts.get(chance.below(texts.len())).map(|text| {
        let text = text.replace("{place}", place).replace("{word}", keyword(plan, 0));
        // A sentence may begin with the place.
        capital(&text)
    });
    said.unwrap_or_else(|| {
        let of_plan = match key {
            "aims" => &plan.aims,
            "methods" => &plan.methods,
            "work_plan" => &plan.work_plan,
            "benefit_home" => &plan.benefit_home,
            "benefit_host" => &plan.benefit_host,
            _ => &plan.summary,
        };
        of_plan.clone()
    })
}

/// One of the plan's keywords.
fn keyword(plan: &Plan, row: usize) -> &str {
    let words: Vec<&str> = plan.keywords.split(", ").collect();
    words.get(row % words.len().max(1)).copied().unwrap_or("methods")
}
