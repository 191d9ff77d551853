//! The demo's documents: small PDFs of one or two pages, with text that can be read and searched.
//! The text is in the letters of Windows-1252 with the standard font Helvetica, so that no font need be embedded.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use super::{naming::plain, people::Person, plans::Plan};
use crate::domain::time::Day;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
const LEADING: f32 = 15.0;
/// Characters that fit a line of 11 points, reckoned with Helvetica's usual width.
const LINE: usize = 88;
/// Lines that fit a page.
const LINES: usize = 44;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: i32,
}

/// A curriculum vitae.
pub fn cv(person: &Person, plan: &Plan) -> Paper {
    let degree = if person.doctor { "Doctor of Philosophy" } else { "Master of Science" };
    let since = person.degree_year + 1;
    let mut text = vec![
        format!("{}, {}, {}", person.post, person.home.name, person.home.city),
        String::new(),
        "Present work".to_owned(),
        format!("{since} to the present: {}, {}. Full time.", person.post, person.home.name),
        format!("Field of research: {} ({}).", plan.field.name(), plan.field),
        String::new(),
        "Education".to_owned(),
        format!("{}: {degree}, {}.", person.degree_year, person.home.name),
        format!("{}: Bachelor of Science, {}.", person.degree_year - 5, person.home.name),
        String::new(),
        "Research".to_owned(),
        plan.summary.clone(),
        String::new(),
        "Publications".to_owned(),
    ];
    let words: Vec<&str> = plan.keywords.split(", ").collect();
    for (n, year) in (1..=person.research_years.clamp(2, 9)).zip((since..).take_while(|y| *y <= 2026)) {
        let word = words.get(usize::try_from(n).unwrap_or(0) % words.len()).copied().unwrap_or("methods");
        text.push(format!("{n}. Notes on {word}: observations and methods. {year}, first author."));
    }
    // The call asks for it without the name.
    sheet("Curriculum vitae", plan.field.name(), &text)
}

/// An employer's certificate that somebody works there full time.
pub fn incumbency(person: &Person, day: Day) -> Paper {
    let text = vec![
        format!("{}, {}", person.home.name, person.home.city),
        format!("Office of Human Resources, {}", day.format("%-d %B %Y")),
        String::new(),
        "To whom it may concern".to_owned(),
        String::new(),
        format!(
            "This is to certify that {} is employed at {} as {}, full time, and has been since {}.",
            person.name.latin,
            person.home.name,
            person.post,
            person.degree_year + 1
        ),
        String::new(),
        "The institution agrees to release the employee for the whole length of the exchange and will keep the post open.".to_owned(),
        String::new(),
        String::new(),
        "Signed and sealed".to_owned(),
        "Head of Human Resources".to_owned(),
    ];
    sheet("Certificate of incumbency", &person.name.latin, &text)
}

/// A signed paper under a heading, of the person where it is named, of the plan where it is read blind.
pub fn statement(heading: &str, person: &Person, plan: &Plan, named: bool, day: Day) -> Paper {
    if !named {
        return sheet(heading, &plan.title, &[plan.summary.clone(), String::new(), plan.benefit_host.clone()]);
    }
    let text = vec![
        format!("{}, {}", person.home.name, person.home.city),
        day.format("%-d %B %Y").to_string(),
        String::new(),
        format!("{} gives its support to {}, {}.", person.home.name, person.name.latin, person.post),
        format!("It concerns: {}", plan.title),
        String::new(),
        String::new(),
        "Signed and sealed".to_owned(),
    ];
    sheet(heading, &person.name.latin, &text)
}

/// An authority's letter for a candidate whom it endorses.
pub fn endorsement(authority: &str, person: &Person, call: &str, day: Day) -> Paper {
    let text = vec![
        authority.to_owned(),
        day.format("%-d %B %Y").to_string(),
        String::new(),
        format!("We nominate {}, {}, {}, for the call", person.name.latin, person.post, person.home.name),
        format!("{call}."),
        String::new(),
        "The employer agrees to the leave, and we pay the journey to China and back.".to_owned(),
        String::new(),
        "Signed and sealed".to_owned(),
        "Head of international cooperation".to_owned(),
    ];
    sheet("Letter of endorsement", &person.name.latin, &text)
}

