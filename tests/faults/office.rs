//! An office in which many people are about to hand in: everybody is signed in and has a draft that lacks nothing.

use std::sync::Arc;

use futures_util::future::join_all;
use sojourn::{
    actions::{Error, Tx, app::App, applications},
    clock::{Clock, SystemClock},
    config::Config,
    db::{
        self, Database,
        calls::CallRow,
        documents::{DocumentRow, NewDocument},
        sessions::NewSession,
        users::{self, NewUser},
    },
    demo::{
        build::{Site as Ground, Wish, build},
        script::Intake,
    },
    domain::{
        form::{Answer, Answers, Form, Kind, answers::done_key},
        id::{ApplicationId, CallId, DocumentId, SessionId, UserId},
        permission::{Actor, Reach, Viewer},
        time::{Span, Zone},
        workflow::Status,
    },
    files::{Folder, StorageKey},
    keys::{Keys, token, token_hash},
};

use super::applicant::Applicant;
use crate::support::process::Site;

/// The call that everybody applies to.
pub struct Call {
    /// Key.
    pub id: CallId,
    /// Reference numbers given before anybody here handed in.
    pub given_before: usize,
}

/// Who can see everything.
pub fn everything() -> Viewer {
    Viewer { user: None, reach: Reach::Everything }
}

/// Fills the site's database with an office and so many applicants. Nobody holds it open afterwards.
pub async fn fill(site: &Site, applicants: usize) -> (Call, Vec<Applicant>) {
    let db = site.open();
    let documents = Arc::new(Folder::open(&site.folder().join("documents")).unwrap());
    let ground = Ground { db: db.clone(), keys: Arc::new(Keys::new(&[1; 32])), documents };
    let today = SystemClock.now().day_in(Zone::Asia__Shanghai);
    build(&ground, &Wish { applicants: 30, seed: 1, today }).unwrap();
    let app = App::new(db, Arc::new(SystemClock), Config::in_folder(site.folder())).unwrap();
    let pattern = Arc::new(Pattern::find(&app, &Intake::Open.slug(today)).await);
    let mut all = Vec::new();
    for n in 0..applicants {
        all.push(draft(&app, site, &pattern, n).await);
    }
    let given_before = references(&app.db, pattern.call.id).len();
    app.db.close();
    (Call { id: pattern.call.id, given_before }, all)
}

/// Every reference number of the call.
pub fn references(db: &Database, call: CallId) -> Vec<String> {
    let query = db::applications::list::Query {
        call,
        statuses: Status::ALL.to_vec(),
        country: None,
        field: None,
        received: None,
        text: None,
        sort: db::applications::list::Sort::Oldest,
        after: None,
        limit: 10_000,
    };
    let lines = db.read_now(|conn| db::applications::list::page(conn, &everything(), &query)).unwrap();
    lines.into_iter().filter_map(|line| line.reference).collect()
}

/// What was handed in by somebody else, and will be again by everybody here.
struct Pattern {
    call: CallRow,
    form: Form,
    answers: Answers,
    papers: Vec<(DocumentRow, Vec<u8>)>,
}

impl Pattern {
    async fn find(app: &App, call: &str) -> Self {
        let (call, form, answers, rows) = app.db.read_now(|conn| Self::read(conn, call)).unwrap();
        let papers = rows.into_iter().map(async |row| {
            let key: StorageKey = row.storage_key.parse().unwrap();
            let mut reading = app.files.store.open(&key).await.unwrap().unwrap();
            let mut bytes = Vec::new();
            while let Some(piece) = reading.next().await.unwrap() {
                bytes.extend(piece);
            }
            (row, bytes)
        });
        Self { call, form, answers, papers: join_all(papers).await }
    }

