use model::OffsetDateTime;
use time::{PrimitiveDateTime, UtcOffset};

/// A value that is bound to a query, or `null` of its type: PostgreSQL wants to know the type of a `null` too.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `text`.
    Text(Option<String>),
    /// `bigint`.
    Integer(Option<i64>),
    /// `integer`, four bytes.
    Int4(Option<i32>),
    /// `boolean`.
    Bool(Option<bool>),
    /// `bytea`, `blob` in SQLite.
    Bytes(Option<Vec<u8>>),
    /// `timestamptz`; in SQLite a text in RFC 3339 with as many digits of a second as it needs. Always in UTC: SQLite
    /// compares texts.
    Time(Option<OffsetDateTime>),
}

/// What can be bound to a query.
pub trait IntoValue: Sized {
    /// The `null` of this type.
    const NULL: Value;

    fn into_value(self) -> Value;
}

macro_rules! into_value {
    ($($Type:ty => $Variant:ident, |$value:ident| $owned:expr;)*) => {$(
        impl IntoValue for $Type {
            const NULL: Value = Value::$Variant(None);

            fn into_value(self) -> Value {
                let $value = self;
                Value::$Variant(Some($owned))
            }
        }
    )*};
}

into_value! {
    &str => Text, |text| text.to_owned();
    String => Text, |text| text;
    &String => Text, |text| text.clone();
    i64 => Integer, |number| number;
    i32 => Int4, |number| number;
    bool => Bool, |flag| flag;
    &[u8] => Bytes, |bytes| bytes.to_vec();
    &Vec<u8> => Bytes, |bytes| bytes.clone();
    Vec<u8> => Bytes, |bytes| bytes;
    OffsetDateTime => Time, |time| in_utc(time);
}

/// The same moment in UTC, or the last one that can be written in UTC where it is later than that.
fn in_utc(time: OffsetDateTime) -> OffsetDateTime {
    time.checked_to_offset(UtcOffset::UTC)
        .unwrap_or(PrimitiveDateTime::MAX.assume_utc())
}

impl<T: IntoValue> IntoValue for Option<T> {
    const NULL: Value = T::NULL;

    fn into_value(self) -> Value {
        self.map_or(T::NULL, T::into_value)
    }
}

impl<'a, T> IntoValue for &'a Option<T>
where
    &'a T: IntoValue,
{
    const NULL: Value = <&'a T>::NULL;

    fn into_value(self) -> Value {
        self.as_ref().into_value()
    }
}

impl IntoValue for Value {
    const NULL: Value = Self::Text(None);

    fn into_value(self) -> Value {
        self
    }
}
