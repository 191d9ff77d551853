//! How names are put together in each member state. A passport's primary part is always there, the secondary one only where
//! people have it (ICAO 9303, part 3: a single name goes in the primary part).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::corpus::names;
use crate::domain::chance::Chance;

/// A name in the forms in which it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// In full, as its bearer writes it in a form.
    pub full: String,
    /// In full, in Latin letters, marks kept.
    pub latin: String,
    /// The passport's primary part.
    pub primary: String,
    /// The passport's secondary part.
    pub secondary: Option<String>,
    /// In the script used at home, where that is another.
    pub native: Option<String>,
    /// How to address its bearer.
    pub call: String,
}

/// A name from this country for a man or a woman.
pub fn name(code: &str, man: bool, chance: &mut Chance) -> Name {
    match code {
        "BN" if chance.below(8) == 0 => chinese(man, chance),
        "BN" => bruneian(man, chance),
        "KH" => spaced("KH", Order::FamilyFirst, man, chance),
        "ID" => indonesian(man, chance),
        "LA" => spaced("LA", Order::GivenFirst, man, chance),
        "TH" => spaced("TH", Order::GivenFirst, man, chance),
        "MY" => malaysian(man, chance),
        "MM" => burmese(man, chance),
        "PH" => filipino(man, chance),
        "SG" => singaporean(man, chance),
        "TL" => timorese(man, chance),
        "VN" => vietnamese(man, chance),
        _ => mainland(man, chance),
    }
}

fn kind(man: bool) -> &'static str {
    if man { "men" } else { "women" }
}

fn pick(list: &str, chance: &mut Chance) -> (&'static str, &'static str) {
    let item = names().pick(list, chance);
    (item.text, item.rest.unwrap_or(""))
}

fn of_two(full: String, primary: &str, secondary: &str, call: &str) -> Name {
    Name {
        latin: full.clone(),
        full,
        primary: primary.to_owned(),
        secondary: Some(secondary.to_owned()),
        native: None,
        call: call.to_owned(),
    }
}

/// One passport part that holds everything: mononyms, and names with `bin` or `a/l`, which have no family name.
fn whole(full: String, call: &str) -> Name {
    Name { latin: full.clone(), primary: full.clone(), full, secondary: None, native: None, call: call.to_owned() }
}

fn patronymic(code: &str, people: &str, link: [&str; 2], man: bool, chance: &mut Chance) -> Name {
    let given = pick(&format!("{code} {people}{}", kind(man)), chance).0;
    let father = pick(&format!("{code} {people}fathers"), chance).0;
    let link = if man { link[0] } else { link[1] };
    whole(format!("{given} {link} {father}"), given)
}

/// Styles stand before the name, a father's pilgrimage before his.
fn bruneian(man: bool, chance: &mut Chance) -> Name {
    let given = pick(&format!("BN {}", kind(man)), chance).0;
    let father = pick("BN fathers", chance).0;
    let style = match (man, chance.below(5)) {
        (true, 0) => "Haji ",
        (true, 1) => "Pengiran ",
        (false, 0) => "Hajah ",
        (false, 1) => "Dayang ",
        _ => "",
    };
    let link = if man { "bin" } else { "binti" };
    let fathers_style = if chance.below(3) == 0 { "Haji " } else { "" };
    whole(format!("{style}{given} {link} {fathers_style}{father}"), given)
}

#[derive(Clone, Copy)]
enum Order {
    FamilyFirst,
    GivenFirst,
}

fn spaced(code: &str, order: Order, man: bool, chance: &mut Chance) -> Name {
    let (given, given_native) = pick(&format!("{code} {}", kind(man)), chance);
    let (family, family_native) = pick(&format!("{code} families"), chance);
    let (latin, native) = match order {
        Order::FamilyFirst => (format!("{family} {given}"), format!("{family_native} {given_native}")),
        Order::GivenFirst => (format!("{given} {family}"), format!("{given_native} {family_native}")),
    };
    let mut name = of_two(latin, family, given, given);
    // Some write the form's full name in their own script.
    if chance.below(12) == 0 {
        name.full.clone_from(&native);
    }
    name.native = Some(native);
    name
}

fn indonesian(man: bool, chance: &mut Chance) -> Name {
    if chance.below(4) == 0 {
        let single = pick(&format!("ID single {}", kind(man)), chance).0;
        return whole(single.to_owned(), single);
    }
    let given = pick(&format!("ID {}", kind(man)), chance).0;
    let family = pick("ID families", chance).0;
    of_two(format!("{given} {family}"), family, given, given)
}

