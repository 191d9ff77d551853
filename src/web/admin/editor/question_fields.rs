//! The fields of a question's page: filled in from the question, read into one.

use super::{
    fields::{area, choice, hold_text, hold_tick, line, need, text, tick},
    kinds,
    place::Place,
    room::Room,
};
use crate::{
    domain::{
        editing::keys::key_of,
        form::{Audience, KindWord, Question, Typed, faults::TAKEN},
        sentence::{Problem, Sentence},
        text::Text,
    },
    web::{
        page::Frame,
        parts::{Control, Opt, Put},
    },
};

/// The question into fields.
pub fn held(question: &Question) -> Typed {
    let mut typed = Typed::default();
    typed.set("key", question.key.as_str());
    hold_text(&mut typed, "label", &question.label);
    hold_text(&mut typed, "short", &question.short);
    hold_text(&mut typed, "hint", &question.hint);
    hold_text(&mut typed, "missing", &question.missing);
    hold_tick(&mut typed, "optional", question.optional);
    hold_tick(&mut typed, "identifying", question.identifying);
    hold_tick(&mut typed, "after", question.after_acceptance);
    typed.set_all("audience", question.audience.iter().map(|a| a.word().to_owned()).collect());
    kinds::hold(&question.kind, &mut typed);
    typed
}

/// The question that was typed, over what it is `now`, with what is wrong field by field.
pub fn read(room: &Room, place: &Place, now: &Question, word: KindWord, typed: &Typed) -> (Question, Vec<Problem>) {
    let mut problems = Vec::new();
    let form = &room.definition.form;
    if word != KindWord::Note {
        need(typed, "label", "editor-enter-label", &mut problems);
    }
    let name = [typed.first("short"), typed.first("label")].into_iter().find(|name| !name.is_empty());
    let key = match (typed.first("key"), place) {
        ("", Place::At(_)) => now.key.clone(),
        ("", _) => {
            key_of(name.unwrap_or_default(), '_', word.word(), |key| place.is_taken(form, key) || TAKEN.contains(&key))
        }
        (key, _) => key.to_owned(),
    };
    let is_new = !matches!(place, Place::At(spot) if spot.part.as_ref().unwrap_or(&spot.question) == &key);
    if is_new && place.is_taken(form, &key) {
        problems.push(Problem::at("key", Sentence::new("form-fault-twice").with("place", key.as_str())));
    }
    let of = |old: &Text, field: &str| text(typed, field, Some(old));
    // What the page does not ask stays as it was.
    let (rows, asks) = (place.rows().is_some(), place.rows().is_none() && !room.is_of_letters);
    let is_ticked = |name: &str, shown: bool, was: bool| if shown { typed.has(name, "yes") } else { was };
    let audience = if asks && word != KindWord::Note {
        Audience::ALL.iter().copied().filter(|a| typed.has("audience", a.word())).collect()
    } else {
        now.audience.clone()
    };
    let question = Question {
        key,
        label: of(&now.label, "label"),
        short: of(&now.short, "short"),
        hint: of(&now.hint, "hint"),
        missing: of(&now.missing, "missing"),
        kind: kinds::read(word, typed, &now.kind, &mut problems),
        optional: typed.has("optional", "yes"),
        identifying: is_ticked("identifying", rows || asks, now.identifying),
        after_acceptance: is_ticked("after", asks, now.after_acceptance),
        audience,
        shown_when: now.shown_when.clone(),
    };
    (question, problems)
}

/// The fields of its page.
pub fn fields(frame: &Frame, room: &Room, place: &Place, word: KindWord, typed: &Typed) -> Vec<Put> {
    let is_note = word == KindWord::Note;
    let label = if is_note { "editor-heading" } else { "editor-label" };
    let mut fields = vec![line(frame, "label", label, typed).optional_if(is_note).put()];
    if !is_note {
        fields.push(area(frame, "hint", "editor-hint", typed, 2).optional().put());
    }
    fields.extend(kinds::fields(frame, word, typed));
    if !is_note {
        fields.push(tick(frame, "optional", "editor-optional", typed).put());
    }
    if room.is_of_letters {
        return fields;
    }
    if !is_note {
        fields.push(
            tick(frame, "identifying", "editor-identifying", typed).hint(frame.say("editor-identifying-hint")).put(),
        );
    }
    if place.rows().is_none() {
        fields.push(tick(frame, "after", "editor-after", typed).hint(frame.say("editor-after-hint")).put());
    }
    if place.rows().is_none() && !is_note {
        let option = |a: &Audience| {
            Opt::new(a.word(), frame.say(&format!("editor-audience-{a}")), typed.has("audience", a.word()))
        };
        let boxes = Control::Boxes(Audience::ALL.iter().map(option).collect());
        fields.push(
            frame.field("audience", "editor-audience").hint(frame.say("editor-audience-hint")).control(boxes).put(),
        );
    }
    if place.rows().is_none() {
        let sections = room.definition.form.sections.iter();
        let sections = sections.map(|s| (s.key.clone(), frame.text(&s.title).to_owned()));
        fields.push(choice(frame, "section", "editor-section", typed, sections).class("w20").put());
    }
    fields
}
