//! Who may see and do what: every address of the site against every kind of person.
//!
//! The addresses are read from `src/web/routes.rs`, so none can be left out; the answers are kept as a snapshot, so each new one
//! is looked at by somebody.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use reqwest::{Method, RequestBuilder, header::LOCATION};
use sojourn::{
    actions::{
        authorities,
        letters::asking::{self, Named},
        own_data::{self, Asked},
        thumbnails,
        together::{self, Answer},
    },
    db::{authorities::AuthorityFacts, consents, documents, letters, nominations, outbox},
    domain::{
        hosting::ConsentNeed,
        id::{
            ApplicationId, AssignmentId, AuthorityId, CallId, ChoiceId, CoWriterId, ConsentId, DataRequestId,
            DocumentId, HostId, LetterId, MailId, NominationId, PostId, UserId,
        },
        nomination::{AuthorityKind, Nomination, Validity},
        own_data::RequestKind,
        pairing::Pairing,
        permission::{Role, Scope, Viewer},
        time::Day,
        together::CoRight,
        workflow::Outcome,
    },
};

use crate::support::{
    browser::Browser,
    hosting::{said, with_hosts},
    page::Page,
    world::{CALL, Person, World},
};

/// One address with the method by which it is asked for, as it stands in the routes.
type Route = (String, String);

/// Every route. An act of the office is a part of its address: each is a route of its own here.
fn routes() -> Vec<Route> {
    let source = fs::read_to_string("src/web/routes.rs").unwrap();
    let mut routes = Vec::new();
    for route in source.split(".route(").skip(1) {
        let (address, rest) = route.trim_start_matches(['"', '\n', ' ']).split_once('"').unwrap();
        let method = rest.trim_start_matches([',', '\n', ' ']).split("()").next().unwrap();
        match address.strip_suffix("{act}") {
            Some(before) => routes.extend(acts().into_iter().map(|act| (method.to_owned(), format!("{before}{act}")))),
            None => routes.push((method.to_owned(), address.to_owned())),
        }
    }
    for other in [".service(", "resource(", "scope(", ".default_service("] {
        assert!(
            !source.replace("`actix_web::App::default_service`", "").contains(other),
            "a route that is not read: {other}"
        );
    }
    assert!(routes.len() > 80, "{}", routes.len());
    routes
}

/// The words of `/office/applications/{id}/{act}`.
fn acts() -> BTreeSet<String> {
    let source = fs::read_to_string("src/web/office/acts.rs").unwrap();
    let arms = source.split("\" =>").filter_map(|before| before.rsplit_once('"').map(|(_, word)| word.to_owned()));
    let acts: BTreeSet<String> = arms.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-')).collect();
    assert!(acts.len() > 20, "{acts:?}");
    acts
}

/// Everybody who asks, and what is asked for.
struct Everybody {
    world: World,
    owner: Person,
    stranger: Person,
    reviewer: Person,
    other_reviewer: Person,
    elsewhere: Person,
    host_contact: Person,
    provincial: Person,
    co_writer: Person,
    invitation: CoWriterId,
    host: HostId,
    post: PostId,
    choice: ChoiceId,
    consent: ConsentId,
    code: String,
    in_review: ApplicationId,
    draft: ApplicationId,
    offered: ApplicationId,
    assignment: AssignmentId,
    handed_in: DocumentId,
    drafted: DocumentId,
    mail: MailId,
    contact: Person,
    authority: AuthorityId,
    nomination: NominationId,
    request: DataRequestId,
    asset: String,
    /// A letter of the draft and one of the application in review, with the link to that one.
    letters: [LetterId; 2],
    link: String,
}

