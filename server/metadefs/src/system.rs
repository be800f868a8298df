use crate::Metadefs;

/// What the server and the operator's commands do with definitions, without a caller.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    pub(crate) metadefs: &'a Metadefs,
}
