//! The one place where the registry asks the policies.

use model::{AllowedActions, Caller, Image, NewImage, Policies, Policy, Target, Visibility};

use crate::{Error, Images, Registry, Result};

impl Registry {
    /// The policies in force.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// Refuses what the policies do not let `caller` do, where it is about no image.
    pub fn may(&self, caller: &Caller, policy: Policy) -> Result<()> {
        if self
            .policies
            .allow(caller, policy, &Target::of(&caller.project))
        {
            Ok(())
        } else {
            Err(Error::NotAllowed(policy))
        }
    }
}

impl Images<'_> {
    /// What the caller may do with `image` as it stands, for whoever offers it. No query.
    pub fn actions(&self, image: &Image) -> AllowedActions {
        self.registry.policies.actions(self.caller, image)
    }

    /// Whether the caller sees and does everything.
    pub(crate) fn is_admin(&self) -> bool {
        self.registry.policies.is_admin(self.caller)
    }

    /// Whether the policies let the caller do that with `image`.
    pub(crate) fn allows(&self, policy: Policy, image: &Image) -> bool {
        let target = Target::image(image, &self.caller.project);
        self.registry.policies.allow(self.caller, policy, &target)
    }

    /// Refuses what the policies do not let the caller do with `image`, which they may see.
    pub(crate) fn may(&self, policy: Policy, image: &Image) -> Result<()> {
        self.may_with(policy, image, Target::image(image, &self.caller.project))
    }

    /// The same of a target that says more of `image`.
    pub(crate) fn may_with(&self, policy: Policy, image: &Image, target: Target<'_>) -> Result<()> {
        let allow = |target| self.registry.policies.allow(self.caller, policy, target);
        if allow(&target) {
            return Ok(());
        }
        let own = target.if_owned_by(&self.caller.project);
        if image.owner != self.caller.project && allow(&own) {
            return Err(Error::NotOwner(image.id));
        }
        Err(Error::NotAllowed(policy))
    }

    /// Refuses what only who sees and does everything may do.
    pub(crate) fn only_admins(&self, action: &'static str) -> Result<()> {
        if self.is_admin() {
            Ok(())
        } else {
            Err(Error::Forbidden(action))
        }
    }

    /// Refuses a new image that the caller may not do `policy` with.
    pub(crate) fn may_new(&self, policy: Policy, new: &NewImage) -> Result<()> {
        let target = Target::new_image(new, new.owner.as_ref().unwrap_or(&self.caller.project));
        let allow = |target| self.registry.policies.allow(self.caller, policy, target);
        if allow(&target) {
            return Ok(());
        }
        if new.owner.is_some() && allow(&target.if_owned_by(&self.caller.project)) {
            return Err(Error::Forbidden("give an image to another project"));
        }
        Err(Error::NotAllowed(policy))
    }
}

/// What one must be allowed to show an image to that many.
pub(crate) fn to_show(visibility: Visibility) -> Option<Policy> {
    match visibility {
        Visibility::Public => Some(Policy::PublicizeImage),
        Visibility::Community => Some(Policy::CommunitizeImage),
        Visibility::Private | Visibility::Shared | Visibility::Other(_) => None,
    }
}
