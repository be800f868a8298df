use std::fmt::Display;

use db::{Backend, IntoValue, Query, QueryBuilder};
use model::{Caller, Direction, NewImage, SortKey, fold};

use super::{
    moments::moment_value,
    query::{Filter, ImageQuery, SharedFilter, VisibilityFilter},
};
use crate::rows::{IMAGE, SortValue};

/// The one place where the text of a list's query is put together. Every value is bound.
pub(super) struct Conditions {
    backend: Backend,
    sql: QueryBuilder,
}

impl Conditions {
    /// A query of images after the words `before`: none, or those that ask for its plan.
    pub fn new(backend: Backend, before: &str) -> Self {
        // In these words the indexes say which images they leave out.
        let sql = format!("{before} select {IMAGE} from image where image.status <> 'deleted'");
        Self {
            backend,
            sql: QueryBuilder::new(sql),
        }
    }

    /// `count` of what `query` asks for, in the order and from the place on, for the list of `caller`, who may see all.
    pub fn list(
        mut self,
        caller: &Caller,
        sees_all: bool,
        query: &ImageQuery,
        order: &[(SortKey, Direction)],
        place: Option<&[SortValue]>,
        count: usize,
    ) -> Query {
        self.listed(caller, sees_all, query);
        for filter in &query.filters {
            self.filter(filter);
        }
        if let Some(place) = place {
            self.after(order, place);
        }
        self.ordered(order, count);
        self.sql.build()
    }

    /// Those that belong in the list of whoever asks; all of them, if they see all.
    fn listed(&mut self, caller: &Caller, sees_all: bool, query: &ImageQuery) {
        let project = caller.project.as_str();
        if !sees_all {
            self.push(" and (image.visibility in ('public', 'community') or image.owner = ")
                .bind(project);
            self.push(
                " or (image.visibility = 'shared' and image.id in (select image_id from member where project_id = ",
            )
            .bind(project);
            if let SharedFilter::Only(status) = query.shared {
                self.push(" and member.status = ").bind(status.as_str());
            }
            self.push(")))");
        }
        match query.listed {
            VisibilityFilter::All => {}
            VisibilityFilter::Usual => {
                self.push(" and (image.visibility <> 'community' or image.owner = ")
                    .bind(project)
                    .push(")");
            }
            VisibilityFilter::Only(visibility) => {
                self.push(" and image.visibility = ")
                    .bind(visibility.as_str());
            }
        }
        self.push(" and image.hidden = ").bind(query.hidden);
    }

