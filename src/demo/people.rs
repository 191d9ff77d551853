//! Made-up people of the demo, named as people of each member state are: one word or many, with or without a family name,
//! in Latin letters and in the script they write at home. Addresses end in `.example`, so that no mail can reach anybody.

use std::collections::HashSet;

use chrono::Datelike as _;

use super::{
    corpus::homes,
    naming::{self, Name, plain},
};
use crate::domain::{
    chance::Chance,
    places::{self, Country},
    time::{Day, Span, Zone},
};

/// Sex as a passport gives it (ICAO 9303).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// The stored word of the forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::F => "f",
            Self::M => "m",
            Self::X => "x",
        }
    }
}

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Label of its mail addresses.
    pub label: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its city.
    pub city: &'static str,
}

/// A made-up person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The name in its forms.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth: Day,
    /// Country.
    pub country: Country,
    /// The zone of the city.
    pub zone: Zone,
    /// Mail address, unlike anybody else's.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Employer.
    pub home: Home,
    /// Post there.
    pub post: &'static str,
    /// Year in which the highest degree was awarded.
    pub degree_year: i32,
    /// Whether that is a doctorate.
    pub doctor: bool,
    /// Years of research.
    pub research_years: i32,
}

/// How often each member state's people apply: fifty turns, in which all eleven occur within the first eleven.
const TURNS: [&str; 50] = [
    "ID", "VN", "TH", "MY", "PH", "MM", "KH", "LA", "SG", "BN", "TL", "ID", "VN", "TH", "ID", "MY", "PH", "VN", "MM",
    "TH", "ID", "KH", "MY", "VN", "PH", "ID", "TH", "LA", "VN", "ID", "MY", "PH", "MM", "TH", "VN", "ID", "MY", "KH",
    "PH", "VN", "SG", "ID", "TH", "MM", "LA", "MY", "VN", "TL", "PH", "BN",
];

const POSTS: [(&str, i32); 8] = [
    ("Lecturer", 30),
    ("Senior Lecturer", 35),
    ("Assistant Professor", 32),
    ("Associate Professor", 38),
    ("Researcher", 27),
    ("Senior Researcher", 34),
    ("Research Officer", 26),
    ("Postdoctoral Fellow", 28),
];

/// Makes people, each once.
#[derive(Debug)]
pub struct People {
    made: usize,
    taken: HashSet<String>,
    today: Day,
}

impl People {
    /// Nobody yet. Ages are reckoned on `today`.
    pub fn new(today: Day) -> Self {
        Self { made: 0, taken: HashSet::new(), today }
    }

    /// The next applicant; nearly all are within the age that the call allows.
    pub fn next(&mut self, chance: &mut Chance) -> Person {
        let code = TURNS[self.made % TURNS.len()];
        self.made += 1;
        self.from(code, chance)
    }

    /// Somebody from this country.
    pub fn from(&mut self, code: &str, chance: &mut Chance) -> Person {
        let country = places::country(code).unwrap_or(places::CHINA);
        let sex = match chance.below(100) {
            0 => Sex::X,
            n if n % 2 == 0 => Sex::M,
            _ => Sex::F,
        };
        let name = naming::name(country.code, sex == Sex::M || (sex == Sex::X && chance.below(2) == 0), chance);
        let home = home(country.code, chance);
        let age = 26 + i32::try_from(chance.below(20)).unwrap_or(0);
        let fitting: Vec<&str> = POSTS.iter().filter(|(_, from)| age >= *from).map(|(post, _)| *post).collect();
        let doctor = age >= 30 && chance.below(100) < 72;
        let birth = self.today - Span::days(i64::from(age) * 365 + i64::from(age) / 4 + day_of_year(chance));
        Person {
            sex,
            birth,
            country,
            zone: zone_of(country, home.city),
            email: self.address(&name, home.label, country.code),
            phone: phone(country.code, chance),
            post: fitting.get(chance.below(fitting.len())).copied().unwrap_or("Research Officer"),
            // Long enough ago for those who applied to last year's call.
            degree_year: (birth.year() + if doctor { 27 } else { 23 }).min(self.today.year() - 4),
            doctor,
            research_years: (age - 23).clamp(1, 20),
            name,
            home,
        }
    }

    /// Those whom somebody names: two people of the host country, two compatriots, two of other countries.
    pub fn around(&mut self, person: &Person, chance: &mut Chance) -> Vec<Person> {
        let host = places::CHINA.code;
        let mut others: Vec<Person> = [host, host, person.country.code, person.country.code]
            .into_iter()
            .map(|code| self.from(code, chance))
            .collect();
        others.extend([self.next(chance), self.next(chance)]);
        others
    }

