//! Choices: an applicant picks posts and says which is wanted most. A host is asked when the application is handed in, or at once where
//! it is in already; a consent locks the choice.

use crate::{
    actions::{Error, Problem, Tx, audit, case::Case, notify},
    db::{
        self, Conn,
        choices::{ChoiceChange, ChoiceRow, NewChoice},
        hosts::HostRow,
        posts::PostRow,
    },
    domain::{
        hosting::{
            Hosting, Side,
            consent::{ConsentEvent, ConsentState},
            posts::PostState,
        },
        id::{ApplicationId, ChoiceId, PostId},
        permission::{Action, Actor},
        sentence::Sentence,
        time::Timestamp,
        workflow::Status,
    },
};

/// Whether the applicant may change the choices now: while the application may be changed; after that only where no host is considering
/// it, so that somebody who was refused finds another. A consent locks them.
pub fn may_change(case: &Case, choices: &[ChoiceRow], now: Timestamp) -> bool {
    let stands = |state: ConsentState| choices.iter().any(|c| c.state == state);
    if case.definition.hosting.is_none() || stands(ConsentState::Given) {
        return false;
    }
    let (window, extension) = (case.window(), case.application.extension_until);
    match case.application.status {
        Status::Draft => window.takes_submission(now, extension),
        Status::Submitted if case.takes_changes(now) => true,
        Status::Submitted | Status::Returned | Status::InReview => !stands(ConsentState::Asked),
        _ => false,
    }
}

/// Whether somebody may choose this post.
fn can_be_chosen(post: &PostRow, host: &HostRow) -> bool {
    post.state == PostState::Shown && host.closed_at.is_none() && post.free() > 0
}

/// The applicant chooses a post, as the last of those chosen so far.
///
/// # Errors
/// `Refused` where the choices cannot be changed now, are as many as may be, or the post is not to be had.
pub fn choose(tx: &mut Tx, actor: &Actor, id: ApplicationId, post: PostId) -> Result<(), Error> {
    let (case, hosting, choices) = open(tx, actor, id)?;
    let (post, host) = db::posts::find(tx.conn, post)?.ok_or(Error::NotFound)?;
    if post.call_id != case.call.id || post.state == PostState::Draft {
        return Err(Error::NotFound);
    }
    if choices.iter().any(|c| c.post_id == post.id) {
        return Err(Error::refused(Sentence::new("hosting-chosen-already")));
    }
    let refused = choices.iter().filter(|c| c.state == ConsentState::Refused).count();
    if choices.len() - refused >= usize::try_from(hosting.choices).unwrap_or(usize::MAX) {
        return Err(Error::refused(Sentence::new("hosting-enough-chosen").with("most", hosting.choices)));
    }
    if !can_be_chosen(&post, &host) {
        return Err(Error::refused(Sentence::new("hosting-post-is-gone").with("post", post.title.as_str())));
    }
    let is_in = case.application.status.was_submitted();
    let new = NewChoice {
        id: ChoiceId::new(tx.now, &mut tx.chance),
        application_id: id,
        post_id: post.id,
        host_id: host.id,
        call_id: case.call.id,
        place: choices.last().map_or(1, |c| c.place + 1),
        state: if is_in { ConsentState::Asked } else { ConsentState::Wished },
        reason: "",
        created_at: tx.now,
        version: 1,
    };
    match db::choices::insert(tx.conn, &new) {
        Ok(()) => {}
        Err(db::Error::Unique) => return Err(Error::Conflict),
        Err(other) => return Err(other.into()),
    }
    changed(tx, &case)?;
    if is_in {
        notify::hosting::asked(tx, &case, new.id, &post, &host)?;
    }
    audit::application(tx, actor, "choose_post", id, case.call.id, "")
}

