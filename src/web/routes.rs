//! Every address of the site and the handler behind it.

use actix_web::{
    Route, guard,
    web::{self, ServiceConfig, post},
};

use crate::web::{
    account, admin, applications as own, assets, consents, documents, error::Error, hosting, letters, mailbox,
    nominating, office, posts, provincial, public, reviews, texts, under::Under,
};

/// What is read is read by GET, and by HEAD where the head is all that is wanted.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The routes.
pub fn routes(site: &mut ServiceConfig) {
    applications(site);
    reviewing(site);
    writing(site);
    nominations(site);
    hosting(site);
    provincial(site);
    running(site);
    administering(site);
    site.route("/", get().to(public::calls))
        .route("/calls", get().to(public::calls))
        .route("/calls/{slug}", get().to(public::call))
        .route("/calls/{slug}/form", get().to(public::paper::show))
        .route("/calls/{slug}/eligibility", get().to(own::eligibility::show))
        .route("/calls/{slug}/eligibility", post().to(own::eligibility::answer))
        .route("/documents/letters/{letter}", get().to(documents::read_letter))
        .route("/writing/{id}", get().to(own::writing::show))
        .route("/writing/{id}", post().to(own::writing::answer))
        .route("/posts", get().to(posts::list))
        .route("/posts/{id}", get().to(posts::show))
        .route("/consents/{id}", get().to(consents::show))
        .route("/consents/{id}/letter.pdf", get().to(consents::print))
        .route("/verify/{code}", get().to(consents::verify))
        .route("/documents/{id}", get().to(documents::read))
        .route("/documents/{id}/thumbnail", get().to(documents::thumbnail))
        .route("/documents/{id}/remove", post().to(documents::remove))
        .route("/help", get().to(texts::help))
        .route("/privacy", get().to(texts::privacy))
        .route("/accessibility", get().to(texts::accessibility))
        .route("/healthz", get().to(texts::healthz))
        .route("/mailbox", get().to(mailbox::list))
        .route("/mailbox/{id}", get().to(mailbox::show))
        .route("/assets/{name}", get().to(assets::serve));
    accounts(site);
}

/// For `actix_web::App::default_service`.
pub async fn nowhere() -> Result<actix_web::HttpResponse, Error> {
    Err(Error::NotFound)
}

fn accounts(site: &mut ServiceConfig) {
    use account::{coming, data, language, links, own, sessions};
    site.route("/language", get().to(language::show))
        .route("/language", post().to(language::save))
        .route("/register", get().to(coming::register_page))
        .route("/register", post().to(coming::register))
        .route("/confirm/{token}", get().to(links::confirm_page))
        .route("/confirm/{token}", post().to(links::confirm))
        .route("/sign-in", get().to(coming::sign_in_page))
        .route("/sign-in", post().to(coming::sign_in))
        .route("/sign-out", post().to(coming::sign_out))
        .route("/reset", get().to(coming::reset_page))
        .route("/reset", post().to(coming::reset))
        .route("/reset/{token}", get().to(links::reset_page))
        .route("/reset/{token}", post().to(links::reset))
        .route("/invitations/{token}", get().to(links::invitation_page))
        .route("/invitations/{token}", post().to(links::invitation))
        .route("/setup/{token}", get().to(links::set_up_page))
        .route("/setup/{token}", post().to(links::set_up))
        .route("/account", get().to(own::home))
        .route("/account", post().to(own::save))
        .route("/account/address", get().to(own::address_page))
        .route("/account/address", post().to(own::address))
        .route("/account/password", get().to(own::password_page))
        .route("/account/password", post().to(own::password))
        .route("/account/sessions", get().to(sessions::show))
        .route("/account/sessions", post().to(sessions::end))
        .route("/account/data", get().to(data::show))
        .route("/account/data", post().to(data::ask))
        .route("/account/data.zip", get().to(data::download))
        .route("/account/data/{application}/{question}", get().to(data::consent_page))
        .route("/account/data/{application}/{question}", post().to(data::change_consent))
        .route("/account/close", get().to(own::close_page))
        .route("/account/close", post().to(own::close));
}

