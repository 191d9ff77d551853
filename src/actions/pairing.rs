//! The pairs of a call: who belongs together, as the office sees it, and how an application's own pair stands, as its applicant does.

use std::sync::Arc;

use crate::{
    actions::{Error, case::Case},
    db::{self, Conn, applications::ApplicationRow, calls::CallRow},
    domain::{
        call::Definition,
        form::Answers,
        pairing::{Pair, Pairs, Side},
        permission::{Actor, Viewer},
        workflow::Status,
    },
};

/// All that were handed in to a call, put together.
#[derive(Debug)]
pub struct Listed {
    /// What the call asks.
    pub definition: Arc<Definition>,
    /// The applications, with the answers as last handed in.
    pub sides: Vec<(ApplicationRow, Answers)>,
    /// Which of them, by their number, belong together.
    pub pairs: Pairs,
}

/// The pairs of a call among what this viewer sees; nothing where the call has none.
///
/// # Errors
/// Where the database fails.
pub fn of_call(conn: &mut Conn, viewer: &Viewer, call: &CallRow) -> Result<Option<Listed>, Error> {
    let definition = db::definitions::get(conn, call.definition_id)?;
    let Some(pairing) = &definition.pairing else { return Ok(None) };
    let mut sides = db::answers::list_handed_in(conn, viewer, call.id)?;
    sides.retain(|(row, _)| !matches!(row.status, Status::Withdrawn | Status::Ineligible));
    let shown = sides.iter().map(|(row, answers)| Side { reference: row.reference.as_deref().unwrap_or(""), answers });
    let pairs = pairing.find(&shown.collect::<Vec<_>>());
    Ok(Some(Listed { pairs, sides, definition: Arc::clone(&definition) }))
}

/// How an application's own pair stands, as far as its applicant may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// No application of another side is found.
    Alone,
    /// This side names another, which does not name this one.
    Unconfirmed,
    /// Both sides say the same.
    Agreed,
    /// They differ in the answers to these questions.
    Differs(Vec<String>),
}

/// How the pair of this application stands. Of the other side nothing is told until it names this one: who types a reference number
/// learns nothing from it.
///
/// # Errors
/// Where the database fails.
pub fn of_case(conn: &mut Conn, case: &Case) -> Result<Option<Standing>, Error> {
    if case.application.revision == 0 {
        return Ok(None);
    }
    let everybody = Viewer::by_roles(&Actor::System, &[]);
    let Some(Listed { sides, pairs, .. }) = of_call(conn, &everybody, &case.call)? else { return Ok(None) };
    let Some(own) = sides.iter().position(|(row, _)| row.id == case.application.id) else { return Ok(None) };
    let pair = pairs.pairs.iter().find(|pair| pair.sides.0 == own || pair.sides.1 == own);
    Ok(Some(pair.map_or(Standing::Alone, |pair| standing(pair, own))))
}

fn standing(pair: &Pair, own: usize) -> Standing {
    let is_first = pair.sides.0 == own;
    let (names, is_named) = if is_first { pair.names } else { (pair.names.1, pair.names.0) };
    if !is_named {
        return if names { Standing::Unconfirmed } else { Standing::Alone };
    }
    if pair.differences.is_empty() {
        return Standing::Agreed;
    }
    let mut questions: Vec<String> = pair.differences.iter().map(|difference| difference.question.clone()).collect();
    questions.dedup();
    Standing::Differs(questions)
}