impl Everybody {
    async fn come() -> Self {
        let mut world = open().await;
        let (authority, contact) = nominating(&world).await;
        let (owner, reviewer) = (world.person("Thiri Win").await, world.reviewer("Ana Cruz").await);
        let [second, third, fourth] = ["draft-call", "offer-call", "elsewhere"].map(|slug| world.second_call(slug));
        let main = world.call;
        let in_review = world.submitted(&owner);
        let (host, host_contact) = world.host("Guangxi University", "Wei Ling").await;
        let posts = ["Mangroves", "Corals"].map(|title| world.shown_post(host, &host_contact, said(title, 2)));
        let [choice, _] = posts.map(|post| world.choose(&owner, in_review, post));
        world.confirm_eligible(in_review);
        let assignment = world.assign(in_review, &reviewer);
        world.declare(assignment, &reviewer);
        world.call = second;
        let draft = world.draft(&owner);
        world.call = third;
        let offered = offered(&world, &owner, third).await;
        world.call = main;
        let (drafted_letter, _) = letter(&world, &owner, draft);
        let (letter, link) = letter(&world, &owner, in_review);
        let (co_writer, invitation) = writes_along(&world, &owner, draft).await;
        let consent = world.consent(&host_contact, choice);
        let consented = world.app.office.db.read_now(|conn| consents::find(conn, consent)).unwrap().unwrap();
        world.app.deliver().await;
        while thumbnails::draw(&world.app.office, world.app.now()).await.unwrap() > 0 {}
        let elsewhere = world.person("Officer Elsewhere").await;
        world.grant(&elsewhere, Role::Officer, Scope::Call(fourth));
        Self {
            stranger: world.person("Suharto").await,
            other_reviewer: world.reviewer("Somchai Dee").await,
            provincial: provincial(&world).await,
            contact,
            authority,
            nomination: nomination(&world, in_review),
            request: request(&world, &owner, in_review),
            asset: asset(&world).await,
            handed_in: document(&world, in_review),
            drafted: document(&world, draft),
            mail: mail_about(&world, in_review),
            world,
            owner,
            reviewer,
            elsewhere,
            host_contact,
            co_writer,
            invitation,
            host,
            post: posts[0],
            choice,
            consent,
            code: consented.code,
            in_review,
            draft,
            offered,
            assignment,
            letters: [drafted_letter, letter],
            link,
        }
    }

    /// The address with things that are there, all of them the owner's.
    fn address(&self, pattern: &str) -> String {
        let owner: UserId = self.owner.id;
        let id = match pattern.split('/').collect::<Vec<_>>()[..] {
            ["", "applications", "{id}"]
            | ["", "applications", "{id}", "sealing", ..]
            | ["", "office", "applications", "{id}", ..]
            | [
                "",
                "applications",
                "{id}",
                "submitted" | "withdraw" | "nomination" | "messages" | "posts" | "questions",
            ] => self.in_review.to_string(),
            ["", "applications", "{id}", "offer"] => self.offered.to_string(),
            ["", "applications", "{id}", ..] => self.draft.to_string(),
            ["", "documents", "{id}"] | ["", "documents", "{id}", "thumbnail"] => self.handed_in.to_string(),
            ["", "documents", "{id}", "remove"] => self.drafted.to_string(),
            ["", "hosting" | "admin", "hosts", ..] => self.host.to_string(),
            ["", "writing", ..] => self.invitation.to_string(),
            ["", "posts", ..] | ["", "hosting" | "office" | "provincial", "posts", ..] => self.post.to_string(),
            ["", "hosting", "choices", ..] => self.choice.to_string(),
            ["", "consents", ..] => self.consent.to_string(),
            ["", "reviews", "{id}", ..] => self.assignment.to_string(),
            ["", "office", "mail", "{id}"] | ["", "mailbox", "{id}"] => self.mail.to_string(),
            ["", "admin", "people", "{id}"] => owner.to_string(),
            ["", "admin", "requests", "{id}"] => self.request.to_string(),
            ["", "admin", "authorities", "{id}"] => self.authority.to_string(),
            ["", "nominating", "{id}", ..] => self.nomination.to_string(),
            _ => "{id}".to_owned(),
        };
        let address = pattern
            .replace("{id}", &id)
            .replace("{slug}", CALL)
            .replace("{code}", &self.code)
            .replace("{authority}", &self.authority.to_string())
            .replace("{person}", &self.reviewer.id.to_string())
            .replace("{key}", "employment")
            .replace("{language}", "zh")
            .replace("{chapter}", "page")
            .replace(
                "{question}",
                if pattern.contains("/parts") || pattern.ends_with("}/new") {
                    "earlier_posts"
                } else if pattern.starts_with("/account") {
                    "consent_contact"
                } else {
                    "cv"
                },
            )
            .replace("{application}", &self.in_review.to_string())
            .replace("{part}", "employer")
            .replace("{rule}", "age")
            .replace("{asked}", "relation")
            .replace("{criterion}", "impact")
            .replace("{name}", &self.asset)
            .replace("{letter}", &self.letters[usize::from(!pattern.starts_with("/applications"))].to_string())
            .replace("{token}", if pattern.starts_with("/letters") { &self.link } else { "a-token-of-nothing" });
        assert!(!address.contains('{'), "say in tests/permissions.rs what stands for the parts of {pattern}");
        address
    }

    /// All that is stored but the log, in which it stands who read whose file.
    fn kept(&self) -> Vec<String> {
        self.world.app.rows().into_iter().filter(|row| !row.starts_with("audit")).collect()
    }

