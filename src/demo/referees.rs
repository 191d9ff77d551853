//! Referees: who is named for some applications, and what becomes of each letter. The last thing of a call, so that nothing else of the
//! office depends on it.

use super::{
    cast::{Life, Stage},
    script::Intake,
};
use crate::{
    actions::{
        Error, Tx,
        letters::{
            asking::{self, Named},
            giving, office, passing,
        },
    },
    db::{self, letters::LetterRow},
    domain::{
        form::{Answer, Answers},
        id::{ApplicationId, LetterId},
        time::{Span, Timestamp},
        workflow::Status,
    },
};

/// Made-up referees: name, address, post and institution.
const REFEREES: [(&str, &str, &str); 6] = [
    (
        "Prof. Nurul Huda Ismail",
        "nurul.huda@referees.example",
        "Professor of chemistry, led the applicant’s laboratory",
    ),
    ("Dr. Somsak Phan", "somsak.phan@referees.example", "Head of department, supervised the doctorate"),
    (
        "Prof. Maria Lourdes Reyes",
        "m.reyes@referees.example",
        "Professor of public health, worked together on two papers",
    ),
    ("Dr. Trần Quốc Bảo", "tran.bao@referees.example", "Research director, the applicant’s first employer"),
    ("Daw Khin Mar Oo", "khin.mar@referees.example", "Rector, taught the applicant"),
    ("Prof. Chen Guang", "chen.guang@referees.example", "Professor of materials science, joint project since 2021"),
];

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Received,
    SetAside,
    Declined,
    Cancelled,
    Expired,
    Bounced,
    Sent,
    Opened,
    Saved,
}

use Fate::{Bounced, Cancelled, Declined, Expired, Opened, Received, Saved, Sent, SetAside};

/// Of applications whose call closed long ago.
const OVER: [&[Fate]; 5] =
    [&[Received, Declined, Received], &[Received, Expired], &[], &[SetAside, Received], &[Cancelled, Received]];
/// Of applications whose letters may still come.
const OPEN: [&[Fate]; 5] = [&[Sent, Received], &[Opened, Saved], &[], &[Bounced, Sent], &[Received, Declined]];

/// Names referees and lets their letters go their ways.
pub fn write(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    let Some(id) = life.id else { return Ok(()) };
    let Some(row) = db::applications::find(tx.conn, id)? else { return Ok(()) };
    let number = row.reference.as_deref().and_then(|r| r.rsplit('-').next()?.parse::<usize>().ok()).unwrap_or(0);
    let fates = match (row.status, stage.intake) {
        (Status::Draft, Intake::Open) if life.own => {
            tx.now = stage.now - Span::hours(1);
            return name(tx, life, id, 0).map(|_| ());
        }
        (Status::Submitted | Status::Returned | Status::InReview, Intake::First) => OVER[number % OVER.len()],
        (Status::Submitted, Intake::Open) => OPEN[number % OPEN.len()],
        _ => return Ok(()),
    };
    let asked_at = match stage.intake {
        Intake::Open => (life.handed_in + Span::minutes(10)).max(stage.now - Span::hours(26)),
        _ => life.handed_in + Span::hours(1),
    };
    for (n, fate) in fates.iter().enumerate() {
        tx.now = asked_at + Span::minutes(i64::try_from(n).unwrap_or(0));
        let letter = name(tx, life, id, number + n)?;
        become_of(tx, stage, life, letter, (*fate, asked_at + Span::minutes(20)))?;
    }
    Ok(())
}

fn name(tx: &mut Tx, life: &Life, id: ApplicationId, n: usize) -> Result<LetterId, Error> {
    let (name, email, position) = REFEREES[n % REFEREES.len()];
    // Nobody is asked more often than the office allows, however many apply.
    let own = id.to_string();
    let email = email.replace('@', &format!(".{}@", own.get(30..).unwrap_or_default()));
    let named = Named {
        name: name.parse().map_err(|_| Error::Internal(format!("no name: {name}")))?,
        email: email.parse().map_err(|_| Error::Internal(format!("no address: {email}")))?,
        position: position.to_owned(),
        waived: Some(n % 4 != 3),
        instead: None,
    };
    asking::name(tx, life.owner()?, id, &named)
}

fn row(tx: &mut Tx, letter: LetterId) -> Result<LetterRow, Error> {
    db::letters::find(tx.conn, letter)?.ok_or(Error::NotFound)
}

fn become_of(
    tx: &mut Tx,
    stage: &Stage,
    life: &Life,
    letter: LetterId,
    (fate, at): (Fate, Timestamp),
) -> Result<(), Error> {
    let asked = row(tx, letter)?;
    let link = asked.link_id.ok_or(Error::NotFound)?;
    let token = tx.keys.link_token(link);
    tx.now = at;
    match fate {
        Sent => Ok(()),
        Bounced => passing::bounce(tx, letter, link),
        Declined => {
            giving::decline(tx, &token, "I have not worked with the applicant since 2019 and cannot judge the plan.")
        }
        Cancelled => asking::cancel(tx, life.owner()?, asked.application_id, letter, asked.version),
        Expired => {
            tx.now = asked.due_at.unwrap_or(at) + Span::minutes(1);
            passing::look_at(tx, letter)
        }
        Opened => giving::agree(tx, &token),
        Saved => {
            giving::agree(tx, &token)?;
            let version = row(tx, letter)?.version;
            tx.now = at + Span::minutes(20);
            giving::save(tx, &token, version, &answers(life, false))
        }
        Received | SetAside => {
            giving::agree(tx, &token)?;
            let version = row(tx, letter)?.version;
            tx.now = at + Span::minutes(40);
            giving::give(tx, &token, version, &answers(life, true))?;
            if fate == Received {
                return Ok(());
            }
            let (id, version) = (asked.application_id, row(tx, letter)?.version);
            tx.now = at + Span::minutes(50);
            office::set_aside(tx, stage.officer(), id, (letter, version), "Written by a relative of the applicant.")
        }
    }
}

fn answers(life: &Life, whole: bool) -> Answers {
    let mut answers = Answers::default();
    let name = &life.person.name.call;
    let relation =
        format!("{name} has worked in my group for three years, first as a student and then as a colleague.");
    answers.set("relation", Some(Answer::Text(relation)));
    if whole {
        answers.set("standing", Some(Answer::Choice("above".to_owned())));
        let assessment = format!(
            "{name} plans experiments with care and tells early when one does not work. The plan is ambitious and can be done in the months asked for. The methods learnt there are missing at home, and several younger people would profit from them."
        );
        answers.set("assessment", Some(Answer::Text(assessment)));
    }
    answers
}
