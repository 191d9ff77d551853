//! Applicants and hosts matched by deferred acceptance (Gale and Shapley 1962), the applicants proposing, within quotas.
//!
//! A host keeps the best of those who come, by its own ranking. Where a quota or the number of all places is reached, the lowest
//! score under it gives way. Without such limits the matching is stable, and each applicant has the best host that any stable
//! matching gives them. With them, a place may become free that somebody was sent away from: who has a claim then comes again, until
//! nobody has one. Where this goes round in circles, because hosts rank otherwise than the scores that a quota goes by, nobody gives
//! way to a quota any more. A pair that would rather have each other and that a limit keeps apart is listed with the limit. Minima
//! are not sought here, but told where they are not reached.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::people::{Allocation, Applicant, Bar, Blocking, Host, Limit, Quota, Reason, by_score};

/// How often all are asked again: while those of lower score give way to a quota, and then without.
const ROUNDS: [(usize, GiveWay); 2] = [(50, GiveWay::ToQuotas), (500, GiveWay::ToHosts)];

/// To what somebody who is placed gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GiveWay {
    /// To a host that prefers another, and to a quota that is reached by another of higher score.
    ToQuotas,
    /// To a host that prefers another only.
    ToHosts,
}

/// Who holds what.
struct Matching<'a> {
    applicants: &'a [Applicant],
    hosts: &'a [Host],
    /// By applicant: the place in the order of scores.
    standing: Vec<usize>,
    /// By applicant and choice: the place in the host's ranking; `None` where the host does not take them.
    wanted: Vec<Vec<Option<usize>>>,
    /// By applicant: which choice is held.
    held: Vec<Option<usize>>,
    /// By host: those it holds, by its ranking.
    guests: Vec<BTreeSet<(usize, usize)>>,
    /// By limit, quotas first and all places last: the most, and those who count, by score.
    limits: Vec<(usize, BTreeSet<(usize, usize)>)>,
}

/// What it takes to give a choice to an applicant.
enum Claim {
    /// These give way.
    Granted(Vec<usize>),
    /// The host has better ones or does not take them.
    Host,
    /// A limit is reached by better ones.
    Barred(Bar),
}

/// Matches applicants to hosts. `places` is the most in all.
pub fn stable(applicants: &[Applicant], hosts: &[Host], quotas: &[Quota], places: usize) -> Allocation {
    let order = by_score(applicants);
    let mut matching = Matching::new(applicants, hosts, quotas, places, &order);
    let mut waiting: VecDeque<usize> = order.iter().copied().collect();
    let mut next = vec![0; applicants.len()];
    while let Some(applicant) = waiting.pop_front() {
        while next[applicant] < applicants[applicant].choices.len() {
            let choice = next[applicant];
            next[applicant] += 1;
            if let Claim::Granted(away) = matching.claim(applicant, choice, GiveWay::ToQuotas) {
                waiting.extend(matching.give(applicant, choice, away));
                break;
            }
        }
    }
    for (rounds, way) in ROUNDS {
        for _ in 0..rounds {
            let claims = order.iter().filter(|applicant| matching.ask_again(**applicant, way)).count();
            if claims == 0 {
                break;
            }
        }
    }
    matching.allocation(&order, quotas)
}

impl<'a> Matching<'a> {
    fn new(applicants: &'a [Applicant], hosts: &'a [Host], quotas: &[Quota], places: usize, order: &[usize]) -> Self {
        let mut standing = vec![0; applicants.len()];
        order.iter().enumerate().for_each(|(at, &applicant)| standing[applicant] = at);
        let rankings = hosts.iter().map(|host| host.ranking.iter().enumerate().map(|(at, &a)| (a, at)).collect());
        let rankings: Vec<HashMap<usize, usize>> = rankings.collect();
        let rank = |applicant: usize, host: usize| {
            let by_score = rankings[host].is_empty().then_some(standing[applicant]);
            by_score.or_else(|| rankings[host].get(&applicant).copied())
        };
        let wanted = applicants.iter().enumerate();
        let wanted = wanted.map(|(a, applicant)| applicant.choices.iter().map(|&host| rank(a, host)).collect());
        let maxima = quotas.iter().map(|quota| quota.maximum).chain([places]);
        Self {
            wanted: wanted.collect(),
            held: vec![None; applicants.len()],
            guests: vec![BTreeSet::new(); hosts.len()],
            limits: maxima.map(|most| (most, BTreeSet::new())).collect(),
            applicants,
            hosts,
            standing,
        }
    }

    /// The limits that count an applicant.
    fn limits_of(&self, applicant: usize) -> impl Iterator<Item = usize> + use<> {
        self.applicants[applicant].quotas.into_iter().flatten().chain([self.limits.len() - 1])
    }

