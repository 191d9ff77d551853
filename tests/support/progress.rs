//! Applications on their way: the steps that a test is not about, done by the use cases.

use std::sync::Arc;

use sojourn::{
    actions::{
        assignments, offers,
        reviews::{self, Given},
        screening,
        selection::{
            decisions::{self, Decided},
            release::release,
        },
    },
    db::{self, definitions},
    demo::{
        applying,
        cast::{Cast, Life, Member, Stage},
        naming::Name,
        script::Intake,
    },
    domain::{
        call::Definition,
        id::{ApplicationId, AssignmentId},
        rubric::Score,
        time::Span,
        workflow::{Outcome, Status},
    },
    files::Folder,
};

use super::world::{PASSWORD, Person, World};

impl World {
    /// An application of which all but the last two sections are filled in; [`Self::finish`] fills them in.
    pub fn draft(&self, owner: &Person) -> ApplicationId {
        self.apply(owner, Status::Draft)
    }

    /// An application that was handed in.
    pub fn submitted(&self, owner: &Person) -> ApplicationId {
        self.apply(owner, Status::Submitted)
    }

    /// An application that was handed in, by somebody who came for it.
    pub async fn applicant(&self, name: &str) -> (Person, ApplicationId) {
        let person = self.person(name).await;
        let id = self.submitted(&person);
        (person, id)
    }

    fn apply(&self, owner: &Person, aim: Status) -> ApplicationId {
        let now = self.app.now();
        let mut chance = self.app.office.source.chance();
        let mut person = self.made_up.lock().unwrap().from("MM", &mut chance);
        person.name = named(&owner.name);
        let call = self.app.office.db.read_now(|conn| db::calls::find(conn, self.call)).unwrap().unwrap();
        let stage = Stage {
            // Nothing after the handing in.
            intake: Intake::First,
            definition: self.definition(),
            told: call.closes_at,
            call,
            cast: Arc::new(self.cast()),
            now,
            documents: Arc::new(Folder::open(&self.app.office.config.data.join("documents")).unwrap()),
            password: PASSWORD.into(),
        };
        let mut life = Life {
            // Leaves two sections.
            own: aim == Status::Draft,
            member: Some(self.member(owner)),
            ..Life::new(person, aim, now, now)
        };
        self.app.act(move |tx| {
            applying::apply(tx, &stage, &mut life)?;
            life.id()
        })
    }

    fn member(&self, person: &Person) -> Member {
        Member {
            user: person.id,
            actor: self.actor(person),
            name: person.name.parse().unwrap(),
            email: person.email.parse().unwrap(),
            home: ("MM", "yu"),
        }
    }

    fn cast(&self) -> Cast {
        let [officer, chair, admin] = [&self.officer, &self.chair, &self.admin].map(|person| self.member(person));
        Cast {
            officer,
            chair,
            admin,
            reviewers: Vec::new(),
            provincial: Vec::new(),
            hosts: Vec::new(),
            nominating: Vec::new(),
        }
    }

    /// What the call asks.
    pub fn definition(&self) -> Arc<Definition> {
        let read = self.app.office.db.read_now(|conn| {
            let call = db::calls::find(conn, self.call)?.ok_or(db::Error::NotFound)?;
            definitions::get(conn, call.definition_id)
        });
        read.unwrap()
    }

    /// Fills in the last two sections of a draft, in the browser: what is declared and what is agreed to.
    pub async fn finish(&self, owner: &mut Person, id: ApplicationId) {
        for section in self.definition().form.sections.iter().rev().take(2).rev() {
            owner.get(&format!("/applications/{id}/sections/{}", section.key)).await;
            let typed: Vec<_> = section.questions.iter().map(|question| (question.key.as_str(), "yes")).collect();
            owner.submit("Continue", &typed).await;
            assert_eq!(owner.page.errors(), Vec::<String>::new());
        }
    }

