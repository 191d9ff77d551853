//! What is to be assigned: applications, reviewers, who may read what and how well they fit, and the rules that hold beside.

/// One as a whole number: scores have nine decimals, so that sums are exact in whatever order they are made.
pub const ONE: i64 = 1_000_000_000;
/// The greatest score, and the least with its sign turned.
pub const GREATEST: f64 = 1_000.0;

/// A reviewer who may read an application. Who is not named as a pair must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Number of the application.
    pub application: u32,
    /// Number of the reviewer.
    pub reviewer: u32,
    /// How well they fit, in units of 1 / [`ONE`].
    pub affinity: i64,
    /// What it is worth beside that to have this pair, because it was told to people already; in the same units.
    pub bonus: i64,
    /// Whether it must be.
    pub forced: bool,
}

/// How many applications a reviewer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

/// Reviewers of whom some must read each application: those with experience, those of its field, the readers of its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Who they are.
    pub reviewers: Vec<u32>,
    /// How many of them each application needs.
    pub least: Vec<u32>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// How many reviewers each application needs.
    pub reviews: Vec<u32>,
    /// How much each reviewer reads.
    pub loads: Vec<Load>,
    /// Who may read what, each pair once.
    pub pairs: Vec<Pair>,
    /// Kinds of reviewers.
    pub kinds: Vec<Kind>,
    /// Two reviewers who must not read the same application.
    pub apart: Vec<(u32, u32)>,
    /// Decides between assignments that are equally good.
    pub seed: u64,
}

/// Some of an application's pairs, of which so many are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which application.
    pub application: u32,
    /// Which of its pairs, in ascending order.
    pub members: Vec<u32>,
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
    /// The kind that it comes from; `None` for two who are kept apart.
    pub kind: Option<usize>,
}

impl Problem {
    /// A score as a whole number; `None` where it is none, or beyond [`GREATEST`].
    pub fn units(score: f64) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "the range is looked at")]
        (score.abs() <= GREATEST).then(|| (score * 1e9).round() as i64)
    }

    /// Each application's pairs.
    pub fn by_application(&self) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new(); self.reviews.len()];
        for (number, pair) in (0..).zip(&self.pairs) {
            all[pair.application as usize].push(number);
        }
        all
    }

    /// Each reviewer's pairs.
    pub fn by_reviewer(&self) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new(); self.loads.len()];
        for (number, pair) in (0..).zip(&self.pairs) {
            all[pair.reviewer as usize].push(number);
        }
        all
    }

    /// The kinds and those kept apart, for each application that they bear upon; the kinds first.
    pub fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        let pairs = self.by_application();
        for (number, kind) in self.kinds.iter().enumerate() {
            let mut is_of_kind = vec![false; self.loads.len()];
            kind.reviewers.iter().for_each(|&reviewer| is_of_kind[reviewer as usize] = true);
            for (application, (own, &least)) in
                (0..).zip(pairs.iter().zip(&kind.least)).filter(|(_, (_, least))| **least > 0)
            {
                let of_kind = |pair: &u32| is_of_kind[self.pairs[*pair as usize].reviewer as usize];
                let members = own.iter().copied().filter(of_kind).collect();
                groups.push(Group { application, members, least, most: u32::MAX, kind: Some(number) });
            }
        }
        let reviewers = self.by_reviewer();
        for &(one, other) in self.apart.iter().filter(|(one, other)| one != other) {
            let mut of_one: Vec<(u32, u32)> =
                reviewers[one as usize].iter().map(|&pair| (self.pairs[pair as usize].application, pair)).collect();
            of_one.sort_unstable();
            for &pair in &reviewers[other as usize] {
                let application = self.pairs[pair as usize].application;
                if let Ok(at) = of_one.binary_search_by_key(&application, |of| of.0) {
                    let mut members = vec![of_one[at].1, pair];
                    members.sort_unstable();
                    groups.push(Group { application, members, least: 0, most: 1, kind: None });
                }
            }
        }
        groups
    }

    /// What a set of pairs is worth: its affinities, and its bonuses.
    pub fn worth(&self, taken: &[u32]) -> i64 {
        taken.iter().map(|&pair| &self.pairs[pair as usize]).map(|pair| pair.affinity + pair.bonus).sum()
    }

    /// The sum of affinities of each application.
    pub fn sums(&self, taken: &[u32]) -> Vec<i64> {
        let mut sums = vec![0; self.reviews.len()];
        for pair in taken.iter().map(|&pair| &self.pairs[pair as usize]) {
            sums[pair.application as usize] += pair.affinity;
        }
        sums
    }

    /// How many applications each reviewer has.
    pub fn loads_of(&self, taken: &[u32]) -> Vec<u32> {
        let mut loads = vec![0; self.loads.len()];
        for &pair in taken {
            loads[self.pairs[pair as usize].reviewer as usize] += 1;
        }
        loads
    }

    /// The least sum of an application that has reviewers; 0 where none has.
    pub fn worst(&self, taken: &[u32]) -> i64 {
        let sums = self.sums(taken);
        sums.iter().zip(&self.reviews).filter(|(_, reviews)| **reviews > 0).map(|(&sum, _)| sum).min().unwrap_or(0)
    }
}

impl Group {
    /// Whether as many are taken as should be; `taken` is in ascending order.
    pub fn is_kept(&self, taken: &[u32]) -> bool {
        let count = self.count(taken);
        count >= self.least && count <= self.most
    }

    /// How many are taken.
    pub fn count(&self, taken: &[u32]) -> u32 {
        self.members.iter().map(|pair| u32::from(taken.binary_search(pair).is_ok())).sum()
    }
}
