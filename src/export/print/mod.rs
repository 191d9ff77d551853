//! Printing: an application with its documents and letters as one PDF. What is printed is a [`paper`]; the [`press`] sets it in a
//! process of its own, with the [`fonts`] of this system.

pub mod fonts;
pub mod paper;
pub mod press;
#[cfg(feature = "printing")]
mod set;

pub use paper::Paper;
pub use press::Press;

/// Whether this program was built so that it can print.
pub const IS_BUILT_IN: bool = cfg!(feature = "printing");

#[cfg(not(feature = "printing"))]
mod set {
    //! Stands for the setting of papers in a program that was built without it.

    /// Cannot.
    pub fn set(_: super::Paper, _: Vec<Vec<u8>>) -> Result<Vec<u8>, String> {
        Err("not-built-in".to_owned())
    }
}
