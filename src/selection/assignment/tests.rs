//! Assignments against trying everything out, and against what the rules say.

use proptest::prelude::*;

use super::*;

const FAIR: Objective = Objective::Fair { give: 0 };

/// A small problem with everything in it: `hard` draws kinds that overlap and people who are kept apart.
fn problems(hard: bool) -> impl Strategy<Value = Problem> {
    (1_usize..5, 1_usize..6).prop_flat_map(move |(applications, reviewers)| {
        let loads = prop::collection::vec((0_u32..2, 0_u32..4), reviewers);
        let pairs = prop::collection::vec((0_u32..12, -20_i64..60, 0_u32..3), applications * reviewers);
        let kinds = prop::collection::vec(
            (prop::collection::vec(any::<bool>(), reviewers), prop::collection::vec(0_u32..2, applications)),
            if hard { 0..3 } else { 0..1 },
        );
        let most = u32::try_from(reviewers).unwrap();
        let apart = prop::collection::vec((0..most, 0..most), if hard { 0..3 } else { 0..1 });
        let reviews = prop::collection::vec(0_u32..4, applications);
        (reviews, loads, pairs, kinds, apart, any::<u64>()).prop_map(
            move |(reviews, loads, pairs, kinds, apart, seed)| {
                let numbered = pairs.into_iter().enumerate().map(|(at, drawn)| (at / reviewers, at % reviewers, drawn));
                let pair = |(application, reviewer, (state, affinity, bonus)): (usize, usize, (u32, i64, u32))| {
                    let (application, reviewer) =
                        (u32::try_from(application).unwrap(), u32::try_from(reviewer).unwrap());
                    let bonus = if bonus == 0 { 7 } else { 0 };
                    (state > 1).then_some(Pair { application, reviewer, affinity, bonus, forced: state == 11 })
                };
                let kind = |(of, least): (Vec<bool>, Vec<u32>)| {
                    let reviewers = (0..).zip(of).filter(|(_, of)| *of).map(|(reviewer, _)| reviewer).collect();
                    Kind { reviewers, least }
                };
                Problem {
                    reviews,
                    loads: loads.into_iter().map(|(least, more)| Load { least, most: least + more }).collect(),
                    pairs: numbered.filter_map(pair).collect(),
                    kinds: kinds.into_iter().map(kind).collect(),
                    apart,
                    seed,
                }
            },
        )
    })
}

/// Whether an assignment keeps every rule, read from the rules themselves.
fn is_kept(problem: &Problem, taken: &[u32]) -> bool {
    let pairs: Vec<&Pair> = taken.iter().map(|&pair| &problem.pairs[pair as usize]).collect();
    let readers = |application: u32| pairs.iter().filter(move |p| p.application == application).map(|p| p.reviewer);
    (0..).zip(&problem.reviews).all(|(application, &reviews)| {
        let of_kind = |kind: &Kind| readers(application).filter(|reader| kind.reviewers.contains(reader)).count();
        readers(application).count() == reviews as usize
            && problem.kinds.iter().all(|kind| of_kind(kind) >= kind.least[application as usize] as usize)
            && problem.apart.iter().all(|&(one, other)| {
                one == other || !(readers(application).any(|r| r == one) && readers(application).any(|r| r == other))
            })
    }) && (0..).zip(&problem.loads).all(|(reviewer, load)| {
        let count = pairs.iter().filter(|pair| pair.reviewer == reviewer).count();
        (load.least as usize..=load.most as usize).contains(&count)
    }) && (0..).zip(&problem.pairs).all(|(number, pair)| !pair.forced || taken.contains(&number))
}

/// Every assignment that keeps the rules, by trying all out.
fn all(problem: &Problem) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new()];
    for (application, own) in problem.by_application().iter().enumerate() {
        let sets: Vec<Vec<u32>> = (0..1_u32 << own.len())
            .filter(|set| set.count_ones() == problem.reviews[application])
            .map(|set| (0..).zip(own).filter(|(at, _)| set >> at & 1 == 1).map(|(_, &pair)| pair).collect())
            .collect();
        let below = |taken: &Vec<u32>| {
            problem.loads_of(taken).iter().zip(&problem.loads).all(|(count, load)| *count <= load.most)
        };
        found = found
            .iter()
            .flat_map(|taken: &Vec<u32>| sets.iter().map(move |set| [taken.as_slice(), set].concat()))
            .filter(below)
            .collect();
    }
    found.retain(|taken| is_kept(problem, taken));
    found
}

fn check(problem: &Problem) -> Result<(), TestCaseError> {
    let all = all(problem);
    match assign(problem, Objective::Total) {
        Ok(outcome) => {
            prop_assert!(is_kept(problem, &outcome.taken), "{outcome:?}");
            let best = all.iter().map(|taken| problem.worth(taken)).max();
            prop_assert_eq!(Some(outcome.worth), best);
            prop_assert_eq!(outcome.bound, outcome.worth);
            let worst = all.iter().map(|taken| problem.worst(taken)).max();
            prop_assert!(worst.is_some_and(|worst| worst <= outcome.bound_worst));
            for (number, own) in alternates(problem, &outcome.taken, 9).iter().enumerate() {
                prop_assert!(own.iter().all(|&pair| problem.pairs[pair as usize].application as usize == number));
            }
        }
        Err(Refusal::Impossible(limits)) => {
            prop_assert_eq!(all.len(), 0);
            prop_assert!(!limits.is_empty());
            for limit in limits {
                prop_assert!(limit.want == Want::Ways || limit.possible < limit.wanted, "{limit:?}");
            }
        }
        Err(refusal) => prop_assert!(false, "{refusal:?}"),
    }
    Ok(())
}