fn applications(site: &mut ServiceConfig) {
    Under::new("/applications")
        .route("/applications", get().to(own::list))
        .route("/applications/{id}", get().to(own::show))
        .route("/applications/{id}/tasks", get().to(own::tasks::show))
        .route("/applications/{id}/sections/{key}", get().to(own::sections::show))
        .route("/applications/{id}/sections/{key}", post().to(own::sections::save))
        .route("/applications/{id}/documents/{question}", post().to(documents::upload))
        .route("/applications/{id}/referees", get().to(own::referees::show))
        .route("/applications/{id}/referees", post().to(own::referees::name))
        .route("/applications/{id}/referees/{letter}", get().to(own::referees::one))
        .route("/applications/{id}/referees/{letter}", post().to(own::referees::act))
        .route("/applications/{id}/writers", get().to(own::writers::show))
        .route("/applications/{id}/writers", post().to(own::writers::act))
        .route("/applications/{id}/reuse", get().to(own::reuse::show))
        .route("/applications/{id}/reuse", post().to(own::reuse::take))
        .route("/applications/{id}/sealing", get().to(own::sealing::show))
        .route("/applications/{id}/sealing", post().to(own::sealing::upload))
        .route("/applications/{id}/sealing/application.pdf", get().to(own::sealing::print))
        .route("/applications/{id}/check", get().to(own::submit::check))
        .route("/applications/{id}/application.pdf", get().to(own::print::give))
        .route("/applications/{id}/submit", post().to(own::submit::submit))
        .route("/applications/{id}/submitted", get().to(own::submit::submitted))
        .route("/applications/{id}/withdraw", get().to(own::withdraw::ask))
        .route("/applications/{id}/withdraw", post().to(own::withdraw::withdraw))
        .route("/applications/{id}/delete", get().to(own::withdraw::ask_delete))
        .route("/applications/{id}/delete", post().to(own::withdraw::delete))
        .route("/applications/{id}/messages", get().to(own::messages::show))
        .route("/applications/{id}/messages", post().to(own::messages::write))
        .route("/applications/{id}/nomination", get().to(own::nomination::show))
        .route("/applications/{id}/nomination", post().to(own::nomination::choose))
        .route("/applications/{id}/offer", get().to(own::offer::show))
        .route("/applications/{id}/offer", post().to(own::offer::answer))
        .route("/applications/{id}/posts", get().to(own::posts::show))
        .route("/applications/{id}/posts", post().to(own::posts::act))
        .route("/applications/{id}/questions", get().to(own::questions::show))
        .route("/applications/{id}/questions", post().to(own::questions::answer))
        .on(site);
}

fn reviewing(site: &mut ServiceConfig) {
    Under::new("/reviews")
        .route("/reviews", get().to(reviews::list))
        .route("/reviews/{id}", get().to(reviews::show))
        .route("/reviews/{id}", post().to(reviews::save))
        .route("/reviews/{id}/application.pdf", get().to(reviews::print))
        .route("/reviews/{id}/declare", post().to(reviews::declare))
        .route("/reviews/{id}/conflict", get().to(reviews::conflict))
        .on(site);
}

fn writing(site: &mut ServiceConfig) {
    use letters::{asking, writing};
    Under::new("/letters")
        .route("/letters/{token}", get().to(asking::show))
        .route("/letters/{token}", post().to(asking::answer))
        .route("/letters/{token}/decline", get().to(asking::decline))
        .route("/letters/{token}/letter", get().to(writing::show))
        .route("/letters/{token}/letter", post().to(writing::save))
        .route("/letters/{token}/file", get().to(writing::file))
        .route("/letters/{token}/file", post().to(writing::upload))
        .route("/letters/{token}/file/remove", post().to(writing::remove))
        .on(site);
}

fn nominations(site: &mut ServiceConfig) {
    Under::new("/nominating")
        .route("/nominating", get().to(nominating::calls))
        .route("/nominating/calls/{slug}/{authority}", get().to(nominating::list::show))
        .route("/nominating/calls/{slug}/{authority}", post().to(nominating::list::act))
        .route("/nominating/{id}", get().to(nominating::candidate::show))
        .route("/nominating/{id}", post().to(nominating::candidate::act))
        .route("/nominating/{id}/application.pdf", get().to(nominating::candidate::print))
        .route("/nominating/{id}/letter", get().to(nominating::candidate::letter))
        .route("/nominating/{id}/letter", post().to(nominating::candidate::upload))
        .on(site);
}

