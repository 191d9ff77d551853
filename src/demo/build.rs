//! Fills an empty office: every application goes its way from the first page to where it stands, in the order of time, by the
//! use cases themselves. The same seed on the same day gives the same office, ids included.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, Version};

use super::{
    afterwards, applying, arriving, beside,
    cast::{Cast, Life, Stage},
    deciding, hosting, nominating, office,
    people::People,
    referees, reviewing, screening,
    script::{Intake, between, deal},
    together, visiting,
};
use crate::{
    actions::{Error, Keys, Tx},
    db::{Database, outbox},
    domain::{
        chance::Chance,
        id::ProgrammeId,
        time::{Day, Span, Timestamp},
        workflow::Status,
    },
    files::store::Folder,
};

/// The password of everybody in the demo.
pub const PASSWORD: &str = "mangrove-lantern-2026";

/// Lives that share a commit. More would not save time: within a commit each statement walks over what the commit could undo.
const TOGETHER: usize = 25;

/// What is to be built.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// How many people apply to the exchange. The calls beside it have up to eight each.
    pub applicants: usize,
    /// What chance begins with.
    pub seed: u64,
    /// The day it is.
    pub today: Day,
}

/// Where it is built.
#[derive(Debug, Clone)]
pub struct Site {
    /// An empty, migrated database.
    pub db: Database,
    /// Signs links.
    pub keys: Arc<Keys>,
    /// An empty store of documents.
    pub documents: Arc<Folder>,
}

/// An account that whoever tries the demo may use.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Account {
    /// `applicant`, `reviewer`, `officer`, `chair`, `admin`, `host`, `nominator` or `provincial`.
    pub role: &'static str,
    /// Address.
    pub email: String,
    /// Password.
    pub password: &'static str,
}

type Act = fn(&mut Tx, &Stage, &mut Life) -> Result<(), Error>;
type ActOnAll = fn(&mut Tx, &Stage, &[Life]) -> Result<(), Error>;

/// Fills the office.
///
/// # Errors
/// Where the database or the store refuses, or the office is not empty.
pub fn build(site: &Site, wish: &Wish) -> Result<Vec<Account>, Error> {
    let mut chance = Chance::seeded(wish.seed);
    let password: Arc<str> = hash(&mut chance)?.into();
    let now = wish.today.and_hms_opt(0, 0, 0).map(Timestamp::from_naive).ok_or(Error::NotFound)?;
    let mut people = People::new(wish.today);
    let mut works = Works { site, chance };

    let hash = Arc::clone(&password);
    let begin = Intake::Past.dates(wish.today).opens - Span::days(60);
    let (programme, cast, mut people) = works.write(begin, move |tx| {
        let (programme, cast) = office::set_up(tx, &mut people, &hash)?;
        Ok((programme, cast, people))
    })?;
    let cast = Arc::new(cast);
    let mut lives = born(wish, &mut people, &mut works.chance);
    let (mut own, mut drafts) = (None, Vec::new());
    for intake in Intake::ALL {
        let ground = office::Ground {
            intake,
            today: wish.today,
            now,
            cast: Arc::clone(&cast),
            documents: Arc::clone(&site.documents),
            password: Arc::clone(&password),
        };
        let (mut of_call, rest): (Vec<_>, Vec<_>) = lives.into_iter().partition(|(of, _)| *of == intake);
        lives = rest;
        for (_, life) in of_call.iter_mut().filter(|(_, life)| life.own) {
            life.member = own.take();
        }
        let done = works.run(programme, ground, of_call.into_iter().map(|(_, life)| life).collect())?;
        own = own.or_else(|| done.iter().find(|life| life.own).and_then(|life| life.member.clone()));
        drafts.extend(done.into_iter().filter(|life| intake == Intake::Open && life.aim == Status::Draft));
    }
    let ground = office::Ground {
        intake: Intake::Open,
        today: wish.today,
        now,
        cast: Arc::clone(&cast),
        documents: Arc::clone(&site.documents),
        password,
    };
    works.beside(&mut people, &ground, wish.applicants)?;
    works.write(now, move |tx| together::share(tx, &drafts))?;
    works.write(now, |tx| Ok(outbox::settle_waiting(tx.conn)?))?;
    Ok(accounts(&cast))
}

fn accounts(cast: &Cast) -> Vec<Account> {
    let account = |role, email: &str| Account { role, email: email.to_owned(), password: PASSWORD };
    let reviewer = cast.reviewers.first().map_or("", |member| member.email.as_str());
    vec![
        account("applicant", APPLICANT),
        account("reviewer", reviewer),
        account("officer", cast.officer.email.as_str()),
        account("chair", cast.chair.email.as_str()),
        account("admin", cast.admin.email.as_str()),
        account("host", cast.hosts.first().map_or("", |host| host.contact.email.as_str())),
        account("nominator", cast.nominating.first().map_or("", |member| member.contact.email.as_str())),
        account("provincial", cast.provincial.first().map_or("", |member| member.email.as_str())),
    ]
}

const APPLICANT: &str = "applicant@demo.example";

/// Everybody who applies, with where and how far. The first one is the demo's own applicant, who has a draft besides.
fn born(wish: &Wish, people: &mut People, chance: &mut Chance) -> Vec<(Intake, Life)> {
    let mut lives = Vec::with_capacity(wish.applicants + 1);
    for (n, (intake, aim)) in deal(wish.applicants, chance).into_iter().enumerate() {
        let mut person = people.next(chance);
        if n == 0 {
            APPLICANT.clone_into(&mut person.email);
            let mut draft = life(wish, (Intake::Open, Status::Draft), person.clone(), chance);
            draft.own = true;
            lives.push((Intake::Open, draft));
        }
        let mut life = life(wish, (intake, aim), person, chance);
        life.own = n == 0;
        lives.push((intake, life));
    }
    lives.sort_by_key(|(_, life)| life.handed_in);
    lives
}

