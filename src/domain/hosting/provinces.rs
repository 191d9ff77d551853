//! Where hosts are: the divisions of the first level in the host country, by their codes of ISO 3166-2:CN without the country.

use std::str::FromStr;

/// Code and name, by name.
pub const PROVINCES: &[(&str, &str)] = &[
    ("AH", "Anhui"),
    ("BJ", "Beijing"),
    ("CQ", "Chongqing"),
    ("FJ", "Fujian"),
    ("GS", "Gansu"),
    ("GD", "Guangdong"),
    ("GX", "Guangxi"),
    ("GZ", "Guizhou"),
    ("HI", "Hainan"),
    ("HE", "Hebei"),
    ("HL", "Heilongjiang"),
    ("HA", "Henan"),
    ("HK", "Hong Kong"),
    ("HB", "Hubei"),
    ("HN", "Hunan"),
    ("NM", "Inner Mongolia"),
    ("JS", "Jiangsu"),
    ("JX", "Jiangxi"),
    ("JL", "Jilin"),
    ("LN", "Liaoning"),
    ("MO", "Macao"),
    ("NX", "Ningxia"),
    ("QH", "Qinghai"),
    ("SN", "Shaanxi"),
    ("SD", "Shandong"),
    ("SH", "Shanghai"),
    ("SX", "Shanxi"),
    ("SC", "Sichuan"),
    ("TJ", "Tianjin"),
    ("XZ", "Xizang"),
    ("XJ", "Xinjiang"),
    ("YN", "Yunnan"),
    ("ZJ", "Zhejiang"),
];

/// The name of this code.
pub fn province(code: &str) -> Option<&'static str> {
    PROVINCES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Province(&'static str);

impl Province {
    /// Its code.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        province(self.0).unwrap_or(self.0)
    }
}

/// There is no province of this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoProvince;

impl FromStr for Province {
    type Err = NoProvince;

    fn from_str(code: &str) -> Result<Self, NoProvince> {
        PROVINCES.iter().find(|(known, _)| *known == code).map(|(known, _)| Self(known)).ok_or(NoProvince)
    }
}
