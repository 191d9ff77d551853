//! Column types: the domain's words, ids, names and instants stand in rows as they are.
//!
//! Each is written for both databases and for the connection that is either. Ids are TEXT of 36 characters, words are TEXT,
//! instants are TIMESTAMP in UTC with six decimals always, so that SQLite's text sorts by time.

mod instant;

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromStaticSqlRow, Queryable},
    sql_types::{Nullable, Text},
};

use crate::domain::{
    form::Answers,
    hosting::{
        consent::{ConsentState, Facts},
        posts::{HostKind, PostState},
    },
    id,
    letter::LetterState,
    nomination::{AuthorityKind, NominationState},
    own_data::{RequestKind, RequestState},
    permission::Role,
    person::{EmailAddress, PersonName},
    text::Text as LocalText,
    thread::Party,
    time::{Day, Zone},
    workflow::{AssignmentState, By, CallState, DocumentState, Event, MailState, OfferState, Outcome, Status},
};

/// A raw value as text, without a copy.
macro_rules! from_text {
    ($type:ty, $text:ident => $value:expr) => {
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $type {
            fn from_sql(mut raw: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                let $text = raw.read_text();
                $value
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn from_sql(raw: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let $text = std::str::from_utf8(raw.as_bytes())?;
                $value
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, $crate::db::conn::MultiBackend> for $type {
            fn from_sql(raw: $crate::db::conn::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                raw.from_sql::<Self, diesel::sql_types::Text>()
            }
        }
    };
}

/// What makes a type stand for a column of this SQL type in queries and rows.
macro_rules! expression {
    ($type:ty, $sql:ty) => {
        $crate::db::types::expression!(@one $type, $type, $sql);
        $crate::db::types::expression!(@one &$type, $type, $sql);
        $crate::db::types::expression!(@one &&$type, $type, $sql);
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Nullable<$sql>, DB> for $type
        where
            DB: diesel::backend::Backend,
            Self: diesel::serialize::ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl<DB> diesel::deserialize::Queryable<$sql, DB> for $type
        where
            DB: diesel::backend::Backend,
            Self: diesel::deserialize::FromStaticSqlRow<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> diesel::deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
    (@one $by:ty, $type:ty, $sql:ty) => {
        impl diesel::expression::AsExpression<$sql> for $by {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
        impl diesel::expression::AsExpression<diesel::sql_types::Nullable<$sql>> for $by {
            type Expression =
                diesel::internal::derives::as_expression::Bound<diesel::sql_types::Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    };
}
pub(super) use expression;

/// A type kept as text that it holds: `value => &str` from it, `text => Result<Self, _>` back.
macro_rules! borrowed_text {
    ($($type:ty: $value:ident => $out:expr, $text:ident => $in:expr;)*) => {$(
        $crate::db::types::expression!($type, diesel::sql_types::Text);
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $type
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                let $value = self;
                diesel::serialize::ToSql::<diesel::sql_types::Text, DB>::to_sql($out, out)
            }
        }
        $crate::db::types::from_text!($type, $text => $in);
    )*};
}

/// A type kept as text that is made for it: `value => String`, `text => Result<Self, _>`.
macro_rules! made_text {
    ($($type:ty: $value:ident => $out:expr, $text:ident => $in:expr;)*) => {$(
        $crate::db::types::expression!($type, diesel::sql_types::Text);
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                let $value = self;
                out.set_value($out);
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let $value = self;
                std::io::Write::write_all(out, $out.as_bytes())?;
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Text, $crate::db::conn::MultiBackend> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::db::conn::MultiBackend>,
            ) -> diesel::serialize::Result {
                out.set_value((diesel::sql_types::Text, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        $crate::db::types::from_text!($type, $text => $in);
    )*};
}

/// Closed sets of words.
macro_rules! word_columns {
    ($($type:ty),* $(,)?) => {
        $crate::db::types::borrowed_text! {
            $($type: value => value.word(), text => text.parse().map_err(|_| $crate::db::types::unreadable(text));)*
        }
    };
}

/// Text that was checked when it came in.
macro_rules! checked_columns {
    ($($type:ty),* $(,)?) => {
        borrowed_text! { $($type: value => value.as_str(), text => text.parse().map_err(|_| unreadable(text));)* }
    };
}

macro_rules! id_columns {
    ($($type:ty),* $(,)?) => {
        made_text! { $($type: value => value.to_string(), text => text.parse().map_err(|_| unreadable(text));)* }
    };
}

/// Values kept whole as JSON.
macro_rules! json_columns {
    ($($type:ty),* $(,)?) => {
        $crate::db::types::made_text! {
            $($type: value => serde_json::to_string(value)?, text => Ok(serde_json::from_str(text)?);)*
        }
    };
}

pub(super) use {borrowed_text, from_text, made_text};
#[expect(unused_imports, reason = "for the words and JSON of single tables")]
pub(super) use {json_columns, word_columns};

/// What stands in the row is none of the type's values: the row was written by something else.
pub(super) fn unreadable(text: &str) -> Box<dyn std::error::Error + Send + Sync> {
    let start: String = text.chars().take(40).collect();
    format!("a row holds \"{start}\", which is no value of its column").into()
}

word_columns! {
    Status, Event, By, Outcome, AssignmentState, OfferState, MailState, DocumentState, CallState, Role,
AuthorityKind,
ConsentState,
HostKind,
LetterState,
NominationState,
Party,
PostState,
RequestKind,
RequestState,
}
checked_columns! { EmailAddress, PersonName }
id_columns! {
    id::UserId, id::SessionId, id::LinkId, id::RoleId, id::ProgrammeId, id::CallId, id::DefinitionId, id::ApplicationId,
    id::RevisionId, id::EventId, id::DocumentId, id::ReturnId, id::ConflictId, id::AssignmentId, id::DecisionId, id::OfferId,
id::AuditId,
id::AuthorityId,
id::ChoiceId,
id::ConsentId,
id::DataRequestId,
id::CoWriterId,
id::RulingId,
id::HostId,
id::HostQuestionId,
id::LetterId,
id::MailId,
id::MessageId,
id::NominationId,
id::PostId,
id::WithdrawalId,
}
json_columns! { LocalText, Answers, Facts }

/// A zone as columns hold it: rows are made with fields of this type, and read into fields of [`Zone`] by way of it.
/// (A foreign type cannot stand in a row, and `Zone` is chrono-tz's.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneName(pub Zone);

borrowed_text! {
    ZoneName: value => value.0.name(), text => text.parse().map(ZoneName).map_err(|_| unreadable(text));
}

/// A day as columns hold it: text that sorts by time. (A foreign type cannot stand in a row, and a day is chrono's.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayName(pub Day);

made_text! {
    DayName: value => value.0.to_string(), text => text.parse().map(DayName).map_err(|_| unreadable(text));
}

impl From<DayName> for Day {
    fn from(name: DayName) -> Self {
        name.0
    }
}

impl From<Zone> for ZoneName {
    fn from(zone: Zone) -> Self {
        Self(zone)
    }
}

impl From<ZoneName> for Zone {
    fn from(name: ZoneName) -> Self {
        name.0
    }
}

/// The same where there may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnZone(Option<ZoneName>);

impl<DB> FromSql<Nullable<Text>, DB> for OwnZone
where
    DB: Backend,
    ZoneName: FromSql<Text, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        ZoneName::from_sql(raw).map(Some).map(Self)
    }

    fn from_nullable_sql(raw: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        raw.map(ZoneName::from_sql).transpose().map(Self)
    }
}

impl<DB> Queryable<Nullable<Text>, DB> for OwnZone
where
    DB: Backend,
    Self: FromStaticSqlRow<Nullable<Text>, DB>,
{
    type Row = Self;
    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

impl From<OwnZone> for Option<Zone> {
    fn from(own: OwnZone) -> Self {
        own.0.map(Zone::from)
    }
}
