//! Delivers the outbox. Mails are claimed, handed over outside any transaction, and settled.
//!
//! What is promised, and how:
//! - No mail is lost: it stays in the outbox until the server said yes, or for good no, or `WAITS` are used up. Then it is given up,
//!   visibly, and an officer can send it again.
//! - No mail is handed over by two workers: a claim is a compare-and-set, prolonged while the handing over lasts.
//! - No mail goes twice unless the answer to it was lost: the connection broke, or this process died, after the whole mail was handed
//!   over. Then nobody but the server knows. RFC 5321 (3.8) has the mail sent again, because a doubled mail is an annoyance where a
//!   lost offer costs somebody a place. Both copies bear the same Message-ID, by which mail servers and programs know them as one, and
//!   after `DOUBTS_MAX` such tries the mail is given up with a note that it may have arrived.

use std::{sync::Arc, time::Duration};

use super::stop::Stopped;
use crate::{
    actions::{Error, app::App, letters::passing},
    db::{
        office,
        outbox::{self, Delivery, MailRow},
    },
    domain::{
        chance::Chance,
        time::{Span, Timestamp},
    },
    mail::{Context, Fault, Mailer, Message, Outcome, Outgoing, Sender, What},
    words::Words,
};
use futures_util::future::join_all;

/// Mails handed over at once. Large providers refuse a fourth connection of one account.
const AT_ONCE: i64 = 3;
/// How long a claim lasts if it is not prolonged: so long the mails of a process that died wait for another.
const CLAIM: Span = Span::minutes(3);
/// How often a claim is prolonged.
const PROLONG: Duration = Duration::from_mins(1);
/// Minutes until the next try, by tries so far: about four days in all, as RFC 5321 (4.5.4.1) advises.
const WAITS: [i64; 11] = [1, 5, 15, 60, 120, 240, 480, 720, 1440, 1440, 1440];
/// Tries in doubt after which a mail is given up.
const DOUBTS_MAX: i32 = 3;
/// Longest sleep, so that mails of other processes are found.
const LOOK: Span = Span::minutes(1);
/// Longest pause after the server could not be reached.
const PAUSE_MAX: Span = Span::minutes(5);

/// Where mails are handed over, and from whom they are.
#[derive(Debug, Clone)]
pub struct Post {
    /// Takes them.
    pub mailer: Mailer,
    /// How many are handed over in one run at most.
    pub per_run: usize,
}

impl Post {
    /// Up to a thousand mails a run.
    pub const fn new(mailer: Mailer) -> Self {
        Self { mailer, per_run: 1_000 }
    }
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Mails that the server took.
    pub sent: usize,
    /// Mails that will be tried again.
    pub failed: usize,
    /// Mails that were given up.
    pub given_up: usize,
    /// The server could not be reached: the run ended early.
    pub down: bool,
}

impl Run {
    /// How many mails it had in hand.
    pub const fn mails(&self) -> usize {
        self.sent + self.failed + self.given_up
    }
}

/// Delivers until told to stop: at once when a mail was written, when one is due, and once a minute.
pub async fn repeat(app: App, post: Post, mut stopped: Stopped) {
    let mut pause = Span::zero();
    loop {
        let wait = match run_unless(&app, &post, || stopped.is_said()).await {
            Ok(Run { down: true, .. }) => {
                pause = (pause * 2).clamp(LOOK, PAUSE_MAX);
                pause
            }
            Ok(run) => {
                pause = Span::zero();
                if run.mails() >= post.per_run { Span::zero() } else { until_due(&app).await }
            }
            Err(error) => {
                tracing::error!(?error, "mails could not be delivered");
                LOOK
            }
        };
        let wait = wait.to_std().unwrap_or_default();
        tokio::select! {
            () = stopped.said() => return,
            () = tokio::time::sleep(wait) => {}
            // A server that is down is not asked for each new mail.
            () = app.post.notified(), if pause.is_zero() => {}
        }
    }
}

