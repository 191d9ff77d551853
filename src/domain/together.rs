//! Writing together: somebody whom an applicant invites to read, or to write, an application. Only its owner hands it in.

use super::{
    form::{Answer, Answers, Form, Kind},
    person::EmailAddress,
    workflow::{Status, words},
};

words! {
    /// What a co-writer may do.
    CoRight {
        /// Read what is written.
        View = "view",
        /// Write answers and give files too.
        Edit = "edit",
    }
}

words! {
    /// Where an invitation to write together stands.
    CoState {
        /// Sent, and not answered.
        Invited = "invited",
        /// The person writes along.
        Accepted = "accepted",
        /// The person would rather not.
        Declined = "declined",
        /// The person has left.
        Left = "left",
        /// The owner took it back.
        Removed = "removed",
    }
}

/// Addresses of members and partners in the rows of these answers, each once, in the form's order.
pub fn members(form: &Form, answers: &Answers) -> Vec<EmailAddress> {
    let mut found: Vec<EmailAddress> = Vec::new();
    for question in form.questions() {
        let (Kind::Rows { questions, .. }, Some(Answer::Rows(rows))) = (&question.kind, answers.get(&question.key))
        else {
            continue;
        };
        let asked = questions.iter().filter(|part| matches!(part.kind, Kind::Email));
        let keys: Vec<&str> = asked.map(|part| part.key.as_str()).collect();
        let named = rows.iter().flat_map(|row| keys.iter().filter_map(|key| row.text(key)));
        for address in named.filter_map(|text| text.parse::<EmailAddress>().ok()) {
            if !found.iter().any(|other| other.key() == address.key()) {
                found.push(address);
            }
        }
    }
    found
}

/// The state as somebody is told of it who writes along: what became of an application that was sent is its owner's to tell.
#[must_use]
pub const fn told(status: Status) -> Status {
    match status {
        Status::Draft | Status::Returned | Status::Lapsed | Status::Withdrawn => status,
        _ => Status::Submitted,
    }
}

impl CoState {
    /// Whether it still is an invitation, or more.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::presets::{INNOVATION_TOUR, JOINT_RESEARCH};

    #[test]
    fn the_members_of_a_delegation_and_the_leads_of_partners_are_found_in_their_rows() {
        for preset in [INNOVATION_TOUR, JOINT_RESEARCH] {
            let form = preset.definition().unwrap().form;
            let asks = |q: &&crate::domain::form::Question| matches!(&q.kind, Kind::Rows { questions, .. } if questions.iter().any(|part| matches!(part.kind, Kind::Email)));
            let rows = form.questions().find(asks).unwrap();
            let Kind::Rows { questions, .. } = &rows.kind else { unreachable!() };
            let part = questions.iter().find(|part| matches!(part.kind, Kind::Email)).unwrap();
            let row = |address: &str| {
                let mut row = Answers::default();
                row.set(&part.key, Some(Answer::Text(address.to_owned())));
                row
            };
            let given = ["ana@uni.example", "no address", "ANA@uni.example", "bo@uni.example"].map(row);
            let mut answers = Answers::default();
            answers.set(&rows.key, Some(Answer::Rows(given.to_vec())));
            let found: Vec<String> = members(&form, &answers).iter().map(ToString::to_string).collect();
            assert_eq!(found, ["ana@uni.example", "bo@uni.example"]);
        }
    }

    #[test]
    fn what_was_decided_is_told_to_nobody_who_writes_along() {
        let open = [Status::Draft, Status::Returned, Status::Lapsed, Status::Withdrawn, Status::Submitted];
        for status in Status::ALL {
            assert!(open.contains(&told(*status)), "{status}");
        }
    }
}
