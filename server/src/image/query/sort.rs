use model::{Direction, Invalid, SortKey};

/// Reads the order of a list in either spelling: `sort=name:asc,size`, or keys and directions one by one.
pub fn parse(
    sort: Option<&str>,
    keys: &[String],
    directions: &[String],
) -> Result<Vec<(SortKey, Direction)>, Invalid> {
    let Some(sort) = sort else {
        return one_by_one(keys, directions);
    };
    if !keys.is_empty() || !directions.is_empty() {
        return Err(Invalid::new(
            "sort",
            "cannot be combined with sort_key and sort_dir",
        ));
    }
    let parts = sort.trim().split(',').map(|part| {
        let (key, way) = part.split_once(':').unwrap_or((part, ""));
        let way = match way.trim() {
            "" => Direction::Descending,
            way => way.parse()?,
        };
        Ok((key.trim().parse()?, way))
    });
    parts.collect()
}

/// No direction means down, one is for every key, several are one each.
fn one_by_one(
    keys: &[String],
    directions: &[String],
) -> Result<Vec<(SortKey, Direction)>, Invalid> {
    let mut keys = keys
        .iter()
        .map(|key| key.trim().parse())
        .collect::<Result<Vec<SortKey>, _>>()?;
    let ways = directions
        .iter()
        .map(|way| way.trim().parse())
        .collect::<Result<Vec<Direction>, _>>()?;
    if ways.len() > 1 && ways.len() != keys.len() {
        return Err(Invalid::new(
            "sort_dir",
            format_args!("is given {} times for {} keys", ways.len(), keys.len()),
        ));
    }
    if keys.is_empty() && !ways.is_empty() {
        keys.push(SortKey::CreatedAt);
    }
    let way = |index: usize| {
        let way = ways.get(index).or(ways.first());
        way.copied().unwrap_or(Direction::Descending)
    };
    Ok(keys
        .into_iter()
        .enumerate()
        .map(|(index, key)| (key, way(index)))
        .collect())
}
