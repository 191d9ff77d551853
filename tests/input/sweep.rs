//! Every address of the site, by everybody, with everything that does not belong there. The addresses and the names of fields are
//! read from the sources, so a new page is swept from its first day.

use std::collections::BTreeSet;

use reqwest::Method;
use sojourn::domain::{chance::Chance, workflow::Outcome};

use crate::support::{
    browser::Browser,
    sources::{files, root},
    world::{CALL, World},
};

/// How many requests are made; `SOJOURN_TEST_REQUESTS` asks for more.
const REQUESTS: usize = 1_500;

/// Text that breaks what is not made for it, as it stands in an address or a form: encoded already.
const HOSTILE: &[&str] = &[
    "",
    "%00",
    "a%00b",
    "%ff%fe",
    "%c0%ae%c0%ae/",
    "%ed%a0%80",
    "%",
    "%zz",
    "%0d%0aSet-Cookie:%20a=b",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%e2%80%aefdp.exe",
    "%f0%9f%98%80%cc%81",
    "%27%20OR%20%271%27=%271",
    "%27%3b%20DROP%20TABLE%20users%3b--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cimg%20src=x%3E",
    "%25_%5c",
    "=1+1",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "2147483647",
    "-2147483648",
    "9223372036854775807",
    "1e999",
    "NaN",
    "true",
    "on",
    "yes",
    "back",
    "check",
    "null",
    "[]",
    "%7b%7d",
    "office",
    "csv",
    "xlsx",
    "en",
    "oldest",
    "2026-02-30T25:61",
    "2026-12-01T10:00",
    "0000-00-00",
    "-262144-01-01T00:00",
    "%2b262143-12-31T23:59",
    "9999-12-31",
    "01930000-0000-7000-8000-0000000000ff",
    "00000000-0000-0000-0000-000000000000",
    "%7b01930000-0000-7000-8000-0000000000ff%7d",
    "~",
    "9~01930000-0000-7000-8000-0000000000ff",
    "99999999999999999999~01930000-0000-7000-8000-0000000000ff",
    "9223372036854775807~01930000-0000-7000-8000-0000000000ff",
    "x%00~01930000-0000-7000-8000-0000000000ff",
    "//evil.example",
    "revoke:",
    "programme:",
    "call:x",
    "http://%5b::1",
];

/// The site's addresses with their methods, as the table of routes has them.
fn routes() -> Vec<(Method, String)> {
    let table = std::fs::read_to_string(root().join("src/web/routes.rs")).unwrap();
    let mut found = Vec::new();
    for line in table.split(".route(").skip(1) {
        let address = line.split('"').nth(1).unwrap().to_owned();
        let method = if line.contains("post()") { Method::POST } else { Method::GET };
        found.push((method, address));
    }
    assert!(found.len() > 80, "{found:?}");
    found
}