fn provincial(site: &mut ServiceConfig) {
    Under::new("/provincial")
        .route("/provincial", get().to(provincial::list))
        .route("/provincial/posts/{id}", get().to(provincial::show))
        .route("/provincial/posts/{id}", post().to(provincial::act))
        .on(site);
}

fn hosting(site: &mut ServiceConfig) {
    Under::new("/hosting")
        .route("/hosting", get().to(hosting::home))
        .route("/hosting/hosts/{id}/new", get().to(hosting::posts::new))
        .route("/hosting/hosts/{id}/new", post().to(hosting::posts::begin))
        .route("/hosting/posts/{id}", get().to(hosting::posts::show))
        .route("/hosting/posts/{id}", post().to(hosting::posts::act))
        .route("/hosting/choices/{id}", get().to(hosting::choices::show))
        .route("/hosting/choices/{id}", post().to(hosting::choices::act))
        .route("/hosting/choices/{id}/application.pdf", get().to(hosting::choices::print))
        .on(site);
}

fn running(site: &mut ServiceConfig) {
    Under::new("/office")
        .route("/office", get().to(office::calls))
        .route("/office/calls/{slug}", get().to(office::overview::show))
        .route("/office/calls/{slug}/applications", get().to(office::list::show))
        .route("/office/calls/{slug}/reviewers", get().to(office::reviewers::show))
        .route("/office/calls/{slug}/reviewers", post().to(office::reviewers::invite))
        .route("/office/calls/{slug}/reviewers/{person}", get().to(office::reviewers::person))
        .route("/office/calls/{slug}/reviewers/{person}", post().to(office::reviewers::assign))
        .route("/office/calls/{slug}/ranking", get().to(office::ranking::show))
        .route("/office/calls/{slug}/ranking", post().to(office::ranking::act))
        .route("/office/calls/{slug}/release", get().to(office::outcomes::release_page))
        .route("/office/calls/{slug}/release", post().to(office::outcomes::release))
        .route("/office/calls/{slug}/offers", get().to(office::outcomes::offers))
        .route("/office/calls/{slug}/waiting-list", post().to(office::outcomes::waiting_list))
        .route("/office/calls/{slug}/pairs", get().to(office::pairs::show))
        .route("/office/calls/{slug}/papers", get().to(office::papers::show))
        .route("/office/calls/{slug}/papers", post().to(office::papers::give))
        .route("/office/calls/{slug}/joint", get().to(office::joint::show))
        .route("/office/calls/{slug}/posts", get().to(office::posts::list))
        .route("/office/posts/{id}", get().to(office::posts::show))
        .route("/office/posts/{id}", post().to(office::posts::act))
        .route("/office/mail", get().to(office::mail::list))
        .route("/office/mail/{id}", get().to(office::mail::show))
        .route("/office/mail/{id}", post().to(office::mail::again))
        .route("/office/applications/{id}", get().to(office::application::show))
        .route("/office/applications/{id}/application.pdf", get().to(office::print::give))
        .route("/office/applications/{id}/referees", get().to(office::referees::show))
        .route("/office/applications/{id}/referees", post().to(office::referees::name))
        .route("/office/applications/{id}/letters/{letter}", get().to(office::letters::show))
        .route("/office/applications/{id}/letters/{letter}", post().to(office::letters::act))
        .route("/office/applications/{id}/letters/{letter}/file", post().to(office::letters::file))
        .route("/office/applications/{id}/pair", get().to(office::pair::show))
        .route("/office/applications/{id}/pair", post().to(office::pair::act))
        .route("/office/applications/{id}/{act}", post().to(office::acts::post))
        .on(site);
}

