//! Blind view.
