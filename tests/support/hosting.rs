//! Hosts with posts: the steps that a test is not about, done by the use cases.

use sojourn::{
    actions::hosting::{
        choices, consents,
        hosts::{self, HostSaid},
        posts::{self, PostSaid},
    },
    db::{self, choices::ChoiceRow, posts::PostRow},
    domain::{
        call::Definition,
        hosting::{
            ConsentNeed, Hosting,
            posts::{HostKind, Language},
        },
        id::{ApplicationId, ChoiceId, ConsentId, HostId, PostId},
        permission::{Role, Scope},
        time::Day,
    },
};

use super::world::{Person, World};

/// Lets a call place its applicants: up to `choices`, in their order.
pub fn with_hosts(definition: &mut Definition, choices: u32, consent: ConsentNeed) {
    let plain: Hosting = serde_json::from_str(r#"{"choices": 1}"#).unwrap();
    definition.hosting = Some(Hosting { choices, ranked: true, consent, ..plain });
}

/// What a host says of a post that can be offered.
pub fn said(title: &str, places: i32) -> PostSaid {
    PostSaid {
        title: title.to_owned(),
        field: "1.6".to_owned(),
        priority: "green".to_owned(),
        languages: vec![Language::English],
        tasks: "Field work and the reading of satellite images.".to_owned(),
        requirements: "A degree in biology.".to_owned(),
        starts_on: Day::from_ymd_opt(2027, 4, 1),
        ends_on: Day::from_ymd_opt(2028, 3, 31),
        places: Some(places),
        no_secrets: true,
        no_degree: true,
    }
}

impl World {
    /// A host and a contact of it, signed in.
    pub async fn host(&self, name: &str, contact: &str) -> (HostId, Person) {
        let said = HostSaid {
            name: name.to_owned(),
            native_name: "广西大学".to_owned(),
            kind: Some(HostKind::University),
            province: "GX".to_owned(),
            city: "Nanning".to_owned(),
            website: "https://host.example".to_owned(),
            about: "A university by the sea.".to_owned(),
        };
        let host = self.act_as(&self.admin, move |tx, by| hosts::add(tx, by, &said));
        let contact = self.person(contact).await;
        self.grant(&contact, Role::Host, Scope::Host(host));
        (host, contact)
    }

    /// A post that is shown.
    pub fn shown_post(&self, host: HostId, contact: &Person, said: PostSaid) -> PostId {
        let call = self.call;
        let post = self.act_as(contact, move |tx, by| {
            let post = posts::begin(tx, by, host, call, &said)?;
            posts::offer(tx, by, post, 1, &said)?;
            Ok(post)
        });
        let version = self.post(post).version;
        self.act_as(&self.officer, move |tx, by| posts::show(tx, by, post, version));
        post
    }

    /// The post as it stands.
    pub fn post(&self, id: PostId) -> PostRow {
        self.app.office.db.read_now(|conn| db::posts::get(conn, id)).unwrap().0
    }

    /// The applicant chooses a post.
    pub fn choose(&self, owner: &Person, id: ApplicationId, post: PostId) -> ChoiceId {
        self.act_as(owner, move |tx, by| choices::choose(tx, by, id, post));
        self.choices(id).into_iter().find(|choice| choice.post_id == post).unwrap().id
    }

    /// What the applicant chose.
    pub fn choices(&self, id: ApplicationId) -> Vec<ChoiceRow> {
        self.app.office.db.read_now(|conn| db::choices::list(conn, id)).unwrap()
    }

    /// The choice as it stands.
    pub fn choice(&self, id: ChoiceId) -> ChoiceRow {
        self.app.office.db.read_now(|conn| db::choices::find(conn, id)).unwrap().unwrap()
    }

    /// The host consents.
    pub fn consent(&self, contact: &Person, choice: ChoiceId) -> ConsentId {
        let version = self.choice(choice).version;
        self.act_as(contact, move |tx, by| consents::give(tx, by, choice, version, "Professor Wei, Dean"))
    }
}
