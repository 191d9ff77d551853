//! A mail server that hangs or is gone holds up mails and nothing else.

use std::{net::TcpListener, sync::Arc, time::Duration};

use sojourn::{
    config::{Encryption, SmtpServer},
    db::outbox::{self, MailFilter, MailRow},
    domain::{
        id::ApplicationId,
        permission::{Actor, Viewer},
        time::Span,
        workflow::{MailState, Status},
    },
    jobs::{self, deliver_mail::Post},
    mail::{
        Mailer,
        smtp::{Options, Smtp},
    },
};

use super::until;
use crate::support::{
    smtp::{Act, SmtpPeer, Step, Tls},
    world::{CALL, Person, World},
};

/// A delivery that waits for its server longer than any test takes.
fn patient(port: u16) -> Post {
    let server = SmtpServer { host: "localhost".to_owned(), port, account: None, encryption: Encryption::None };
    let patience = Duration::from_hours(24);
    let options = Options { patience, final_patience: patience, ..Options::new(server, None) };
    Post::new(Mailer::Smtp(Arc::new(Smtp::new(options).unwrap())))
}

fn mails(world: &World) -> Vec<MailRow> {
    let viewer = Viewer::staff(&Actor::System);
    world.app.office.db.read_now(|conn| outbox::list(conn, &viewer, &MailFilter::default(), 1000)).unwrap()
}

/// Somebody hands in, somebody asks for a link, and all read their pages.
async fn go_on(world: &World, siti: &mut Person, id: ApplicationId) {
    world.hand_in(siti, id).await;
    assert_eq!(world.row(id).status, Status::Submitted);
    let mut stranger = world.app.browser();
    stranger.get("/reset").await;
    stranger.submit("Send the link", &[("email", &world.chair.email)]).await;
    assert!(stranger.page.status.is_success(), "{}", stranger.page.main());
    let (application, desk) = (format!("/applications/{id}"), format!("/office/applications/{id}"));
    let call = format!("/office/calls/{CALL}/applications");
    for (mut who, addresses) in [
        (siti.clone(), ["/", "/applications", &application]),
        (world.officer.clone(), ["/office", &call, &desk]),
        (world.admin.clone(), ["/office/mail", "/admin/people", "/admin/audit"]),
    ] {
        for address in addresses {
            let page = who.get(address).await;
            assert!(page.status.is_success(), "{address}: {}", page.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_hand_in_and_read_while_the_mail_server_hangs_and_get_their_mail_later() {
    for step in [Step::Greeting, Step::Data, Step::Content] {
        let world = World::open().await;
        let mut siti = world.person("Siti Aminah").await;
        let id = world.draft(&siti);
        world.finish(&mut siti, id).await;
        let (reach, mut reached) = tokio::sync::watch::channel(false);
        let peer = SmtpPeer::start(Tls::None, move |at| {
            reach.send_replace(at == step);
            if at == step { Act::Hang } else { Act::Well }
        })
        .await;
        let delivering = jobs::start(&world.app.office, patient(peer.address.port()), &[]);
        let mut first = world.app.browser();
        first.get("/reset").await;
        first.submit("Send the link", &[("email", &world.officer.email)]).await;
        reached.wait_for(|reached| *reached).await.unwrap();
        go_on(&world, &mut siti, id).await;
        let waiting = mails(&world);
        assert!(waiting.len() >= 3 && waiting.iter().all(|mail| mail.sent_at.is_none()), "{step:?}: {waiting:?}");
        assert!(waiting.iter().any(|mail| mail.leased_until.is_some()), "{step:?}: the job gave up: {waiting:?}");
        assert_eq!(peer.taken().len(), 0, "{step:?}");
        // The operator gives up on that server and names another.
        delivering.stop(Duration::ZERO).await;
        world.app.pass(Span::minutes(10)).await;
        assert!(mails(&world).iter().all(|mail| mail.state == MailState::Sent), "{step:?}");
        assert_eq!(world.subjects_to(&siti).await.len(), 2, "{step:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_hand_in_and_read_while_there_is_no_mail_server_and_get_their_mail_later() {
    let world = World::open().await;
    let mut siti = world.person("Siti Aminah").await;
    let id = world.draft(&siti);
    world.finish(&mut siti, id).await;
    // Nobody listens there once it is dropped.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let delivering = jobs::start(&world.app.office, patient(port), &[]);
    go_on(&world, &mut siti, id).await;
    until(|| mails(&world).iter().any(|mail| mail.state == MailState::Failed)).await;
    assert!(siti.get(&format!("/applications/{id}")).await.status.is_success());
    assert!(mails(&world).iter().all(|mail| mail.sent_at.is_none()));
    delivering.stop(Duration::from_mins(1)).await;
    world.app.pass(Span::minutes(10)).await;
    assert!(mails(&world).iter().all(|mail| mail.state == MailState::Sent));
    assert_eq!(world.subjects_to(&siti).await.len(), 2);
}
