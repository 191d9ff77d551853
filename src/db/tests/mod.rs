//! What storage promises, tried on the database that `SOJOURN_TEST_DATABASE` names, or on SQLite where it names none.

mod claims;
mod lists;
mod office;
mod place;
mod states;
mod tables;
mod writing;
