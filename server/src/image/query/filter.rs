use std::time::Duration;

use model::{Invalid, OffsetDateTime};
use registry::{Filter, MomentField, NumberField, TextField};

use super::{operator, truth};

/// Reads one filter. A name that is no field's is a property's.
pub fn parse(name: &str, value: &str) -> Result<Filter, Invalid> {
    let text = |field, value: &str| Ok(Filter::Text(field, vec![value.to_owned()]));
    match name {
        "id" => {
            let ids = words(name, value)?;
            let ids = ids.into_iter().map(|id| id.to_ascii_lowercase()).collect();
            Ok(Filter::Text(TextField::Id, ids))
        }
        "name" => Ok(Filter::Text(TextField::Name, words(name, value)?)),
        "status" => Ok(Filter::Text(TextField::Status, words(name, value)?)),
        "container_format" => Ok(Filter::Text(
            TextField::ContainerFormat,
            words(name, value)?,
        )),
        "disk_format" => Ok(Filter::Text(TextField::DiskFormat, words(name, value)?)),
        "owner" => text(TextField::Owner, value),
        "checksum" => text(TextField::Checksum, value),
        "os_hash_algo" => text(TextField::HashAlgorithm, value),
        "os_hash_value" => text(TextField::Hash, value),
        "protected" => Ok(Filter::Protected(truth(name, value)?)),
        "created_at" => moment(name, MomentField::CreatedAt, value),
        "updated_at" => moment(name, MomentField::UpdatedAt, value),
        _ => match number_field(name) {
            Some((field, ends)) => number(name, field, ends, value),
            None => Ok(Filter::Property(name.to_owned(), value.to_owned())),
        },
    }
}

/// The values of a field that takes `eq:` and `in:`. Whatever else stands before a colon belongs to the value, as in the
/// names `ubuntu:24.04` and `C:\vm`.
fn words(name: &str, value: &str) -> Result<Vec<String>, Invalid> {
    match operator::split(value) {
        (Some("eq"), value) => Ok(vec![value.to_owned()]),
        (Some("in"), list) => operator::list(name, list),
        _ => Ok(vec![value.to_owned()]),
    }
}

fn unknown(name: &str, operator: &str, known: &str) -> Invalid {
    Invalid::new(
        name,
        format_args!("is compared by `{operator}:`, which is not among {known}"),
    )
}

/// Which ends of a span a parameter sets.
#[derive(Clone, Copy)]
enum Ends {
    Least,
    Most,
    Both,
}

fn number_field(name: &str) -> Option<(NumberField, Ends)> {
    let (field, ends) = match (name.strip_suffix("_min"), name.strip_suffix("_max")) {
        (Some(field), _) => (field, Ends::Least),
        (_, Some(field)) => (field, Ends::Most),
        _ => (name, Ends::Both),
    };
    let field = match field {
        "size" => NumberField::Size,
        "virtual_size" => NumberField::VirtualSize,
        "min_disk" => NumberField::MinDisk,
        "min_ram" => NumberField::MinRam,
        _ => return None,
    };
    Some((field, ends))
}

fn number(name: &str, field: NumberField, ends: Ends, value: &str) -> Result<Filter, Invalid> {
    let number = value.trim().parse::<i64>();
    let number = number.map_err(|_| Invalid::new(name, "is not a whole number"))?;
    let (least, most) = match ends {
        Ends::Least => (Some(number), None),
        Ends::Most => (None, Some(number)),
        Ends::Both => (Some(number), Some(number)),
    };
    Ok(Filter::Number { field, least, most })
}

fn moment(name: &str, field: MomentField, value: &str) -> Result<Filter, Invalid> {
    let (operator, at) = if let Some(at) = operator::moment(value) {
        (None, Some(at))
    } else {
        let (operator, rest) = operator::split(value);
        (operator, operator::moment(rest))
    };
    let at = at.ok_or_else(|| {
        let problem = if operator::has_lost_its_plus(value) {
            "has a space where its zone begins: a plus sign stands for a space in a query, so write it as %2B, \
             such as gte:2026-01-31T12:00:00%2B02:00"
        } else {
            "is not compared with a time in ISO 8601, such as gte:2026-01-31T12:00:00Z"
        };
        Invalid::new(name, problem)
    })?;
    let (after, span) = (next(at), |from, until, outside| Filter::Moment {
        field,
        from,
        until,
        outside,
    });
    match operator.unwrap_or("eq") {
        "eq" => Ok(span(Some(at), Some(after), false)),
        "neq" => Ok(span(Some(at), Some(after), true)),
        "gt" => Ok(span(Some(after), None, false)),
        "gte" => Ok(span(Some(at), None, false)),
        "lt" => Ok(span(None, Some(at), false)),
        "lte" => Ok(span(None, Some(after), false)),
        other => Err(unknown(name, other, "eq, neq, gt, gte, lt and lte")),
    }
}

/// The first moment that is later as clients see it: answers show seconds, the database keeps microseconds.
fn next(at: OffsetDateTime) -> OffsetDateTime {
    let step = if at.nanosecond() == 0 {
        Duration::from_secs(1)
    } else {
        Duration::from_micros(1)
    };
    at.checked_add(step.try_into().unwrap_or_default())
        .unwrap_or(at)
}
