//! The demo's joint projects: who joins whom, in what they differ, and what the officer rules.

use super::cast::{Life, Stage};
use crate::{
    actions::{
        Error, Tx,
        pairing::{
            self,
            ruling::{self, Desk, Wanted},
        },
    },
    domain::{
        form::{Answer, Answers},
        pairing::{Members, Named, Pairing, Ruling, Stand},
        permission::Action,
        time::Span,
    },
};

fn rows<'a>(answers: &'a Answers, key: &str) -> &'a [Answers] {
    match answers.get(key) {
        Some(Answer::Rows(rows)) => rows,
        _ => &[],
    }
}

/// Joins the side that waits for another: the first as agreed, the second with a unit in other words, those after it with a member
/// and a summary of their own.
pub fn join(tx: &mut Tx, stage: &Stage, pairing: &Pairing, answers: &mut Answers) -> Result<(), Error> {
    let Some(listed) = pairing::all_of(tx.conn, &stage.call)? else { return Ok(()) };
    let [alone] = listed.pairs.alone[..] else { return Ok(()) };
    let (row, first) = &listed.sides[alone];
    agree(pairing, first, answers);
    answers.set(&pairing.reference, row.reference.clone().map(Answer::Text));
    match listed.pairs.pairs.len() {
        0 => {}
        1 => {
            if let Some(named) = pairing.named.get(1) {
                add(answers, &named.own, ", Main Campus", 150);
            }
        }
        _ => {
            if let Some(summary) = pairing.same.get(1) {
                add(answers, summary, " A common set of data is left to both.", 1900);
            }
            if let Some(Members { others, .. }) = &pairing.members {
                let fewer = rows(answers, others).split_last().map(|(_, rest)| rest.to_vec());
                if let Some(fewer) = fewer.filter(|rest| !rest.is_empty()) {
                    answers.set(others, Some(Answer::Rows(fewer)));
                }
            }
        }
    }
    Ok(())
}

/// Says a bit more, where there is room for it.
fn add(answers: &mut Answers, question: &str, more: &str, most: usize) {
    let said = answers.text(question).unwrap_or_default();
    if said.chars().count() < most {
        answers.set(question, Some(Answer::Text(format!("{said}{more}"))));
    }
}

/// What the other side says of the project, of itself and of this one.
fn agree(pairing: &Pairing, first: &Answers, answers: &mut Answers) {
    for key in &pairing.same {
        answers.set(key, first.get(key).cloned());
    }
    let partners = rows(first, &pairing.partners);
    let (Some(said), Some(own)) = (partners.first(), rows(answers, &pairing.partners).first()) else { return };
    let mut own = own.clone();
    for Named { own: question, part } in &pairing.named {
        answers.set(question, said.get(part).cloned());
        own.set(part, first.get(question).cloned());
    }
    if let Some(key) = &pairing.funders {
        own.set(key, first.get(key).cloned());
        answers.set(key, said.get(key).cloned());
    }
    let others = partners.iter().skip(1).cloned();
    answers.set(&pairing.partners, Some(Answer::Rows(std::iter::once(own).chain(others).collect())));
    let Some(Members { own, others, parts }) = &pairing.members else { return };
    let like = rows(answers, own).first().cloned().unwrap_or_default();
    let member = |said: &Answers| {
        let mut member = like.clone();
        for Named { own, part } in parts {
            member.set(own, said.get(part).cloned());
        }
        member
    };
    let named = |theirs: &Answers| {
        let mut named = Answers::default();
        for Named { own, part } in parts {
            named.set(part, theirs.get(own).cloned());
        }
        named
    };
    let members = rows(first, others).iter().map(member).collect();
    let theirs = rows(first, own).iter().map(named).collect();
    answers.set(own, Some(Answer::Rows(members)));
    answers.set(others, Some(Answer::Rows(theirs)));
}

/// Rules what is to be read though its pair is not as it must be.
pub fn rule(tx: &mut Tx, stage: &Stage, life: &Life) -> Result<(), Error> {
    if stage.definition.pairing.is_none() {
        return Ok(());
    }
    tx.now = stage.now - Span::days(10);
    let side = life.id()?;
    let desk = Desk::open(tx.conn, stage.officer(), Action::ManageApplication, side)?;
    let (ruling, reason) = match desk.side.map(|side| desk.listed.stand(side)) {
        Some(Stand::Differs) => (Ruling::Good, "The same unit in two wordings. Both leads say so."),
        Some(Stand::Single) => (Ruling::Alone, "The funder of the other side pays for its part in any case."),
        _ => return Ok(()),
    };
    ruling::rule(tx, stage.officer(), Wanted { ruling: Some(ruling), side, seen: desk.seen(), reason })
}
