//! Who applies, what limits them, and what comes out.

/// An applicant. Of equal scores, the applicant that is given first stands first.
#[derive(Debug, Clone, PartialEq)]
pub struct Applicant {
    /// The higher the better.
    pub score: f64,
    /// The quotas that count this applicant: the country's and the field's.
    pub quotas: [Option<usize>; 2],
    /// Hosts, the best first.
    pub choices: Vec<usize>,
}

/// How many of one country or of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// At least so many, as far as there are applicants and places.
    pub minimum: usize,
    /// At most so many.
    pub maximum: usize,
}

/// A host institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// How many it takes.
    pub places: usize,
    /// Applicants, the best first; who is not in it is not acceptable. Where it is empty, all are, by score.
    pub ranking: Vec<usize>,
}

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A quota.
    Quota(usize),
    /// The number of places in all.
    Places,
}

/// A limit that keeps an applicant out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Which.
    pub limit: Limit,
    /// The lowest that is placed under it; none where it allows nobody.
    pub last: Option<usize>,
}

/// Why somebody is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A limit is reached.
    Reached(Bar),
    /// The score is below 0: a place would lower the total.
    BelowZero,
    /// There are hosts, and none was chosen.
    NoChoice,
    /// Each host that was chosen is full, with the last that it takes; or, where there is none, takes nobody of that name.
    Hosts(Vec<(usize, Option<usize>)>),
}

/// An applicant and a host who would both rather have each other, and what keeps them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocking {
    /// Who.
    pub applicant: usize,
    /// Where.
    pub host: usize,
    /// The limit; `None` where the quotas allow no stable matching that could be found.
    pub cause: Option<Bar>,
}

/// What comes out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Allocation {
    /// Who is placed and where; nowhere in particular without hosts.
    pub placed: Vec<(usize, Option<usize>)>,
    /// Who is not, and why.
    pub left: Vec<(usize, Reason)>,
    /// Pairs that would rather have each other.
    pub blocking: Vec<Blocking>,
    /// Quotas whose minimum is not reached, with how many are placed.
    pub unmet: Vec<(usize, usize)>,
}

/// Applicants by score, the best first; of equal ones the first.
pub(super) fn by_score(applicants: &[Applicant]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..applicants.len()).collect();
    order.sort_by(|&a, &b| applicants[b].score.total_cmp(&applicants[a].score).then(a.cmp(&b)));
    order
}
