//! Referees: what a call asks of them. How many letters, due when, as answers to questions or as a file, and who may read them.

use serde::{Deserialize, Serialize};

use super::{
    form::{Answers, Form, Kind, Meaning, Question, Section, faults::Faults},
    letter::LetterState,
    person::EmailAddress,
    sentence::Problem,
    text::Text,
    time::{Span, Timestamp, Zone},
    workflow::{Status, words},
};

/// Most letters that a call may take.
pub const MOST: u32 = 10;
/// Shortest time that a referee is given, whatever the call's own deadline.
const SHORTEST: Span = Span::days(3);
/// Largest file that may be asked for, in bytes.
const LARGEST: u64 = 50 << 20;

/// What a call asks of referees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referees {
    /// Letters that must be in when they are due.
    pub minimum: u32,
    /// Letters that are taken. As soon as so many are in, what is still asked for is cancelled.
    pub maximum: u32,
    /// How many more people than letters may be asked at once.
    #[serde(default)]
    pub spare: u32,
    /// When the letters are needed, and so when they are asked for.
    pub due: Due,
    /// Until when a referee may send a letter.
    pub deadline: Deadline,
    /// Said to the applicant over the list of referees.
    #[serde(default)]
    pub intro: Text,
    /// Said to the referee over the letter.
    #[serde(default)]
    pub brief: Text,
    /// What the referee answers.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// The file that the referee gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<LetterFile>,
    /// The applicant is asked to give up the right to read each letter, in these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Text>,
    /// The applicant reads letters of which the right to read was not given up. Otherwise the applicant sees only where they stand.
    #[serde(default)]
    pub applicant_reads: bool,
    /// A referee's address must not be at the applicant's own domain.
    #[serde(default)]
    pub other_domain: bool,
}

/// The PDF that a referee gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterFile {
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
    /// Largest size, in bytes.
    pub max_bytes: u64,
    /// Most pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pages: Option<u32>,
}

words! {
    /// When letters are needed.
    Due {
        /// To submit: referees are asked while the application is being written.
        BeforeSubmit = "before_submit",
        /// To open the review: referees are asked when the application is handed in.
        BeforeReview = "before_review",
        /// To confirm the place: referees are asked when it is offered.
        AfterOffer = "after_offer",
    }
}

/// Until when a referee may send a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deadline {
    /// The end of the day so many days after the call closes, on the call's clocks.
    DaysAfterClose(u32),
    /// The end of the day so many days after the referee was asked, on the call's clocks.
    DaysAfterRequest(u32),
    /// This instant.
    At(Timestamp),
}

/// Why a referee is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is the applicant's own address.
    Own,
    /// It is at the applicant's own domain, and the call forbids that.
    SameDomain,
}

impl Due {
    /// Whether somebody whose application stands so may name referees and have them asked.
    pub const fn may_name(self, status: Status) -> bool {
        let so_long = match self {
            Self::BeforeSubmit => false,
            Self::BeforeReview => matches!(status, Status::InReview),
            Self::AfterOffer => matches!(
                status,
                Status::InReview
                    | Status::Deliberation
                    | Status::Decided
                    | Status::Waitlisted
                    | Status::Offered
                    | Status::Accepted
            ),
        };
        so_long || matches!(status, Status::Draft | Status::Submitted | Status::Returned)
    }

    /// Whether a referee who is named is asked at once, of an application that stands so.
    pub const fn asks_at_once(self, status: Status) -> bool {
        match self {
            Self::BeforeSubmit => matches!(status, Status::Draft | Status::Submitted | Status::Returned),
            Self::BeforeReview => matches!(status, Status::Submitted | Status::Returned | Status::InReview),
            Self::AfterOffer => matches!(status, Status::Offered | Status::Accepted),
        }
    }
}

impl Referees {
    /// Everything wrong with it; empty if a call can be run on it.
    pub fn faults(&self) -> Vec<Problem> {
        let mut faults = Faults::default();
        let counts = self.maximum == 0 || self.maximum > MOST || self.minimum > self.maximum || self.spare > MOST;
        faults.add_if(counts, "referees", "letters-fault-counts");
        faults.add_if(self.questions.is_empty() && self.file.is_none(), "referees", "letters-fault-nothing-asked");
        let file = self.file.as_ref();
        let limits = file.is_some_and(|f| f.max_bytes == 0 || f.max_bytes > LARGEST || f.max_pages == Some(0));
        faults.add_if(limits, "referees", "letters-fault-file");
        faults.add_if(self.waiver.as_ref().is_some_and(Text::is_empty), "referees", "letters-fault-waiver");
        for question in &self.questions {
            faults.add_if(!question.kind.word().fits_letter(), &question.key, "letters-fault-kind");
        }
        let mut all = faults.into_problems();
        all.extend(Form::faults_of(&self.questions));
        all
    }

    /// The questions as a form of one section, to be read and checked as any other.
    pub fn form(&self) -> Form {
        let section = Section {
            key: "letter".to_owned(),
            title: Text::default(),
            group: Text::default(),
            intro: self.brief.clone(),
            before: false,
            confirm: false,
            questions: self.questions.clone(),
        };
        let meaning = Meaning {
            name: String::new(),
            country: String::new(),
            sex: None,
            field: None,
            priority: None,
            length: None,
            title: None,
        };
        Form { sections: vec![section], meaning }
    }

