//! Sentences in pieces: those whose arguments are merely put in. Most are such, among them days and moments, of which a page of a
//! list says a hundred.

use fluent_bundle::{FluentArgs, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

/// A sentence's text and the places of its arguments.
pub(super) struct Pieces(Vec<Piece>);

enum Piece {
    Text(String),
    Argument(String),
}

impl Pieces {
    /// The id and the pieces of a message that has arguments and nothing to choose or to reckon.
    pub(super) fn of_entry(entry: &Entry<&str>) -> Option<(String, Self)> {
        let Entry::Message(message) = entry else { return None };
        let elements = &message.value.as_ref()?.elements;
        let pieces = elements.iter().map(piece).collect::<Option<Vec<_>>>()?;
        let has_arguments = pieces.iter().any(|piece| matches!(piece, Piece::Argument(_)));
        has_arguments.then(|| (message.id.name.to_owned(), Self(pieces)))
    }

    /// The texts one after another; `None` where an argument is missing, or is a number, which is written as the language does.
    pub(super) fn with<'a>(&'a self, args: &'a FluentArgs<'_>) -> Option<Vec<&'a str>> {
        let text = |piece: &'a Piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Argument(name) => match args.get(name.as_str()) {
                Some(FluentValue::String(text)) => Some(text.as_ref()),
                _ => None,
            },
        };
        self.0.iter().map(text).collect()
    }

    /// The sentence with these texts put in; `None` where one is missing.
    pub(super) fn filled(&self, args: &[(&str, &str)]) -> Option<String> {
        let mut said = String::with_capacity(64);
        for piece in &self.0 {
            said.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Argument(name) => args.iter().find(|(given, _)| given == name).map(|(_, text)| *text)?,
            });
        }
        Some(said)
    }

    /// Names of the arguments.
    #[cfg(test)]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Argument(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }
}

fn piece(element: &PatternElement<&str>) -> Option<Piece> {
    match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Argument(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    }
}
