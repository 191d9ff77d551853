//! The pairs of a call: who belongs together, as the office sees it, and how an application's own pair stands, as its applicant does.

pub mod ruling;
pub mod telling;

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    actions::{Error, case::Case},
    db::{self, Conn, applications::ApplicationRow, calls::CallRow, pair_rulings::RulingRow},
    domain::{
        call::Definition,
        form::Answers,
        id::ApplicationId,
        pairing::{Of, Pair, Pairs, Ruling, Side, Stand, find::Apart},
        permission::{Actor, Viewer},
        sentence::Sentence,
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
    /// What officers ruled, as far as it holds.
    pub rulings: Vec<RulingRow>,
    /// Sides, by their number, that the reader may not see.
    pub hidden: BTreeSet<usize>,
}

impl Listed {
    /// The number of this application.
    pub fn find(&self, id: ApplicationId) -> Option<usize> {
        self.sides.iter().position(|(row, _)| row.id == id)
    }

    /// The pair of a side.
    pub fn pair_of(&self, side: usize) -> Option<&Pair> {
        self.pairs.pairs.iter().find(|pair| pair.has(side))
    }

    /// How a side stands, by its pair and by what was ruled.
    pub fn stand(&self, side: usize) -> Stand {
        let id = self.sides[side].0.id;
        if self.rulings.iter().any(|row| row.ruling == Ruling::Alone && row.application_id == id) {
            return Stand::GoesAlone;
        }
        match self.pair_of(side) {
            None => Stand::Single,
            Some(pair) if pair.differences.is_empty() => Stand::Agrees,
            Some(pair) if self.is_taken_as_good(pair) => Stand::TakenAsGood,
            Some(_) => Stand::Differs,
        }
    }

    /// How a pair stands whatever is ruled of one side alone.
    pub fn stand_of(&self, pair: &Pair) -> Stand {
        if pair.differences.is_empty() {
            Stand::Agrees
        } else if self.is_taken_as_good(pair) {
            Stand::TakenAsGood
        } else {
            Stand::Differs
        }
    }

    /// What was taken as good were these answers of both: others are looked at again.
    fn is_taken_as_good(&self, pair: &Pair) -> bool {
        let (first, second) = (&self.sides[pair.sides.0].0, &self.sides[pair.sides.1].0);
        let of = |row: &&RulingRow| row.ruling == Ruling::Good;
        self.rulings.iter().filter(of).any(|row| {
            let as_seen = (row.revision, row.other_revision) == (first.revision, second.revision);
            as_seen && row.application_id == first.id && row.other_id == Some(second.id)
        })
    }

    /// Who is not to be put together.
    fn apart(sides: &[(ApplicationRow, Answers)], rulings: &[RulingRow]) -> Apart {
        let place = |id: ApplicationId| sides.iter().position(|(row, _)| row.id == id);
        let apart = rulings.iter().filter(|row| row.ruling == Ruling::Apart);
        apart.filter_map(|row| Some((place(row.application_id)?, place(row.other_id?)?))).collect()
    }
}

/// All pairs of a call; nothing where the call has none. Whoever shows them asks first who may see them.
///
/// # Errors
/// Where the database fails.
pub fn all_of(conn: &mut Conn, call: &CallRow) -> Result<Option<Listed>, Error> {
    let definition = db::definitions::get(conn, call.definition_id)?;
    let Some(pairing) = &definition.pairing else { return Ok(None) };
    let everybody = Viewer::by_roles(&Actor::System, &[]);
    let mut sides = db::answers::list_handed_in(conn, &everybody, call.id)?;
    sides.retain(|(row, _)| !matches!(row.status, Status::Withdrawn | Status::Ineligible));
    let rulings = db::pair_rulings::list_live(conn, call.id)?;
    let shown = sides.iter().map(|(row, answers)| Side { reference: row.reference.as_deref().unwrap_or(""), answers });
    let pairs = pairing.find(&shown.collect::<Vec<_>>(), &Listed::apart(&sides, &rulings));
    Ok(Some(Listed { pairs, sides, rulings, hidden: BTreeSet::new(), definition: Arc::clone(&definition) }))
}