fn malaysian(man: bool, chance: &mut Chance) -> Name {
    match chance.below(20) {
        0..=9 => patronymic("MY", "", ["bin", "binti"], man, chance),
        10..=14 => chinese(man, chance),
        15..=18 => patronymic("MY", "tamil ", ["a/l", "a/p"], man, chance),
        _ => patronymic("MY", "iban ", ["anak", "anak"], man, chance),
    }
}

fn chinese(man: bool, chance: &mut Chance) -> Name {
    let (family, family_native) = pick("CN families", chance);
    let (given, given_native) = pick(&format!("CN {}", kind(man)), chance);
    let mut full = format!("{family} {given}");
    let mut call = given.to_owned();
    match chance.below(6) {
        0 => full = format!("{family} {} @ {full}", pick("CN short", chance).0),
        1 | 2 => {
            pick(&format!("CN english {}", kind(man)), chance).0.clone_into(&mut call);
            full = format!("{call} {full}");
        }
        _ => {}
    }
    let mut name = of_two(full, family, given, &call);
    name.native = Some(format!("{family_native}{given_native}"));
    name
}

/// Reviewers of the host country: family name first, pinyin without marks.
fn mainland(man: bool, chance: &mut Chance) -> Name {
    let (family, family_native) = pick("ZH families", chance);
    let (given, given_native) = pick(&format!("ZH {}", kind(man)), chance);
    let mut name = of_two(format!("{family} {given}"), family, given, &format!("Professor {family}"));
    name.native = Some(format!("{family_native}{given_native}"));
    name
}

fn burmese(man: bool, chance: &mut Chance) -> Name {
    let list = format!("MM {}", kind(man));
    let mut parts = Vec::new();
    if chance.below(10) == 0 {
        parts.push(pick(&format!("MM hill {}", kind(man)), chance));
    }
    let syllables = [2, 3, 2, 3, 4, 2, 3, 1][chance.below(8)];
    while parts.len() < syllables {
        let part = pick(&list, chance);
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    let latin: Vec<&str> = parts.iter().map(|p| p.0).collect();
    let mut name = whole(latin.join(" "), &latin.join(" "));
    let native: String = parts.iter().map(|p| p.1).collect();
    if chance.below(10) == 0 {
        name.full.clone_from(&native);
    }
    name.native = Some(native);
    name
}

fn filipino(man: bool, chance: &mut Chance) -> Name {
    let given = pick(&format!("PH {}", kind(man)), chance).0;
    let (mother, father) = (pick("PH families", chance).0, pick("PH families", chance).0);
    let middle = match chance.below(3) {
        0 => format!("{mother} "),
        1 => format!("{}. ", mother.chars().next().unwrap_or('S').to_uppercase()),
        _ => String::new(),
    };
    of_two(format!("{given} {middle}{father}"), father, given, given)
}

fn singaporean(man: bool, chance: &mut Chance) -> Name {
    match chance.below(10) {
        0..=5 => chinese(man, chance),
        6 | 7 => patronymic("SG", "", ["bin", "binte"], man, chance),
        8 => patronymic("SG", "tamil ", ["s/o", "d/o"], man, chance),
        _ => {
            let given = pick(&format!("SG english {}", kind(man)), chance).0;
            let family = pick("SG eurasian families", chance).0;
            of_two(format!("{given} {family}"), family, given, given)
        }
    }
}

fn timorese(man: bool, chance: &mut Chance) -> Name {
    let given = pick(&format!("TL {}", kind(man)), chance).0;
    let (mother, father) = (pick("TL families", chance).0, pick("TL families", chance).0);
    let families = if mother == father { father.to_owned() } else { format!("{mother} {father}") };
    of_two(format!("{given} {families}"), &families, given, given)
}

fn vietnamese(man: bool, chance: &mut Chance) -> Name {
    let family = pick("VN families", chance).0;
    let middle = pick(&format!("VN middle {}", kind(man)), chance).0;
    let given = pick(&format!("VN {}", kind(man)), chance).0;
    let full = format!("{family} {middle} {given}");
    // A passport drops the marks.
    of_two(full, &plain(family), &plain(&format!("{middle} {given}")), given)
}

/// Text in the letters of ASCII where that loses only marks: `Trần` becomes `Tran`.
pub fn plain(text: &str) -> String {
    let marks_off = text.nfd().filter(|c| !is_combining_mark(*c));
    marks_off
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            '’' | '‘' => '\'',
            '–' => '-',
            other => other,
        })
        .collect()
}