/// The applicant takes a choice back.
///
/// # Errors
/// `Refused` where the choices cannot be changed now, `Conflict` where it changed.
pub fn remove(tx: &mut Tx, actor: &Actor, id: ApplicationId, choice: ChoiceId) -> Result<(), Error> {
    let (case, _, choices) = open(tx, actor, id)?;
    let row = choices.iter().find(|c| c.id == choice).ok_or(Error::NotFound)?;
    // A letter once issued stays on record, and so does what it answered.
    if !row.state.may_be_removed() || db::consents::find_of_choice(tx.conn, choice)?.is_some() {
        return Err(Error::refused(Sentence::new("hosting-choices-are-locked")));
    }
    if !db::choices::delete(tx.conn, choice, row.version)? {
        return Err(Error::Conflict);
    }
    number(tx, choices.iter().filter(|c| c.id != choice))?;
    changed(tx, &case)?;
    audit::application(tx, actor, "remove_choice", id, case.call.id, "")
}

/// The applicant wants a choice more than the one before it.
///
/// # Errors
/// `Refused` where the choices cannot be changed now or have no order.
pub fn prefer(tx: &mut Tx, actor: &Actor, id: ApplicationId, choice: ChoiceId) -> Result<(), Error> {
    let (case, hosting, mut choices) = open(tx, actor, id)?;
    let at = choices.iter().position(|c| c.id == choice).ok_or(Error::NotFound)?;
    if !hosting.ranked {
        return Err(Error::refused(Sentence::new("hosting-choices-are-locked")));
    }
    choices.swap(at.saturating_sub(1), at);
    number(tx, choices.iter())?;
    changed(tx, &case)?;
    audit::application(tx, actor, "rank_choices", id, case.call.id, "")
}

fn number<'a>(tx: &mut Tx, choices: impl Iterator<Item = &'a ChoiceRow>) -> Result<(), Error> {
    for (place, choice) in (1..).zip(choices) {
        if choice.place != place {
            db::choices::set_place(tx.conn, choice.id, place)?;
        }
    }
    Ok(())
}

/// Counts the change, so that what is handed in is what was looked at.
fn changed(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    if db::applications::touch(tx.conn, case.application.id, case.application.status)? {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

fn open(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<(Case, Hosting, Vec<ChoiceRow>), Error> {
    let case = Case::open(tx.conn, actor, Action::ActAsOwner, id)?;
    let hosting = case.definition.hosting.clone().ok_or(Error::NotFound)?;
    // Two requests of one applicant come one after the other, so that they never choose one more than they may together.
    db::calls::lock(tx.conn, case.call.id)?;
    let choices = db::choices::list(tx.conn, id)?;
    if may_change(&case, &choices, tx.now) {
        Ok((case, hosting, choices))
    } else {
        Err(Error::refused(Sentence::new("hosting-choices-are-locked")))
    }
}

/// What keeps an application from being handed in: no choice where one is needed, and choices that are not to be had any more.
pub fn problems(conn: &mut Conn, case: &Case) -> Result<Vec<Problem>, Error> {
    let Some(hosting) = &case.definition.hosting else { return Ok(Vec::new()) };
    let choices = db::choices::list_with_posts(conn, case.application.id)?;
    if choices.is_empty() && hosting.at_submission {
        return Ok(vec![Problem::new(Sentence::new("hosting-choose-a-post"))]);
    }
    let gone = choices.iter().filter(|(c, post, host)| c.state == ConsentState::Wished && !can_be_chosen(post, host));
    let problem = |(_, post, _): &(ChoiceRow, PostRow, HostRow)| {
        Problem::new(Sentence::new("hosting-post-is-gone").with("post", post.title.as_str()))
    };
    Ok(gone.map(problem).collect())
}

/// The application is in: hosts of the posts that were chosen in it are asked for their consent.
pub fn ask_hosts(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<(), Error> {
    if case.definition.hosting.is_none() {
        return Ok(());
    }
    for (choice, post, host) in db::choices::list_with_posts(tx.conn, case.application.id)? {
        let Ok((to, _)) = choice.state.apply(ConsentEvent::Ask, Side::Owner) else { continue };
        let change = ChoiceChange {
            id: choice.id,
            version: choice.version,
            from: choice.state,
            to,
            reason: "",
            by: None,
            at: tx.now,
        };
        if !db::choices::change_state(tx.conn, &change)? {
            return Err(Error::Conflict);
        }
        notify::hosting::asked(tx, case, choice.id, &post, &host)?;
        audit::application(tx, actor, "ask_host", case.application.id, case.call.id, "")?;
    }
    Ok(())
}
