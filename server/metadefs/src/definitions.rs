use std::sync::Arc;

use db::{Db, query};
use model::{Caller, Policies, Policy, ProjectId, Target};
use sqlx::AssertSqlSafe;

use crate::{Error, Namespace, NamespaceVisibility, Result, System, rows::NAMESPACE};

/// Metadata definitions in a database.
#[derive(Clone, Debug)]
pub struct Metadefs {
    pub(crate) db: Db,
    pub(crate) policies: Arc<Policies>,
}

/// The definitions as a caller may see and change them.
#[derive(Clone, Copy, Debug)]
pub struct Definitions<'a> {
    pub(crate) metadefs: &'a Metadefs,
    pub(crate) caller: &'a Caller,
}

impl Metadefs {
    /// Those in `db`, whose tables are up to date.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            policies: Arc::default(),
        }
    }

    /// The same, with policies of the operator's.
    #[must_use]
    pub fn with_policies(mut self, policies: Arc<Policies>) -> Self {
        self.policies = policies;
        self
    }

    /// The definitions as `caller` may see and change them.
    pub fn definitions<'a>(&'a self, caller: &'a Caller) -> Definitions<'a> {
        Definitions {
            metadefs: self,
            caller,
        }
    }

    /// The server's own work, which has no caller.
    pub fn system(&self) -> System<'_> {
        System { metadefs: self }
    }
}

impl Definitions<'_> {
    /// Whether the caller sees and does everything.
    pub(crate) fn is_admin(&self) -> bool {
        self.metadefs.policies.is_admin(self.caller)
    }

    /// Refuses what the policies do not let the caller do, where it is about no namespace.
    pub(crate) fn may(&self, policy: Policy) -> Result<()> {
        let target = Target::of(&self.caller.project);
        self.check(policy, &target)
    }

    /// Refuses what the policies do not let the caller do with `namespace`.
    pub(crate) fn may_with(&self, policy: Policy, namespace: &Namespace) -> Result<()> {
        let owner = owner(namespace)?;
        self.check(policy, &Target::namespace(&owner, &namespace.visibility))
    }

    fn check(&self, policy: Policy, target: &Target<'_>) -> Result<()> {
        if self.metadefs.policies.allow(self.caller, policy, target) {
            Ok(())
        } else {
            Err(Error::NotAllowed(policy))
        }
    }

    /// The namespace of that name. One that the caller may not see is as none.
    pub(crate) async fn visible(&self, name: &str) -> Result<Namespace> {
        // PostgreSQL could not look for it.
        if name.contains('\0') {
            return Err(Error::NoNamespace(name.to_owned()));
        }
        let sql = format!("select {NAMESPACE} from metadef_namespace where name = $1");
        let row = query(AssertSqlSafe(sql)).bind(name);
        let found = self.metadefs.db.fetch_optional::<Namespace>(row).await?;
        self.if_visible(found, name)
    }

    pub(crate) fn if_visible(&self, found: Option<Namespace>, name: &str) -> Result<Namespace> {
        let shown = found.filter(|found| self.sees(found));
        shown.ok_or_else(|| Error::NoNamespace(name.to_owned()))
    }

    /// Whether the caller is shown `namespace`: an admin always, others if it is public or their project's, unless the
    /// operator's policies say otherwise.
    pub(crate) fn sees(&self, namespace: &Namespace) -> bool {
        let public = namespace.visibility == NamespaceVisibility::Public.as_str();
        let shown = public || namespace.owner == self.caller.project.as_str() || self.is_admin();
        shown
            && self
                .may_with(Policy::GetMetadefNamespace, namespace)
                .is_ok()
    }
}

/// The project that owns `namespace`.
pub(crate) fn owner(namespace: &Namespace) -> Result<ProjectId> {
    Ok(namespace.owner.parse()?)
}
