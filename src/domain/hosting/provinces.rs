//! Where hosts are: the divisions of the first level in the host country, by their codes of ISO 3166-2:CN without the country.

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