fn administering(site: &mut ServiceConfig) {
    editing_parts(editing(Under::new("/admin")))
        .route("/admin/people", get().to(admin::people::list))
        .route("/admin/people", post().to(admin::people::grant))
        .route("/admin/people/{id}", get().to(admin::people::show))
        .route("/admin/people/{id}", post().to(admin::people::act))
        .route("/admin/calls", get().to(admin::calls::list))
        .route("/admin/calls/new", get().to(admin::new_call::new))
        .route("/admin/calls/new", post().to(admin::new_call::create))
        .route("/admin/calls/{slug}", get().to(admin::calls::show))
        .route("/admin/calls/{slug}", post().to(admin::calls::change))
        .route("/admin/calls/{slug}/definition", get().to(admin::definition::show))
        .route("/admin/calls/{slug}/definition", post().to(admin::definition::change))
        .route("/admin/calls/{slug}/definition.json", get().to(admin::definition::file))
        .route("/admin/calls/{slug}/export", get().to(admin::export::show))
        .route("/admin/calls/{slug}/export", post().to(admin::export::give))
        .route("/admin/authorities", get().to(admin::authorities::list))
        .route("/admin/authorities", post().to(admin::authorities::create))
        .route("/admin/authorities/{id}", get().to(admin::authorities::show))
        .route("/admin/authorities/{id}", post().to(admin::authorities::act))
        .route("/admin/calls/{slug}/quotas", get().to(admin::quotas::show))
        .route("/admin/calls/{slug}/quotas", post().to(admin::quotas::change))
        .route("/admin/requests", get().to(admin::requests::list))
        .route("/admin/requests/{id}", get().to(admin::requests::show))
        .route("/admin/requests/{id}", post().to(admin::requests::answer))
        .route("/admin/hosts", get().to(admin::hosts::list))
        .route("/admin/hosts", post().to(admin::hosts::add))
        .route("/admin/hosts/{id}", get().to(admin::hosts::show))
        .route("/admin/hosts/{id}", post().to(admin::hosts::act))
        .route("/admin/audit", get().to(admin::audit::show))
        .on(site);
}

fn editing(site: Under) -> Under {
    use admin::editor;
    site.route("/admin/schema", get().to(editor::schema::show))
        .route("/admin/calls/{slug}/form", get().to(editor::form::show))
        .route("/admin/calls/{slug}/form", post().to(editor::form::act))
        .route("/admin/calls/{slug}/new-section", get().to(editor::sections::new))
        .route("/admin/calls/{slug}/new-section", post().to(editor::sections::add))
        .route("/admin/calls/{slug}/sections/{key}", get().to(editor::sections::show))
        .route("/admin/calls/{slug}/sections/{key}", post().to(editor::sections::save))
        .route("/admin/calls/{slug}/sections/{key}/new", get().to(editor::questions::new))
        .route("/admin/calls/{slug}/sections/{key}/new", post().to(editor::questions::add))
        .route("/admin/calls/{slug}/questions/{question}", get().to(editor::questions::show))
        .route("/admin/calls/{slug}/questions/{question}", post().to(editor::questions::save))
        .route("/admin/calls/{slug}/questions/{question}/remove", get().to(editor::questions::ask_remove))
        .route("/admin/calls/{slug}/questions/{question}/remove", post().to(editor::questions::remove))
        .route("/admin/calls/{slug}/questions/{question}/condition", get().to(editor::conditions::show))
        .route("/admin/calls/{slug}/questions/{question}/condition", post().to(editor::conditions::save))
        .route("/admin/calls/{slug}/questions/{question}/new", get().to(editor::questions::new_part))
        .route("/admin/calls/{slug}/questions/{question}/new", post().to(editor::questions::add_part))
        .route("/admin/calls/{slug}/questions/{question}/parts", post().to(editor::questions::act))
        .route("/admin/calls/{slug}/questions/{question}/parts/{part}", get().to(editor::questions::show_part))
        .route("/admin/calls/{slug}/questions/{question}/parts/{part}", post().to(editor::questions::save_part))
        .route(
            "/admin/calls/{slug}/questions/{question}/parts/{part}/condition",
            get().to(editor::conditions::show_part),
        )
        .route(
            "/admin/calls/{slug}/questions/{question}/parts/{part}/condition",
            post().to(editor::conditions::save_part),
        )
        .route("/admin/calls/{slug}/lists", get().to(editor::lists::show))
        .route("/admin/calls/{slug}/lists", post().to(editor::lists::save))
        .route("/admin/calls/{slug}/rules", get().to(editor::rules::show))
        .route("/admin/calls/{slug}/rules", post().to(editor::rules::act))
        .route("/admin/calls/{slug}/new-rule", get().to(editor::rules::new))
        .route("/admin/calls/{slug}/new-rule", post().to(editor::rules::add))
        .route("/admin/calls/{slug}/rules/{rule}", get().to(editor::rule::show))
        .route("/admin/calls/{slug}/rules/{rule}", post().to(editor::rule::save))
        .route("/admin/calls/{slug}/rubric", get().to(editor::rubric::show))
        .route("/admin/calls/{slug}/rubric", post().to(editor::rubric::act))
        .route("/admin/calls/{slug}/new-criterion", get().to(editor::rubric::new))
        .route("/admin/calls/{slug}/new-criterion", post().to(editor::rubric::add))
        .route("/admin/calls/{slug}/rubric/{criterion}", get().to(editor::rubric::show_criterion))
        .route("/admin/calls/{slug}/rubric/{criterion}", post().to(editor::rubric::save_criterion))
        .route("/admin/calls/{slug}/settings", get().to(editor::settings::show))
        .route("/admin/calls/{slug}/settings", post().to(editor::settings::save))
}