    /// Everybody's browser with the heading of the column. Those who may least come first, so that nobody finds a thing gone.
    fn columns(&self) -> [(&'static str, Browser); 13] {
        [
            ("visitor", self.world.app.browser()),
            ("stranger", Browser::clone(&self.stranger)),
            ("other reviewer", Browser::clone(&self.other_reviewer)),
            ("officer elsewhere", Browser::clone(&self.elsewhere)),
            ("contact", Browser::clone(&self.contact)),
            ("provincial", Browser::clone(&self.provincial)),
            ("reviewer", Browser::clone(&self.reviewer)),
            ("host", Browser::clone(&self.host_contact)),
            ("co-writer", Browser::clone(&self.co_writer)),
            ("chair", Browser::clone(&self.world.chair)),
            ("officer", Browser::clone(&self.world.officer)),
            ("admin", Browser::clone(&self.world.admin)),
            ("owner", Browser::clone(&self.owner)),
        ]
    }
}

/// An office whose call places applicants with hosts and lets authorities nominate them.
async fn open() -> World {
    World::open_with(|_, definition| {
        with_hosts(definition, 3, ConsentNeed::Never);
        definition.nomination =
            Some(Nomination { required: false, letter: false, days_after_close: 30, per_country: None });
        definition.pairing = Some(Pairing {
            reference: "department".to_owned(),
            same: vec!["plan_title".to_owned()],
            partners: "earlier_posts".to_owned(),
            named: Vec::new(),
            members: None,
            required: false,
            funders: None,
        });
    })
    .await
}

/// Somebody who may read a draft, and the invitation.
async fn writes_along(world: &World, owner: &Person, draft: ApplicationId) -> (Person, CoWriterId) {
    let person = world.person("Nilar Aye").await;
    let email = person.email.parse().unwrap();
    let row = world.act_as(owner, move |tx, by| together::invite(tx, by, draft, &email, CoRight::View));
    world.act_as(&person, move |tx, by| together::answer(tx, by, row, Answer::Accept));
    (person, row)
}

fn request(world: &World, owner: &Person, id: ApplicationId) -> DataRequestId {
    world.act_as(owner, move |tx, by| {
        let text = "My name is spelt otherwise.".to_owned();
        own_data::ask(tx, by, &Asked { kind: Some(RequestKind::Correction), application: Some(id), text })
    })
}

async fn asset(world: &World) -> String {
    let mut visitor = world.app.browser();
    visitor.get("/").await;
    visitor.page.text().split("/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn nominating(world: &World) -> (AuthorityId, Person) {
    let call = world.call;
    let authority = world.act_as(&world.admin, move |tx, by| {
        let validity = Validity { from: Day::from_ymd_opt(2026, 1, 1).unwrap(), until: None };
        let (name, countries) = ("Ministry of Science".to_owned(), vec!["MM".to_owned()]);
        let facts = AuthorityFacts { name, kind: AuthorityKind::Ministry, validity, countries };
        let id = authorities::create(tx, by, &facts)?;
        authorities::set_quotas(tx, by, call, &[(id, Some(3))])?;
        Ok(id)
    });
    let contact = world.person("Khin Khin").await;
    world.grant(&contact, Role::Nominator, Scope::Authority(authority));
    (authority, contact)
}

/// Somebody who checks the posts of the host's province.
async fn provincial(world: &World) -> Person {
    let person = world.person("Officer of Guangxi").await;
    world.grant(&person, Role::Provincial, Scope::Province("GX".parse().unwrap()));
    person
}

fn nomination(world: &World, id: ApplicationId) -> NominationId {
    world.app.office.db.read_now(|conn| nominations::find_of_application(conn, id)).unwrap().unwrap().id
}

async fn offered(world: &World, owner: &Person, call: CallId) -> ApplicationId {
    let id = world.submitted(owner);
    let reader = world.person("Reader Tan").await;
    world.grant(&reader, Role::Reviewer, Scope::Call(call));
    world.reviewed(id, &reader, 4);
    world.decide(id, Outcome::Offer, None);
    world.release();
    id
}

/// A referee of this application, and the token of the link that was sent; empty where nobody was asked yet.
fn letter(world: &World, owner: &Person, id: ApplicationId) -> (LetterId, String) {
    let named = Named {
        name: "Prof. Tan".parse().unwrap(),
        email: format!("tan.{id}@other.example").parse().unwrap(),
        position: "Professor, Other University".to_owned(),
        waived: Some(true),
        instead: None,
    };
    let letter = world.act_as(owner, move |tx, by| {
        let letter = asking::name(tx, by, id, &named)?;
        Ok(letters::find(tx.conn, letter)?.unwrap())
    });
    let token = letter.link_id.map(|link| world.app.office.keys.link_token(link));
    (letter.id, token.unwrap_or_default())
}

fn document(world: &World, id: ApplicationId) -> DocumentId {
    world.app.office.db.read_now(|conn| documents::list(conn, id)).unwrap().into_iter().next_back().unwrap().id
}

fn mail_about(world: &World, id: ApplicationId) -> MailId {
    let viewer = Viewer::staff(&world.actor(&world.officer));
    let mails = world.app.office.db.read_now(|conn| outbox::list(conn, &viewer, &outbox::MailFilter::default(), 100));
    mails.unwrap().into_iter().find(|mail| mail.application_id == Some(id)).unwrap().id
}

/// The status, or where to.
fn answer(page: &Page) -> String {
    match page.header(LOCATION.as_str()) {
        to if to.starts_with("/sign-in") => "sign-in".to_owned(),
        _ => page.status.as_u16().to_string(),
    }
}

/// A form sent with a token that is good, where it is the body's or a header's to carry it.
fn post(browser: &Browser, address: &str, token: &str, body: String) -> RequestBuilder {
    let request = browser.request(&Method::POST, address).header("x-csrf-token", token);
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// Asks every address of a method as everybody; a line for each address.
async fn grid(method: &str) -> String {
    let everybody = Box::pin(Everybody::come()).await;
    let mut routes: Vec<Route> = routes().into_iter().filter(|(of, _)| of == method).collect();
    // Whoever signs out asks for nothing more.
    routes.sort_by_key(|(_, pattern)| pattern == "/sign-out");
    let mut answers = vec![Vec::new(); routes.len()];
    let before = everybody.kept();
    let columns = everybody.columns();
    for (heading, mut browser) in columns.clone() {
        browser.get(if heading == "visitor" { "/sign-in" } else { "/account" }).await;
        let token = browser.page.token();
        for ((_, pattern), answers) in routes.iter().zip(&mut answers) {
            let address = everybody.address(pattern);
            let request = if method == "get" {
                browser.request(&Method::GET, &address)
            } else {
                post(&browser, &address, &token, serde_urlencoded::to_string([("csrf", &token)]).unwrap())
            };
            answers.push(answer(&browser.once(&address, request).await));
        }
    }
    assert_eq!(everybody.world.app.check().await, Vec::<String>::new());
    if method == "get" {
        let after = everybody.kept();
        let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
        assert!(changed.is_empty() && before.len() == after.len(), "reading changed something: {changed:#?}");
    }
    let mut grid = format!("{:46}", method.to_uppercase());
    for (heading, _) in &columns {
        write!(grid, " {heading:>17}").unwrap();
    }
    for ((_, pattern), answers) in routes.iter().zip(&answers) {
        write!(grid, "\n{pattern:46}").unwrap();
        for answer in answers {
            write!(grid, " {answer:>17}").unwrap();
        }
    }
    grid
}

#[tokio::test]
async fn everybody_sees_the_pages_that_are_theirs_and_changes_nothing_by_reading() {
    insta::assert_snapshot!(Box::pin(grid("get")).await);
}

#[tokio::test]
async fn everybody_may_try_what_is_theirs_to_do() {
    insta::assert_snapshot!(Box::pin(grid("post")).await);
}

/// What the form of an address does, where it can do several things.
fn act_of(everybody: &Everybody, pattern: &str) -> String {
    match pattern {
        "/hosting/posts/{id}" => "withdraw",
        "/hosting/choices/{id}" => "ask",
        "/office/posts/{id}" | "/provincial/posts/{id}" => "send-back",
        "/admin/hosts/{id}" => "close",
        "/applications/{id}/posts" => return format!("remove:{}", everybody.choice),
        "/admin/people/{id}" => "disable",
        "/admin/calls/{slug}" => "archive",
        _ if pattern.ends_with("/ranking") => "close",
        _ => "promote",
    }
    .to_owned()
}

/// What would be done if it were one's own: everything that any form of the site has, filled in well.
fn well_filled(everybody: &Everybody, pattern: &str, token: &str) -> String {
    let of = |id: ApplicationId| everybody.world.row(id).version;
    let post = everybody.world.post(everybody.post).version;
    let version = match pattern {
        "/hosting/posts/{id}" | "/office/posts/{id}" | "/provincial/posts/{id}" => post,
        "/hosting/choices/{id}" => everybody.world.choice(everybody.choice).version,
        "/admin/hosts/{id}" => 1,
        _ if pattern.ends_with("/offer") => of(everybody.offered),
        _ if pattern.starts_with("/office") || pattern.ends_with("/withdraw") => of(everybody.in_review),
        _ if pattern.starts_with("/applications") => of(everybody.draft),
        _ => 0,
    };
    let (version, in_review) = (version.to_string(), everybody.in_review.to_string());
    let (reviewer, assignment) = (everybody.other_reviewer.id.to_string(), everybody.assignment.to_string());
    let ticked = if pattern.ends_with("/ranking") { format!("{in_review}:{version}") } else { in_review };
    let act = act_of(everybody, pattern);
    let fields = [
        ("csrf", token),
        ("version", &version),
        ("reason", "Because I say so."),
        ("answer", if pattern.ends_with("/offer") { "accept" } else { "conflict" }),
        ("act", &act),
        ("outcome", "reject"),
        ("rule", "age"),
        ("sections", "employment"),
        ("note", "Change everything."),
        ("due", "2026-12-10T12:00"),
        ("until", "2026-12-30T12:00"),
        ("reply_by", "2027-12-30T12:00"),
        ("reviewer", &reviewer),
        ("person", &reviewer),
        ("assignment", &assignment),
        ("application", &ticked),
        ("expected", "0"),
        ("name", "Somebody Else"),
        ("email", "somebody@elsewhere.example"),
        ("role", "admin"),
        ("scope", "office"),
        ("employer", "Nowhere"),
        ("for_panel", "Nothing good."),
        ("go", "on"),
        ("question", "Who are you?"),
        ("signer", "The Dean"),
        ("call", &everybody.world.call.to_string()),
        ("title", "A post of somebody else"),
        ("native_name", "海南大学"),
        ("kind", "university"),
        ("province", "HI"),
        ("city", "Haikou"),
        ("column", "reference"),
        ("format", "csv"),
    ];
    serde_urlencoded::to_string(&fields[..]).unwrap()
}

/// Whether whoever stands in this column may use addresses that begin so, of things that are the owner's.
fn is_at_home(column: &str, pattern: &str) -> bool {
    let ends_with = |theirs: &[&str]| theirs.iter().any(|end| pattern.ends_with(end));
    match pattern.split('/').nth(1).unwrap_or_default() {
        "applications" | "documents" => column == "owner",
        "reviews" => column == "reviewer",
        "hosting" => column == "host",
        // Both look on; the chair has the last word on outcomes, and the admin says who may review.
        "office" if column == "chair" => ends_with(&["release", "rescind", "mail/{id}", "/papers"]),
        "office" if column == "admin" => ends_with(&["/reviewers", "mail/{id}", "/papers"]),
        "office" => column == "officer",
        "account" if pattern.starts_with("/account/data/") => column == "owner",
        "admin" => column == "admin",
        "nominating" => column == "contact",
        "provincial" => column == "provincial",
        _ => true,
    }
}

#[tokio::test]
async fn nobody_changes_what_belongs_to_others_however_well_the_request_is_made() {
    let everybody = Box::pin(Everybody::come()).await;
    let (mut tried, before) = (0, everybody.world.app.rows());
    for (column, mut browser) in everybody.columns() {
        browser.get(if column == "visitor" { "/sign-in" } else { "/account" }).await;
        let token = browser.page.token();
        for (_, pattern) in routes().iter().filter(|(of, pattern)| of == "post" && !is_at_home(column, pattern)) {
            let address = everybody.address(pattern);
            let request = post(&browser, &address, &token, well_filled(&everybody, pattern, &token));
            let page = browser.once(&address, request).await;
            assert!(matches!(&*answer(&page), "sign-in" | "403" | "404"), "{column} {pattern}: {}", page.status);
            tried += 1;
        }
    }
    assert!(tried > 250, "{tried}");
    let after = everybody.world.app.rows();
    let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "{changed:#?}");
}

#[tokio::test]
async fn somebody_whose_role_is_taken_back_is_out_with_the_next_request() {
    let mut world = World::open().await;
    let page = format!("/office/calls/{CALL}/applications");
    assert_eq!(world.officer.get(&page).await.status, 200);
    world.admin.get(&format!("/admin/people/{}", world.officer.id)).await;
    let words = world.admin.page.all("main button.link").remove(0);
    world.admin.submit(&words, &[]).await;
    assert_eq!(world.admin.page.flash(), "The role is taken back. It ends with the person’s next request.");
    assert_eq!(world.officer.get(&page).await.status, 404);
}
