//! Ranking: from scores to an ordered list.
//!
//! 1. A review's mean is the mean of its scores, weighted by the rubric; "Cannot judge" leaves its criterion out
//!    ([`Rubric::mean`]). A review that judges nothing does not count.
//! 2. An application's mean is the plain mean of its reviews' means; its spread is their sample standard deviation.
//! 3. Applications are ranked by mean, the best first. Equal means share a rank, and the ranks that they use up are left out
//!    (1, 2, 2, 4).
//! 4. Within a shared rank the order is that of the criteria's own means, in the rubric's order (excellence before impact), then of
//!    the keys. It says who stands first on the page, and no more.
//!
//! Means are cut to nine decimals, so that equal scores are equal in whatever order the machine added them up.

use std::cmp::{Ordering, Reverse};

use crate::domain::rubric::{Rubric, Score, Scores};

/// The means of an application's reviews, summed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many reviews count.
    pub count: usize,
    /// Their mean; `None` where none counts.
    pub mean: Option<f64>,
    /// Their sample standard deviation; `None` for fewer than two.
    pub spread: Option<f64>,
}

/// An application's place in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<K> {
    /// Which application.
    pub key: K,
    /// 1 for the best; `None` where nothing is scored yet.
    pub rank: Option<usize>,
    /// Its reviews' means.
    pub summary: Summary,
    /// The mean of each criterion, in the rubric's order; `None` where no reviewer could judge it.
    pub criteria: Vec<Option<f64>>,
}

/// Sums up reviews' means, in whatever order they come.
pub fn summarise(means: &[f64]) -> Summary {
    let mut sorted: Vec<f64> = means.iter().copied().filter(|mean| mean.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(mean) = mean(&sorted) else { return Summary { count: 0, mean: None, spread: None } };
    let spread = (sorted.len() > 1).then(|| {
        let squares: f64 = sorted.iter().map(|m| (m - mean).powi(2)).sum();
        cut((squares / (count(sorted.len()) - 1.0)).sqrt())
    });
    Summary { count: sorted.len(), mean: Some(cut(mean)), spread }
}

/// Ranks applications by the scores of their reviews. Keys must differ; the smaller comes first where all else is equal.
pub fn rank<K: Ord>(rubric: &Rubric, applications: impl IntoIterator<Item = (K, Vec<Scores>)>) -> Vec<Standing<K>> {
    let mut standings: Vec<Standing<K>> =
        applications.into_iter().map(|(key, reviews)| unranked(rubric, key, &reviews)).collect();
    standings.sort_by(|a, b| {
        best_first(a.summary.mean, b.summary.mean)
            .then_with(|| by_criteria(&a.criteria, &b.criteria))
            .then_with(|| a.key.cmp(&b.key))
    });
    let means: Vec<Option<f64>> = standings.iter().map(|s| s.summary.mean).collect();
    for (standing, rank) in standings.iter_mut().zip(ranks(&means)) {
        standing.rank = rank;
    }
    standings
}

/// The ranks of means that are sorted already, the best first and those without any last; equal ones share a rank.
pub fn ranks(means: &[Option<f64>]) -> Vec<Option<usize>> {
    let mut ranks: Vec<Option<usize>> = Vec::with_capacity(means.len());
    for (at, mean) in means.iter().enumerate() {
        let shared =
            at.checked_sub(1).filter(|&above| means.get(above) == Some(mean)).and_then(|above| ranks.get(above));
        ranks.push(match (mean, shared) {
            (None, _) => None,
            (Some(_), Some(rank)) => *rank,
            (Some(_), None) => Some(at + 1),
        });
    }
    ranks
}

fn unranked<K>(rubric: &Rubric, key: K, reviews: &[Scores]) -> Standing<K> {
    let means: Vec<f64> = reviews.iter().filter_map(|scores| rubric.mean(scores)).collect();
    let criteria = rubric.criteria.iter().map(|criterion| {
        let mut given: Vec<f64> = reviews
            .iter()
            .filter_map(|scores| match scores.get(&criterion.key) {
                Some(Score::Given(score)) => Some(f64::from(*score)),
                Some(Score::CannotJudge) | None => None,
            })
            .collect();
        given.sort_by(f64::total_cmp);
        mean(&given).map(cut)
    });
    Standing { key, rank: None, summary: summarise(&means), criteria: criteria.collect() }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// A number of things, to reckon with.
pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Cuts to nine decimals: far finer than any score, far coarser than the error of adding. Nothing is -0.
pub(super) fn cut(value: f64) -> f64 {
    (value * 1e9).round() / 1e9 + 0.0
}

/// The higher first, nothing last.
fn best_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        _ => Reverse(a.is_some()).cmp(&Reverse(b.is_some())),
    }
}