    /// Hands in a complete draft, in the browser.
    pub async fn hand_in(&self, owner: &mut Person, id: ApplicationId) {
        owner.get(&format!("/applications/{id}/check")).await;
        owner.submit("Submit application", &[]).await;
    }

    /// The officer finds it eligible: it goes into review.
    pub fn confirm_eligible(&self, id: ApplicationId) {
        let version = self.row(id).version;
        self.act_as(&self.officer, move |tx, by| screening::confirm_eligible(tx, by, id, version));
    }

    /// The officer gives it to a reviewer.
    pub fn assign(&self, id: ApplicationId, reviewer: &Person) -> AssignmentId {
        let user = reviewer.id;
        self.act_as(&self.officer, move |tx, by| {
            assignments::assign(tx, by, &[id], user)?;
            Ok(db::assignments::find_of_reviewer(tx.conn, id, user)?.unwrap().id)
        })
    }

    /// The reviewer declares that there is no conflict.
    pub fn declare(&self, assignment: AssignmentId, reviewer: &Person) {
        self.act_as(reviewer, move |tx, by| reviews::declare_no_conflict(tx, by, assignment));
    }

    /// The reviewer declares, and gives this score by every criterion, as final.
    pub fn review(&self, assignment: AssignmentId, reviewer: &Person, score: i32) {
        self.declare(assignment, reviewer);
        let definition = self.definition();
        let criteria = definition.rubric.criteria.iter();
        let scores = criteria.map(|criterion| (criterion.key.clone(), Score::Given(score))).collect();
        let (for_panel, for_applicant) = ("A clear plan.".to_owned(), "Say more about the samples.".to_owned());
        let given = Given { scores, for_panel, for_applicant, version: 0, is_final: true };
        self.act_as(reviewer, move |tx, by| reviews::save(tx, by, assignment, &given));
    }

    /// Through screening and one review with this score, until its review is closed.
    pub fn reviewed(&self, id: ApplicationId, reviewer: &Person, score: i32) {
        self.confirm_eligible(id);
        let assignment = self.assign(id, reviewer);
        self.review(assignment, reviewer, score);
        let version = self.row(id).version;
        self.act_as(&self.officer, move |tx, by| {
            decisions::close_review(tx, by, id, version, "One review is enough here.")
        });
    }

    /// The officer records a decision on a reviewed application. `rank` is for the waiting list.
    pub fn decide(&self, id: ApplicationId, outcome: Outcome, rank: Option<i32>) {
        let version = self.row(id).version;
        let decided = Decided { outcome, waiting_rank: rank, reason: "By rank." };
        self.act_as(&self.officer, move |tx, by| decisions::record(tx, by, id, version, decided));
    }

    /// The chair tells all that was decided.
    pub fn release(&self) {
        let call = self.call;
        self.act_as(&self.chair, move |tx, by| {
            let waiting = db::decisions::list_unreleased(tx.conn, call)?.len();
            release(tx, by, call, waiting)
        });
    }

    /// The owner takes the offered place.
    pub fn accept(&self, owner: &Person, id: ApplicationId) {
        let version = self.row(id).version;
        self.act_as(owner, move |tx, by| offers::accept(tx, by, id, version));
    }

    /// Moves the clock to a day after the deadline, when screening and review begin.
    pub async fn close_call(&self) {
        let call = self.app.office.db.read_now(|conn| db::calls::find(conn, self.call)).unwrap().unwrap();
        self.app.pass_until(call.closes_at + Span::days(1)).await;
    }
}

/// A name in every form in which the demo's people have theirs.
fn named(full: &str) -> Name {
    let (primary, secondary) = match full.split_once(' ') {
        Some((given, family)) => (family, Some(given.to_owned())),
        None => (full, None),
    };
    Name {
        full: full.to_owned(),
        latin: full.to_owned(),
        primary: primary.to_owned(),
        secondary,
        native: None,
        call: full.to_owned(),
    }
}