async fn until_due(app: &App) -> Span {
    match app.read(outbox::next_due).await {
        Ok(Some(due)) => (due - app.clock.now()).clamp(Span::milliseconds(100), LOOK),
        Ok(None) => LOOK,
        Err(error) => {
            tracing::error!(%error, "the outbox could not be read");
            LOOK
        }
    }
}

/// Delivers what is due now, at most as many as one run may.
///
/// # Errors
/// Where the database fails; what was claimed then is due again when its claim ends.
pub async fn run(app: &App, post: &Post) -> Result<Run, Error> {
    run_unless(app, post, || false).await
}

async fn run_unless(app: &App, post: &Post, stopped: impl Fn() -> bool) -> Result<Run, Error> {
    let mut run = Run::default();
    let mut office = None;
    while run.mails() < post.per_run && !run.down && !stopped() {
        let now = app.clock.now();
        let claimed = app.db.write(move |conn| outbox::claim(conn, now, now + CLAIM, AT_ONCE)).await?;
        if claimed.is_empty() {
            break;
        }
        let office = match &office {
            Some(office) => Arc::clone(office),
            None => Arc::clone(office.insert(Arc::new(Office::load(app).await?))),
        };
        let settled = join_all(claimed.iter().map(|mail| deliver(app, post, &office, mail)));
        for verdict in held(app, &claimed, now + CLAIM, settled).await {
            match verdict? {
                Verdict::Sent => run.sent += 1,
                Verdict::GivenUp(_) => run.given_up += 1,
                Verdict::Again { down, .. } => (run.failed, run.down) = (run.failed + 1, run.down || down),
            }
        }
    }
    Ok(run)
}

/// Waits for `settled`, and prolongs the claims of these mails meanwhile.
async fn held<T>(app: &App, mails: &[MailRow], mark: Timestamp, settled: impl Future<Output = T>) -> T {
    tokio::pin!(settled);
    loop {
        tokio::select! {
            done = &mut settled => return done,
            () = tokio::time::sleep(PROLONG) => {
                let ids: Vec<_> = mails.iter().map(|mail| mail.id).collect();
                let until = app.clock.now() + CLAIM;
                let prolonged = app
                    .db
                    .write(move |conn| ids.iter().try_for_each(|&id| outbox::prolong(conn, id, mark, until)))
                    .await;
                if let Err(error) = prolonged {
                    tracing::warn!(%error, "claims of mails could not be prolonged");
                }
            }
        }
    }
}

/// What the office writes on every mail.
struct Office {
    name: String,
    contact: String,
    sender: Sender,
}

impl Office {
    async fn load(app: &App) -> Result<Self, Error> {
        let from = app.config.mail_from.clone();
        let row = app.read(office::find).await?;
        let (name, reply_to) = row.map_or_else(|| (String::new(), from.clone()), |row| (row.name, row.contact));
        // Before the office has a name, its address stands for it.
        let shown = if name.is_empty() { app.public_url.to_string() } else { name.clone() };
        Ok(Self { name: shown, contact: reply_to.to_string(), sender: Sender { from, name, reply_to } })
    }
}

/// How a claim ends.
enum Verdict {
    /// The server took the mail.
    Sent,
    /// To be tried again at `at`. `down`: the server could not be reached at all.
    Again { fault: Fault, at: Timestamp, down: bool },
    /// No more tries.
    GivenUp(Fault),
}

