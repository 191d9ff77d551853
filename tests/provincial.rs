//! Officers of a province: they check the posts of its hosts, in every call, and see nothing else of the office.

use sojourn::{
    actions::hosting::{hosts, posts},
    domain::{
        hosting::{ConsentNeed, posts::PostState},
        id::{HostId, PostId},
        permission::{Role, Scope},
    },
};

use crate::support::{
    hosting::{said, with_hosts},
    world::{CALL, Person, World},
};

async fn office() -> World {
    World::open_with(|_, definition| with_hosts(definition, 3, ConsentNeed::Never)).await
}

/// A post that a host offers and nobody has checked.
fn offered(world: &World, host: HostId, contact: &Person, title: &str) -> PostId {
    let (call, said) = (world.call, said(title, 2));
    world.act_as(contact, move |tx, by| {
        let post = posts::begin(tx, by, host, call, &said)?;
        posts::offer(tx, by, post, 1, &said)?;
        Ok(post)
    })
}

#[tokio::test]
async fn an_admin_gives_somebody_a_province_and_she_checks_its_posts_and_sees_no_more() {
    let mut world = office().await;
    let (host, mut contact) = world.host("Guangxi University", "Wei Ling").await;
    world.admin.get("/admin/people").await;
    let typed = [
        ("name", "Li Na"),
        ("email", "li.na@guangxi.example"),
        ("role", "Officer of a province, who checks posts only"),
        ("scope", "The whole office"),
    ];
    world.admin.submit("Give role", &typed).await;
    assert!(world.admin.page.errors()[0].starts_with("This role cannot be held for that"));
    world.admin.submit("Give role", &[("scope", "Guangxi")]).await;
    assert_eq!(world.admin.page.flash(), "The role is given.");
    assert!(world.admin.page.says("Guangxi"), "{}", world.admin.page.main());
    let mail = world.app.newest_mail_to("li.na@guangxi.example").await;
    assert!(mail.text.contains("you check the posts of its hosts"), "{}", mail.text);
    let mut li = world.app.browser();
    li.get(&mail.link("/invitations/")).await;
    li.submit("Set password", &[("password", "nine pearls in a shell")]).await;

    let post = offered(&world, host, &contact, "Mangrove carbon");
    let mail = world.app.newest_mail_to("li.na@guangxi.example").await;
    assert!(mail.subject.starts_with("A post to check"), "{}", mail.subject);
    li.get("/provincial").await.expect("Posts to check");
    li.follow("Mangrove carbon").await.expect("Mangrove carbon");
    assert_eq!(li.page.address, format!("/provincial/posts/{post}"));
    li.get(&mail.link("/provincial/posts/")).await.expect("Mangrove carbon");
    li.submit("Send it back", &[]).await;
    assert_eq!(li.page.errors(), ["Enter a reason"]);
    li.submit("Send it back", &[("reason", "Say which bay.")]).await;
    assert_eq!(li.page.flash(), "The post is back with the host.");
    let mail = world.newest_mail_to(&contact).await;
    assert!(mail.text.contains("Say which bay."), "{}", mail.text);
    contact.get(&format!("/hosting/posts/{post}")).await;
    contact.submit("Offer it to be checked", &[("tasks", "Field work in Beibu Bay.")]).await;
    li.get(&format!("/provincial/posts/{post}")).await;
    li.submit("Show it", &[]).await;
    assert_eq!(li.page.flash(), "The post is shown to everybody.");
    assert_eq!(world.post(post).state, PostState::Shown);
    let (_, application) = world.applicant("Thiri Win").await;
    for address in [
        "/office".to_owned(),
        format!("/office/calls/{CALL}/posts"),
        format!("/office/posts/{post}"),
        format!("/office/applications/{application}"),
        "/office/mail".to_owned(),
        "/admin/people".to_owned(),
    ] {
        let status = li.get(&address).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{address}: {status}");
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}

#[tokio::test]
async fn posts_of_other_provinces_and_of_ones_own_host_are_for_others_to_check() {
    let world = office().await;
    let mut li = world.person("Li Na").await;
    world.grant(&li, Role::Provincial, Scope::Province("HI".parse().unwrap()));
    let (host, contact) = world.host("Guangxi University", "Wei Ling").await;
    let elsewhere = offered(&world, host, &contact, "Mangrove carbon");
    // A host of her province, for which she speaks herself.
    let said = hosts::HostSaid {
        name: "Hainan Marine Institute".to_owned(),
        native_name: "海南海洋研究所".to_owned(),
        kind: Some(sojourn::domain::hosting::posts::HostKind::Institute),
        province: "HI".to_owned(),
        city: "Haikou".to_owned(),
        website: String::new(),
        about: String::new(),
    };
    let own = world.act_as(&world.admin, move |tx, by| hosts::add(tx, by, &said));
    world.grant(&li, Role::Host, Scope::Host(own));
    let offered_by_her = offered(&world, own, &li, "Corals");
    assert!(!world.subjects_to(&li).await.iter().any(|subject| subject.starts_with("A post to check")));
    li.get("/provincial").await.expect("Posts to check");
    assert!(!li.page.says("Mangrove carbon") && !li.page.says("Corals"), "{}", li.page.main());
    for post in [elsewhere, offered_by_her] {
        assert_eq!(li.get(&format!("/provincial/posts/{post}")).await.status, 404);
        let (by, version) = (world.actor(&li), world.post(post).version);
        assert!(world.app.try_to(move |tx| posts::show(tx, &by, post, version)).is_err());
        assert_eq!(world.post(post).state, PostState::Offered);
    }
    assert_eq!(world.app.check().await, Vec::<String>::new());
}
