//! Carrying over: what an earlier application answered and this form asks too. An answer is taken as if its owner typed it here
//! again, so nothing comes over that the form's own reading would refuse; declarations and consents are given anew each time.

use super::{Answers, Form, KindWord, Question, Typed, read::has_wrong};
use crate::domain::{sentence::Sentence, time::Timestamp};

/// What comes over, and what does not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Carried {
    /// All the application's answers, with what came over.
    pub answers: Answers,
    /// Keys of the questions whose answers came over, in the form's order.
    pub taken: Vec<String>,
    /// Keys of the questions whose earlier answers do not fit, with what is wrong with them here.
    pub left: Vec<(String, Sentence)>,
    /// Keys of questions that take files and were given some before, and have none here.
    pub files: Vec<String>,
}

/// Whether answers of this kind may stand for another application too.
const fn comes_over(kind: KindWord) -> bool {
    !matches!(kind, KindWord::Declaration | KindWord::Consent | KindWord::Note)
}

impl Form {
    /// What `earlier`, answers to the form `asked` then, gives for this form, over its `own` answers, of which none is touched.
    /// What is asked before the form is left alone.
    pub fn carry(&self, own: &Answers, (asked, earlier): (&Self, &Answers), now: Timestamp) -> Carried {
        let mut carried = Carried { answers: own.clone(), ..Carried::default() };
        for question in self.sections.iter().filter(|section| !section.before).flat_map(|section| &section.questions) {
            let word = question.kind.word();
            let given = earlier.get(&question.key).is_some() && comes_over(word);
            if !given || own.get(&question.key).is_some() || !self.asks(question, &carried.answers) {
                continue;
            }
            if asked.question(&question.key).is_none_or(|then| then.kind.word() != word) {
                carried.left.push((question.key.clone(), question.sentence("form-other-kind")));
            } else if word == KindWord::Document {
                carried.files.push(question.key.clone());
            } else {
                question.carry(earlier, now, &mut carried);
            }
        }
        self.drop_hidden(&mut carried.answers);
        let Carried { answers, taken, .. } = &mut carried;
        taken.retain(|key| answers.get(key).is_some());
        carried
    }

    fn asks(&self, question: &Question, answers: &Answers) -> bool {
        let asked = || question.shown_when.is_none() || question.is_asked(answers, &self.hidden(answers));
        !question.after_acceptance && asked()
    }
}

impl Question {
    fn carry(&self, earlier: &Answers, now: Timestamp, carried: &mut Carried) {
        let (mut read, mut found) = (Answers::default(), Vec::new());
        let typed = Typed::of_question(self, earlier);
        self.read_into(&mut read, &typed, now, &mut found);
        match read.0.remove(&self.key) {
            Some(answer) if !has_wrong(&found) => {
                carried.answers.set(&self.key, Some(answer));
                carried.taken.push(self.key.clone());
            }
            _ => {
                let told = found.into_iter().map(|found| found.problem.sentence).next();
                carried.left.push((self.key.clone(), told.unwrap_or_else(|| self.sentence("form-other-kind"))));
            }
        }
    }
}