/// With few moves, so that thousands of cases are looked at.
fn check_fair(problem: &Problem) -> Result<(), TestCaseError> {
    let all = all(problem);
    let Some(worst) = all.iter().map(|taken| problem.worst(taken)).max() else { return Ok(()) };
    let groups = problem.groups();
    let taken = branch::greatest(problem, &groups, &mut Network::new(problem, &groups, |_| true)).taken.unwrap();
    let outcome = fair::fair_within(problem, &groups, &taken, 0, fair::Effort::of(problem).least());
    prop_assert!(is_kept(problem, &outcome.taken));
    prop_assert_eq!(outcome.worst, worst);
    prop_assert!(outcome.bound_worst >= worst);
    let best = all.iter().filter(|taken| problem.worst(taken) >= worst).map(|taken| problem.worth(taken)).max();
    prop_assert!(best <= Some(outcome.bound), "{best:?} {outcome:?}");
    prop_assert_eq!(best, Some(outcome.worth));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn an_office_gets_the_best_of_all_assignments(problem in problems(false)) {
        check(&problem)?;
    }

    #[test]
    fn an_office_gets_the_best_also_with_kinds_that_overlap_and_people_kept_apart(problem in problems(true)) {
        check(&problem)?;
    }

    #[test]
    fn an_office_that_asks_for_it_has_its_worst_application_served_as_well_as_can_be(problem in problems(true)) {
        check_fair(&problem)?;
    }

    #[test]
    fn after_somebody_declined_as_many_as_can_be_keep_what_they_were_told(problem in problems(true), gone in 0_usize..20) {
        let mut problem = problem;
        let Ok(before) = assign(&problem, Objective::Total) else { return Ok(()) };
        let told: Vec<(u32, u32)> =
            before.taken.iter().map(|&p| &problem.pairs[p as usize]).map(|p| (p.application, p.reviewer)).collect();
        let Some(&declined) = told.get(gone) else { return Ok(()) };
        problem.pairs.retain(|pair| (pair.application, pair.reviewer) != declined);
        keep(&mut problem, &told);
        let kept = |taken: &[u32]| taken.iter().filter(|&&pair| problem.pairs[pair as usize].bonus > 0).count();
        let best = all(&problem).iter().map(|taken| kept(taken)).max();
        prop_assert_eq!(assign(&problem, Objective::Total).ok().map(|after| kept(&after.taken)), best);
    }
}

/// `count` applications that fit all reviewers by chance.
fn drawn(count: u32, reviewers: u32, load: Load) -> Problem {
    let mut draw = draw::Draw::new(5);
    let both = (0..count).flat_map(|application| (0..reviewers).map(move |reviewer| (application, reviewer)));
    let pair = |(application, reviewer)| {
        let affinity = i64::try_from(draw.below(1_000_000_000)).unwrap();
        Pair { application, reviewer, affinity, bonus: 0, forced: false }
    };
    Problem {
        pairs: both.map(pair).collect(),
        reviews: vec![3; count as usize],
        loads: vec![load; reviewers as usize],
        ..Problem::default()
    }
}

#[test]
fn the_same_seed_gives_the_same_assignment_and_another_one_as_good() {
    let mut problem = drawn(12, 10, Load { least: 2, most: 5 });
    problem.pairs.iter_mut().for_each(|pair| pair.affinity = pair.affinity / 400_000_000 * ONE);
    let first = assign(&problem, Objective::Total).unwrap();
    assert_eq!(first, assign(&problem, Objective::Total).unwrap());
    let others: Vec<Outcome> = (1..6)
        .map(|seed| assign(&Problem { seed, ..problem.clone() }, Objective::Total).unwrap())
        .inspect(|other| assert_eq!(other.total, first.total))
        .collect();
    assert!(others.iter().any(|other| other.taken != first.taken));
}

#[test]
fn an_office_reads_which_applications_have_too_few_reviewers() {
    let mut problem = drawn(10, 8, Load { least: 0, most: 6 });
    // Seven applications have only the first three reviewers, who may read six each.
    problem.pairs.retain(|pair| pair.application > 6 || pair.reviewer < 3);
    let Err(Refusal::Impossible(limits)) = assign(&problem, FAIR) else { panic!("there is no assignment") };
    let expected = Limit {
        want: Want::Reviewers,
        applications: (0..7).collect(),
        reviewers: (0..3).collect(),
        wanted: 21,
        possible: 18,
    };
    assert_eq!(limits, [expected]);
}

#[test]
fn an_office_reads_which_reviewers_cannot_read_as_much_as_they_should() {
    let mut problem = drawn(10, 8, Load { least: 2, most: 6 });
    // Two reviewers may read the same single application.
    problem.pairs.retain(|pair| pair.application == 4 || pair.reviewer > 1);
    let Err(Refusal::Impossible(limits)) = assign(&problem, Objective::Total) else { panic!("there is no assignment") };
    assert_eq!(limits.len(), 2);
    for (limit, reviewer) in limits.iter().zip(0..) {
        assert_eq!((limit.want, limit.wanted, limit.possible), (Want::Applications, 2, 1));
        assert_eq!(
            (limit.applications.as_slice(), limit.reviewers.as_slice()),
            ([4].as_slice(), [reviewer].as_slice())
        );
    }
}

#[test]
fn an_office_reads_which_kind_of_reviewer_is_missing() {
    let mut problem = drawn(10, 8, Load { least: 0, most: 4 });
    problem.kinds = vec![Kind { reviewers: vec![2, 5], least: vec![1; 10] }];
    let Err(Refusal::Impossible(limits)) = assign(&problem, Objective::Total) else { panic!("there is no assignment") };
    assert!(limits.iter().any(|l| l.want == Want::Kind(0) && (l.wanted, l.possible) == (10, 8)), "{limits:?}");
}