fn life(wish: &Wish, (intake, aim): (Intake, Status), person: super::people::Person, chance: &mut Chance) -> Life {
    let dates = intake.dates(wish.today);
    let now = wish.today.and_hms_opt(0, 0, 0).map_or(dates.opens, Timestamp::from_naive);
    let until = match (intake, aim) {
        (Intake::Past | Intake::First, _) => dates.closes,
        (Intake::Open, Status::Draft | Status::Submitted) => now - Span::hours(2),
        (Intake::Open, _) => now - Span::days(12),
    };
    let handed_in = between(dates.opens + Span::days(5), until, intake != Intake::Open, chance);
    let begun = between(dates.opens + Span::hours(1), handed_in - Span::hours(30), false, chance);
    let tenths = 22 + chance.below(14) + chance.below(13);
    let quality = f64::from(u32::try_from(tenths).unwrap_or(30)) / 10.0;
    Life { quality, ..Life::new(person, aim, begun, handed_in) }
}

fn hash(chance: &mut Chance) -> Result<String, Error> {
    let params = Params::new(19_456, 2, 1, None).map_err(|e| Error::Internal(e.to_string()))?;
    let salt = chance.bytes();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash =
        argon.hash_password_with_salt(PASSWORD.as_bytes(), &salt[..16]).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(hash.to_string())
}

/// The site with its chance.
struct Works<'a> {
    site: &'a Site,
    chance: Chance,
}

impl Works<'_> {
    fn write<T: Send + 'static>(
        &mut self,
        now: Timestamp,
        f: impl FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (keys, seed) = (Arc::clone(&self.site.keys), self.chance.below(usize::MAX));
        let chance = Chance::seeded(seed as u64);
        self.site.db.write_now(move |conn| f(&mut Tx { conn, now, chance, keys: &keys, mailed: false }))
    }

    /// One call from the first application to the last event.
    fn run(&mut self, programme: ProgrammeId, ground: office::Ground, lives: Vec<Life>) -> Result<Vec<Life>, Error> {
        let now = ground.now;
        let (stage, lives) = self.write(now, move |tx| {
            let stage = office::open_call(tx, programme, &ground, &lives)?;
            Ok((Arc::new(stage), lives))
        })?;
        let mut lives = self.each(&stage, lives, applying::apply)?;
        lives = self.each(&stage, lives, hosting::choose)?;
        lives = self.each(&stage, lives, nominating::answer)?;
        lives = self.each(&stage, lives, screening::screen)?;
        reviewing::share_out(&stage, &mut lives);
        lives = self.each(&stage, lives, reviewing::review)?;
        deciding::settle(&stage, &mut lives);
        lives = self.each(&stage, lives, deciding::decide)?;
        if stage.intake != Intake::Past {
            return self.each(&stage, lives, referees::write);
        }
        lives = self.all(&stage, lives, deciding::tell)?;
        lives = self.each(&stage, lives, afterwards::answer)?;
        lives = self.each(&stage, lives, afterwards::give_back)?;
        lives = self.all(&stage, lives, afterwards::promote)?;
        lives = self.each(&stage, lives, arriving::answer)?;
        self.each(&stage, lives, afterwards::stay)
    }

    /// The calls of the other presets, each with a few applications.
    fn beside(&mut self, people: &mut People, ground: &office::Ground, applicants: usize) -> Result<(), Error> {
        let hired_at = Intake::Past.dates(ground.today).opens - Span::days(59);
        let cast = Arc::clone(&ground.cast);
        let (cast, programmes) = self.write(hired_at, move |tx| beside::hire(tx, &cast))?;
        let cast = Arc::new(cast);
        for (call, programme) in beside::ALL.into_iter().zip(programmes) {
            let ground = ground.with_cast(Arc::clone(&cast));
            let lives = call.lives(ground.today, applicants, people, &mut self.chance);
            let stage = self.write(ground.now, move |tx| call.open(tx, programme, &ground))?;
            let stage = Arc::new(stage);
            let mut lives = self.each(&stage, lives, beside::apply)?;
            lives = self.each(&stage, lives, visiting::choose)?;
            lives = self.each(&stage, lives, nominating::endorse)?;
            lives = self.each(&stage, lives, beside::admit)?;
            reviewing::share_out(&stage, &mut lives);
            lives = self.each(&stage, lives, reviewing::review)?;
            deciding::settle(&stage, &mut lives);
            self.each(&stage, lives, deciding::decide)?;
        }
        Ok(())
    }

    /// Does what is done with all at once.
    fn all(&mut self, stage: &Arc<Stage>, lives: Vec<Life>, act: ActOnAll) -> Result<Vec<Life>, Error> {
        let shown = Arc::clone(stage);
        self.write(stage.now, move |tx| {
            act(tx, &shown, &lives)?;
            Ok(lives)
        })
    }

    /// Lets each life do the same thing, in the order of their handing in.
    fn each(&mut self, stage: &Arc<Stage>, lives: Vec<Life>, act: Act) -> Result<Vec<Life>, Error> {
        let mut done = Vec::with_capacity(lives.len());
        let mut waiting = lives.into_iter().peekable();
        while waiting.peek().is_some() {
            let mut some: Vec<Life> = waiting.by_ref().take(TOGETHER).collect();
            let stage = Arc::clone(stage);
            let some = self.write(stage.now, move |tx| {
                for life in &mut some {
                    act(tx, &stage, life)?;
                }
                Ok(some)
            })?;
            done.extend(some);
        }
        Ok(done)
    }
}
