//! What runs without a person. A job looks at what is due at a moment and does it; whoever runs it says which moment that is, so a
//! test can run one by hand. Jobs of the clock are leased: of several processes one runs each. Mails are leased one by one.

pub mod deliver_mail;
pub mod pass_time;
mod runner;
mod stop;

use crate::actions::{documents, scanning, thumbnails};
pub use runner::{Periodic, Running, start};

/// The jobs of the clock.
pub const PERIODIC: &[Periodic] = &[
    Periodic {
        name: "pass_time",
        every: std::time::Duration::from_mins(1),
        run: |app, now| Box::pin(async move { pass_time::run(&app, now).await }),
    },
    Periodic {
        name: "scan_documents",
        every: std::time::Duration::from_secs(15),
        run: |app, now| Box::pin(async move { scanning::scan(&app, now).await }),
    },
    Periodic {
        name: "draw_thumbnails",
        every: std::time::Duration::from_secs(15),
        run: |app, now| Box::pin(async move { thumbnails::draw(&app, now).await }),
    },
    Periodic {
        name: "sweep_files",
        every: std::time::Duration::from_hours(6),
        run: |app, _| Box::pin(async move { documents::sweep(&app).await }),
    },
];
