use std::{fmt, str::FromStr};

use crate::Invalid;

/// Defines the policies: each with its name in Glance, its rule unless an operator says otherwise, what it lets one do
/// (as it continues "you may not …"), and where it is asked.
macro_rules! policies {
    ($($policy:ident = $name:literal, $rule:expr, $meaning:literal, $asked:literal;)+) => {
        /// Something that a policy allows or does not. The name is Glance's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Policy {
            $(#[doc = concat!("`", $name, "`: to ", $meaning, ".")] $policy),+
        }

        impl Policy {
            /// All of them, those about images first.
            pub const ALL: &[Self] = &[$(Self::$policy),+];

            /// The name that it has in a configuration.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$policy => $name),+ }
            }

            /// The rule that holds unless the operator writes another.
            pub fn default_rule(self) -> &'static str {
                match self { $(Self::$policy => $rule),+ }
            }

            /// What it lets one do, as it continues "you may not".
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$policy => $meaning),+ }
            }

            /// Which requests ask it; empty where none does yet.
            pub fn asked_by(self) -> &'static str {
                match self { $(Self::$policy => $asked),+ }
            }
        }
    };
}

const ANYBODY: &str = "";
const ADMIN: &str = "rule:context_is_admin";
const SERVICE: &str = "rule:service_api";
const METADEF_ADMIN: &str = "rule:metadef_admin";
const DEFAULT: &str = "rule:default";
const OWN_READER: &str = "rule:context_is_admin or (role:reader and project_id:%(project_id)s)";
const OWN_MEMBER: &str = "rule:context_is_admin or (role:member and project_id:%(project_id)s)";
const MAKER: &str =
    "rule:context_is_admin or (role:member and project_id:%(project_id)s and project_id:%(owner)s)";
const SEES: &str = "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or project_id:%(member_id)s or \
    'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s))";
const TAKES: &str = "rule:context_is_admin or (role:member and (project_id:%(project_id)s or project_id:%(member_id)s or \
    'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s))";
const KNOWS_MEMBERS: &str = "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or project_id:%(member_id)s))";
const NAMESPACE: &str = "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))";

