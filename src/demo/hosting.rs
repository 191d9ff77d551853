//! Hosts of the demo: their posts in the open call, the applicants who choose them, questions, and consents.

use super::{
    cast::{Cast, HostMember, Life, Member, Stage, grant},
    script::Intake,
};
use crate::{
    actions::{
        Error, Tx,
        hosting::{
            choices, consents,
            hosts::{self, HostSaid},
            posts::{self, PostSaid},
            questions,
        },
    },
    db::{self, choices::ChoiceRow, posts::PostRow},
    domain::{
        hosting::{
            Hosting,
            consent::ConsentState,
            posts::{HostKind, Language, PostState},
        },
        permission::{Actor, Role, Scope},
        time::{Span, Timestamp},
        workflow::Status,
    },
};

/// A host as the demo knows it: names, kind, province, city, what it does.
type Known = (&'static str, &'static str, HostKind, &'static str, &'static str, &'static str);

const HOSTS: [Known; 8] = [
    (
        "Beibu Gulf Institute of Marine Science",
        "北部湾海洋科学研究所",
        HostKind::Institute,
        "GX",
        "Beihai",
        "Coasts, mangroves and fisheries of the Gulf of Tonkin, with a field station and two boats.",
    ),
    (
        "Nanning University of Tropical Agriculture",
        "南宁热带农业大学",
        HostKind::University,
        "GX",
        "Nanning",
        "Sugar cane, citrus and soils, with fields that can be worked all year.",
    ),
    (
        "Hainan Centre for Coral Research",
        "海南珊瑚研究中心",
        HostKind::Institute,
        "HI",
        "Sanya",
        "Reefs of the South China Sea: growing, mapping and mending them.",
    ),
    (
        "Kunming Plateau Hospital",
        "昆明高原医院",
        HostKind::Hospital,
        "YN",
        "Kunming",
        "A teaching hospital for infectious diseases of the Mekong region.",
    ),
    (
        "Shenzhen Bluewave Sensors",
        "深圳蓝波传感技术公司",
        HostKind::Enterprise,
        "GD",
        "Shenzhen",
        "Sensors and networks for ports, rivers and farms.",
    ),
    (
        "Chengdu Institute of Mountain Hazards",
        "成都山地灾害研究所",
        HostKind::Institute,
        "SC",
        "Chengdu",
        "Landslides and floods: measuring, warning and living with them.",
    ),
    (
        "Suzhou Lakeside Science Park",
        "苏州湖畔科技园",
        HostKind::Park,
        "JS",
        "Suzhou",
        "Four hundred young firms in sensors, medicine and new materials, with shared workshops.",
    ),
    (
        "Hangzhou Riverside Incubator",
        "杭州江畔孵化器",
        HostKind::Park,
        "ZJ",
        "Hangzhou",
        "Digital ventures from their first idea to their first factory.",
    ),
];

/// The province with an officer of its own, where the first hosts are.
pub const PROVINCE: &str = "GX";

/// A post: whose, title, field, priority area, places, what is to be done.
pub type Offer = (usize, &'static str, &'static str, &'static str, i32, &'static str);

const OFFERS: [Offer; 14] = [
    (
        0,
        "Mangrove carbon from satellite images",
        "1.5",
        "green",
        3,
        "Plots at low tide, images of two satellites, and one map of the bay.",
    ),
    (
        0,
        "Seaweed as feed for fish",
        "4.1",
        "green",
        2,
        "Growing four kinds of seaweed and feeding trials with tilapia.",
    ),
    (
        1,
        "Soils under sugar cane and cassava",
        "4.1",
        "green",
        2,
        "Sampling in three countries by one protocol, and a common data set.",
    ),
    (1, "Citrus greening: early signs", "4.4", "green", 2, "Leaf samples, a quick test, and a trial with growers."),
    (2, "Corals that bear warm water", "1.6", "green", 2, "Fragments from six reefs in tanks at three temperatures."),
    (2, "Sound of a healthy reef", "1.6", "digital", 1, "Recording, and teaching a program to hear what is missing."),
    (
        3,
        "Dengue: which fever turns severe",
        "3.2",
        "health",
        3,
        "Records of two hospitals, and a score that a ward can use.",
    ),
    (
        3,
        "Vaccines against COVID-19 in people over sixty",
        "3.3",
        "covid",
        2,
        "A cohort that has been followed for three years.",
    ),
    (4, "Sensors for small ports", "2.2", "digital", 2, "Prototype boards, and a test of six months on the quay."),
    (
        4,
        "Water levels by mobile telephone",
        "1.2",
        "digital",
        1,
        "A network of cheap gauges, and its first flood season.",
    ),
    (
        5,
        "Early warning of landslides",
        "1.5",
        "digital",
        2,
        "Rain, slopes and thresholds for one valley in each country.",
    ),
    (5, "Roads that floods do not take", "2.1", "other", 1, "Models of culverts, and a handbook for engineers."),
    (2, "Nursery of corals for three bays", "1.6", "green", 1, "Building the frames and looking after them."),
    (
        4,
        "Camera traps that send pictures",
        "2.2",
        "digital",
        1,
        "Batteries, radio and a casing that ants do not enter.",
    ),
];

/// Adds the hosts with their contacts: the first contact, whose password is told, speaks for two of them.
pub fn found(tx: &mut Tx, admin: &Actor, contacts: Vec<Member>) -> Result<Vec<HostMember>, Error> {
    let mut all = Vec::new();
    let mut contacts = contacts;
    for (n, (name, native_name, kind, province, city, about)) in HOSTS.into_iter().enumerate() {
        let said = HostSaid {
            name: name.to_owned(),
            native_name: native_name.to_owned(),
            kind: Some(kind),
            province: province.to_owned(),
            city: city.to_owned(),
            website: String::new(),
            about: about.to_owned(),
        };
        let host = hosts::add(tx, admin, &said)?;
        let of = n / 2;
        if let Some(contact) = contacts.get_mut(of) {
            grant(tx, admin, contact, Role::Host, Scope::Host(host))?;
            all.push((host, of));
        }
    }
    let member = |(host, of): (_, usize)| Some(HostMember { host, contact: contacts.get(of)?.clone() });
    Ok(all.into_iter().filter_map(member).collect())
}

/// How the open call of the demo places its applicants.
pub fn of_call(intake: Intake) -> Option<Hosting> {
    let hosting = r#"{"choices": 3, "ranked": true}"#;
    if intake == Intake::Open { serde_json::from_str(hosting).ok() } else { None }
}

/// What all posts of a call have in common.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// What hosts want of applicants.
    pub requirements: &'static str,
    /// Days from the close of the call to the first day.
    pub begin: i64,
    /// Days from the first to the last day, for posts in turn.
    pub days: [i64; 2],
    /// Why the last but one goes back.
    pub reason: &'static str,
}

