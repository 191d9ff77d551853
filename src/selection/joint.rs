//! One joint list made of the lists of several funders: each ranks its own sides, and a project stands by the mean of its sides.

use std::collections::BTreeMap;

use super::ranking::ranks;

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1; equal means share a place.
    pub rank: usize,
    /// How many the list has.
    pub of: usize,
}

/// A project in the joint list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    /// Which of the projects that were given.
    pub project: usize,
    /// The mean of its sides' means.
    pub mean: f64,
    /// Its place in the joint list.
    pub rank: usize,
}

/// The place of each side in the list of its own funder; none where it has no mean. A side is its funder and its mean.
pub fn places(sides: &[(&str, Option<f64>)]) -> Vec<Option<Place>> {
    let mut lists = BTreeMap::<&str, Vec<(usize, f64)>>::new();
    for (side, (funder, mean)) in sides.iter().enumerate() {
        if let Some(mean) = mean {
            lists.entry(funder).or_default().push((side, *mean));
        }
    }
    let mut places = vec![None; sides.len()];
    for list in lists.values_mut() {
        list.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let means: Vec<Option<f64>> = list.iter().map(|(_, mean)| Some(*mean)).collect();
        for ((side, _), rank) in list.iter().zip(ranks(&means)) {
            places[*side] = rank.map(|rank| Place { rank, of: list.len() });
        }
    }
    places
}

/// The projects whose sides all have a mean, the best first; of equal ones, the one that was given first. A project is the means of
/// its sides: of both, or of the one that goes on alone.
pub fn list(projects: &[Vec<Option<f64>>]) -> Vec<Joint> {
    let mean = |sides: &Vec<Option<f64>>| -> Option<f64> {
        let means: Vec<f64> = sides.iter().copied().collect::<Option<_>>()?;
        let count = u32::try_from(means.len()).ok().filter(|count| *count > 0)?;
        Some(means.iter().sum::<f64>() / f64::from(count))
    };
    let each = projects.iter().enumerate();
    let mut ordered: Vec<(usize, f64)> = each.filter_map(|(n, sides)| Some((n, mean(sides)?))).collect();
    ordered.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let means: Vec<Option<f64>> = ordered.iter().map(|(_, mean)| Some(*mean)).collect();
    let ranked = ordered.iter().zip(ranks(&means));
    ranked.map(|(&(project, mean), rank)| Joint { project, mean, rank: rank.unwrap_or(0) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*, sample};

    use super::*;

    #[test]
    fn each_funder_ranks_its_own_and_a_project_stands_by_the_mean_of_both() {
        let sides = [("TH", Some(4.0)), ("CN", Some(3.0)), ("TH", Some(3.5)), ("CN", Some(4.5)), ("TH", None)];
        let place = |rank, of| Some(Place { rank, of });
        assert_eq!(places(&sides), [place(1, 2), place(2, 2), place(2, 2), place(1, 2), None]);
        let of = |pair: [usize; 2]| pair.map(|side| sides[side].1).to_vec();
        let joint = list(&[of([0, 1]), of([2, 3]), of([3, 4]), vec![Some(4.0)]]);
        let wanted = [(1, 4.0, 1), (3, 4.0, 1), (0, 3.5, 3)];
        assert_eq!(joint, wanted.map(|(project, mean, rank)| Joint { project, mean, rank }));
    }

    proptest! {
        #[test]
        fn nobody_with_a_better_mean_stands_behind(
            sides in vec((sample::select(vec!["TH", "CN", "LA"]), option::of(sample::select(vec![1.0, 2.0, 2.5]))), 0..12),
        ) {
            let places = places(&sides);
            for (one, place) in sides.iter().zip(&places) {
                prop_assert_eq!(place.is_some(), one.1.is_some());
                for (other, behind) in sides.iter().zip(&places) {
                    if let (Some(place), Some(behind)) = (place, behind) {
                        prop_assert_eq!(one.0 == other.0 && one.1 > other.1, one.0 == other.0 && place.rank < behind.rank);
                        prop_assert!(place.rank >= 1 && place.rank <= place.of);
                    }
                }
            }
            let projects: Vec<Vec<Option<f64>>> = sides.chunks(2).map(|pair| pair.iter().map(|side| side.1).collect()).collect();
            let joint = list(&projects);
            prop_assert_eq!(joint.len(), projects.iter().filter(|sides| sides.iter().all(Option::is_some)).count());
            prop_assert!(joint.windows(2).all(|two| two[0].mean >= two[1].mean && two[0].rank <= two[1].rank));
        }
    }
}