/// The pairs of a call that this viewer may see: none of which a side is hidden, and no such side by itself.
///
/// # Errors
/// Where the database fails.
pub fn of_call(conn: &mut Conn, viewer: &Viewer, call: &CallRow) -> Result<Option<Listed>, Error> {
    let Some(mut listed) = all_of(conn, call)? else { return Ok(None) };
    let seen: BTreeSet<_> = db::applications::list::list_seen(conn, viewer, call.id)?.into_iter().collect();
    let each = listed.sides.iter().enumerate();
    let hidden: BTreeSet<usize> = each.filter(|(_, (row, _))| !seen.contains(&row.id)).map(|(side, _)| side).collect();
    let beside = |side: &usize| listed.pair_of(*side).map(|pair| pair.beside(*side));
    listed.hidden = hidden.iter().filter_map(beside).chain(hidden.iter().copied()).collect();
    let (pairs, hidden) = (&mut listed.pairs, &listed.hidden);
    pairs.pairs.retain(|pair| !hidden.contains(&pair.sides.0) && !hidden.contains(&pair.sides.1));
    pairs.alone.retain(|side| !hidden.contains(side));
    Ok(Some(listed))
}

/// The other side of an application, where both say that they belong together.
///
/// # Errors
/// Where the database fails.
pub(super) fn sure_partner(conn: &mut Conn, case: &Case) -> Result<Option<Case>, Error> {
    if case.definition.pairing.is_none() {
        return Ok(None);
    }
    let Some(listed) = all_of(conn, &case.call)? else { return Ok(None) };
    let Some(own) = listed.find(case.application.id) else { return Ok(None) };
    let Some(pair) = listed.pair_of(own).filter(|pair| pair.is_sure()) else { return Ok(None) };
    let other = listed.sides[pair.beside(own)].0.id;
    Case::open(conn, &Actor::System, crate::domain::permission::Action::ManageApplication, other).map(Some)
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
    /// They differ in the answers to these questions, of the project or of one side: the applicant's own is the first.
    Differs(Vec<(String, Of)>),
    /// They differ, and the office takes them as good.
    TakenAsGood,
    /// The office lets it go on without another.
    GoesAlone,
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
    let Some(listed) = all_of(conn, &case.call)? else { return Ok(None) };
    let Some(own) = listed.find(case.application.id) else { return Ok(None) };
    Ok(Some(standing(&listed, own)))
}

fn standing(listed: &Listed, own: usize) -> Standing {
    let stand = listed.stand(own);
    if stand == Stand::GoesAlone {
        return Standing::GoesAlone;
    }
    let Some(pair) = listed.pair_of(own) else { return Standing::Alone };
    let is_first = pair.sides.0 == own;
    let (names, is_named) = if is_first { pair.names } else { (pair.names.1, pair.names.0) };
    if !is_named {
        return if names { Standing::Unconfirmed } else { Standing::Alone };
    }
    if stand == Stand::TakenAsGood {
        return Standing::TakenAsGood;
    }
    if pair.differences.is_empty() {
        return Standing::Agreed;
    }
    let of = |of: Of| if is_first { of } else { of.turned() };
    let mut questions: Vec<_> = pair.differences.iter().map(|d| (d.question.clone(), of(d.of))).collect();
    questions.dedup();
    Standing::Differs(questions)
}

/// Refuses to open the review of an application whose pair the call demands and that has none, or none that agrees. `pairs` are those
/// of its call.
pub(super) fn demand(pairs: Option<&Listed>, case: &Case) -> Result<(), Error> {
    let why = held_by(pairs, case.application.id).map(|stand| match stand {
        Stand::Differs => "pairs-needed-differs",
        _ => "pairs-needed-single",
    });
    let reference = case.application.reference.as_deref().unwrap_or_default();
    why.map_or(Ok(()), |why| Err(Error::refused(Sentence::new(why).with("reference", reference))))
}

/// How an application stands that must not be reviewed yet.
pub(super) fn held_by(pairs: Option<&Listed>, id: ApplicationId) -> Option<Stand> {
    let listed = pairs.filter(|listed| listed.definition.pairing.as_ref().is_some_and(|pairing| pairing.required))?;
    let stand = listed.find(id).map_or(Stand::Single, |own| listed.stand(own));
    (!stand.may_be_reviewed()).then_some(stand)
}