    /// Whether a choice can be given, the one that is held now given up.
    fn claim(&self, applicant: usize, choice: usize, way: GiveWay) -> Claim {
        let host = self.applicants[applicant].choices[choice];
        let (Some(rank), guests) = (self.wanted[applicant][choice], &self.guests[host]) else { return Claim::Host };
        let mut away = Vec::new();
        if guests.len() >= self.hosts[host].places {
            match guests.last() {
                Some(&(worst, guest)) if worst > rank => away.push(guest),
                _ => return Claim::Host,
            }
        }
        for limit in self.limits_of(applicant).filter(|_| self.held[applicant].is_none()) {
            let (most, those) = &self.limits[limit];
            let leaving = away.iter().filter(|guest| those.contains(&(self.standing[**guest], **guest))).count();
            if those.len() - leaving < *most {
                continue;
            }
            let last = those.iter().rev().map(|(_, guest)| *guest).find(|guest| !away.contains(guest));
            match last {
                Some(last)
                    if way == GiveWay::ToQuotas && self.standing[last] > self.standing[applicant] && *most > 0 =>
                {
                    away.push(last);
                }
                _ => {
                    let quota = limit + 1 < self.limits.len();
                    return Claim::Barred(Bar { limit: if quota { Limit::Quota(limit) } else { Limit::Places }, last });
                }
            }
        }
        Claim::Granted(away)
    }

    /// Gives a choice to an applicant and sends those away who give way.
    fn give(&mut self, applicant: usize, choice: usize, away: Vec<usize>) -> Vec<usize> {
        for &guest in &away {
            self.leave(guest);
        }
        self.leave(applicant);
        if let Some(rank) = self.wanted[applicant][choice] {
            self.held[applicant] = Some(choice);
            self.guests[self.applicants[applicant].choices[choice]].insert((rank, applicant));
            for limit in self.limits_of(applicant) {
                self.limits[limit].1.insert((self.standing[applicant], applicant));
            }
        }
        away
    }

    fn leave(&mut self, applicant: usize) {
        let Some(choice) = self.held[applicant].take() else { return };
        let host = self.applicants[applicant].choices[choice];
        if let Some(rank) = self.wanted[applicant][choice] {
            self.guests[host].remove(&(rank, applicant));
        }
        for limit in self.limits_of(applicant) {
            self.limits[limit].1.remove(&(self.standing[applicant], applicant));
        }
    }

    /// The choices that an applicant would rather have than what they hold.
    fn better(&self, applicant: usize) -> std::ops::Range<usize> {
        0..self.held[applicant].unwrap_or(self.applicants[applicant].choices.len())
    }

    /// Gives an applicant the best choice that they have a claim to now, if there is one.
    fn ask_again(&mut self, applicant: usize, way: GiveWay) -> bool {
        for choice in self.better(applicant) {
            if let Claim::Granted(away) = self.claim(applicant, choice, way) {
                self.give(applicant, choice, away);
                return true;
            }
        }
        false
    }

    fn blocking(&self, applicant: usize) -> impl Iterator<Item = Blocking> {
        self.better(applicant).filter_map(move |choice| {
            let host = self.applicants[applicant].choices[choice];
            match self.claim(applicant, choice, GiveWay::ToHosts) {
                Claim::Host => None,
                Claim::Barred(bar) => Some(Blocking { applicant, host, cause: Some(bar) }),
                Claim::Granted(away) => Some(Blocking { applicant, host, cause: self.circle(applicant, &away) }),
            }
        })
    }

    /// The limit for which a pair goes round in circles with others: under it a place becomes free only because somebody gives way.
    fn circle(&self, applicant: usize, away: &[usize]) -> Option<Bar> {
        let involved = [applicant].into_iter().chain(away.iter().copied()).flat_map(|a| self.limits_of(a));
        let reached = involved.chain(0..self.limits.len()).find(|limit| {
            let (most, those) = &self.limits[*limit];
            !those.is_empty() && those.len() >= *most
        })?;
        let last = self.limits[reached].1.last().map(|(_, guest)| *guest);
        let quota = reached + 1 < self.limits.len();
        Some(Bar { limit: if quota { Limit::Quota(reached) } else { Limit::Places }, last })
    }

    fn reason(&self, applicant: usize) -> Reason {
        let choices = &self.applicants[applicant].choices;
        if choices.is_empty() {
            return Reason::NoChoice;
        }
        if let Some(bar) = self.blocking(applicant).find_map(|pair| pair.cause) {
            return Reason::Reached(bar);
        }
        let wanted = choices.iter().zip(&self.wanted[applicant]);
        let last = |host: usize| self.guests[host].last().map(|(_, guest)| *guest);
        Reason::Hosts(wanted.map(|(&host, rank)| (host, rank.and_then(|_| last(host)))).collect())
    }

    fn allocation(&self, order: &[usize], quotas: &[Quota]) -> Allocation {
        let host = |applicant: usize| self.held[applicant].map(|choice| self.applicants[applicant].choices[choice]);
        let (placed, left): (Vec<usize>, Vec<usize>) = order.iter().partition(|a| self.held[**a].is_some());
        let filled = quotas.iter().zip(&self.limits).map(|(quota, (_, those))| (quota, those.len()));
        let unmet = filled.enumerate().filter(|(_, (quota, filled))| *filled < quota.minimum);
        Allocation {
            placed: placed.into_iter().map(|applicant| (applicant, host(applicant))).collect(),
            left: left.into_iter().map(|applicant| (applicant, self.reason(applicant))).collect(),
            blocking: order.iter().flat_map(|&applicant| self.blocking(applicant)).collect(),
            unmet: unmet.map(|(quota, (_, filled))| (quota, filled)).collect(),
        }
    }
}