/// Hands over one claimed mail and settles it.
async fn deliver(app: &App, post: &Post, office: &Office, mail: &MailRow) -> Result<Verdict, Error> {
    let outcome = match compose(app, office, mail) {
        Ok(_) if mail.doubts >= DOUBTS_MAX && !post.mailer.knows_its_mails() => Outcome::Never(Fault::bare(What::Died)),
        Ok(outgoing) => post.mailer.send(&outgoing).await,
        Err(fault) => Outcome::Never(fault),
    };
    let now = app.clock.now();
    let verdict = judge(outcome, mail, next_try(mail, now, &mut app.source.chance()));
    log(mail, &verdict);
    let (id, mark) = (mail.id, mail.leased_until.unwrap_or(now));
    let fault = match &verdict {
        Verdict::Sent => None,
        Verdict::Again { fault, at, .. } => Some((fault.to_string(), fault.what, Some(*at))),
        Verdict::GivenUp(fault) => Some((fault.to_string(), fault.what, None)),
    };
    let body = mail.body.clone();
    let held = app.write(now, move |tx| {
        let delivery = match &fault {
            None => Delivery::Sent(now),
            Some((why, What::Doubt, Some(at))) => Delivery::Doubtful(why, *at),
            Some((why, _, Some(at))) => Delivery::Failed(why, *at),
            Some((why, _, None)) => Delivery::GivenUp(why),
        };
        let is_given_up = matches!(delivery, Delivery::GivenUp(_));
        let held = outbox::settle(tx.conn, id, mark, delivery)?;
        if held
            && is_given_up
            && let Ok(message) = serde_json::from_str(&body)
        {
            passing::mail_given_up(tx, &message)?;
        }
        Ok(held)
    });
    if !held.await? {
        tracing::warn!(mail = %id, "a claim ended before its mail was settled");
    }
    Ok(verdict)
}

/// What follows from an outcome, for a mail whose next try would be at `next`.
fn judge(outcome: Outcome, mail: &MailRow, next: Option<Timestamp>) -> Verdict {
    let down = matches!(outcome, Outcome::Down(_));
    match (outcome, next) {
        (Outcome::Sent, _) => Verdict::Sent,
        (Outcome::Later(fault) | Outcome::Down(fault), Some(at)) => Verdict::Again { fault, at, down },
        (Outcome::Unknown(fault), Some(at)) if mail.doubts + 1 < DOUBTS_MAX => Verdict::Again { fault, at, down },
        (Outcome::Never(fault) | Outcome::Later(fault) | Outcome::Down(fault) | Outcome::Unknown(fault), _) => {
            Verdict::GivenUp(fault)
        }
    }
}

/// When a mail is tried next; `None` when its tries are used up. A fifth more or less at random, so that mails which failed together
/// do not all come back together.
fn next_try(mail: &MailRow, now: Timestamp, chance: &mut Chance) -> Option<Timestamp> {
    let minutes = WAITS.get(usize::try_from(mail.tries - 1).unwrap_or(0))?;
    let percent = 80 + i64::try_from(chance.below(41)).unwrap_or(0);
    Some(now + Span::milliseconds(minutes * 600 * percent))
}

/// The mail as it leaves.
fn compose(app: &App, office: &Office, mail: &MailRow) -> Result<Outgoing, Fault> {
    let message: Message = serde_json::from_str(&mail.body).map_err(|e| Fault::new(What::Content, &e))?;
    let ctx = Context {
        words: Words::in_language(&mail.language),
        zone: mail.zone,
        public_url: &app.public_url,
        office: &office.name,
        contact: &office.contact,
        links: app.keys.as_ref(),
    };
    let rendered = message.render(&ctx).map_err(|e| Fault::new(What::Content, &e))?;
    Outgoing::new(mail.id, &mail.recipient, &office.sender, &rendered, app.clock.now())
}

/// The log says which mail and what happened, never to whom: addresses are personal.
fn log(mail: &MailRow, verdict: &Verdict) {
    let (mail, kind, tries) = (mail.id, mail.kind.as_str(), mail.tries);
    match verdict {
        Verdict::Sent => tracing::info!(%mail, kind, tries, "a mail was sent"),
        Verdict::Again { fault, at, .. } => {
            tracing::warn!(%mail, kind, tries, what = %fault.what, next = %at, "a mail was not sent and will be tried again");
        }
        Verdict::GivenUp(fault) => tracing::error!(%mail, kind, tries, what = %fault.what, "a mail was given up"),
    }
}