    /// Somebody of this age, who may be over the limit.
    pub fn aged(&mut self, code: &str, age: i32, chance: &mut Chance) -> Person {
        let mut person = self.from(code, chance);
        person.birth = self.today - Span::days(i64::from(age) * 365 + i64::from(age) / 4 + 40);
        person.degree_year = person.birth.year() + 27;
        person.research_years = (age - 23).clamp(1, 40);
        person
    }

    fn address(&mut self, name: &Name, label: &str, code: &str) -> String {
        let local = letters(&name.latin);
        let domain = format!("{label}.{}.example", code.to_lowercase());
        let mut email = format!("{local}@{domain}");
        let mut namesake = 2;
        while !self.taken.insert(email.clone()) {
            email = format!("{local}.{namesake}@{domain}");
            namesake += 1;
        }
        email
    }
}

fn day_of_year(chance: &mut Chance) -> i64 {
    i64::try_from(chance.below(360)).unwrap_or(0)
}

fn home(code: &str, chance: &mut Chance) -> Home {
    let item = homes().pick(&format!("{code} homes"), chance);
    let (name, city) = item.rest.and_then(|rest| rest.split_once('=')).unwrap_or((item.text, ""));
    Home { label: item.text, name, city }
}

fn zone_of(country: Country, city: &str) -> Zone {
    match city {
        "Makassar" | "Denpasar" => Zone::Asia__Makassar,
        "Jayapura" => Zone::Asia__Jayapura,
        _ => country.zones.first().copied().unwrap_or(Zone::UTC),
    }
}

fn phone(code: &str, chance: &mut Chance) -> String {
    let prefix = homes().pick(&format!("{code} phone"), chance).text;
    let mut part = |n: usize| 10usize.pow(u32::try_from(n).unwrap_or(1) - 1) + chance.below(9 * 10usize.pow(2));
    format!("{prefix}{} {}", part(3), part(4))
}

/// The name as the local part of a mail address: letters without their marks, words joined by dots, at most three of them.
fn letters(name: &str) -> String {
    let plain = plain(name).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_lowercase()).filter(|w| w.len() > 1);
    let kept = words.filter(|w| !matches!(*w, "bin" | "binti" | "al" | "ap" | "anak" | "so" | "do" | "haji" | "hajah"));
    let kept: Vec<&str> = kept.take(3).collect();
    if kept.is_empty() { "someone".to_owned() } else { kept.join(".") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{EmailAddress, PersonName};

    fn crowd(n: usize) -> Vec<Person> {
        let mut chance = Chance::seeded(1);
        let mut people = People::new(Day::from_ymd_opt(2026, 11, 23).unwrap());
        (0..n).map(|_| people.next(&mut chance)).collect()
    }

    #[test]
    fn everybody_has_a_name_and_an_address_that_the_forms_take() {
        for person in crowd(2000) {
            let names = [Some(&person.name.full), Some(&person.name.latin), person.name.native.as_ref()];
            for name in names.into_iter().flatten() {
                assert_eq!(name.parse::<PersonName>().map(|n| n.as_str().to_owned()), Ok(name.clone()));
            }
            assert!(person.email.parse::<EmailAddress>().is_ok(), "{}", person.email);
            assert!(person.email.ends_with(".example"), "{}", person.email);
            assert!(!person.home.name.is_empty() && !person.home.city.is_empty(), "{:?}", person.home);
        }
    }

    #[test]
    fn all_eleven_member_states_and_people_with_a_single_name_apply() {
        let crowd = crowd(120);
        let countries: HashSet<&str> = crowd.iter().map(|p| p.country.code).collect();
        assert_eq!(countries.len(), 11);
        assert!(crowd.iter().any(|p| p.name.secondary.is_none() && !p.name.full.contains(' ')));
        for script in ['ក', 'ສ', 'က', 'ก'] {
            let block = u32::from(script) >> 7;
            let written =
                |p: &Person| p.name.native.as_ref().is_some_and(|n| n.chars().any(|c| u32::from(c) >> 7 == block));
            assert!(crowd.iter().any(written), "{script}");
        }
    }

    #[test]
    fn no_two_people_share_an_address() {
        let addresses: HashSet<String> = crowd(10_000).into_iter().map(|p| p.email).collect();
        assert_eq!(addresses.len(), 10_000);
    }
}
