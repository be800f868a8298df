//! How a type that is written as text is read from a column.

/// Reads `$name` from a text column by its `TryFrom<String>`, in either database. An error names the column and the cause:
#[cfg(feature = "sqlx")]
#[macro_export]
macro_rules! text_column {
    ($name:ty) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            String: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as sqlx::Type<DB>>::type_info()
            }

            fn compatible(column: &DB::TypeInfo) -> bool {
                <String as sqlx::Type<DB>>::compatible(column)
            }
        }

        impl<'row, DB: sqlx::Database> sqlx::Decode<'row, DB> for $name
        where
            String: sqlx::Decode<'row, DB>,
        {
            fn decode(
                value: DB::ValueRef<'row>,
            ) -> ::std::result::Result<Self, sqlx::error::BoxDynError> {
                let text = <String as sqlx::Decode<'row, DB>>::decode(value)?;
                Ok(<Self as TryFrom<String>>::try_from(text)?)
            }
        }
    };
}

/// Without a database, as in the browser, there are no columns.
#[cfg(not(feature = "sqlx"))]
#[macro_export]
macro_rules! text_column {
    ($name:ty) => {};
}
