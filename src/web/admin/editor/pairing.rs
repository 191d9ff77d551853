//! How applications of two sides belong together: by which answers they are put together, what both must say alike, and how each names
//! the other. The parts of rows are asked about once the rows are chosen.

use actix_web::{HttpResponse, web::Path};

use super::{
    fields::{choice, fitting, hold_tick, need, tick},
    part::{self, Part},
    room::Room,
};
use crate::{
    domain::{
        editing::Edit,
        form::{Form, Kind, Question, Typed},
        pairing::{Members, Named, Pairing},
        sentence::{Problem, Sentence},
    },
    web::{
        applications::conditions::called,
        error::Error,
        form::Posted,
        page::Frame,
        parts::{Control, Opt, Put},
        session::Visit,
    },
};

/// The page.
pub static PART: Part = Part {
    word: "pairing",
    title: "editor-pairing-title",
    lead: "editor-pairing-lead",
    tick: "editor-pairing-use",
    is_on: |definition| definition.pairing.is_some(),
    hold,
    read,
    off: Edit::SetPairing(None),
    fields,
    below: part::nothing,
};

/// `GET /admin/calls/{slug}/pairing`.
pub async fn show(visit: Visit, slug: Path<String>) -> Result<HttpResponse, Error> {
    part::show(visit, slug.into_inner(), &PART).await
}

/// `POST /admin/calls/{slug}/pairing`.
pub async fn save(visit: Visit, slug: Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    part::save(visit, slug.into_inner(), posted, &PART).await
}

/// The field with what a side says of itself that stands in this part of the partners' rows.
fn named(part: &str) -> String {
    format!("named-{part}")
}

/// The field with the part of the other side's rows that says the same as this part of the own.
fn member(part: &str) -> String {
    format!("member-{part}")
}

/// What is held by a field, or guessed where the page did not have it yet.
fn chosen<'t>(typed: &'t Typed, field: &str, guess: &'t str) -> &'t str {
    if typed.values(field).is_empty() { guess } else { typed.first(field) }
}

fn parts_of<'f>(form: &'f Form, rows: &str) -> &'f [Question] {
    form.question(rows).map(Question::parts).unwrap_or_default()
}

/// The key if one of these questions has it.
fn same_key<'k>(key: &'k str, mut among: impl Iterator<Item = &'k Question>) -> &'k str {
    among.find(|q| q.key == key).map_or("", |q| q.key.as_str())
}

fn hold(room: &Room, held: &mut Typed) {
    let form = &room.definition.form;
    let Some(now) = &room.definition.pairing else {
        hold_tick(held, "required", true);
        return;
    };
    held.set("reference", now.reference.as_str());
    held.set("title", now.same.first().cloned().unwrap_or_default());
    held.set_all("same", now.same.iter().skip(1).cloned().collect());
    held.set("partners", now.partners.as_str());
    for part in parts_of(form, &now.partners) {
        let own = now.named.iter().find(|named| named.part == part.key).map(|named| named.own.clone());
        held.set(&named(&part.key), own.unwrap_or_default());
    }
    hold_tick(held, "required", now.required);
    held.set("funders", now.funders.clone().unwrap_or_default());
    if let Some(members) = &now.members {
        held.set("members", members.own.as_str());
        held.set("others", members.others.as_str());
        held.set("whom", members.parts.first().map(|named| named.own.clone()).unwrap_or_default());
        for part in parts_of(form, &members.own) {
            let other = members.parts.iter().find(|named| named.own == part.key).map(|named| named.part.clone());
            held.set(&member(&part.key), other.unwrap_or_default());
        }
    }
}

fn read(room: &Room, typed: &Typed, problems: &mut Vec<Problem>) -> Edit {
    let (form, now) = (&room.definition.form, room.definition.pairing.as_ref());
    for field in ["reference", "title", "partners"] {
        need(typed, field, "editor-select-question", problems);
    }
    let title = typed.first("title").to_owned();
    let ticked = |q: &&Question| typed.has("same", &q.key) && q.key != title;
    let rest: Vec<String> = form.questions().filter(ticked).map(|q| q.key.clone()).collect();
    let before: &[String] = now.map(|now| now.same.as_slice()).unwrap_or_default();
    let same = std::iter::once(title.clone()).chain(in_order(rest, |key| before.iter().position(|b| b == key)));
    let part = |part: &Question| {
        let guess = same_key(&part.key, form.questions());
        let own = chosen(typed, &named(&part.key), guess).to_owned();
        (!own.is_empty()).then(|| Named { own, part: part.key.clone() })
    };
    let parts = parts_of(form, typed.first("partners")).iter().filter_map(part).collect();
    let before: &[Named] = now.map(|now| now.named.as_slice()).unwrap_or_default();
    Edit::SetPairing(Some(Pairing {
        reference: typed.first("reference").to_owned(),
        same: same.collect(),
        partners: typed.first("partners").to_owned(),
        named: in_order(parts, |named| before.iter().position(|b| b.part == named.part)),
        members: members(form, now.and_then(|now| now.members.as_ref()), typed, problems),
        required: typed.has("required", "yes"),
        funders: Some(typed.first("funders").to_owned()).filter(|key| !key.is_empty()),
    }))
}

