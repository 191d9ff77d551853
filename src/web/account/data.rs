//! My data: the download, consents and what taking one back means, and requests for correction or erasure.

use actix_web::{HttpResponse, web::Path};
use askama::Template;

use crate::{
    actions::{
        self,
        case::Case,
        own_data::{
            self, Asked,
            consents::{self, Given},
            package::{self, Package},
        },
    },
    db::{self, data_requests::RequestRow},
    domain::{
        id::ApplicationId,
        own_data::{MOST_CHARACTERS, RequestKind, RequestState},
        permission::Action,
        places,
        sentence::Problem,
        time::Zone,
    },
    export::print::IS_BUILT_IN,
    web::{
        applications::{self, Together, print::Sheet, tag::Tag},
        documents::give_out,
        error::Error,
        form::Posted,
        moment::Moment,
        page::{Area, Frame},
        parts::{Opt, Put},
        printing,
        session::Visit,
    },
};

/// The page.
#[derive(Template)]
#[template(path = "account/data.html")]
struct DataPage {
    frame: Frame,
    consents: Vec<OfApplication>,
    together: Vec<Together>,
    requests: Vec<Request>,
    kind: Put,
    application: Put,
    text: Put,
}

/// The consents of one application.
struct OfApplication {
    id: ApplicationId,
    title: String,
    lines: Vec<Consent>,
}

struct Consent {
    question: String,
    name: String,
    statement: String,
    version: u32,
    at: Moment,
    withdrawn: Option<Moment>,
}

struct Request {
    kind: String,
    about: String,
    text: String,
    tag: Tag,
    at: Moment,
    answer: String,
}

fn home() -> Zone {
    places::CHINA.zones.first().copied().unwrap_or(Zone::UTC)
}

/// `GET /account/data`.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let nothing = Asked { kind: None, application: None, text: String::new() };
    let page = page(&visit, &nothing, Vec::new()).await?;
    visit.page(&page)
}

