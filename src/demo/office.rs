//! The demo's office: its people, its programme and its three calls.

use std::sync::Arc;

use super::{
    cast::{Cast, Life, Member, Stage, grant, register},
    deciding::places,
    hosting, nominating,
    people::People,
    script::Intake,
};
use crate::{
    actions::{
        Error, Tx,
        calls::{self, CallFacts},
    },
    db::{
        self,
        office::{self, OfficeRow},
        roles::{self, NewRole},
    },
    domain::{
        call::Definition,
        id::{ProgrammeId, RoleId},
        permission::{Actor, Grant, Role, Scope},
        presets::YOUNG_SCIENTIST,
        text::Text,
        time::{Day, Span, Timestamp, Zone},
        workflow::Status,
    },
    files::store::Folder,
};

/// Where the reviewers come from: half from the host country.
const REVIEWERS: [&str; 12] = ["CN", "MY", "CN", "VN", "CN", "TH", "CN", "ID", "CN", "PH", "CN", "SG"];

/// Who speaks for the hosts, two hosts each.
const CONTACTS: [&str; 4] = ["host@demo.example", "host2@demo.example", "host3@demo.example", "host4@demo.example"];

/// Sets the office up with everybody who works in it; the programme and who they are.
pub fn set_up(tx: &mut Tx, people: &mut People, password: &str) -> Result<(ProgrammeId, Cast), Error> {
    let contact = "office@demo.example".parse().map_err(|_| Error::Internal("the contact is no address".to_owned()))?;
    let name = "ASEAN–China Talent Exchange Office (demonstration)".to_owned();
    office::insert(tx.conn, &OfficeRow { name, contact, set_up_at: tx.now })?;
    let mut hired = |code: &str, email: &str, tx: &mut Tx| {
        let person = people.aged(code, 46, &mut tx.chance);
        register(tx, &person, email, password)
    };
    let mut admin = hired("ID", "admin@demo.example", tx)?;
    let mut officer = hired("CN", "officer@demo.example", tx)?;
    let mut chair = hired("TH", "chair@demo.example", tx)?;
    let mut provincial = hired("CN", "provincial@demo.example", tx)?;
    let mut reviewers = Vec::new();
    for (n, code) in REVIEWERS.into_iter().enumerate() {
        let number = if n == 0 { String::new() } else { (n + 1).to_string() };
        reviewers.push(hired(code, &format!("reviewer{number}@demo.example"), tx)?);
    }
    let mut contacts = Vec::new();
    for email in CONTACTS {
        contacts.push(hired("CN", email, tx)?);
    }
    let mut authorized = Vec::new();
    for (country, email) in nominating::CONTACTS {
        authorized.push(hired(country, email, tx)?);
    }
    first_admin(tx, &mut admin)?;
    let title = Text::english("Talented Young Scientist Exchange Programme").with("zh", "国际杰出青年科学家交流计划");
    let programme = calls::create_programme(tx, &admin.actor, "young-scientist", &title)?;
    grant(tx, &admin.actor, &mut officer, Role::Officer, Scope::Programme(programme))?;
    grant(tx, &admin.actor, &mut chair, Role::Chair, Scope::Programme(programme))?;
    if let Ok(province) = hosting::PROVINCE.parse().map(Scope::Province) {
        grant(tx, &admin.actor, &mut provincial, Role::Provincial, province)?;
    }
    let hosts = hosting::found(tx, &admin.actor, contacts)?;
    let nominating = nominating::found(tx, &admin.actor, authorized)?;
    Ok((programme, Cast { officer, chair, admin, reviewers, provincial: vec![provincial], hosts, nominating }))
}

/// Nobody can give the first role: it comes with setting the office up.
fn first_admin(tx: &mut Tx, admin: &mut Member) -> Result<(), Error> {
    let given = Grant { role: Role::Admin, scope: Scope::Office };
    let id = RoleId::new(tx.now, &mut tx.chance);
    roles::insert(tx.conn, &NewRole { id, user_id: admin.user, grant: given, granted_by: None, granted_at: tx.now })?;
    admin.actor = Actor::Person { id: admin.user, grants: vec![given] };
    Ok(())
}

/// What is there before a call is.
pub struct Ground {
    /// Which of the demo's calls.
    pub intake: Intake,
    /// The day of the demo.
    pub today: Day,
    /// Midnight UTC of that day.
    pub now: Timestamp,
    /// Who runs the office.
    pub cast: Arc<Cast>,
    /// Where documents are kept.
    pub documents: Arc<Folder>,
    /// The one password hash.
    pub password: Arc<str>,
}

impl Ground {
    /// The same with the cast as it is now.
    #[must_use]
    pub fn with_cast(&self, cast: Arc<Cast>) -> Self {
        let (documents, password) = (Arc::clone(&self.documents), Arc::clone(&self.password));
        Self { cast, documents, password, ..*self }
    }
}

/// Publishes a call with room for those who are to hold a place in it.
pub fn open_call(tx: &mut Tx, programme: ProgrammeId, ground: &Ground, lives: &[Life]) -> Result<Stage, Error> {
    let Ground { intake, today, .. } = *ground;
    let dates = intake.dates(today);
    let mut definition = YOUNG_SCIENTIST.definition().map_err(|e| Error::Internal(e.to_string()))?;
    // Last year's list is moved up by hand, so that an officer of the demo has it to do.
    definition.settings.promote_by_itself = intake != Intake::Past;
    definition.hosting = hosting::of_call(intake);
    definition.nomination = nominating::of_call(intake);
    let aims: Vec<Status> = lives.iter().map(|life| life.aim).collect();
    let facts = CallFacts {
        title: intake.title(today),
        slug: intake.slug(today),
        zone: Zone::Asia__Shanghai,
        opens_at: dates.opens,
        closes_at: dates.closes,
        grace_minutes: 15,
        places: places(intake, &aims),
        reference_prefix: intake.prefix(today),
        review_due_at: Some(dates.reviews_due),
        reviews_close_at: Some(dates.reviews_close),
    };
    let stage = publish(tx, programme, ground, &facts, definition, dates.told)?;
    if stage.definition.hosting.is_some() {
        hosting::offer(tx, &ground.cast, &stage.call)?;
    }
    Ok(stage)
}

/// Makes a call with these dates and places, and publishes it.
pub fn publish(
    tx: &mut Tx,
    programme: ProgrammeId,
    ground: &Ground,
    facts: &CallFacts,
    definition: Definition,
    told: Timestamp,
) -> Result<Stage, Error> {
    tx.now = facts.opens_at - Span::days(20);
    let admin = &ground.cast.admin.actor;
    let id = calls::create(tx, admin, programme, facts, &definition)?;
    tx.now = facts.opens_at - Span::days(12);
    calls::publish(tx, admin, id)?;
    for reviewer in &ground.cast.reviewers {
        // The cast is shared by now; what a reviewer may do comes from the assignments.
        grant(tx, &ground.cast.officer.actor, &mut reviewer.clone(), Role::Reviewer, Scope::Call(id))?;
    }
    let call = db::calls::find(tx.conn, id)?.ok_or(Error::NotFound)?;
    if let Some(nomination) = definition.nomination {
        nominating::allot(tx, &ground.cast, id, nomination)?;
    }
    Ok(Stage {
        intake: ground.intake,
        call,
        definition: Arc::new(definition),
        cast: Arc::clone(&ground.cast),
        now: ground.now,
        told,
        documents: Arc::clone(&ground.documents),
        password: Arc::clone(&ground.password),
    })
}
