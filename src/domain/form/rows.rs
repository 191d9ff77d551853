//! Rows: a question that is answered several times over, with questions of its own in each row.

use super::{Answers, Kind, Question, Typed, conditions::Hidden};
use crate::domain::{
    sentence::{Problem, Sentence},
    time::Timestamp,
};

impl Question {
    /// The questions of each row; none where it is not one of rows.
    pub fn parts(&self) -> &[Question] {
        match &self.kind {
            Kind::Rows { questions, .. } => questions,
            _ => &[],
        }
    }

    /// A row's question as the question of its field. Rows count from 1.
    #[must_use]
    pub fn part(&self, row: usize, part: &Question) -> Question {
        Question { key: format!("{}-{row}-{}", self.key, part.key), ..part.clone() }
    }

    /// Most rows; 0 where it is not one of rows.
    pub fn most_rows(&self) -> usize {
        match self.kind {
            Kind::Rows { max, .. } => max as usize,
            _ => 0,
        }
    }

    /// Rows that a page shows for what it holds: one at least, and as many as there must be.
    pub fn shown_rows(&self, typed: &Typed) -> usize {
        let Kind::Rows { min, .. } = self.kind else { return 0 };
        typed.rows(&self.key).max(min as usize).max(1).min(self.most_rows())
    }

    /// The parts of a row that are asked, given its answers so far.
    pub fn asked_parts<'q>(&'q self, row: &Answers) -> Vec<&'q Question> {
        let mut hidden = Hidden::new();
        for part in self.parts() {
            if !part.is_asked(row, &hidden) {
                hidden.insert(&part.key);
            }
        }
        self.parts().iter().filter(|part| !hidden.contains(part.key.as_str())).collect()
    }

    /// What is wrong with the number of rows.
    pub(super) fn verify_rows(&self, rows: &[Answers]) -> Result<(), Sentence> {
        let Kind::Rows { min, max, .. } = self.kind else { return Err(self.sentence("form-again")) };
        if rows.len() > max as usize {
            return Err(self.sentence("form-too-many-rows").with("max", max));
        }
        if rows.len() < min as usize {
            return Err(self.sentence("form-too-few-rows").with("min", min));
        }
        Ok(())
    }

    /// What is wrong with stored rows.
    pub(super) fn check_rows(&self, rows: &[Answers], now: Timestamp) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Err(sentence) = self.verify_rows(rows) {
            problems.push(Problem::at(self.field(None), sentence));
        }
        for (number, row) in (1..).zip(rows) {
            for part in self.asked_parts(row) {
                let answer = row.get(&part.key);
                let wrong = || answer.and_then(|answer| part.verify(answer, now).err());
                let missing = part.missing_problem(answer);
                let problem = missing.or_else(|| wrong().map(|sentence| Problem::at("", sentence)));
                problems.extend(problem.map(|p| Problem { field: Some(self.part(number, part).field(None)), ..p }));
            }
        }
        problems
    }
}