/// Hosts offer posts of the exchange.
pub fn offer(tx: &mut Tx, cast: &Cast, call: &db::calls::CallRow) -> Result<(), Error> {
    let terms = Terms {
        requirements: "Research of your own in this field, and the wish to work in a group.",
        begin: 180,
        days: [364, 182],
        reason: "Say how many frames there are and who pays for the boat.",
    };
    offer_all(tx, cast, call, &OFFERS, terms)
}

/// Hosts offer posts in the days after the call was published; the officer checks all but the last, of which one goes back.
pub fn offer_all(
    tx: &mut Tx,
    cast: &Cast,
    call: &db::calls::CallRow,
    offers: &[Offer],
    terms: Terms,
) -> Result<(), Error> {
    let begin = tx.now;
    for (n, (of, title, field, priority, places, tasks)) in offers.iter().enumerate() {
        let Some(HostMember { host, contact }) = cast.hosts.get(*of) else { continue };
        tx.now = begin + Span::hours(9 * i64::try_from(n).unwrap_or(0));
        let starts = call.closes_at.day_in(call.zone) + Span::days(terms.begin);
        let mut languages = vec![Language::English];
        if n % 3 == 0 {
            languages.push(Language::Chinese);
        }
        let said = PostSaid {
            title: (*title).to_owned(),
            field: (*field).to_owned(),
            priority: (*priority).to_owned(),
            languages,
            tasks: (*tasks).to_owned(),
            requirements: terms.requirements.to_owned(),
            starts_on: Some(starts),
            ends_on: Some(starts + Span::days(terms.days[n % 2])),
            places: Some(*places),
            no_secrets: true,
            no_degree: true,
        };
        let post = posts::begin(tx, &contact.actor, *host, call.id, &said)?;
        posts::offer(tx, &contact.actor, post, 1, &said)?;
        let version = db::posts::get(tx.conn, post)?.0.version;
        match offers.len() - n {
            1 => {}
            2 => posts::send_back(tx, &cast.officer.actor, post, version, terms.reason)?,
            _ => posts::show(tx, &cast.officer.actor, post, version)?,
        }
    }
    Ok(())
}

