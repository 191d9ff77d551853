//! A form that was sent after its session had ended: carried through signing in, and sent again when the person says so.

use serde::{Deserialize, Serialize};

use super::pages::FormPage;
use crate::web::{
    form::{Posted, TOKEN},
    page::Area,
    session::Visit,
};

/// The field in which the page for signing in carries it.
pub const FIELD: &str = "carried";
/// Longest form that is carried, in bytes: the page for signing in must be able to send it back.
const MOST: usize = 200 * 1024;

/// What was sent, and where to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Carried {
    to: String,
    fields: Vec<(String, String)>,
}

impl Carried {
    /// This form, posted to this address of the site; `None` where it is too long.
    pub fn of(to: &str, posted: Posted) -> Option<Self> {
        let fields: Vec<_> = posted.into_pairs().filter(|(name, _)| name != TOKEN).collect();
        let length: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        (length <= MOST).then(|| Self { to: to.to_owned(), fields })
    }

    /// As the page for signing in carries it.
    pub fn seal(&self, visit: &Visit) -> String {
        visit.app.keys.seal(&serde_json::to_string(self).unwrap_or_default())
    }

    /// What that page brought back, if it was sealed here.
    pub fn open(visit: &Visit, sealed: &str) -> Option<Self> {
        serde_json::from_str(&visit.app.keys.open(sealed)?).ok()
    }

    /// The page that sends it again. Nothing is saved before.
    pub fn page(self, visit: &Visit) -> FormPage {
        let mut page =
            FormPage::new(visit.frame(Area::Account, "account-again-title"), self.to, "account-again-button")
                .lead("account-again-lead");
        page.hidden = self.fields;
        page
    }
}