    fn read(conn: &mut db::Conn, call: &str) -> Result<(CallRow, Form, Answers, Vec<DocumentRow>), db::Error> {
        let call = db::calls::find_by_slug(conn, call)?.unwrap();
        let form = db::definitions::get(conn, call.definition_id)?.form.clone();
        let query = db::applications::list::Query {
            call: call.id,
            statuses: vec![Status::Submitted],
            country: None,
            field: None,
            received: None,
            text: None,
            sort: db::applications::list::Sort::Oldest,
            after: None,
            limit: 1,
        };
        let one = db::applications::list::page(conn, &everything(), &query)?.remove(0).id;
        let mut answers = db::answers::find_latest_revision(conn, one)?.unwrap().body;
        for section in form.sections.iter().filter(|section| section.confirm) {
            answers.set(&done_key(&section.key), Some(Answer::YesNo(true)));
        }
        for question in form.questions().filter(|q| matches!(q.kind, Kind::Document { .. })) {
            answers.set(&question.key, None);
        }
        Ok((call, form, answers, db::documents::list(conn, one)?))
    }
}

async fn draft(app: &App, site: &Site, pattern: &Arc<Pattern>, n: usize) -> Applicant {
    let mut keys = Vec::new();
    for (_, bytes) in &pattern.papers {
        let key = StorageKey::new(&mut app.source.chance());
        let mut incoming = app.files.spool.begin(u64::MAX).await.unwrap();
        incoming.write(bytes).await.unwrap();
        app.files.store.keep(&key, incoming.finish().await.unwrap()).await.unwrap();
        keys.push(key);
    }
    let secret = token(app.source.chance().bytes());
    let (own, hash) = (Arc::clone(pattern), token_hash(&secret));
    let now = app.clock.now();
    let id = app.write_now(now, move |tx| enter(tx, &own, &keys, &hash, n)).unwrap();
    Applicant::new(&site.url(), n, id, &secret)
}

/// Somebody who is signed in and has filled in everything.
fn enter(tx: &mut Tx, pattern: &Pattern, keys: &[StorageKey], hash: &str, n: usize) -> Result<ApplicationId, Error> {
    let (name, email) = ("Siti Aminah", format!("applicant-{n}@people.example"));
    let (name, email) = (name.parse().unwrap(), email.parse().unwrap());
    let user = UserId::new(tx.now, &mut tx.chance);
    let new = NewUser { confirmed_at: Some(tx.now), ..NewUser::registered(user, &email, &name, "", tx.now) };
    users::insert(tx.conn, &new)?;
    let session = NewSession {
        id: SessionId::new(tx.now, &mut tx.chance),
        token_hash: hash,
        user_id: user,
        created_at: tx.now,
        seen_at: tx.now,
        expires_at: tx.now + Span::days(1),
        address: "127.0.0.1",
        user_agent: "",
    };
    db::sessions::insert(tx.conn, &session)?;
    let owner = Actor::Person { id: user, grants: Vec::new() };
    let id = applications::start::start(tx, &owner, pattern.call.id, &pattern.answers)?;
    for ((row, _), key) in pattern.papers.iter().zip(keys) {
        let document = NewDocument {
            id: DocumentId::new(tx.now, &mut tx.chance),
            application_id: id,
            question: &row.question,
            file_name: &row.file_name,
            media_type: &row.media_type,
            size: row.size,
            pages: row.pages,
            sha256: &row.sha256,
            storage_key: key.as_str(),
            state: row.state,
            created_at: tx.now,
            position: 1,
        };
        db::documents::insert(tx.conn, &document)?;
    }
    for section in pattern.form.sections.iter().filter(|section| !section.before) {
        let mut part = Answers::default();
        let questions = section.questions.iter().map(|question| question.key.clone());
        for key in questions.chain([done_key(&section.key)]) {
            part.set(&key, pattern.answers.get(&key).cloned());
        }
        let body = serde_json::to_string(&part).unwrap();
        let (now, section) = (tx.now, &section.key);
        let save = db::answers::SectionSave {
            application_id: id,
            section,
            version: 0,
            body: &body,
            complete: true,
            now,
            by: None,
        };
        assert!(db::answers::save(tx.conn, &save)?);
    }
    Ok(id)
}