/// The names of fields and questions that any handler reads.
fn fields(world: &World) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for file in files("src/web", "rs") {
        let text = std::fs::read_to_string(file).unwrap();
        for reading in [".first(\"", ".all(\"", ".text(\"", ".line(\"", ".number(\"", "field(\""] {
            names.extend(text.split(reading).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        // Fields of the structs that read queries.
        names.extend(
            text.split("#[serde(default)]\n    ")
                .skip(1)
                .filter_map(|rest| rest.split(':').next().map(|name| name.trim_start_matches("pub ").to_owned())),
        );
    }
    names.extend(world.definition().form.questions().map(|question| question.key.clone()));
    names.extend(world.definition().rubric.criteria.iter().map(|criterion| criterion.key.clone()));
    names.remove("csrf");
    names.into_iter().collect()
}

/// Words that handlers tell acts apart by.
fn words() -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for file in files("src/web", "rs").into_iter().chain(files("src/domain", "rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let literals = text.split('"').skip(1).step_by(2);
        words.extend(literals.filter(|word| word.len() < 24 && !word.contains(['{', ' ', '\n'])).map(str::to_owned));
    }
    words.into_iter().collect()
}

struct Sweep {
    world: World,
    chance: Chance,
    fields: Vec<String>,
    words: Vec<String>,
    ids: Vec<String>,
}

impl Sweep {
    fn hostile(&mut self) -> String {
        match self.chance.below(12) {
            0 => "a".repeat(1 + self.chance.below(3000)),
            1 => "%e2%80%8d".repeat(300),
            2 | 3 => self.pick_word(),
            4 | 5 => self.ids[self.chance.below(self.ids.len())].clone(),
            _ => HOSTILE[self.chance.below(HOSTILE.len())].to_owned(),
        }
    }

    fn pick_word(&mut self) -> String {
        let word = &self.words[self.chance.below(self.words.len())];
        serde_urlencoded::to_string([("w", word)]).unwrap()[2..].to_owned()
    }

    /// The address with something in place of each `{…}`: mostly what is there, so that what lies behind is reached.
    fn address(&mut self, route: &str) -> String {
        let mut address = String::new();
        for (n, piece) in route.split(['{', '}']).enumerate() {
            if n % 2 == 0 {
                address.push_str(piece);
                continue;
            }
            let meant = match piece {
                "slug" => CALL.to_owned(),
                "key" => ["plan", "eligibility", "employment", "consents"][self.chance.below(4)].to_owned(),
                "question" => "cv".to_owned(),
                "act" => self.pick_word(),
                _ => self.ids[self.chance.below(self.ids.len())].clone(),
            };
            let hostile = self.hostile().replace('/', "%2f");
            address.push_str(if self.chance.below(3) > 0 || hostile.is_empty() { &meant } else { &hostile });
        }
        address
    }

    fn pairs(&mut self, most: usize) -> String {
        let mut pairs = Vec::new();
        for _ in 0..self.chance.below(most) {
            let name = self.fields[self.chance.below(self.fields.len())].clone();
            let twice = self.chance.below(4) == 0;
            for _ in 0..=usize::from(twice) {
                let value = self.hostile();
                pairs.push(format!("{name}={value}"));
            }
        }
        pairs.join("&")
    }

    /// One request; the browser looks at the answer, and a server that fails stops the test.
    async fn send(&mut self, browser: &mut Browser, method: &Method, route: &str) {
        let mut address = self.address(route);
        let query = self.pairs(6);
        if !query.is_empty() && self.chance.below(2) == 0 {
            address = format!("{address}?{query}");
        }
        if *method == Method::GET {
            let request = browser.request(method, &address);
            browser.once(&address, request).await;
            return;
        }
        let token = serde_urlencoded::to_string([("csrf", browser.page.token())]).unwrap();
        let body = match self.chance.below(8) {
            0 => self.pairs(30),
            1 => format!("{token}&{}", "a=b&".repeat(3000)),
            2 => format!("{token}&{}={}", self.fields[0], "a".repeat(600_000)),
            _ => format!("{token}&{}", self.pairs(30)),
        };
        let kind = match self.chance.below(10) {
            0 => "application/json",
            1 => "multipart/form-data; boundary=x",
            2 => "multipart/form-data",
            3 => "text/plain; charset=%00",
            _ => "application/x-www-form-urlencoded",
        };
        let request = browser.request(method, &address).header("content-type", kind).body(body);
        browser.once(&address, request).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_what_no_page_would_send_gets_an_answer_and_breaks_nothing() {
    let requests = std::env::var("SOJOURN_TEST_REQUESTS").map_or(REQUESTS, |n| n.parse().unwrap());
    let world = World::open().await;
    let (ids, mut everybody) = people(&world).await;
    let (fields, words) = (fields(&world), words());
    let mut sweep = Sweep { world, chance: Chance::seeded(20_261_124), fields, words, ids };
    let routes = routes();
    // These end the session or the account, and with them the sweep.
    let ends = |route: &str| matches!(route, "/sign-out" | "/account/close" | "/account/sessions" | "/setup/{token}");
    let swept: Vec<_> = routes.iter().filter(|(method, route)| *method == Method::GET || !ends(route)).collect();
    for n in 0..requests {
        let (method, route) = swept[n % swept.len()];
        let who = sweep.chance.below(everybody.len());
        let browser = &mut everybody[who];
        browser.from = Some(format!("203.0.113.{}", n % 250));
        sweep.send(browser, method, route).await;
    }
    // What was written meanwhile keeps the rules, but for what the sweep itself may have given away.
    let found = sweep.world.app.check().await;
    assert_eq!(found, Vec::<String>::new());
}

/// One browser for each kind of person, each on a page with a form; and ids of what there is.
async fn people(world: &World) -> (Vec<String>, Vec<Browser>) {
    let (owner, id) = world.applicant("Siti Aminah").await;
    let draft_owner = world.person("Nguyen Van An").await;
    let draft = world.draft(&draft_owner);
    let reviewer = world.reviewer("Reviewer Wang").await;
    let (other, decided) = world.applicant("Dewi Lestari").await;
    world.reviewed(decided, &reviewer, 4);
    world.decide(decided, Outcome::Offer, None);
    world.confirm_eligible(id);
    let given = world.assign(id, &reviewer);
    world.declare(given, &reviewer);
    let victim = world.person("Aung Kyaw").await;
    let ids = [id, draft, decided].map(|id| id.to_string());
    let more = [given.to_string(), victim.id.to_string(), world.call.to_string(), world.programme.to_string()];
    let staff = [world.admin.clone(), world.officer.clone(), world.chair.clone()];
    let mut browsers = vec![world.app.browser()];
    browsers.extend(staff.iter().chain([&owner, &draft_owner, &other, &reviewer]).map(|person| (**person).clone()));
    for (n, browser) in browsers.iter_mut().enumerate() {
        browser.get(if n == 0 { "/sign-in" } else { "/account" }).await;
    }
    (ids.into_iter().chain(more).collect(), browsers)
}
