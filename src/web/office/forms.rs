//! The forms of an application's page: one row for each act that an officer may do, in which states, and what it asks.

use super::room::Room;
use crate::{
    domain::{
        eligibility,
        id::{AuthorityId, UserId},
        nomination::{NominationState as N, is_open_for_nomination},
        pairing::Ruling,
        permission::Action,
        sentence::Problem,
        thread::MOST_CHARACTERS,
        workflow::{Outcome, Status as S},
    },
    web::{
        form::Posted,
        page::Frame,
        parts::{Control, Field, Opt, Put},
    },
};

/// What an officer posted for an act that was refused, to be shown again.
pub struct Typed {
    /// The act.
    pub act: String,
    /// Its fields.
    pub posted: Posted,
}

/// An act as it is offered on the page.
pub struct Act {
    /// The last part of its address.
    pub name: &'static str,
    /// What its button says.
    pub title: String,
    /// Whether it is hard to take back.
    pub danger: bool,
    /// Whether the form is open: something is wrong in it.
    pub open: bool,
    /// What it asks; a single button where that is nothing.
    pub fields: Vec<Put>,
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Offered {
    name: &'static str,
    label: &'static str,
    /// The right that it takes.
    by: Action,
    danger: bool,
    when: fn(&Room) -> bool,
    asks: fn(&Form<'_>, &Room) -> Vec<Put>,
}

const fn offered(
    name: &'static str,
    label: &'static str,
    when: fn(&Room) -> bool,
    asks: fn(&Form<'_>, &Room) -> Vec<Put>,
) -> Offered {
    Offered { name, label, by: Action::ManageApplication, danger: false, when, asks }
}

const fn danger(row: Offered) -> Offered {
    Offered { danger: true, ..row }
}

/// Every act, in the order of the page: what is done most comes first.
const ACTS: &[Offered] = &[
    offered("eligible", "office-act-eligible", |r| on(r, &[S::Submitted]) && !eligible(r), nothing),
    offered(
        "close-review",
        "office-act-close-review",
        |r| on(r, &[S::InReview]),
        |form, room| {
            if room.has_enough_reviews() { Vec::new() } else { vec![form.reason()] }
        },
    ),
    offered("confirm-place", "office-act-confirm-place", |r| on(r, &[S::Accepted]), waiving),
    offered("resume", "office-act-resume", |r| on(r, &[S::Deferred]), nothing),
    offered("start", "office-act-start", |r| on(r, &[S::Confirmed]), nothing),
    offered("complete", "office-act-complete", |r| on(r, &[S::OnExchange]), nothing),
    offered(
        "assign",
        "office-act-assign",
        |r| on(r, &[S::InReview]) || on(r, &[S::Submitted]) && eligible(r),
        |form, room| vec![form.reviewer(room)],
    ),
    offered(
        "decide",
        "office-act-decide",
        |r| on(r, &[S::Deliberation]),
        |form, room| vec![form.outcome(room), form.waiting_rank(), form.reason()],
    ),
    danger(offered(
        "ineligible",
        "office-act-ineligible",
        |r| on(r, &[S::Submitted]),
        |form, room| vec![form.rule(room), form.reason()],
    )),
    offered(
        "return",
        "office-act-return",
        |r| on(r, &[S::Submitted, S::InReview]),
        |form, room| vec![form.sections(room), form.note(), form.moment(room, "due", "office-due")],
    ),
    offered(
        "ask-nomination",
        "office-act-ask-nomination",
        |r| nomination_in(r, &[N::Open, N::Refused, N::Returned, N::Waived]) && !r.authorities.is_empty(),
        |form, room| vec![form.authority(room)],
    ),
    offered(
        "waive-nomination",
        "office-act-waive-nomination",
        |r| nomination_in(r, &[N::Open, N::Asked, N::Refused, N::Returned]),
        only_reason,
    ),
    offered("reinstate", "office-act-reinstate", |r| on(r, &[S::Ineligible]), only_reason),
    offered("reopen-review", "office-act-reopen-review", |r| on(r, &[S::Deliberation]), only_reason),
    offered("amend", "office-act-amend", |r| on(r, &[S::Decided]), only_reason),
    offered(
        "extend",
        "office-act-extend",
        |r| on(r, &[S::Lapsed, S::Submitted]),
        |form, room| vec![form.moment(room, "until", "office-until"), form.reason()],
    ),
    offered(
        "extend-offer",
        "office-act-extend-offer",
        |r| on(r, &[S::Offered]),
        |form, room| vec![form.moment(room, "reply_by", "office-reply-by"), form.reason()],
    ),
    offered(
        "reinstate-offer",
        "office-act-reinstate-offer",
        |r| on(r, &[S::OfferExpired, S::OfferRescinded, S::Declined, S::Rejected]),
        only_reason,
    ),
    Offered {
        by: Action::Release,
        ..danger(offered("rescind", "office-act-rescind", |r| on(r, &[S::Offered, S::Accepted]), only_reason))
    },
    offered("defer", "office-act-defer", |r| on(r, &[S::Accepted, S::Confirmed]), only_reason),
    danger(offered("conditions-failed", "office-act-conditions-failed", |r| on(r, &[S::Accepted]), only_reason)),
    danger(offered("end-early", "office-act-end-early", |r| on(r, &[S::OnExchange]), only_reason)),
    offered("waive-letters", "letters-act-waive", |r| r.lacking.0 > 0, only_reason),
    offered("message", "office-act-message", |r| r.case.application.revision > 0, |form, _| vec![form.message()]),
    offered("conflict", "office-act-conflict", |_| true, |form, room| vec![form.person(room), form.reason()]),
    offered("waive-consent", "office-act-waive-consent", Room::waits_for_consent, only_reason),
    danger(offered("withdraw", "office-act-withdraw", |r| r.case.application.status.may_withdraw(), only_reason)),
    offered("undo-withdraw", "office-act-undo-withdraw", |r| on(r, &[S::Withdrawn]), only_reason),
];

fn on(room: &Room, states: &[S]) -> bool {
    states.contains(&room.case.application.status)
}

fn nomination_in(room: &Room, states: &[N]) -> bool {
    is_open_for_nomination(room.case.application.status)
        && room.nomination.as_ref().is_some_and(|(row, _)| states.contains(&row.state))
}

fn eligible(room: &Room) -> bool {
    room.case.application.eligible == "yes"
}

fn nothing(_: &Form<'_>, _: &Room) -> Vec<Put> {
    Vec::new()
}

/// A reason, where something that was asked after acceptance is not answered.
fn waiving(form: &Form<'_>, room: &Room) -> Vec<Put> {
    if room.lacking_later > 0 { vec![form.reason()] } else { Vec::new() }
}

fn only_reason(form: &Form<'_>, _: &Room) -> Vec<Put> {
    vec![form.reason()]
}

/// The acts that are possible now; `may` asks the rights table.
pub fn acts(frame: &Frame, room: &Room, typed: Option<&Typed>, may: impl Fn(Action) -> bool) -> Vec<Act> {
    let possible = ACTS.iter().filter(|row| may(row.by) && (row.when)(room));
    let act = |row: &Offered| {
        let form = Form::new(frame, row.name, row.name, typed);
        Act {
            name: row.name,
            title: frame.say(row.label).to_owned(),
            danger: row.danger,
            open: form.is_open(),
            fields: (row.asks)(&form, room),
        }
    };
    possible.map(act).collect()
}

/// One form of the page, with what was typed into it.
pub struct Form<'a> {
    frame: Frame,
    name: &'a str,
    typed: Option<&'a Posted>,
}

impl<'a> Form<'a> {
    /// The form called `name` that posts to `act`. The problems on the page are its own only if it was posted.
    pub fn new(frame: &Frame, act: &str, name: &'a str, typed: Option<&'a Typed>) -> Self {
        let typed = typed.filter(|t| t.act == act).map(|t| &t.posted);
        let problems: Vec<Problem> = if typed.is_some() { frame.problems.clone() } else { Vec::new() };
        Self { frame: frame.clone().with_problems(problems), name, typed }
    }

    /// Whether it was posted and refused.
    pub fn is_open(&self) -> bool {
        self.typed.is_some()
    }

    fn field(&self, name: &str, label: &str) -> Field {
        let field = self.frame.field(name, label);
        match self.typed {
            Some(posted) => field.value(posted.first(name)),
            None => field.within(self.name),
        }
    }

    fn is_chosen(&self, field: &str, value: &str) -> bool {
        self.typed.is_some_and(|posted| posted.all(field).iter().any(|v| v == value))
    }

    fn option(&self, field: &str, value: &str, label: &str) -> Opt {
        Opt::new(value, label, self.is_chosen(field, value))
    }

    /// What is ruled about a pair.
    pub fn ruling(&self, rulings: &[Ruling]) -> Put {
        let option = |r: &Ruling| self.option("ruling", r.word(), self.frame.say(&format!("pairs-ruling-{r}")));
        self.field("ruling", "pairs-ruling").radios(rulings.iter().map(option).collect()).put()
    }

    /// Why.
    pub fn reason(&self) -> Put {
        self.field("reason", "office-reason").rows(3).put()
    }

    fn note(&self) -> Put {
        self.field("note", "office-note").rows(4).hint(self.frame.say("office-note-hint")).put()
    }

    fn moment(&self, room: &Room, name: &str, label: &str) -> Put {
        let city = self.frame.words.city(room.case.call.zone).into_owned();
        let hint = self.frame.with("office-in-zone").set("city", city).to_string();
        self.field(name, label).kind("datetime-local").class("w20").hint(hint).put()
    }

    fn rule(&self, room: &Room) -> Put {
        let option = |r: &eligibility::Rule| self.option("rule", &r.key, self.frame.text(&r.says));
        let rules = room.case.definition.eligibility.iter().map(option).collect();
        self.field("rule", "office-which-rule").radios(rules).put()
    }

    fn sections(&self, room: &Room) -> Put {
        let option = |s: &crate::domain::form::Section| self.option("sections", &s.key, self.frame.text(&s.title));
        let sections = room.case.definition.form.sections.iter().map(option).collect();
        self.field("sections", "office-which-sections").control(Control::Boxes(sections)).put()
    }

    fn outcome(&self, room: &Room) -> Put {
        let waiting = room.case.definition.settings.waiting_list;
        let outcomes = Outcome::ALL.iter().filter(|o| waiting || **o != Outcome::Waitlist);
        let option =
            |o: &Outcome| self.option("outcome", o.word(), self.frame.say(&format!("office-outcome-{}", o.word())));
        self.field("outcome", "office-outcome").radios(outcomes.map(option).collect()).put()
    }

    fn waiting_rank(&self) -> Put {
        let field = self.field("waiting_rank", "office-waiting-rank").hint(self.frame.say("office-waiting-rank-hint"));
        field.class("w5").inputmode("numeric").optional().put()
    }

    /// Reviewers of the call who may get this application.
    fn reviewer(&self, room: &Room) -> Put {
        let has = |user: UserId| room.assignments.iter().any(|a| a.reviewer_id == user && a.state.is_open());
        let own = room.case.application.owner_id;
        let free = room.reviewers.iter().filter(|r| !has(r.user_id) && !room.is_conflicted(r.user_id));
        let names = free.filter(|r| r.user_id != own).map(|r| (r.user_id, r.name.as_str()));
        self.person_of("reviewer", "office-reviewer", names)
    }

    /// Reviewers of the call of whom no conflict is on record.
    fn person(&self, room: &Room) -> Put {
        let free = room.reviewers.iter().filter(|r| !room.is_conflicted(r.user_id));
        self.person_of("person", "office-person", free.map(|r| (r.user_id, r.name.as_str())))
    }

    /// To the applicant.
    fn message(&self) -> Put {
        let hint = self.frame.say("threads-to-applicant-hint");
        let most = u32::try_from(MOST_CHARACTERS).unwrap_or(u32::MAX);
        self.field("message", "threads-to-applicant").hint(hint).rows(5).count(most).put()
    }

    /// Authorities that could nominate the applicant.
    fn authority(&self, room: &Room) -> Put {
        let option = |(id, name): &(AuthorityId, String)| self.option("authority", &id.to_string(), name);
        let options = room.authorities.iter().map(option).collect();
        self.field("authority", "nominations-authority").radios(options).put()
    }

    fn person_of<'b>(&self, field: &str, label: &str, people: impl Iterator<Item = (UserId, &'b str)>) -> Put {
        let mut options = vec![Opt::new("", self.frame.say("office-choose-reviewer"), false)];
        options.extend(people.map(|(id, name)| self.option(field, &id.to_string(), name)));
        self.field(field, label).class("w20").list(options).put()
    }
}
