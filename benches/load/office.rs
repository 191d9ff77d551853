//! The office that is measured: a demo's, to which as many applications are added as are wished for. They are copies of those that
//! the demo's applicants handed in, made by the database itself, because a hundred thousand use cases would take longer than the
//! measuring. Copies differ in everything that keys and orders them; the same seed gives the same office.

use std::{error::Error, path::Path, sync::Arc};

use diesel::connection::SimpleConnection;
use sojourn::{
    clock::{Clock, SystemClock},
    db::{
        self, Database, DatabaseUrl, Options,
        applications::list::{Query, Sort},
        posts::{NewPost, PostFacts},
        sessions::NewSession,
        users,
    },
    demo::{
        build::{Site, Wish, build},
        script::Intake,
    },
    domain::{
        chance::Chance,
        hosting::{posts::PostState, provinces::PROVINCES},
        id::{ApplicationId, CallId, DocumentId, PostId, SessionId, UserId},
        permission::{Reach, Viewer},
        person::search_key,
        research_field::ResearchField,
        time::{Day, Span, Timestamp, Zone},
        workflow::Status,
    },
    files::{StorageKey, store},
    keys::{self, Keys},
};

use crate::{
    copies::{self, Made},
    server::SECRET,
};

/// Applicants of the demo that is copied.
const DEMO: usize = 240;
/// Assignments of each reviewer.
pub const EACH: usize = 50;
/// Most documents of one copy.
const DOCUMENTS: usize = 8;
/// Rows of one statement.
const ROWS: usize = 500;

/// What goes wrong ends the run.
pub type Broken = Box<dyn Error + Send + Sync>;

/// An office with a call that takes applications.
#[derive(Debug)]
pub struct Office {
    db: Database,
    /// Word of the call in addresses.
    pub slug: String,
    call: CallId,
    chance: Chance,
    now: Timestamp,
    is_postgres: bool,
    size: usize,
    next: usize,
    posts: usize,
    reviewers: Vec<UserId>,
}

/// Somebody signed in with an application.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// The application.
    pub application: ApplicationId,
    /// The token of the session.
    pub token: String,
}

/// A document of a copy.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The copy.
    pub application: ApplicationId,
    /// The document.
    pub document: DocumentId,
    /// What it answers.
    pub question: String,
    /// Where its bytes are.
    pub key: StorageKey,
    /// Its pages.
    pub pages: usize,
    /// Its bytes.
    pub size: usize,
}

/// What a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Handed in and with reviewers.
    InReview,
    /// Complete and not handed in.
    Draft,
    /// An account alone, of a reviewer.
    Reviewer,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::InReview => "in_review",
            Self::Draft => "draft",
            Self::Reviewer => "reviewer",
        }
    }
}