    /// Those of which `filter` holds.
    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::Text(field, values) => self.one_of(field.column(), values),
            Filter::Number { field, least, most } => {
                let column = field.column();
                for (sign, bound) in [(" >= ", least), (" <= ", most)] {
                    if let Some(bound) = bound {
                        self.push(" and ").push(column).push(sign).bind(*bound);
                    }
                }
            }
            Filter::Moment {
                field,
                from,
                until,
                outside,
            } => {
                self.push(if *outside {
                    " and not (1 = 1"
                } else {
                    " and (1 = 1"
                });
                for (sign, bound) in [(" >= ", from), (" < ", until)] {
                    if let Some(bound) = bound {
                        let value = moment_value(self.backend, *bound);
                        let column = field.column();
                        self.push(" and ").push(column).push(sign).bind(value);
                    }
                }
                self.push(")");
            }
            Filter::Search(words) if words.is_empty() => {}
            // No name is as long, and SQLite takes no pattern of more than 50,000 bytes.
            Filter::Search(words) if words.chars().count() > NewImage::LONGEST_NAME => {
                self.push(" and 1 = 0");
            }
            Filter::Search(words) => {
                // Names that were not folded yet are compared by whoever reads the rows.
                self.push(" and (image.name_folded like ")
                    .bind(format!("%{}%", literal(&fold(words))))
                    .push(" escape '!' or (image.name_folded is null and image.name is not null) or image.id = ")
                    .bind(words.to_ascii_lowercase())
                    .push(")");
            }
            Filter::SharedWith(project, status) => {
                self.push(" and image.visibility = 'shared' and image.owner <> ")
                    .bind(project.as_str())
                    .push(" and exists (select 1 from member where member.image_id = image.id and member.project_id = ")
                    .bind(project.as_str());
                if let Some(status) = status {
                    self.push(" and member.status = ").bind(status.as_str());
                }
                self.push(")");
            }
            Filter::Protected(protected) => {
                self.push(" and image.protected = ").bind(*protected);
            }
            Filter::Tag(tag) => {
                self.push(" and exists (select 1 from image_tag where image_tag.image_id = image.id and image_tag.tag = ")
                    .bind(tag)
                    .push(")");
            }
            Filter::Property(name, value) => {
                self.push(" and exists (select 1 from image_property where image_property.image_id = image.id and image_property.name = ")
                    .bind(name)
                    .push(" and image_property.value = ")
                    .bind(value)
                    .push(")");
            }
        }
    }

    fn one_of(&mut self, column: &'static str, values: &[String]) {
        if values.is_empty() {
            self.push(" and 1 = 0");
            return;
        }
        self.push(" and ").push(column).push(" in (");
        self.sql.push_list(values).push(")");
    }

    /// Those that come after the place at which the keys of `order` have these values.
    fn after(&mut self, order: &[(SortKey, Direction)], place: &[SortValue]) {
        // Implied by the rest, and what lets an index begin at the place.
        if let (Some((key, way)), Some(value)) = (order.first(), place.first())
            && !key.may_be_absent()
        {
            let sign = match way {
                Direction::Ascending => " >= ",
                Direction::Descending => " <= ",
            };
            self.push(" and ").column(*key).push(sign).value(value);
        }
        self.push(" and ");
        let mut open = 0;
        for (index, ((key, way), value)) in order.iter().zip(place).enumerate() {
            self.push("(");
            open += 1;
            self.beyond(*key, *way, value);
            if index + 1 < order.len() {
                self.push(" or (");
                open += 1;
                self.equal(*key, value);
                self.push(" and ");
            }
        }
        self.push(")".repeat(open));
    }

    /// In this order, and at most so many.
    fn ordered(&mut self, order: &[(SortKey, Direction)], limit: usize) {
        for (index, (key, way)) in order.iter().enumerate() {
            self.push(if index == 0 { " order by " } else { ", " })
                .column(*key);
            // What is not set is less than anything, on both databases.
            self.push(match (way, key.may_be_absent()) {
                (Direction::Ascending, false) => " asc",
                (Direction::Ascending, true) => " asc nulls first",
                (Direction::Descending, false) => " desc",
                (Direction::Descending, true) => " desc nulls last",
            });
        }
        self.push(" limit ")
            .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    }

    fn beyond(&mut self, key: SortKey, way: Direction, value: &SortValue) {
        match (way, value.is_absent()) {
            (Direction::Ascending, true) => self.column(key).push(" is not null"),
            (Direction::Ascending, false) => self.column(key).push(" > ").value(value),
            (Direction::Descending, true) => self.push("1 = 0"),
            (Direction::Descending, false) if key.may_be_absent() => {
                self.push("(").column(key).push(" < ").value(value);
                self.push(" or ").column(key).push(" is null)")
            }
            (Direction::Descending, false) => self.column(key).push(" < ").value(value),
        };
    }

    fn equal(&mut self, key: SortKey, value: &SortValue) {
        if value.is_absent() {
            self.column(key).push(" is null");
        } else {
            self.column(key).push(" = ").value(value);
        }
    }

    fn column(&mut self, key: SortKey) -> &mut Self {
        self.push("image.").push(key.as_str())
    }

    fn value(&mut self, value: &SortValue) -> &mut Self {
        match value {
            SortValue::Text(text) => self.bind(text.as_deref().unwrap_or_default()),
            SortValue::Number(number) => self.bind(number.unwrap_or_default()),
            SortValue::Moment(moment) => self.bind(*moment),
        }
    }

    fn push(&mut self, text: impl Display) -> &mut Self {
        self.sql.push(text);
        self
    }

    fn bind(&mut self, value: impl IntoValue) -> &mut Self {
        self.sql.push_bind(value);
        self
    }
}

/// `text` as `like` has to be told it, so that its own signs mean nothing.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '!') {
            literal.push('!');
        }
        literal.push(sign);
    }
    literal
}