/// A degree certificate.
pub fn degree(person: &Person) -> Paper {
    let degree = if person.doctor { "Doctor of Philosophy" } else { "Master of Science" };
    let text = vec![
        person.home.name.to_owned(),
        String::new(),
        "On the recommendation of the Senate, the degree of".to_owned(),
        degree.to_owned(),
        "is conferred on".to_owned(),
        person.name.latin.clone(),
        format!("in the year {}, with all the rights that belong to it.", person.degree_year),
        String::new(),
        "Rector                                        Registrar".to_owned(),
    ];
    sheet("Certified copy of a degree certificate", &person.name.latin, &text)
}

/// Text under a heading, on as many A4 pages as it takes, each with its number.
fn sheet(heading: &str, name: &str, paragraphs: &[String]) -> Paper {
    let lines: Vec<String> = paragraphs.iter().flat_map(|p| wrapped(p)).collect();
    let pages: Vec<&[String]> = lines.chunks(LINES).collect();
    let count = i32::try_from(pages.len()).unwrap_or(1);
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_id = |n: i32| Ref::new(4 + 2 * n);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..count).map(page_id)).count(count);
    for (n, lines) in (0..).zip(&pages) {
        let content_id = Ref::new(5 + 2 * n);
        let mut page = pdf.page(page_id(n));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(content_id);
        page.resources().fonts().pair(Name(b"F"), font);
        page.finish();
        let heading = if n == 0 { Some((heading, name)) } else { None };
        pdf.stream(content_id, &content(heading, lines, n + 1, count));
    }
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    Paper { bytes: pdf.finish(), pages: count }
}

fn content(heading: Option<(&str, &str)>, lines: &[String], number: i32, count: i32) -> Vec<u8> {
    let mut content = Content::new();
    content.begin_text();
    let mut y = HEIGHT - MARGIN;
    if let Some((heading, name)) = heading {
        line(&mut content, 16.0, y, heading);
        line(&mut content, 13.0, y - 24.0, name);
    }
    y -= 56.0;
    for text in lines {
        line(&mut content, 11.0, y, text);
        y -= LEADING;
    }
    line(&mut content, 9.0, MARGIN / 2.0, &format!("Page {number} of {count}"));
    content.end_text();
    content.finish().into_vec()
}

fn line(content: &mut Content, size: f32, y: f32, text: &str) {
    content.set_font(Name(b"F"), size).set_text_matrix([1.0, 0.0, 0.0, 1.0, MARGIN, y]).show(Str(&windows_1252(text)));
}

fn wrapped(paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split(' ') {
        let Some(last) = lines.last_mut() else { continue };
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= LINE {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Letters that Windows-1252 lacks lose their marks; what is left has no place in these texts and becomes a question mark.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '–' => Some(0x96),
        '’' => Some(0x92),
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(c)).ok(),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte(c) {
            Some(b) => bytes.push(b),
            None => bytes.extend(plain(&c.to_string()).chars().map(|c| byte(c).unwrap_or(b'?'))),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        demo::{people::People, plans},
        domain::chance::Chance,
    };

    #[test]
    fn a_persons_papers_open_on_numbered_pages_and_all_but_the_cv_carry_the_name() {
        let mut chance = Chance::seeded(5);
        let today = Day::from_ymd_opt(2026, 11, 23).unwrap();
        let mut people = People::new(today);
        for _ in 0..50 {
            let person = people.next(&mut chance);
            let plan = plans::plan(plans::field(&mut chance), "Dili", 12, &mut chance);
            let papers = [(cv(&person, &plan), false), (incumbency(&person, today), true), (degree(&person), true)];
            let letter = endorsement("Ministry", &person, "Workshop", today);
            let papers = papers.into_iter().chain([(letter, true)]);
            for (paper, named) in papers {
                let pdf = lopdf::Document::load_mem(&paper.bytes).unwrap();
                let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
                let text = pdf.extract_text(&pages).unwrap();
                assert_eq!(plain(&text).contains(&plain(&person.name.latin)), named, "{text}");
                assert!(text.contains(&format!("Page 1 of {}", pages.len())), "{text}");
                assert_eq!(usize::try_from(paper.pages).unwrap(), pages.len());
                assert!(paper.bytes.len() < 8000);
            }
        }
    }
}