impl Office {
    /// A demo's office on an empty database, without copies so far.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn create(url: &DatabaseUrl, folder: &Path) -> Result<Self, Broken> {
        let now = SystemClock.now();
        let today: Day = now.day_in(Zone::Asia__Shanghai);
        let db = Database::open(url, &Options::default())?;
        db.migrate()?;
        let keys = Arc::new(Keys::new(SECRET.as_bytes()));
        let documents = Arc::new(store::Folder::open(&folder.join("documents"))?);
        let site = Site { db: db.clone(), keys, documents };
        build(&site, &Wish { applicants: DEMO, seed: 1, today }).map_err(|e| format!("the demo: {e:?}"))?;
        let slug = Intake::Open.slug(today);
        let call = db.read_now(|conn| db::calls::find_by_slug(conn, &slug))?.ok_or("the demo has no open call")?.id;
        let is_postgres = matches!(url, DatabaseUrl::Postgres(_));
        let (chance, reviewers) = (Chance::seeded(2), Vec::new());
        let office = Self { db, slug, call, chance, now, is_postgres, size: 0, next: 1, posts: 0, reviewers };
        office.run(copies::MODELS)?;
        Ok(office)
    }

    /// Brings the applications that are with reviewers up to `size`.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn grow(&mut self, size: usize) -> Result<(), Broken> {
        let missing = size.saturating_sub(self.size);
        // Two at least: nobody reads an application twice.
        let judges = missing.div_ceil(EACH / 2).max(2);
        let (first_judge, made) = (self.next, self.copies(Kind::Reviewer, judges)?);
        self.run(copies::USERS)?;
        self.reviewers.extend(made.iter().map(|(_, user)| *user));
        self.run(copies::ROLES)?;
        self.run(copies::FORGET)?;
        let first = self.next;
        self.copies(Kind::InReview, missing)?;
        for sql in [copies::USERS, copies::APPLICATIONS, copies::ANSWERS, copies::DOCUMENTS].into_iter().chain([
            copies::REVISIONS,
            copies::EVENTS,
            copies::AUDIT,
            copies::OUTBOX,
        ]) {
            self.run(sql)?;
        }
        for shift in ["0", "1"] {
            let sql = copies::ASSIGNMENTS
                .replace("{shift}", shift)
                .replace("{judges}", &judges.to_string())
                .replace("{first_judge}", &first_judge.to_string())
                .replace("{first}", &first.to_string());
            self.run(&sql)?;
        }
        for sql in [copies::REVIEWS, copies::TALLIES, copies::FORGET] {
            self.run(sql)?;
        }
        self.size = size;
        if self.is_postgres {
            // As its own service does in time.
            self.run("ANALYZE")?;
        }
        Ok(())
    }

    /// So many applicants more, each signed in with a complete draft.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn drafts(&mut self, count: usize) -> Result<Vec<Applicant>, Broken> {
        let made = self.copies(Kind::Draft, count)?;
        for sql in [copies::USERS, copies::APPLICATIONS, copies::ANSWERS, copies::DOCUMENTS]
            .into_iter()
            .chain([copies::TALLIES, copies::FORGET])
        {
            self.run(sql)?;
        }
        let tokens = self.sign_in(made.iter().map(|(_, user)| *user).collect())?;
        let applicant = |((application, _), token)| Applicant { application, token };
        Ok(made.into_iter().zip(tokens).map(applicant).collect())
    }

    /// Brings the posts that are shown in the call up to `count`: copies of the demo's, told apart by field, province and free places.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn posts(&mut self, count: usize) -> Result<(), Broken> {
        let call = self.call;
        let (known, hosts) = self.db.read_now(|conn| {
            let hosts = db::hosts::page(conn, "", None, 100)?;
            let ids: Vec<_> = hosts.iter().map(|host| host.id).collect();
            Ok::<_, db::Error>((db::posts::list::list_of_hosts(conn, &ids)?, hosts))
        })?;
        let models: Vec<_> = known.into_iter().filter(|post| post.state == PostState::Shown).collect();
        if models.is_empty() || self.posts >= count {
            return Ok(());
        }
        let fields: Vec<String> = ResearchField::all().map(|field| field.to_string()).collect();
        let mut new = Vec::with_capacity(count);
        for n in self.posts..count {
            let model = &models[n % models.len()];
            let host = hosts.iter().find(|host| host.id == model.host_id).ok_or("a post without its host")?;
            let at = self.now - Span::seconds(i64::try_from(n)?);
            let title = format!("{} {n}", model.title);
            new.push(NewPost {
                id: PostId::new(at, &mut self.chance),
                host_id: model.host_id,
                call_id: call,
                state: PostState::Shown,
                facts: PostFacts {
                    search_key: search_key(&format!("{title} {} {} {}", host.name, host.city, model.tasks)),
                    title,
                    field: fields[n % fields.len()].clone(),
                    priority: model.priority.clone(),
                    province: PROVINCES[n % PROVINCES.len()].0.to_owned(),
                    languages: model.languages.clone(),
                    tasks: model.tasks.clone(),
                    requirements: model.requirements.clone(),
                    starts_on: model.starts_on.clone(),
                    ends_on: model.ends_on.clone(),
                    places: 2,
                    no_secrets: true,
                    no_degree: true,
                },
                taken: i32::from(n % 3 == 0) * 2,
                note: "",
                created_at: at,
                version: 1,
            });
        }
        self.posts = count;
        self.db.write_now(move |conn| new.iter().try_for_each(|post| db::posts::insert(conn, post)))?;
        self.run("UPDATE posts SET shown_at = created_at WHERE shown_at IS NULL AND state = 'shown'")
    }

    /// Gives the copies documents of their own: their answers name them, and each has a file of its own. Not done for all copies, because
    /// it takes longer than making them.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn own_documents(&self) -> Result<(), Broken> {
        self.run(copies::NAMED)?;
        for (number, table) in (1..=DOCUMENTS).flat_map(|number| [(number, "answers"), (number, "revisions")]) {
            self.run(&copies::RENAME.replace("{number}", &number.to_string()).replace("{table}", table))?;
        }
        Ok(())
    }

    /// The documents of the copies that are with reviewers, each with a fresh place for its bytes.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn documents(&mut self) -> Result<Vec<Brought>, Broken> {
        let asked = Query {
            call: self.call,
            statuses: vec![Status::InReview],
            country: None,
            field: None,
            received: None,
            text: None,
            sort: Sort::Oldest,
            after: None,
            limit: i64::try_from(self.size)?,
        };
        let everybody = Viewer { user: None, reach: Reach::Everything };
        let rows = self.db.read_now(|conn| {
            let lines = db::applications::list::page(conn, &everybody, &asked)?;
            lines.iter().map(|line| db::documents::list(conn, line.id)).collect::<Result<Vec<_>, db::Error>>()
        })?;
        let brought = rows.into_iter().flatten().map(|row| Brought {
            application: row.application_id,
            document: row.id,
            question: row.question,
            key: StorageKey::new(&mut self.chance),
            pages: 0,
            size: 0,
        });
        Ok(brought.collect())
    }

    /// Says where these documents are, and how long.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn bring(&self, brought: &[Brought]) -> Result<(), Broken> {
        let line = |Brought { document, key, pages, size, .. }: &Brought| {
            format!(
                "UPDATE documents SET storage_key = '{key}', pages = {pages}, size = {size} WHERE id = '{document}';"
            )
        };
        self.run(&brought.iter().map(line).collect::<String>())
    }

    /// Tokens of sessions of the first reviewers.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn reviewers(&mut self, most: usize) -> Result<Vec<String>, Broken> {
        let some = self.reviewers.iter().take(most).copied().collect();
        self.sign_in(some)
    }

    /// The token of a session of the officer.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn officer(&mut self) -> Result<String, Broken> {
        let found = self.db.read_now(|conn| users::find_by_email_key(conn, "officer@demo.example"))?;
        let user = found.ok_or("the demo has no officer")?.id;
        self.sign_in(vec![user])?.pop().ok_or_else(|| "no session".into())
    }

    fn sign_in(&mut self, ids: Vec<UserId>) -> Result<Vec<String>, Broken> {
        let now = SystemClock.now();
        let made: Vec<_> = ids
            .into_iter()
            .map(|user| (SessionId::new(now, &mut self.chance), user, keys::token(self.chance.bytes())))
            .collect();
        let tokens = made.iter().map(|(.., token)| token.clone()).collect();
        self.db.write_now(move |conn| {
            for (id, user_id, token) in &made {
                let new = NewSession {
                    id: *id,
                    token_hash: &keys::token_hash(token),
                    user_id: *user_id,
                    created_at: now,
                    seen_at: now,
                    expires_at: now + Span::hours(12),
                    address: "127.0.0.1",
                    user_agent: "load",
                };
                db::sessions::insert(conn, &new)?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(tokens)
    }

    /// Writes down what the next copies are.
    fn copies(&mut self, kind: Kind, count: usize) -> Result<Vec<Made>, Broken> {
        let mut made = Vec::with_capacity(count);
        let mut rows = Vec::with_capacity(count);
        for number in self.next..self.next + count {
            // Begun over the last six weeks.
            let at = self.now - Span::hours(3) - Span::seconds(i64::try_from(self.chance.below(42 * 86_400))?);
            let application = ApplicationId::new(at, &mut self.chance);
            let user = UserId::new(at, &mut self.chance);
            let tail = self.chance.uuid(at).to_string().split_off(24);
            let (kind, written) = (kind.word(), at.naive().format("%Y-%m-%d %H:%M:%S%.6f"));
            let model = format!("1 + {number} % (SELECT count(*) FROM models)");
            rows.push(format!("({number}, {model}, '{kind}', '{tail}', '{application}', '{user}', '{written}')"));
            made.push((application, user));
        }
        self.next += count;
        for rows in rows.chunks(ROWS) {
            self.run(&format!("INSERT INTO copies VALUES {}", rows.join(", ")))?;
        }
        Ok(made)
    }

    fn run(&self, sql: &str) -> Result<(), Broken> {
        let sql = sql.replace("{call}", &self.call.to_string());
        Ok(self.db.write_now(move |conn| Ok::<_, db::Error>(conn.batch_execute(&sql)?))?)
    }
}
