//! What nobody should send: the answer is clear, nothing changes, nothing leaks, and the server never fails.

mod files;
mod forms;
mod inert;
mod sweep;
mod telltale;
mod wire;
