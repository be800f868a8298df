use model::Policy;

use crate::{Association, ChildQuery, Definitions, Namespace, Object, Result, StoredProperty, Tag};

/// A namespace of a list, with the types of resources that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedNamespace {
    pub namespace: Namespace,
    pub associations: Vec<Association>,
}

/// A namespace with what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub namespace: Namespace,
    pub associations: Vec<Association>,
    pub properties: Vec<StoredProperty>,
    pub objects: Vec<Object>,
    pub tags: Vec<Tag>,
}

impl Definitions<'_> {
    /// A namespace with what it holds. With a type of resources, the names of properties are those on such a resource.
    pub async fn content(&self, name: &str, resource_type: Option<&str>) -> Result<Content> {
        let namespace = self.visible(name).await?;
        self.may(Policy::ListMetadefResourceTypes)?;
        for policy in [
            Policy::GetMetadefObjects,
            Policy::GetMetadefProperties,
            Policy::GetMetadefTags,
        ] {
            self.may_with(policy, &namespace)?;
        }
        let all = ChildQuery::default();
        let mut content = Content {
            associations: self.associations_of(name).await?,
            properties: self.properties_of(name).await?,
            objects: self.objects_of(name, &all).await?,
            tags: self.tags_of(name, &all).await?,
            namespace,
        };
        if let Some(resource_type) = resource_type {
            content.add_prefix(resource_type);
        }
        Ok(content)
    }
}

impl Content {
    /// Gives properties the names that they have on resources of that type. Another type has no prefix.
    pub fn add_prefix(&mut self, resource_type: &str) {
        let mut associations = self.associations.iter();
        let association = associations.find(|association| association.name == resource_type);
        let Some(prefix) = association.and_then(|association| association.prefix.as_deref()) else {
            return;
        };
        let of_objects = self.objects.iter_mut();
        let of_objects = of_objects.flat_map(|object| {
            let properties = object
                .properties
                .iter_mut()
                .map(|property| &mut property.name);
            properties.chain(&mut object.required)
        });
        let own = self
            .properties
            .iter_mut()
            .map(|property| &mut property.name);
        for name in own.chain(of_objects) {
            name.insert_str(0, prefix);
        }
    }
}
