//! Keys: made from what a thing is called, each once.

/// Longest key that is made; what is typed may be longer.
const LONGEST: usize = 40;

/// A key of these words, joined by `joint`, that is not taken yet; `otherwise` where the words have no Latin letter.
pub fn key_of(words: &str, joint: char, otherwise: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let pieces = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|piece| !piece.is_empty());
    let mut key = String::new();
    for piece in pieces {
        if !key.is_empty() && key.len() + piece.len() >= LONGEST {
            break;
        }
        if !key.is_empty() {
            key.push(joint);
        }
        key.extend(piece.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()));
    }
    let key = key.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    fresh(if key.is_empty() { otherwise } else { key }, joint, is_taken)
}

/// This key, else with the first number behind it under which it is not taken.
pub fn fresh(key: &str, joint: char, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(key) {
        return key.to_owned();
    }
    let base = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = base.strip_suffix(joint).filter(|base| !base.is_empty()).unwrap_or(key);
    let numbered = (2_usize..).map(|number| format!("{base}{joint}{number}"));
    numbered.into_iter().find(|key| !is_taken(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_the_words_of_a_label_and_is_not_given_twice() {
        let none = |_: &str| false;
        assert_eq!(key_of("What is your date of birth?", '_', "question", none), "what_is_your_date_of_birth");
        assert_eq!(key_of("1. Research plan", '-', "section", none), "research-plan");
        assert_eq!(key_of("ชื่อ", '_', "question", none), "question");
        assert_eq!(key_of("Aims", '_', "question", |key| key == "aims"), "aims_2");
        assert_eq!(fresh("aims_2", '_', |key| matches!(key, "aims" | "aims_2")), "aims_3");
        assert_eq!(key_of(&"long ".repeat(30), '_', "question", none).len(), 39);
    }
}
