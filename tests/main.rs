//! Tests of the whole house, one file per area. Each test is a sentence about a person and has its own database and clock.

#![expect(clippy::unwrap_used, reason = "in a test, what goes wrong is the test's failure")]

mod acceptance;
mod accounts;
mod architecture;
mod browser;
mod calls;
mod check;
mod deadlines;
mod delivery;
mod demo;
mod documents;
mod drafting;
mod editor;
mod faults;
mod forms;
mod hosting;
mod input;
mod journeys;
mod languages;
mod letters;
mod messages;
mod nominations;
mod offers;
mod office;
mod own_data;
mod pairs;
mod permissions;
mod presets;
mod printing;
mod provincial;
mod readme;
mod reviewing;
mod rounds;
mod scanning;
mod screening;
mod sealing;
mod settings;
mod storage;
mod stores;
mod support;
mod threads;
mod together;
mod visitors;
mod words;
