//! Countries of the exchange and their zones. The lists that a call uses are data of the call; this is what they choose from.

use super::time::Zone;

/// A country as the forms know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// English short name as ASEAN writes it.
    pub name: &'static str,
    /// Zones, the capital's first.
    pub zones: &'static [Zone],
}

/// The eleven member states of ASEAN (Timor-Leste since 26 October 2025), by name.
pub const ASEAN: &[Country] = &[
    Country { code: "BN", name: "Brunei Darussalam", zones: &[Zone::Asia__Brunei] },
    Country { code: "KH", name: "Cambodia", zones: &[Zone::Asia__Phnom_Penh] },
    Country {
        code: "ID",
        name: "Indonesia",
        zones: &[Zone::Asia__Jakarta, Zone::Asia__Makassar, Zone::Asia__Jayapura],
    },
    Country { code: "LA", name: "Lao PDR", zones: &[Zone::Asia__Vientiane] },
    Country { code: "MY", name: "Malaysia", zones: &[Zone::Asia__Kuala_Lumpur] },
    Country { code: "MM", name: "Myanmar", zones: &[Zone::Asia__Yangon] },
    Country { code: "PH", name: "Philippines", zones: &[Zone::Asia__Manila] },
    Country { code: "SG", name: "Singapore", zones: &[Zone::Asia__Singapore] },
    Country { code: "TH", name: "Thailand", zones: &[Zone::Asia__Bangkok] },
    Country { code: "TL", name: "Timor-Leste", zones: &[Zone::Asia__Dili] },
    Country { code: "VN", name: "Viet Nam", zones: &[Zone::Asia__Ho_Chi_Minh] },
];

/// The host country.
pub const CHINA: Country = Country { code: "CN", name: "China", zones: &[Zone::Asia__Shanghai] };

/// The country of this ISO 3166-1 alpha-2 code among those that take part.
pub fn country(code: &str) -> Option<Country> {
    ASEAN.iter().chain([&CHINA]).find(|c| c.code == code).copied()
}

/// Zones a person may choose from.
pub fn zones() -> impl Iterator<Item = Zone> {
    ASEAN.iter().chain([&CHINA]).flat_map(|c| c.zones.iter().copied())
}
