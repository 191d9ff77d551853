//! The rubric: what reviewers score, with weights and an anchor text at each score; and the mean that comes of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    form::faults::{Faults, is_key},
    sentence::Problem,
    text::Text,
};

/// Greatest weight of a criterion.
pub const HEAVIEST: u32 = 1000;

/// What reviewers score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Criteria in order.
    pub criteria: Vec<Criterion>,
    /// Lowest mean that can be offered a place, on the criteria's common scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Lower-case word, unique in the rubric.
    pub key: String,
    /// Heading.
    pub title: Text,
    /// What to look at.
    #[serde(default)]
    pub guidance: Text,
    /// Weight; only the proportion of the weights to each other counts.
    pub weight: u32,
    /// Scores with their anchor texts, best first.
    pub anchors: Vec<Anchor>,
}

/// What a score means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The score.
    pub score: i32,
    /// What it means.
    pub text: Text,
}

/// What a reviewer gave for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// One of the criterion's scores.
    Given(i32),
    /// "Cannot judge": counts neither for nor against.
    CannotJudge,
}

/// Scores by criterion key.
pub type Scores = BTreeMap<String, Score>;

impl Rubric {
    /// The weighted mean of the given scores; `None` where none is given. "Cannot judge" leaves its weight out.
    pub fn mean(&self, scores: &Scores) -> Option<f64> {
        let mut sum = 0.0;
        let mut weights = 0.0;
        for criterion in &self.criteria {
            if let Some(Score::Given(score)) = scores.get(&criterion.key) {
                sum += f64::from(criterion.weight) * f64::from(*score);
                weights += f64::from(criterion.weight);
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }

    /// Criteria that have no score and no "Cannot judge" yet, or one that the rubric does not know.
    pub fn missing<'a>(&'a self, scores: &'a Scores) -> impl Iterator<Item = &'a Criterion> {
        self.criteria.iter().filter(|c| match scores.get(&c.key) {
            Some(Score::CannotJudge) => false,
            Some(Score::Given(score)) => !c.anchors.iter().any(|a| a.score == *score),
            None => true,
        })
    }

    /// Everything wrong with the rubric; empty if it can be used.
    pub fn faults(&self) -> Vec<Problem> {
        let mut faults = Faults::default();
        faults.add_if(self.criteria.is_empty(), "rubric", "form-fault-no-criteria");
        let mut keys = BTreeSet::new();
        for criterion in &self.criteria {
            let key = criterion.key.as_str();
            faults.add_if(!keys.insert(key), key, "form-fault-twice");
            faults.add_if(!is_key(key, '_'), key, "form-fault-key");
            faults.add_if(criterion.title.is_empty(), key, "form-fault-no-title");
            faults.add_if(!(1..=HEAVIEST).contains(&criterion.weight), key, "form-fault-weight");
            let scores: BTreeSet<_> = criterion.anchors.iter().map(|a| a.score).collect();
            faults.add_if(scores.len() < 2 || scores.len() < criterion.anchors.len(), key, "form-fault-anchors");
        }
        faults.into_problems()
    }

    /// A criterion's share of the weights, in per cent, rounded.
    pub fn share(&self, criterion: &Criterion) -> u32 {
        let all: u32 = self.criteria.iter().map(|c| c.weight).sum();
        (criterion.weight * 100 + all / 2).checked_div(all).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rubric() -> Rubric {
        let criterion = |key: &str, weight| Criterion {
            key: key.to_owned(),
            title: Text::english(key),
            guidance: Text::default(),
            weight,
            anchors: (1..=5).map(|score| Anchor { score, text: Text::default() }).collect(),
        };
        Rubric {
            criteria: vec![criterion("excellence", 50), criterion("impact", 30), criterion("implementation", 20)],
            threshold: None,
        }
    }

    #[test]
    fn a_mean_is_weighted_and_leaves_out_what_a_reviewer_cannot_judge() {
        let mut scores =
            Scores::from([("excellence".to_owned(), Score::Given(4)), ("impact".to_owned(), Score::Given(2))]);
        assert_eq!(rubric().mean(&scores), Some((50.0 * 4.0 + 30.0 * 2.0) / 80.0));
        assert_eq!(rubric().missing(&scores).count(), 1);
        scores.insert("implementation".to_owned(), Score::CannotJudge);
        assert_eq!(rubric().missing(&scores).count(), 0);
        assert_eq!(rubric().mean(&Scores::new()), None);
    }
}
