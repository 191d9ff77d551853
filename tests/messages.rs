//! What people read in their mail: every message, whatever names and notes it carries.

use std::{collections::BTreeSet, fmt::Write};

use sojourn::{
    domain::{
        chance::Chance,
        id::MailId,
        person::EmailAddress,
        time::{Timestamp, Zone},
    },
    keys::Keys,
    mail::{Context, HiddenLinks, Links, Message, Outgoing, Rendered, Sender},
    words::Words,
};

use crate::support::mails;

/// What people have put into names, titles and notes.
fn people() -> Vec<String> {
    vec![
        "Thiri Win".to_owned(),
        "<script>alert(1)</script> \"quoted\" 'single' & <b>".to_owned(),
        "Eve\r\nBcc: everybody@office.example\r\n\r\nHello".to_owned(),
        "Eve\nSubject: other\n.\nQUIT\u{2028}X-Next: 1\u{0}\u{7f}\u{85}".to_owned(),
        "\u{202e}moc.live\u{202c} \u{2066}x\u{2069} \u{200f}".to_owned(),
        "សុខ សុភា".to_owned(),
        "มหาวิทยาลัยเชียงใหม่".repeat(10),
        "ក".repeat(200),
        "=?utf-8?q?fake?= {{ 7*7 }} { $name } %0d%0a".to_owned(),
        "x".repeat(2000),
    ]
}

fn at() -> Timestamp {
    Timestamp::at(2026, 11, 23, 8, 30)
}

fn context<'a>(office: &'a str, links: &'a dyn Links) -> Context<'a> {
    Context {
        words: Words::english(),
        zone: Zone::Asia__Yangon,
        public_url: "https://office.example",
        office,
        contact: "help@office.example",
        links,
    }
}

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

fn outgoing(rendered: &Rendered, name: &str) -> String {
    let sender = Sender {
        from: address("no-reply@office.example"),
        name: name.to_owned(),
        reply_to: address("help@office.example"),
    };
    let id = MailId::new(at(), &mut Chance::seeded(2));
    let mail = Outgoing::new(id, &address("thiri@uni.example"), &sender, rendered, at()).unwrap();
    String::from_utf8(mail.bytes).unwrap()
}

/// The names of a mail's own headers, without those of its parts.
fn headers(mail: &str) -> Vec<String> {
    let head = mail.split("\r\n\r\n").next().unwrap();
    let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    lines.map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn whatever_stands_in_a_name_adds_no_header_and_no_recipient() {
    for person in people() {
        for message in mails::all(&person, at(), &mut Chance::seeded(1)) {
            let rendered = message.render(&context(&person, &HiddenLinks)).unwrap();
            let kind = message.kind();
            assert!(!rendered.subject.chars().any(char::is_control), "{kind}: {:?}", rendered.subject);
            assert!(!rendered.subject.is_empty() && rendered.subject.chars().count() <= 150, "{kind}");
            let mail = outgoing(&rendered, &person);
            assert!(mail.is_ascii(), "{kind}");
            assert!(mail.split("\r\n").all(|line| line.len() <= 998), "{kind}: a line is too long for SMTP");
            assert!(!mail.replace("\r\n", "").contains(['\r', '\n']), "{kind}: a bare line end");
            let expected = [
                "From",
                "Reply-To",
                "To",
                "Date",
                "Message-ID",
                "Subject",
                "Auto-Submitted",
                "X-Auto-Response-Suppress",
                "MIME-Version",
                "Content-Type",
            ];
            assert_eq!(
                headers(&mail).into_iter().collect::<BTreeSet<_>>(),
                expected.map(str::to_owned).into(),
                "{kind}"
            );
            assert_eq!(headers(&mail).len(), expected.len(), "{kind}: a header is there twice");
        }
    }
}

#[test]
fn whatever_stands_in_a_name_is_text_in_the_mails_html() {
    let tags = |person: &str| -> Vec<Vec<String>> {
        let all = mails::all(person, at(), &mut Chance::seeded(1));
        all.iter()
            .map(|message| {
                let html = message.render(&context("Office", &HiddenLinks)).unwrap().html;
                html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap().to_owned()).collect()
            })
            .collect()
    };
    let plain = tags("Thiri Win");
    for person in
        ["<script>alert(1)</script>", "\"><img src=x onerror=y>", "' onclick='z", "</p></div></body>", "&lt;b&gt;"]
    {
        assert_eq!(tags(person), plain, "{person}");
    }
}

