//! What a blind reviewer reads where an applicant wrote the own name into a text.

use proptest::prelude::*;

use super::{super::blind::Mask, *};

const HIDDEN: &str = "[name]";

fn mask(full: &str, native: &str) -> Mask {
    let asked = |key| Question { identifying: true, ..question(key, Kind::PersonName) };
    let form = Form { sections: vec![section("person", false, vec![asked("name"), asked("native")])], ..form() };
    let mut answers = Answers::default();
    answers.set("name", Some(Answer::Text(full.to_owned())));
    answers.set("native", Some(Answer::Text(native.to_owned())));
    Mask::of(&form, &answers)
}

#[test]
fn a_blind_reviewer_reads_a_list_of_publications_without_the_applicants_name() {
    for (full, native, text, shown) in [
        ("Thiri Win", "", "Thiri Win, T. Win and Aung K. (2024)", "[name], T. [name] and Aung K. (2024)"),
        ("Thiri Win", "", "WIN T. A window of winning; win or lose", "[name] T. A window of winning; win or lose"),
        ("Win, Thiri", "သီရိဝင်း", "သီရိဝင်းနှင့် အောင် (2023)", "[name]နှင့် အောင် (2023)"),
        ("Wang Xiaoming", "王小明", "王小明、李四：水稻", "[name]、李四：水稻"),
        ("Nur binti Hassan", "", "Nur binti Hassan, Siti binti Omar", "[name] binti [name], Siti binti Omar"),
        ("Nguyễn Thị Ánh", "", "Nguyễn Thị Ánh. Đất và nước", "[name]. Đất và nước"),
        ("Siti Nur-Aini", "", "Nur-Aini, S.", "[name], S."),
        ("D’Cruz a/l Raj", "", "D’Cruz, A. and a friend", "[name], A. and a friend"),
    ] {
        assert_eq!(mask(full, native).hide(text, HIDDEN), shown);
    }
}

proptest! {
    #[test]
    fn a_text_without_the_name_stays_as_it_was_written(text in "[\\PC\n]{0,80}") {
        prop_assume!(!text.contains("Thiri") && !text.contains("THIRI") && !text.contains("Win") && !text.contains("WIN"));
        prop_assert_eq!(mask("Thiri Win", "").hide(&text, HIDDEN), text);
    }

    #[test]
    fn a_name_of_any_letters_is_hidden_wherever_it_stands(name in "[A-Z][a-z]{3,9}", before in "[a-z ]{0,9}", after in "[ ,.;]{1,3}[a-z]{0,9}") {
        let text = format!("{before} {name}{after}");
        prop_assert!(!mask(&name, "").hide(&text, HIDDEN).contains(&name));
    }
}
