//! Visits of the demo: what hosts show to people who bring technology into use, who chooses which visit, and whom hosts receive.

use super::{
    cast::{Cast, Life, Stage},
    hosting::{Offer, Terms, free_posts, offer_all},
};
use crate::{
    actions::{
        Error, Tx,
        hosting::{choices, consents},
    },
    db,
    domain::{time::Span, workflow::Status},
};

/// The last one waits to be checked, in the province that has an officer of its own.
const VISITS: [Offer; 8] = [
    (
        6,
        "Three days in the workshops of a science park",
        "2.2",
        "digital",
        6,
        "Meet ten young firms, and test in the open workshop.",
    ),
    (
        6,
        "Membranes and filters: makers around the lake",
        "2.7",
        "green",
        4,
        "Two factories and the park's testing station.",
    ),
    (
        7,
        "How an incubator chooses and leaves its ventures",
        "5.2",
        "digital",
        6,
        "A week with the people who decide and those who pay.",
    ),
    (
        4,
        "Sensors on the quay: a running installation",
        "2.2",
        "digital",
        3,
        "The port of Shenzhen by night, and the data of a year.",
    ),
    (
        1,
        "Machines for small fields of sugar cane",
        "4.1",
        "green",
        5,
        "Harvesters at work, their maker, and the cost of a spare part.",
    ),
    (
        3,
        "Quick tests for fevers, from bench to ward",
        "3.2",
        "health",
        4,
        "The laboratory, the maker and the ward that uses them.",
    ),
    (
        5,
        "Warning of landslides: one valley, one month later",
        "1.5",
        "digital",
        3,
        "The sensors, the siren and the people who live below.",
    ),
    (0, "Seaweed: from the field to feed", "4.1", "green", 4, "Boats, drying and a mill."),
];

/// Hosts offer visits.
pub fn offer(tx: &mut Tx, cast: &Cast, call: &db::calls::CallRow) -> Result<(), Error> {
    let terms = Terms {
        requirements: "A technology of your own or one that you look for, and somebody at home who may decide.",
        begin: 60,
        days: [120, 240],
        reason: "Say in which months the valley can be visited.",
    };
    offer_all(tx, cast, call, &VISITS, terms)
}

/// Most of those who handed in choose visits, whose host has answered those that are read by reviewers.
pub fn choose(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    if stage.definition.hosting.is_none() || life.aim == Status::Draft {
        return Ok(());
    }
    let id = life.id()?;
    tx.now = life.handed_in + Span::minutes(20);
    let mut free = free_posts(tx, stage)?;
    let wanted = tx.chance.below(4).min(free.len());
    for _ in 0..wanted {
        let post = free.swap_remove(tx.chance.below(free.len()));
        choices::choose(tx, life.owner()?, id, post.id)?;
    }
    let chosen = db::choices::list(tx.conn, id)?;
    let Some(first) = chosen.first().filter(|_| life.aim == Status::InReview) else { return Ok(()) };
    let Some(host) = stage.cast.hosts.iter().find(|host| host.host == first.host_id) else { return Ok(()) };
    tx.now = tx.now + Span::hours(5);
    let signer = format!("{}, Director", host.contact.name.as_str());
    consents::give(tx, &host.contact.actor, first.id, first.version, &signer).map(drop)
}