#[test]
fn no_name_turns_the_direction_of_the_offices_own_words() {
    for person in people() {
        for message in mails::all(&person, at(), &mut Chance::seeded(1)) {
            let rendered = message.render(&context(&person, &HiddenLinks)).unwrap();
            for part in [&rendered.subject, &rendered.text, &rendered.html] {
                let turned = part.chars().find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
                assert_eq!(turned, None, "{}", message.kind());
                assert!(part.chars().all(|c| c == '\n' || !c.is_control()), "{}", message.kind());
            }
        }
    }
}

#[test]
fn every_message_comes_out_of_the_outbox_as_it_went_in() {
    let all = mails::all("សុខ \"សុភា\"", at(), &mut Chance::seeded(1));
    for message in &all {
        let stored = serde_json::to_string(message).unwrap();
        assert_eq!(&serde_json::from_str::<Message>(&stored).unwrap(), message);
        assert!(stored.starts_with(&format!("{{\"kind\":\"{}\"", message.kind())), "{stored}");
    }
    let kinds: Vec<_> = all.iter().map(Message::kind).collect();
    assert_eq!(kinds, Message::KINDS, "every kind has one sample, in the order of the table");
}

#[test]
fn no_message_says_an_id_instead_of_words() {
    for message in mails::all("Thiri Win", at(), &mut Chance::seeded(1)) {
        let rendered = message.render(&context("Sojourn Office", &HiddenLinks)).unwrap();
        for text in [&rendered.subject, &rendered.text] {
            assert!(!text.contains("mail-") && !text.contains("date-") && !text.contains('$'), "{text}");
        }
    }
}

#[test]
fn only_the_recipient_reads_the_secret_of_a_link() {
    let keys = Keys::new(&[7; 32]);
    let secret: Vec<&str> = mails::all("Thiri Win", at(), &mut Chance::seeded(1))
        .iter()
        .filter(|message| {
            let own = message.render(&context("Office", &keys)).unwrap().text;
            let seen = message.render(&context("Office", &HiddenLinks)).unwrap().text;
            own != seen
        })
        .map(Message::kind)
        .collect();
    let of_accounts = ["confirm_address", "reset_password", "confirm_new_address", "invitation"];
    let of_letters = ["letter_requested", "letter_reminder", "letter_thanks", "letter_file_refused"];
    assert_eq!(secret, [of_accounts.as_slice(), &of_letters].concat());
}

#[test]
fn an_applicant_reads_the_reply_by_date_of_an_offer_on_both_clocks() {
    let offer = mails::all("Thiri Win", at(), &mut Chance::seeded(1)).into_iter().find(|m| m.kind() == "offer_made");
    let text = offer.unwrap().render(&context("Office", &HiddenLinks)).unwrap().text;
    assert!(text.contains("Reply by: Monday 7 December 2026 at 16:30 in Beijing, which is 15:00 in Yangon"), "{text}");
}

#[test]
fn every_mail_reads_as_it_did() {
    let mut all = String::new();
    for message in mails::all("Thiri Win", at(), &mut Chance::seeded(1)) {
        let rendered = message.render(&context("Sojourn Office", &HiddenLinks)).unwrap();
        writeln!(all, "=== {}\n{}\n\n{}", message.kind(), rendered.subject, rendered.text).unwrap();
    }
    insta::assert_snapshot!(all);
}