policies! {
    AddImage = "add_image", MAKER, "create images", "`POST /v2/images`, `POST /uploads` without `image_id`";
    GetImage = "get_image", SEES, "see this image", "every request about one image, each image of a list: refused is as not there";
    GetImages = "get_images", OWN_READER, "list images", "`GET /v2/images`, a project's audit log, its exports and its change feed";
    ModifyImage = "modify_image", OWN_MEMBER, "change images", "`PATCH /v2/images/{id}`, tags, `POST …/import`";
    PublicizeImage = "publicize_image", ADMIN, "make an image public", "create and change with `visibility` public";
    CommunitizeImage = "communitize_image", OWN_MEMBER, "make an image a community image", "create and change with `visibility` community";
    DeleteImage = "delete_image", OWN_MEMBER, "delete images", "`DELETE /v2/images/{id}`";
    UploadImage = "upload_image", OWN_MEMBER, "upload images", "`PUT …/file`, `PUT …/stage`, `POST …/import`, `/uploads`: at the beginning and with every part";
    DownloadImage = "download_image", TAKES, "download images", "`GET …/file`";
    DownloadFromStore = "download_from_store", TAKES, "choose the store to download from", "";
    Deactivate = "deactivate", OWN_MEMBER, "deactivate images", "`POST …/actions/deactivate`";
    Reactivate = "reactivate", OWN_MEMBER, "reactivate images", "`POST …/actions/reactivate`";
    CopyImage = "copy_image", ADMIN, "copy images to other stores", "`POST …/import` by `copy-image`";
    AddMember = "add_member", OWN_MEMBER, "share images", "`POST …/members`";
    DeleteMember = "delete_member", OWN_MEMBER, "end the sharing of images", "`DELETE …/members/{project}`";
    GetMember = "get_member", KNOWS_MEMBERS, "see a member of an image", "`GET …/members/{project}`";
    GetMembers = "get_members", KNOWS_MEMBERS, "list the members of an image", "`GET …/members`";
    ModifyMember = "modify_member", "rule:context_is_admin or (role:member and project_id:%(member_id)s)", "answer for this project",
        "`PUT …/members/{project}`; `member_id` is that project";
    GetImageLocation = "get_image_location", OWN_READER, "see where an image lies", "";
    SetImageLocation = "set_image_location", OWN_MEMBER, "say where an image lies", "";
    DeleteImageLocation = "delete_image_location", ADMIN, "take a place away from an image", "";
    AddImageLocation = "add_image_location",
        "rule:service_api or (role:member and project_id:%(project_id)s and project_id:%(owner)s)", "give an image a place", "";
    FetchImageLocation = "fetch_image_location", SERVICE, "fetch the places of an image", "";
    StoresInfoDetail = "stores_info_detail", "rule:context_is_admin or rule:service_api", "see how stores are set up",
        "`GET /v2/info/stores/detail`";
    GetCertificates = "get_certificates", OWN_READER, "see certificates", "`GET /api/v1/certificates`, `GET …/certificates/{id}`, `GET …/projects/{id}/signatures`";
    ManageCertificates = "manage_certificates", ADMIN, "manage certificates",
        "`POST` and `DELETE` of `/api/v1/certificates`, `POST …/revoke`, `PUT …/projects/{id}/signatures`";
    ContextIsAdmin = "context_is_admin", "role:admin", "act as an admin",
        "every request: who it holds for sees all images, gives them to other projects, downloads deactivated ones";
    ServiceApi = "service_api", "role:service or role:admin", "act as a service of the cloud", "other rules";
    Default = "default", ANYBODY, "do this", "other rules";
    TasksApiAccess = "tasks_api_access", ADMIN, "use tasks", "`/v2/tasks`, before the two below";
    GetTask = "get_task", DEFAULT, "see a task", "`GET /v2/tasks/{id}`";
    GetTasks = "get_tasks", DEFAULT, "list tasks", "`GET /v2/tasks`";
    AddTask = "add_task", DEFAULT, "begin a task", "`POST /v2/tasks`";
    ModifyTask = "modify_task", DEFAULT, "change a task", "";
    ManageImageCache = "manage_image_cache", ADMIN, "manage the cache", "";
    ListCachedNodes = "list_cached_nodes", ADMIN, "see which nodes hold an image in their cache", "";
    CacheImage = "cache_image", ADMIN, "put an image into the cache", "";
    CacheList = "cache_list", ADMIN, "list the cache", "";
    CacheDelete = "cache_delete", ADMIN, "take an image out of the cache", "";
    CacheClean = "cache_clean", ADMIN, "clean the cache", "";
    CachePrune = "cache_prune", ADMIN, "prune the cache", "";
    MetadefDefault = "metadef_default", ANYBODY, "do this with metadata definitions", "other rules";
    MetadefAdmin = "metadef_admin", ADMIN, "manage metadata definitions", "other rules";
    GetMetadefNamespace = "get_metadef_namespace", NAMESPACE, "see a namespace", "every request about one namespace, each namespace of a list: refused is as not there";
    GetMetadefNamespaces = "get_metadef_namespaces", OWN_READER, "list namespaces", "`GET /v2/metadefs/namespaces`";
    AddMetadefNamespace = "add_metadef_namespace", METADEF_ADMIN, "make namespaces", "`POST /v2/metadefs/namespaces`";
    ModifyMetadefNamespace = "modify_metadef_namespace", METADEF_ADMIN, "change namespaces", "`PUT /v2/metadefs/namespaces/{namespace}`";
    DeleteMetadefNamespace = "delete_metadef_namespace", METADEF_ADMIN, "delete namespaces", "`DELETE …/namespaces/{namespace}`, and of all its properties, objects or tags";
    GetMetadefObject = "get_metadef_object", NAMESPACE, "see an object of a namespace", "`GET …/objects/{name}`, each object of a list";
    GetMetadefObjects = "get_metadef_objects", NAMESPACE, "list objects of a namespace", "`GET …/objects`, `GET …/namespaces/{namespace}`";
    AddMetadefObject = "add_metadef_object", METADEF_ADMIN, "add objects to a namespace", "`POST …/objects`, `POST …/namespaces` with objects";
    ModifyMetadefObject = "modify_metadef_object", METADEF_ADMIN, "change objects of a namespace", "`PUT …/objects/{name}`";
    DeleteMetadefObject = "delete_metadef_object", METADEF_ADMIN, "delete objects of a namespace", "`DELETE …/objects/{name}`, `DELETE …/objects`";
    ListMetadefResourceTypes = "list_metadef_resource_types", NAMESPACE, "list resource types", "`GET /v2/metadefs/resource_types`, `GET …/resource_types`, `GET …/namespaces`, `GET …/namespaces/{namespace}`";
    GetMetadefResourceType = "get_metadef_resource_type", NAMESPACE, "see a resource type", "`GET …/resource_types`, `GET …/properties/{name}` with `resource_type`";
    AddMetadefResourceTypeAssociation = "add_metadef_resource_type_association", METADEF_ADMIN,
        "bind a resource type to a namespace", "`POST …/resource_types`, `POST …/namespaces` with associations";
    RemoveMetadefResourceTypeAssociation = "remove_metadef_resource_type_association", METADEF_ADMIN,
        "free a resource type from a namespace", "`DELETE …/resource_types/{name}`";
    GetMetadefProperty = "get_metadef_property", NAMESPACE, "see a property of a namespace", "`GET …/properties/{name}`";
    GetMetadefProperties = "get_metadef_properties", NAMESPACE, "list properties of a namespace", "`GET …/properties`, `GET …/namespaces/{namespace}`";
    AddMetadefProperty = "add_metadef_property", METADEF_ADMIN, "add properties to a namespace", "`POST …/properties`, `POST …/namespaces` with properties";
    ModifyMetadefProperty = "modify_metadef_property", METADEF_ADMIN, "change properties of a namespace", "`PUT …/properties/{name}`";
    RemoveMetadefProperty = "remove_metadef_property", METADEF_ADMIN, "remove properties of a namespace", "`DELETE …/properties/{name}`, `DELETE …/properties`";
    GetMetadefTag = "get_metadef_tag", NAMESPACE, "see a tag of a namespace", "`GET …/tags/{name}`";
    GetMetadefTags = "get_metadef_tags", NAMESPACE, "list tags of a namespace", "`GET …/tags`, `GET …/namespaces/{namespace}`";
    AddMetadefTag = "add_metadef_tag", METADEF_ADMIN, "add a tag to a namespace", "`POST …/tags/{name}`, `POST …/namespaces` with tags";
    AddMetadefTags = "add_metadef_tags", METADEF_ADMIN, "add tags to a namespace", "`POST …/tags`";
    ModifyMetadefTag = "modify_metadef_tag", METADEF_ADMIN, "change a tag of a namespace", "`PUT …/tags/{name}`";
    DeleteMetadefTag = "delete_metadef_tag", METADEF_ADMIN, "delete a tag of a namespace", "`DELETE …/tags/{name}`";
    DeleteMetadefTags = "delete_metadef_tags", METADEF_ADMIN, "delete the tags of a namespace", "`DELETE …/tags`";
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Policy {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.iter().find(|policy| policy.as_str() == name);
        found
            .copied()
            .ok_or_else(|| Invalid::new(name, "is not the name of a policy"))
    }
}
