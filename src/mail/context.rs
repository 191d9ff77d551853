//! What a message needs to be put into words: whose words, which clocks, which site.

use super::clean::one_line;
use crate::{
    domain::{
        id::LinkId,
        sentence::{Arg, Sentence},
        time::{Timestamp, Zone},
    },
    keys::Keys,
    words::Words,
};

/// Makes the secret part of one-time addresses. It is only made while a mail is being delivered; who looks at a mail later gets
/// [`HiddenLinks`].
pub trait Links {
    /// The token of this link.
    fn token(&self, link: LinkId) -> String;
}

impl Links for Keys {
    fn token(&self, link: LinkId) -> String {
        self.link_token(link)
    }
}

/// Puts dots where a token would stand, for everybody but the recipient.
#[derive(Debug, Clone, Copy, Default)]
pub struct HiddenLinks;

impl Links for HiddenLinks {
    fn token(&self, _: LinkId) -> String {
        "…".to_owned()
    }
}

/// What a message needs to be put into words.
pub struct Context<'a> {
    /// Words of the recipient's language.
    pub words: Words,
    /// The recipient's zone.
    pub zone: Zone,
    /// Address of the site, without a slash at the end.
    pub public_url: &'a str,
    /// Name of the office.
    pub office: &'a str,
    /// Mail address that answers questions.
    pub contact: &'a str,
    /// Makes one-time addresses.
    pub links: &'a dyn Links,
}

impl Context<'_> {
    /// A full address of the site. `path` begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The full address of a one-time link under `folder`, for example `/confirm`.
    pub fn secret_address(&self, folder: &str, link: LinkId) -> String {
        format!("{}{folder}/{}", self.public_url, self.links.token(link))
    }

    /// A moment on the clocks of `zone`, and on the recipient's where those show something else.
    pub fn moment(&self, at: Timestamp, zone: Zone) -> String {
        self.words.deadline(at, zone, Some(self.zone))
    }

    /// A sentence in words. What people and programmes gave is cleaned first, so that nothing of theirs leaves its place.
    pub fn say(&self, sentence: &Sentence) -> String {
        let args = sentence.args.iter().map(|(name, arg)| {
            let text = match arg {
                Arg::Number(n) => return (name.clone(), Arg::Number(*n)),
                Arg::Text(text) => text,
                Arg::Words(text) => text.in_language(self.words.reading()),
            };
            (name.clone(), Arg::Text(one_line(text)))
        });
        self.words.sentence(&Sentence { id: sentence.id.clone(), args: args.collect() })
    }
}