    /// Until when a referee asked at `asked_at` may send the letter, of a call that closes at `closes_at`.
    pub fn due_at(&self, asked_at: Timestamp, closes_at: Timestamp, zone: Zone) -> Timestamp {
        let end_of = |from: Timestamp, days: u32| {
            let day = from.day_in(zone) + Span::days(i64::from(days));
            day.and_hms_opt(23, 59, 0).and_then(|local| Timestamp::from_local(local, zone)).unwrap_or(from)
        };
        let told = match self.deadline {
            Deadline::DaysAfterClose(days) => end_of(closes_at, days),
            Deadline::DaysAfterRequest(days) => end_of(asked_at, days),
            Deadline::At(at) => at,
        };
        told.max(asked_at + SHORTEST)
    }

    /// Most people who may be asked at once.
    pub const fn most_asked(&self) -> usize {
        (self.maximum + self.spare) as usize
    }

    /// How many letters that must be in are not.
    pub fn lacking(&self, states: impl IntoIterator<Item = LetterState>) -> usize {
        let received = states.into_iter().filter(|state| *state == LetterState::Received).count();
        (self.minimum as usize).saturating_sub(received)
    }

    /// How many referees who must be named are not.
    pub fn unnamed(&self, states: impl IntoIterator<Item = LetterState>) -> usize {
        let named = states.into_iter().filter(|state| state.takes_a_place()).count();
        (self.minimum as usize).saturating_sub(named)
    }

    /// Whether an applicant whose own addresses are these may name a referee of this address.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, referee: &EmailAddress, own: &[EmailAddress]) -> Result<(), Unfit> {
        if own.iter().any(|own| mailbox(own) == mailbox(referee)) {
            return Err(Unfit::Own);
        }
        if self.other_domain && own.iter().any(|own| is_one_domain(&domain(own), &domain(referee))) {
            return Err(Unfit::SameDomain);
        }
        Ok(())
    }
}

/// Addresses of the applicant: the account's, and those that the answers name.
pub fn own_addresses(account: &EmailAddress, form: &Form, answers: &Answers) -> Vec<EmailAddress> {
    let asked = form.questions().filter(|q| matches!(q.kind, Kind::Email));
    let named = asked.filter_map(|q| answers.text(&q.key)?.parse().ok());
    std::iter::once(account.clone()).chain(named).collect()
}

/// The mailbox of an address: what follows a plus sign is the same mailbox (RFC 5233).
fn mailbox(address: &EmailAddress) -> String {
    let key = address.key();
    let (local, domain) = key.rsplit_once('@').unwrap_or((&key, ""));
    let local = local.split('+').next().filter(|l| !l.is_empty()).unwrap_or(local);
    format!("{local}@{domain}")
}

fn domain(address: &EmailAddress) -> String {
    address.key().rsplit_once('@').map_or_else(String::new, |(_, domain)| domain.to_owned())
}

/// Whether two domains are one, or one lies within the other.
fn is_one_domain(a: &str, b: &str) -> bool {
    let within = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
    a == b || within(a, b) || within(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        text.parse().unwrap()
    }

    fn asked() -> Referees {
        Referees {
            minimum: 2,
            maximum: 3,
            spare: 1,
            due: Due::BeforeReview,
            deadline: Deadline::DaysAfterClose(14),
            intro: Text::default(),
            brief: Text::default(),
            questions: Vec::new(),
            file: Some(LetterFile { optional: false, max_bytes: 1_000_000, max_pages: None }),
            waiver: None,
            applicant_reads: false,
            other_domain: true,
        }
    }

    #[test]
    fn an_applicant_cannot_name_themselves_nor_a_colleague_where_the_call_forbids_it() {
        let own = [address("thiri@uni.example.mm")];
        for (referee, unfit) in [
            ("Thiri@UNI.example.mm", Some(Unfit::Own)),
            ("thiri+me@uni.example.mm", Some(Unfit::Own)),
            ("head@uni.example.mm", Some(Unfit::SameDomain)),
            ("head@chem.uni.example.mm", Some(Unfit::SameDomain)),
            ("head@myuni.example.mm", None),
            ("head@other.example", None),
        ] {
            assert_eq!(asked().fits(&address(referee), &own).err(), unfit, "{referee}");
        }
        let lenient = Referees { other_domain: false, ..asked() };
        assert_eq!(lenient.fits(&address("head@uni.example.mm"), &own), Ok(()));
        assert_eq!(lenient.fits(&own[0], &own), Err(Unfit::Own));
    }

    #[test]
    fn a_referee_who_is_asked_late_has_three_days_all_the_same() {
        let close = Timestamp::at(2026, 12, 18, 9, 0);
        let due = asked().due_at(close, close, Zone::Asia__Shanghai);
        assert_eq!(due, Timestamp::at(2027, 1, 1, 15, 59));
        assert_eq!(asked().due_at(due, close, Zone::Asia__Shanghai), due + SHORTEST);
    }

    #[test]
    fn an_office_is_told_what_is_wrong_with_what_it_asks_of_referees() {
        assert_eq!(asked().faults(), []);
        let ids = |of: Referees| of.faults().into_iter().map(|p| p.sentence.id.into_owned()).collect::<Vec<_>>();
        assert_eq!(ids(Referees { minimum: 4, ..asked() }), ["letters-fault-counts"]);
        assert_eq!(ids(Referees { file: None, ..asked() }), ["letters-fault-nothing-asked"]);
        assert_eq!(ids(Referees { waiver: Some(Text::default()), ..asked() }), ["letters-fault-waiver"]);
        let none = LetterFile { optional: true, max_bytes: 0, max_pages: None };
        assert_eq!(ids(Referees { file: Some(none), ..asked() }), ["letters-fault-file"]);
    }

    #[test]
    fn what_is_lacking_is_counted_by_what_is_in_and_by_who_is_named() {
        let states = [LetterState::Received, LetterState::Sent, LetterState::Declined, LetterState::SetAside];
        assert_eq!(asked().lacking(states), 1);
        assert_eq!(asked().unnamed(states), 0);
    }
}
