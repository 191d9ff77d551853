//! The score of an application: what its final reviews come to, kept beside it for lists and the ranking.

use crate::{
    actions::{Error, Tx, case::Case},
    db,
    selection::ranking,
};

/// Works out the application's mean, spread and count again from the final reviews that count.
pub(super) fn update(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    let means = db::reviews::list_counting_means(tx.conn, case.application.id)?;
    let summary = ranking::summarise(&means);
    db::applications::set_score(
        tx.conn,
        case.application.id,
        summary.mean,
        summary.spread,
        i32::try_from(means.len()).unwrap_or(i32::MAX),
    )?;
    Ok(())
}