fn editing_parts(site: Under) -> Under {
    use admin::editor;
    site.route("/admin/calls/{slug}/referees", get().to(editor::referees::show))
        .route("/admin/calls/{slug}/referees", post().to(editor::referees::save))
        .route("/admin/calls/{slug}/referees/questions", post().to(editor::referees::act))
        .route("/admin/calls/{slug}/referees/new", get().to(editor::questions::new_to_referees))
        .route("/admin/calls/{slug}/referees/new", post().to(editor::questions::add_to_referees))
        .route("/admin/calls/{slug}/referees/questions/{asked}", get().to(editor::questions::show_to_referees))
        .route("/admin/calls/{slug}/referees/questions/{asked}", post().to(editor::questions::save_to_referees))
        .route(
            "/admin/calls/{slug}/referees/questions/{asked}/condition",
            get().to(editor::conditions::show_to_referees),
        )
        .route(
            "/admin/calls/{slug}/referees/questions/{asked}/condition",
            post().to(editor::conditions::save_to_referees),
        )
        .route("/admin/calls/{slug}/nomination", get().to(editor::nomination::show))
        .route("/admin/calls/{slug}/nomination", post().to(editor::nomination::save))
        .route("/admin/calls/{slug}/hosting", get().to(editor::hosting::show))
        .route("/admin/calls/{slug}/hosting", post().to(editor::hosting::save))
        .route("/admin/calls/{slug}/pairing", get().to(editor::pairing::show))
        .route("/admin/calls/{slug}/pairing", post().to(editor::pairing::save))
        .route("/admin/calls/{slug}/sealing", get().to(editor::sealing::show))
        .route("/admin/calls/{slug}/sealing", post().to(editor::sealing::save))
        .route("/admin/calls/{slug}/texts", get().to(editor::texts::show))
        .route("/admin/calls/{slug}/texts", post().to(editor::texts::save))
        .route("/admin/calls/{slug}/names", get().to(editor::names::show))
        .route("/admin/calls/{slug}/names", post().to(editor::names::change))
        .route("/admin/calls/{slug}/languages", get().to(editor::languages::list))
        .route("/admin/calls/{slug}/languages/{language}", get().to(editor::languages::chapters))
        .route("/admin/calls/{slug}/languages/{language}/{chapter}", get().to(editor::languages::show))
        .route("/admin/calls/{slug}/languages/{language}/{chapter}", post().to(editor::languages::save))
        .route("/admin/calls/{slug}/letters", get().to(editor::texts::letters))
        .route("/admin/calls/{slug}/letters", post().to(editor::texts::save_letters))
        .route("/admin/calls/{slug}/preview", get().to(editor::preview::show))
        .route("/admin/calls/{slug}/preview/{key}", get().to(editor::preview::section))
        .route("/admin/calls/{slug}/preview/{key}", post().to(editor::preview::check))
}