/// What was there before comes in the order that it had, then what is new.
fn in_order<T>(mut all: Vec<T>, place: impl Fn(&T) -> Option<usize>) -> Vec<T> {
    all.sort_by_key(|one| place(one).unwrap_or(usize::MAX));
    all
}

fn members(form: &Form, now: Option<&Members>, typed: &Typed, problems: &mut Vec<Problem>) -> Option<Members> {
    let (own, others) = (typed.first("members"), typed.first("others"));
    if own.is_empty() && others.is_empty() {
        return None;
    }
    for field in ["members", "others"] {
        need(typed, field, "editor-pairing-both", problems);
    }
    let part = |part: &Question| {
        let guess = same_key(&part.key, parts_of(form, others).iter());
        let other = chosen(typed, &member(&part.key), guess).to_owned();
        (!other.is_empty()).then(|| Named { own: part.key.clone(), part: other })
    };
    let parts: Vec<Named> = parts_of(form, own).iter().filter_map(part).collect();
    if parts.is_empty() && !own.is_empty() && !others.is_empty() {
        problems.push(Problem::at("members", Sentence::new("editor-pairing-parts")));
    }
    let before: &[Named] = now.map(|now| now.parts.as_slice()).unwrap_or_default();
    let mut parts = in_order(parts, |named| before.iter().position(|b| b.own == named.own));
    if let Some(at) = parts.iter().position(|named| named.own == typed.first("whom")) {
        parts[..=at].rotate_right(1);
    }
    Some(Members { own: own.to_owned(), others: others.to_owned(), parts })
}

fn fields(frame: &Frame, room: &Room, typed: &Typed) -> Vec<Put> {
    let form = &room.definition.form;
    let question = |name: &str, label: &str, fits: fn(&Kind) -> bool| {
        choice(frame, name, label, typed, fitting(frame, form, typed.first(name), fits)).class("w20")
    };
    let is_rows: fn(&Kind) -> bool = |kind| matches!(kind, Kind::Rows { .. });
    let is_line: fn(&Kind) -> bool = |kind| matches!(kind, Kind::ShortText { .. });
    let same = form.questions().filter(|q| has_word(&q.kind) && !q.after_acceptance && q.key != typed.first("title"));
    let same = same.map(|q| Opt::new(&q.key, called(frame, q), typed.has("same", &q.key))).collect();
    let mut fields = vec![
        question("title", "editor-pairing-same-title", is_line).hint(frame.say("editor-pairing-same-title-hint")).put(),
        question("reference", "editor-pairing-reference", is_line)
            .hint(frame.say("editor-pairing-reference-hint"))
            .put(),
        frame.field("same", "editor-pairing-same").control(Control::Boxes(same)).put(),
        question("partners", "editor-pairing-partners", is_rows).hint(frame.say("editor-pairing-rows-hint")).put(),
    ];
    for part in parts_of(form, typed.first("partners")) {
        let (name, guess) = (named(&part.key), same_key(&part.key, form.questions()));
        let held = chosen(typed, &name, guess).to_owned();
        let label = frame.with("editor-pairing-named").set("part", called(frame, part)).to_string();
        let options = fitting(frame, form, &held, has_word).into_iter().map(|(value, words)| {
            let is_held = value == held;
            Opt::new(value, words, is_held)
        });
        fields.push(frame.field_named(&name, &label).class("w20").list(options.collect()).put());
    }
    fields.push(question("members", "editor-pairing-members", is_rows).optional().put());
    fields.push(
        question("others", "editor-pairing-others", is_rows)
            .hint(frame.say("editor-pairing-rows-hint"))
            .optional()
            .put(),
    );
    fields.extend(member_fields(frame, form, typed));
    let is_group: fn(&Kind) -> bool = |kind| matches!(kind, Kind::OneOf { .. } | Kind::Country { .. });
    fields.push(
        question("funders", "editor-pairing-funders", is_group)
            .hint(frame.say("editor-pairing-funders-hint"))
            .optional()
            .put(),
    );
    fields.push(tick(frame, "required", "editor-pairing-required", typed).put());
    fields
}

/// For each part of the own rows, the part of the other side's rows that must say the same.
fn member_fields(frame: &Frame, form: &Form, typed: &Typed) -> Vec<Put> {
    let (own, others) = (parts_of(form, typed.first("members")), parts_of(form, typed.first("others")));
    if own.is_empty() || others.is_empty() {
        return Vec::new();
    }
    let none = || Opt::new("", frame.say("editor-lists-none"), false);
    let option = |part: &Question, held: &str| Opt::new(&part.key, called(frame, part), part.key == held);
    let field = |part: &Question| {
        let name = member(&part.key);
        let held = chosen(typed, &name, same_key(&part.key, others.iter()));
        let label = frame.with("editor-pairing-member").set("part", called(frame, part)).to_string();
        let options = std::iter::once(none()).chain(others.iter().map(|other| option(other, held)));
        frame.field_named(&name, &label).class("w20").list(options.collect()).put()
    };
    let whom = own.iter().map(|part| option(part, typed.first("whom"))).collect();
    let mut fields: Vec<Put> = own.iter().map(field).collect();
    fields.push(frame.field("whom", "editor-pairing-whom").class("w20").list(whom).put());
    fields
}

/// Whether an answer of this kind can be compared with another.
fn has_word(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::Rows { .. } | Kind::Document { .. } | Kind::Note { .. } | Kind::Declaration { .. } | Kind::Consent { .. }
    )
}
