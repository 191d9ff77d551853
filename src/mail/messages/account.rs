//! Messages about an account: who holds an address, and what changed that its owner must know.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        id::LinkId,
        permission::Role,
        sentence::Sentence,
        text::Text,
        time::{Timestamp, Zone},
    },
    mail::{
        context::Context,
        letter::{Letter, Tell},
    },
};

/// Somebody registered with this address: confirm it. Carries no name, because whoever typed it may not hold the address and
/// could use the office to send words of their own to a stranger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmAddress {
    /// The link that confirms.
    pub link: LinkId,
    /// Until when it works.
    pub until: Timestamp,
}

impl Tell for ConfirmAddress {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-confirm-address-subject").with("office", ctx.office))
            .say(Sentence::new("mail-confirm-address-body").with("office", ctx.office))
            .link("mail-confirm-address-link", ctx.secret_address("/confirm", self.link))
            .say(Sentence::new("mail-link-until").with("until", ctx.moment(self.until, ctx.zone)))
            .say(Sentence::new("mail-not-you"))
    }
}

/// Somebody registered with an address that has an account already. The page says the same as for a fresh address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountExists {
    /// Name in the account.
    pub name: String,
}

impl Tell for AccountExists {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-account-exists-subject").with("office", ctx.office))
            .to(&self.name)
            .say(Sentence::new("mail-account-exists-body").with("office", ctx.office))
            .link("mail-link-sign-in", ctx.address("/sign-in"))
            .link("mail-link-reset", ctx.address("/reset"))
            .say(Sentence::new("mail-account-exists-not-you"))
    }
}

/// A new password was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// Name in the account.
    pub name: String,
    /// The link that leads to the new password.
    pub link: LinkId,
    /// Until when it works.
    pub until: Timestamp,
}

impl Tell for ResetPassword {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-reset-password-subject"))
            .to(&self.name)
            .say(Sentence::new("mail-reset-password-body").with("office", ctx.office))
            .link("mail-reset-password-link", ctx.secret_address("/reset", self.link))
            .say(Sentence::new("mail-link-until").with("until", ctx.moment(self.until, ctx.zone)))
            .say(Sentence::new("mail-reset-password-not-you"))
    }
}

/// To the new address of an account: confirm it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmNewAddress {
    /// The link that confirms.
    pub link: LinkId,
    /// Until when it works.
    pub until: Timestamp,
}

impl Tell for ConfirmNewAddress {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-confirm-new-address-subject"))
            .say(Sentence::new("mail-confirm-new-address-body").with("office", ctx.office))
            .link("mail-confirm-address-link", ctx.secret_address("/confirm", self.link))
            .say(Sentence::new("mail-link-until").with("until", ctx.moment(self.until, ctx.zone)))
            .say(Sentence::new("mail-not-you"))
    }
}

/// To the old address: the account has another one now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddressChanged {
    /// Name in the account.
    pub name: String,
    /// The new address.
    pub address: String,
    /// When.
    pub at: Timestamp,
}

impl Tell for AddressChanged {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-address-changed-subject"))
            .to(&self.name)
            .say(Sentence::new("mail-address-changed-body").with("office", ctx.office))
            .fact("mail-fact-new-address", self.address.as_str())
            .fact("mail-fact-when", ctx.moment(self.at, ctx.zone))
            .say(Sentence::new("mail-changed-not-you").with("contact", ctx.contact))
    }
}

/// The password was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// Name in the account.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

impl Tell for PasswordChanged {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-password-changed-subject"))
            .to(&self.name)
            .say(Sentence::new("mail-password-changed-body").with("office", ctx.office))
            .fact("mail-fact-when", ctx.moment(self.at, ctx.zone))
            .link("mail-link-reset", ctx.address("/reset"))
            .say(Sentence::new("mail-changed-not-you").with("contact", ctx.contact))
    }
}

/// The account was closed by its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountClosed {
    /// Name that was in the account.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

impl Tell for AccountClosed {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        Letter::new(Sentence::new("mail-account-closed-subject"))
            .to(&self.name)
            .say(Sentence::new("mail-account-closed-body").with("office", ctx.office))
            .fact("mail-fact-when", ctx.moment(self.at, ctx.zone))
            .say(Sentence::new("mail-changed-not-you").with("contact", ctx.contact))
    }
}

/// Somebody is invited to a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Name of who is invited.
    pub name: String,
    /// Name of who invites.
    pub inviter: String,
    /// The role.
    pub role: Role,
    /// For what: title of the call or programme; empty for the whole office.
    #[serde(default)]
    pub scope: Text,
    /// The link that takes the invitation.
    pub link: LinkId,
    /// Until when it works.
    pub until: Timestamp,
    /// Zone in which that is told first.
    pub zone: Zone,
}

impl Tell for Invitation {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let until = ctx.moment(self.until, self.zone);
        let scope = named(&self.scope, ctx);
        Letter::new(Sentence::new("mail-invitation-subject").with("scope", scope))
            .to(&self.name)
            .say(
                Sentence::new("mail-invitation-body")
                    .with("inviter", self.inviter.as_str())
                    .with("scope", scope)
                    .with("office", ctx.office),
            )
            .say(Sentence::new(duty(self.role)))
            .link("mail-invitation-link", ctx.secret_address("/invitations", self.link))
            .say(Sentence::new("mail-link-until").with("until", until))
            .say(Sentence::new("mail-invitation-not-you").with("contact", ctx.contact))
    }
}

/// Somebody who has an account got a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleGiven {
    /// Name of who got it.
    pub name: String,
    /// Name of who gave it.
    pub giver: String,
    /// The role.
    pub role: Role,
    /// For what: title of the call or programme; empty for the whole office.
    #[serde(default)]
    pub scope: Text,
}

impl Tell for RoleGiven {
    fn letter(&self, ctx: &Context<'_>) -> Letter {
        let scope = named(&self.scope, ctx);
        let (link, page) = match self.role {
            Role::Admin => ("mail-link-admin", "/admin/people"),
            Role::Officer | Role::Chair => ("mail-link-office", "/office"),
            Role::Reviewer => ("mail-link-reviews", "/reviews"),
            Role::Nominator => ("mail-link-nominating", "/nominating"),
            Role::Host => ("mail-link-hosting", "/hosting"),
            Role::Provincial => ("mail-link-provincial", "/provincial"),
        };
        Letter::new(Sentence::new("mail-role-given-subject").with("scope", scope))
            .to(&self.name)
            .say(Sentence::new("mail-role-given-body").with("giver", self.giver.as_str()).with("scope", scope))
            .say(Sentence::new(duty(self.role)))
            .link(link, ctx.address(page))
            .say(Sentence::new("mail-invitation-not-you").with("contact", ctx.contact))
    }
}

/// What stands for a role's scope: its title, or the office's name.
fn named<'a>(scope: &'a Text, ctx: &'a Context<'_>) -> &'a str {
    let title = scope.in_language(ctx.words.reading());
    if title.is_empty() { ctx.office } else { title }
}

/// What somebody with this role does.
const fn duty(role: Role) -> &'static str {
    match role {
        Role::Admin => "mail-role-admin",
        Role::Officer => "mail-role-officer",
        Role::Chair => "mail-role-chair",
        Role::Reviewer => "mail-role-reviewer",
        Role::Nominator => "mail-role-nominator",
        Role::Host => "mail-role-host",
        Role::Provincial => "mail-role-provincial",
    }
}
