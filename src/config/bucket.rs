//! Where documents are when they are in a bucket: its name, and the folder in it.

use std::{fmt, str::FromStr};

use super::values::NotAllowed;

/// A bucket and the folder in it, written `s3://BUCKET/FOLDER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketAddress {
    /// Name of the bucket.
    pub name: String,
    /// The folder, without slashes at its ends; empty for the whole bucket.
    pub folder: String,
}

impl fmt::Display for BucketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.folder.is_empty() { "" } else { "/" };
        write!(f, "s3://{}{slash}{}", self.name, self.folder)
    }
}

impl FromStr for BucketAddress {
    type Err = NotAllowed;
    fn from_str(text: &str) -> Result<Self, NotAllowed> {
        let place = text.strip_prefix("s3://").ok_or(NotAllowed)?;
        let (name, folder) = place.split_once('/').unwrap_or((place, ""));
        let folder = folder.trim_end_matches('/');
        let is_folder = folder.is_empty() || folder.split('/').all(is_part);
        if !is_bucket(name) || !is_folder {
            return Err(NotAllowed);
        }
        Ok(Self { name: name.to_owned(), folder: folder.to_owned() })
    }
}

/// As Amazon's rules for names of buckets have it, which other servers keep too.
fn is_bucket(name: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|&c| plain(c) || c == b'-' || c == b'.')
        && bytes.first().is_some_and(|&c| plain(c))
        && bytes.last().is_some_and(|&c| plain(c))
        && !name.contains("..")
}

/// One part of a folder: nothing that has to be escaped in an address, and nothing that means another folder.
fn is_part(part: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    !part.is_empty() && part.bytes().all(allowed) && part != "." && part != ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_read_with_its_folder_and_nothing_else_is_one() {
        for (typed, name, folder, shown) in [
            ("s3://papers", "papers", "", "s3://papers"),
            ("s3://papers/", "papers", "", "s3://papers"),
            ("s3://my.papers-2/office/2027/", "my.papers-2", "office/2027", "s3://my.papers-2/office/2027"),
        ] {
            let read: BucketAddress = typed.parse().unwrap();
            assert_eq!((read.name.as_str(), read.folder.as_str()), (name, folder));
            assert_eq!(read.to_string(), shown);
        }
        for bad in [
            "papers",
            "s3:papers",
            "s3://",
            "s3://ab",
            "s3://Papers",
            "s3://-papers",
            "s3://a..papers",
            "s3://papers/../x",
            "s3://papers//x",
            "s3://papers/a b",
            "s3://me:secret@papers",
            "https://papers",
        ] {
            assert_eq!(bad.parse::<BucketAddress>(), Err(NotAllowed), "{bad}");
        }
    }
}
