use std::sync::atomic::Ordering;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    Keystone, KeystoneUnavailable,
    client::{FetchOutcome, unavailable},
};

/// How much of a resource a project may use, or, without a project, each of which nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeystoneLimit {
    pub project: String,
    pub resource: String,
    pub most: i64,
}

#[derive(Debug, Deserialize)]
struct CatalogWire {
    catalog: Vec<ServiceWire>,
}

#[derive(Debug, Deserialize)]
struct ServiceWire {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Deserialize)]
struct RulesWire {
    registered_limits: Vec<RuleWire>,
}

#[derive(Debug, Deserialize)]
struct RuleWire {
    region_id: Option<String>,
    resource_name: String,
    default_limit: i64,
}

#[derive(Debug, Deserialize)]
struct LimitsWire {
    limits: Vec<LimitWire>,
}

#[derive(Debug, Deserialize)]
struct LimitWire {
    region_id: Option<String>,
    project_id: Option<String>,
    resource_name: String,
    resource_limit: i64,
}

impl Keystone {
    /// The limits of the service `image` in our region: registered ones, and exceptions of projects, as far as our service
    /// user may see them. `None` where Keystone knows no such service.
    pub(crate) async fn limits(&self) -> Result<Option<Vec<KeystoneLimit>>, KeystoneUnavailable> {
        let (own, system_token) = (
            self.service_token.token(&self.client, None).await?,
            self.system_token().await?,
        );
        // Keystone has a catalog for projects only, and shows the limits of all projects to the system only.
        let catalog: Option<CatalogWire> = self.fetch("auth/catalog", &own).await?;
        let Some(catalog) = catalog else {
            self.notice(true);
            return Ok(Some(Vec::new()));
        };
        let ours = catalog
            .catalog
            .into_iter()
            .find(|have| have.kind == "image");
        let Some(service) = ours else {
            return Ok(None);
        };
        let (query, is_limited) = (format!("service_id={}", service.id), system_token.is_none());
        let token = system_token.unwrap_or(own);
        let rules: Option<RulesWire> = self
            .fetch(&format!("registered_limits?{query}"), &token)
            .await?;
        let limits: Option<LimitsWire> = self.fetch(&format!("limits?{query}"), &token).await?;
        self.notice(is_limited || rules.is_none() || limits.is_none());
        let rules = rules.map_or_else(Vec::new, |rules| rules.registered_limits);
        let limits = limits.map_or_else(Vec::new, |limits| limits.limits);
        let rules = rules.into_iter().map(|rule| {
            let said = KeystoneLimit {
                project: String::new(),
                resource: rule.resource_name,
                most: rule.default_limit,
            };
            (rule.region_id, said)
        });
        let limits = limits.into_iter().filter_map(|limit| {
            let said = KeystoneLimit {
                // Limits of domains are for trees of projects, which mean nothing here.
                project: limit.project_id?,
                resource: limit.resource_name,
                most: limit.resource_limit,
            };
            Some((limit.region_id, said))
        });
        let all = rules.chain(limits).collect();
        Ok(Some(in_region(all, &self.region)))
    }

    /// What the operator has to do so that the limits of all projects are seen, if anything.
    pub(crate) fn limits_problem(&self) -> Option<String> {
        self.limits_hidden.load(Ordering::Relaxed).then(|| {
            let name = &self.settings.username;
            format!(
                "Keystone's user `{name}` has no role in the system, so not all limits of projects can be seen: give it the \
                 role `reader` there (`openstack role add --user {name} --system all reader`). Until then the quotas of \
                 vitrine.toml hold wherever no limit can be seen"
            )
        })
    }

    /// Tells the operator once that limits cannot be seen, and once that they can be again.
    fn notice(&self, hidden: bool) {
        let was_hidden = self.limits_hidden.swap(hidden, Ordering::Relaxed);
        match (was_hidden, self.limits_problem()) {
            (false, Some(problem)) => tracing::warn!("{problem}"),
            (true, None) => tracing::warn!("Keystone's user sees the limits of all projects now"),
            _ => {}
        }
    }

    /// A token for the whole system, which sees the limits of all projects; `None` if our service user may have none.
    async fn system_token(&self) -> Result<Option<String>, KeystoneUnavailable> {
        let request = json!({ "auth": {
            "identity": self.service_token.proof(),
            "scope": { "system": { "all": true } },
        } });
        let issued = self.client.issue(&request).await?;
        Ok(issued.map(|(token, _)| token))
    }

    /// What Keystone has at `path`; `None` if our service user may not see it.
    async fn fetch<T: DeserializeOwned>(
        &self,
        path: &str,
        token: &str,
    ) -> Result<Option<T>, KeystoneUnavailable> {
        let fetched = match self.client.fetch(path, token).await? {
            FetchOutcome::Ended => {
                let token = self.service_token.token(&self.client, Some(token)).await?;
                self.client.fetch(path, &token).await?
            }
            fetched => fetched,
        };
        match fetched {
            FetchOutcome::Found(found) => Ok(Some(found)),
            FetchOutcome::Denied => Ok(None),
            FetchOutcome::Ended => Err(unavailable(
                "it does not accept the token that it just gave us",
            )),
        }
    }
}

/// Those that hold in `region`; one that was set for it counts more than one for all.
fn in_region(mut all: Vec<(Option<String>, KeystoneLimit)>, region: &str) -> Vec<KeystoneLimit> {
    all.retain(|(of, _)| of.as_deref().is_none_or(|of| of.is_empty() || of == region));
    all.sort_by(|(of, said), (other, about)| {
        (&said.project, &said.resource, other.is_some()).cmp(&(
            &about.project,
            &about.resource,
            of.is_some(),
        ))
    });
    all.dedup_by(|(_, said), (_, kept)| {
        (&said.project, &said.resource) == (&kept.project, &kept.resource)
    });
    all.into_iter().map(|(_, said)| said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_for_our_region_counts_more_than_what_was_set_for_all() {
        let said = |region: Option<&str>, project: &str, most| {
            let said = KeystoneLimit {
                project: project.into(),
                resource: "image_count_total".into(),
                most,
            };
            (region.map(str::to_owned), said)
        };
        let all = vec![
            said(None, "", 1),
            said(Some("RegionOne"), "", 2),
            said(Some("RegionTwo"), "", 3),
            said(None, "lab", 4),
            said(Some("RegionTwo"), "lab", 5),
        ];
        let kept = in_region(all, "RegionOne")
            .into_iter()
            .map(|said| (said.project, said.most));
        assert_eq!(
            kept.collect::<Vec<_>>(),
            [(String::new(), 2), ("lab".to_owned(), 4)]
        );
    }
}
