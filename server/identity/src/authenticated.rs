use model::Caller;

use crate::{Error, Identity, Principal, Result};

/// The user and scope of a token.
#[derive(Clone, Debug)]
pub struct Authenticated {
    pub principal: Principal,
    /// Who they are in the project that the token is for, if it is for one.
    pub caller: Option<Caller>,
}

impl Identity {
    /// The user and scope of `token`; `None` if it is invalid.
    ///
    /// With a service's token beside it, it may have expired meanwhile: the service finishes what its user began. A
    /// service token that is bad, or not a service's, makes the request unauthenticated.
    pub async fn authenticate_token(
        &self,
        token: &str,
        service: Option<&str>,
    ) -> Result<Option<Authenticated>> {
        let though_expired = match service {
            None => false,
            Some(service) => match self.bearer(service, false).await? {
                Some(known) if known.principal.is_service() => true,
                _ => return Ok(None),
            },
        };
        self.bearer(token, though_expired).await
    }

    async fn bearer(&self, token: &str, though_expired: bool) -> Result<Option<Authenticated>> {
        if let Some(keystone) = &self.keystone {
            let found = keystone.verify(token, though_expired).await?;
            return Ok(found.map(|found| Authenticated {
                principal: found.principal.clone(),
                caller: found.caller.clone(),
            }));
        }
        let found = if though_expired {
            self.token_though_expired(token).await
        } else {
            self.token(token).await
        };
        match found {
            Ok(token) => {
                let principal = Principal::from(&token);
                let caller = token.caller().map(|caller| Caller {
                    origin: principal.origin.clone(),
                    ..caller.clone()
                });
                Ok(Some(Authenticated { principal, caller }))
            }
            Err(Error::NoToken) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether whoever keeps the identities answers.
    pub async fn probe(&self) -> Result<()> {
        match &self.keystone {
            Some(keystone) => keystone.probe().await,
            None => Ok(()),
        }
    }
}