fn by_criteria(a: &[Option<f64>], b: &[Option<f64>]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| best_first(*a, *b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        rubric::{Anchor, Criterion},
        text::Text,
    };
    use proptest::prelude::*;

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

    /// A review by its three scores; 0 stands for "Cannot judge".
    fn review(scores: [i32; 3]) -> Scores {
        let score = |n| if n == 0 { Score::CannotJudge } else { Score::Given(n) };
        ["excellence", "impact", "implementation"].into_iter().map(str::to_owned).zip(scores.map(score)).collect()
    }

    fn list(applications: &[(&'static str, &[[i32; 3]])]) -> Vec<Standing<&'static str>> {
        rank(&rubric(), applications.iter().map(|(key, all)| (*key, all.iter().map(|s| review(*s)).collect())))
    }

    #[test]
    fn an_officer_sees_the_best_first_with_count_and_spread() {
        let list = list(&[("b", &[[3, 3, 3], [4, 4, 4], [2, 2, 2]]), ("a", &[[5, 4, 4], [4, 4, 4], [5, 5, 5]])]);
        let [first, second] = list.as_slice() else { panic!("{list:?}") };
        assert_eq!((first.key, first.rank, first.summary.count), ("a", Some(1), 3));
        assert_eq!(first.summary.mean, Some(4.5));
        assert_eq!(first.summary.spread, Some(0.5));
        assert_eq!((second.key, second.rank, second.summary.mean), ("b", Some(2), Some(3.0)));
        assert_eq!(second.summary.spread, Some(1.0));
    }

    #[test]
    fn applicants_with_equal_means_share_a_rank_and_the_more_excellent_stands_first() {
        // Half of the weight is excellence's, so 4,3,3 and 3,4,4 are both 3.5.
        let list = list(&[("x", &[[3, 4, 4]]), ("y", &[[4, 3, 3]]), ("z", &[[5, 5, 5]]), ("w", &[[1, 1, 1]])]);
        let order: Vec<_> = list.iter().map(|s| (s.key, s.rank)).collect();
        assert_eq!(order, [("z", Some(1)), ("y", Some(2)), ("x", Some(2)), ("w", Some(4))]);
    }

    #[test]
    fn an_applicant_whom_nobody_could_judge_stands_last_without_a_rank() {
        let list = list(&[("nobody", &[[0, 0, 0]]), ("none", &[]), ("one", &[[2, 0, 0]])]);
        let order: Vec<_> = list.iter().map(|s| (s.key, s.rank, s.summary.count)).collect();
        assert_eq!(order, [("one", Some(1), 1), ("nobody", None, 0), ("none", None, 0)]);
        assert_eq!(list.first().and_then(|s| s.summary.spread), None);
    }

    proptest! {
        #[test]
        fn the_order_in_which_reviews_and_applications_come_changes_nothing(
            scores in prop::collection::vec(prop::collection::vec([0..=5i32, 0..=5, 0..=5], 0..5), 0..12),
        ) {
            let forwards = scores.iter().enumerate().map(|(key, all)| (key, all.iter().map(|s| review(*s)).collect()));
            let backwards = scores.iter().enumerate().rev().map(|(key, all)| (key, all.iter().rev().map(|s| review(*s)).collect()));
            let list = rank(&rubric(), forwards);
            prop_assert_eq!(&rank(&rubric(), backwards), &list);
            for pair in list.windows(2) {
                let [above, below] = pair else { continue };
                prop_assert!(above.summary.mean >= below.summary.mean);
                prop_assert_eq!(above.rank == below.rank, above.summary.mean == below.summary.mean);
            }
        }
    }
}