/// `POST /account/data`: asks for a correction or an erasure.
pub async fn ask(visit: Visit, posted: Posted) -> Result<HttpResponse, Error> {
    visit.user()?;
    let about = posted.first("application");
    let application = match about {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let text = posted.text("text", 10 * MOST_CHARACTERS);
    let asked = Asked { kind: posted.first("kind").parse().ok(), application, text };
    let (actor, sent) = (visit.actor.clone(), asked.clone());
    match visit.app.write(visit.now, move |tx| own_data::ask(tx, &actor, &sent)).await {
        Ok(_) => Ok(visit.see_other_saying("/account/data", "data-done-asked")),
        Err(actions::Error::Refused(problems)) => {
            let page = page(&visit, &asked, problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /account/data.zip`.
pub async fn download(visit: Visit) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (actor, words) = (visit.actor.clone(), visit.words());
    let mut package = visit.app.db.read_long(move |conn| package::gather(conn, &actor, words)).await?;
    Box::pin(add_papers(&visit, &mut package)).await?;
    let reading = Box::pin(package::pack(&visit.app, package)).await?;
    Ok(give_out("my-data.zip", "application/zip", reading))
}

/// Prints each application that was handed in, as its applicant prints it. One that cannot be printed is named with why.
async fn add_papers(visit: &Visit, package: &mut Package) -> Result<(), Error> {
    if !IS_BUILT_IN {
        return Ok(());
    }
    let _place = printing::place()?;
    let user = visit.user()?;
    let own = visit.app.read(move |conn| Ok::<_, actions::Error>(db::applications::list_of_owner(conn, user)?)).await?;
    let frame = visit.frame(Area::Account, "data-title");
    for (row, _) in own.into_iter().filter(|(row, _)| row.revision > 0) {
        let sheet = Sheet::read(visit, row.id).await?;
        let reference = row.reference.unwrap_or_else(|| row.id.to_string());
        match printing::set(visit, &frame, &sheet.printed()).await {
            Ok(paper) => package.add_paper(&reference, paper),
            Err(why) => package.lack_paper(&reference, &printing::said(&frame, &why)),
        }
    }
    Ok(())
}

async fn page(visit: &Visit, asked: &Asked, problems: Vec<Problem>) -> Result<DataPage, Error> {
    let (user, actor) = (visit.user()?, visit.actor.clone());
    let (cases, requests, others) = visit
        .app
        .read(move |conn| {
            let mut cases = Vec::new();
            for (row, _) in db::applications::list_of_owner(conn, user)? {
                let case = Case::open(conn, &actor, Action::ActAsOwner, row.id)?;
                let given = if row.revision > 0 { consents::list(conn, &case)? } else { Vec::new() };
                cases.push((case, given));
            }
            let requests = db::data_requests::list_of_user(conn, user)?;
            Ok::<_, actions::Error>((cases, requests, applications::others(conn, user)?))
        })
        .await?;
    let frame = visit.frame(Area::Account, "data-title").with_problems(problems);
    let title = |case: &Case| named(&frame, case);
    let about = |id: Option<ApplicationId>| match id {
        None => frame.say("data-about-account").to_owned(),
        Some(id) => {
            let known = cases.iter().find(|(case, _)| case.application.id == id);
            known.map_or_else(|| frame.say("data-about-erased").to_owned(), |(case, _)| title(case))
        }
    };
    let mut options = vec![Opt::new("", frame.say("data-about-account"), asked.application.is_none())];
    options.extend(cases.iter().map(|(case, _)| {
        let id = case.application.id;
        Opt::new(id.to_string(), title(case), asked.application == Some(id))
    }));
    let kind = |kind: &RequestKind| {
        Opt::new(kind.word(), frame.say(&format!("data-kind-{}", kind.word())), asked.kind == Some(*kind))
    };
    let of_application = |(case, given): &(Case, Vec<Given>)| OfApplication {
        id: case.application.id,
        title: title(case),
        lines: given.iter().map(|given| consent(&frame, case.call.zone, given)).collect(),
    };
    Ok(DataPage {
        consents: cases.iter().filter(|(_, given)| !given.is_empty()).map(of_application).collect(),
        together: others.into_iter().map(|other| Together::new(&frame, other)).collect(),
        requests: requests.iter().map(|row| request(&frame, row, about(row.application_id))).collect(),
        kind: frame.field("kind", "data-kind").radios(RequestKind::ALL.iter().map(kind).collect()).put(),
        application: frame.field("application", "data-about").class("w20").list(options).put(),
        text: frame
            .field("text", "data-text")
            .hint(frame.say("data-text-hint"))
            .rows(4)
            .count(u32::try_from(MOST_CHARACTERS).unwrap_or(u32::MAX))
            .value(&asked.text)
            .put(),
        frame,
    })
}

/// The call, and the reference number where there is one.
fn named(frame: &Frame, case: &Case) -> String {
    let call = frame.text(&case.call.title);
    match &case.application.reference {
        Some(reference) => [reference, call].join(" "),
        None => call.to_owned(),
    }
}

fn consent(frame: &Frame, zone: Zone, given: &Given) -> Consent {
    Consent {
        question: given.question.clone(),
        name: frame.text(&given.name).to_owned(),
        statement: frame.text(&given.statement).to_owned(),
        version: given.version,
        at: frame.moment(given.at, zone).short(),
        withdrawn: given.withdrawn_at.map(|at| frame.moment(at, zone).short()),
    }
}

fn request(frame: &Frame, row: &RequestRow, about: String) -> Request {
    Request {
        kind: frame.say(&format!("data-kind-{}", row.kind.word())).to_owned(),
        about,
        text: row.body.clone(),
        tag: state_tag(frame, row.state),
        at: frame.moment(row.created_at, home()).short(),
        answer: row.answer.clone(),
    }
}

/// The mark and word of a request's state.
pub fn state_tag(frame: &Frame, state: RequestState) -> Tag {
    let class = match state {
        RequestState::Open => "wait",
        RequestState::Done => "good",
        RequestState::Refused => "stop",
    };
    Tag::new(class, frame.say(&format!("data-state-{}", state.word())))
}

/// What taking a consent back means, and the button.
#[derive(Template)]
#[template(path = "account/consent.html")]
struct ConsentPage {
    frame: Frame,
    action: String,
    version: i32,
    application: String,
    consent: Consent,
    meaning: String,
}

/// `GET /account/data/{application}/{question}`.
pub async fn consent_page(visit: Visit, path: Path<(ApplicationId, String)>) -> Result<HttpResponse, Error> {
    let page = one(&visit, path.into_inner(), Vec::new()).await?;
    visit.page(&page)
}

/// `POST /account/data/{application}/{question}`: takes the consent back, or gives it again.
pub async fn change_consent(
    visit: Visit,
    path: Path<(ApplicationId, String)>,
    posted: Posted,
) -> Result<HttpResponse, Error> {
    visit.user()?;
    let (id, question) = path.into_inner();
    let (actor, version, word) = (visit.actor.clone(), posted.number("version").unwrap_or(0), question.clone());
    let again = posted.first("act") == "again";
    let change = move |tx: &mut actions::Tx| {
        if again {
            consents::give_again(tx, &actor, id, &word)
        } else {
            consents::withdraw(tx, &actor, id, &word, version)
        }
    };
    match visit.app.write(visit.now, change).await {
        Ok(()) if again => Ok(visit.see_other_saying("/account/data", "data-done-again")),
        Ok(()) => Ok(visit.see_other_saying("/account/data", "data-done-withdrawn")),
        Err(actions::Error::Refused(problems)) => {
            let page = one(&visit, (id, question), problems).await?;
            visit.refused_page(&page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn one(
    visit: &Visit,
    (id, question): (ApplicationId, String),
    problems: Vec<Problem>,
) -> Result<ConsentPage, Error> {
    visit.user()?;
    let (actor, word) = (visit.actor.clone(), question.clone());
    let (case, given) = visit.app.read(move |conn| consents::find(conn, &actor, id, &word)).await?;
    let mut frame = visit.frame(Area::Account, "data-consent-title").with_problems(problems);
    frame.text(&given.name).clone_into(&mut frame.title);
    let meaning = if given.withdrawn_at.is_some() {
        frame.say("data-means-again").to_owned()
    } else if consents::takes_the_application(&case, &given) {
        let days = case.definition.settings.undo_withdraw_days;
        frame.with("data-means-withdrawal").set("days", days).to_string()
    } else {
        // What each use means is told by its purpose, where it is one that the product knows.
        let known = frame.words.find(&format!("data-means-{}", given.purpose.replace('_', "-")));
        known.unwrap_or_else(|| frame.say("data-means-other")).to_owned()
    };
    Ok(ConsentPage {
        action: format!("/account/data/{id}/{question}"),
        version: case.application.version,
        application: named(&frame, &case),
        consent: consent(&frame, case.call.zone, &given),
        meaning,
        frame,
    })
}
