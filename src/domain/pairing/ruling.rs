//! What officers rule about pairs, and how a side stands by that.

use crate::domain::workflow::words;

words! {
    /// What an officer ruled.
    Ruling {
        /// The two sides are taken as good, though they differ.
        Good = "good",
        /// This side goes on without another.
        Alone = "alone",
        /// These two are not sides of one project.
        Apart = "apart",
    }
}

words! {
    /// How a side stands, as the office sees it.
    Stand {
        /// No other side is found.
        Single = "single",
        /// Its pair differs.
        Differs = "differs",
        /// Both sides say the same.
        Agrees = "agrees",
        /// They differ, and an officer took them as good.
        TakenAsGood = "taken-as-good",
        /// An officer lets it go on without another.
        GoesAlone = "goes-alone",
    }
}

impl Stand {
    /// Whether a review may be opened where the call demands a pair.
    pub const fn may_be_reviewed(self) -> bool {
        matches!(self, Self::Agrees | Self::TakenAsGood | Self::GoesAlone)
    }

    /// What can be ruled of a side that stands so.
    pub const fn rulings(self) -> &'static [Ruling] {
        match self {
            Self::Single => &[Ruling::Alone],
            Self::Differs => &[Ruling::Good, Ruling::Alone, Ruling::Apart],
            Self::Agrees | Self::TakenAsGood => &[Ruling::Apart],
            Self::GoesAlone => &[],
        }
    }
}
