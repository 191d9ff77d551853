//! Presets: ready definitions with which an office begins a call. They are data and may be changed for each call.

use super::call::Definition;

/// A ready definition.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Lower-case word by which it is chosen.
    pub key: &'static str,
    json: &'static str,
}

/// The Talented Young Scientist Exchange Programme.
pub const YOUNG_SCIENTIST: Preset = Preset { key: "young-scientist", json: include_str!("young_scientist.json") };

/// Nothing but a name, a country and one criterion, which work.
pub const BLANK: Preset = Preset { key: "blank", json: include_str!("blank.json") };

/// The Youth Innovation and Entrepreneurship Tour: days, alone or as a delegation.
pub const INNOVATION_TOUR: Preset = Preset { key: "innovation-tour", json: include_str!("innovation_tour.json") };

/// A training workshop: nominated, up to four people of each country.
pub const TRAINING_WORKSHOP: Preset = Preset { key: "training-workshop", json: include_str!("training_workshop.json") };

/// Joint research: teams on two sides, each of which files.
pub const JOINT_RESEARCH: Preset = Preset { key: "joint-research", json: include_str!("joint_research.json") };

/// A visit to science parks, companies and institutes for the transfer of technology.
pub const TECHNOLOGY_TRANSFER: Preset =
    Preset { key: "technology-transfer", json: include_str!("technology_transfer.json") };

/// All presets.
pub const PRESETS: &[Preset] =
    &[YOUNG_SCIENTIST, INNOVATION_TOUR, TRAINING_WORKSHOP, JOINT_RESEARCH, TECHNOLOGY_TRANSFER, BLANK];

/// The preset of this key.
pub fn find(key: &str) -> Option<Preset> {
    PRESETS.iter().find(|preset| preset.key == key).copied()
}

impl Preset {
    /// The definition.
    ///
    /// # Errors
    /// Where the file shipped with the program is no definition, which a test rules out.
    pub fn definition(self) -> Result<Definition, serde_json::Error> {
        serde_json::from_str(self.json)
    }
}

#[cfg(test)]
mod tests;
