//! Searching text that is kept as search keys.

use crate::domain::person::search_key;

/// A LIKE pattern, to be used with `.escape('\\')`, for keys that contain what was typed; its own signs stand for themselves.
pub(super) fn containing(typed: &str) -> String {
    let mut pattern = String::from("%");
    for c in search_key(typed).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_who_types_a_percent_sign_finds_percent_signs() {
        assert_eq!(containing(" 100%_\\  Siti "), "%100\\%\\_\\\\ siti%");
    }
}