/// Chooses posts, the demo's own applicant one and most others up to three; hosts ask, consent and refuse.
pub fn choose(tx: &mut Tx, stage: &Stage, life: &mut Life) -> Result<(), Error> {
    let is_own_draft = life.own && life.aim == Status::Draft;
    let chooses =
        matches!(life.aim, Status::Submitted | Status::Returned | Status::Withdrawn) && tx.chance.below(4) > 0;
    if stage.definition.hosting.is_none() || !(is_own_draft || chooses) {
        return Ok(());
    }
    let id = life.id()?;
    tx.now = if is_own_draft { life.begun + Span::hours(1) } else { life.handed_in + Span::minutes(20) };
    let mut free = free_posts(tx, stage)?;
    let wanted = if is_own_draft { 1 } else { 1 + tx.chance.below(3) };
    for _ in 0..wanted.min(free.len()) {
        let post = free.swap_remove(tx.chance.below(free.len()));
        choices::choose(tx, life.owner()?, id, post.id)?;
    }
    if is_own_draft {
        return Ok(());
    }
    let chosen = db::choices::list(tx.conn, id)?;
    let Some(first) = chosen.first() else { return Ok(()) };
    answer(tx, stage, life, first, tx.now)
}

/// Posts of the call that can be chosen, by key.
pub fn free_posts(tx: &mut Tx, stage: &Stage) -> Result<Vec<PostRow>, Error> {
    let hosts: Vec<_> = stage.cast.hosts.iter().map(|h| h.host).collect();
    let mut free = db::posts::list::list_of_hosts(tx.conn, &hosts)?;
    free.retain(|post| post.call_id == stage.call.id && post.state == PostState::Shown && post.free() > 0);
    free.sort_by_key(|post| post.id);
    Ok(free)
}

/// What the host of the first choice does within the next two hours, which is as long as the latest have been in.
fn answer(tx: &mut Tx, stage: &Stage, life: &Life, choice: &ChoiceRow, at: Timestamp) -> Result<(), Error> {
    let Some(member) = stage.cast.hosts.iter().find(|h| h.host == choice.host_id) else { return Ok(()) };
    let contact = &member.contact;
    tx.now = at + Span::minutes(40);
    let turn = tx.chance.below(5);
    if turn < 2 {
        questions::ask(tx, &contact.actor, choice.id, "From which month on could you come, and with whom?")?;
        if turn == 0 {
            tx.now = at + Span::minutes(60);
            let asked = db::host_questions::list(tx.conn, choice.application_id, None)?;
            if let Some(asked) = asked.first() {
                let said = "From the first month of the post on, alone at first; my family would follow.";
                questions::answer(tx, life.owner()?, choice.application_id, asked.id, said)?;
            }
        }
    }
    tx.now = at + Span::minutes(90);
    let (post, _) = db::posts::get(tx.conn, choice.post_id)?;
    let withdraws = life.aim == Status::Withdrawn;
    match turn {
        0 | 3 if post.free() > 0 => {
            let signer = format!("{}, Director", contact.name.as_str());
            consents::give(tx, &contact.actor, choice.id, choice.version, &signer).map(drop)
        }
        _ if withdraws && post.free() > 0 => {
            let signer = format!("{}, Director", contact.name.as_str());
            consents::give(tx, &contact.actor, choice.id, choice.version, &signer).map(drop)
        }
        4 if choice.state == ConsentState::Asked => {
            let reason = "The group that this post belongs to is full for the coming year.";
            consents::refuse(tx, &contact.actor, choice.id, choice.version, reason)
        }
        _ => Ok(()),
    }
}
