//! Where the answers are other than Glance's and Keystone's, no recorded exchange shows it, and a test of another file does.

/// Rows of `docs/api.md` about what no exchange shows, and the test that does.
pub const SHOWN_ELSEWHERE: [(&str, &str); 40] = [
    (
        "a signature of which a property is missing is ignored",
        "four_properties_make_a_signature_and_three_make_none",
    ),
    (
        "the certificate of a signature is any that the user has in Barbican; signatures by `DSA` and `ECC_SECT…` keys are verified",
        "what_cannot_be_verified_is_refused_before_any_data",
    ),
    (
        "the properties of a verified signature can be changed",
        "a_signature_counts_as_it_is_when_the_image_becomes_active_and_then_stays",
    ),
    (
        "`options` of users and projects are kept",
        "what_is_not_enforced_is_not_accepted",
    ),
    (
        "a token is checked before the data of an upload alone",
        "whatever_ends_it_ends_all_of_it_at_once_on_every_node",
    ),
    (
        "a restricted one of an admin makes users with passwords and gives roles",
        "a_restricted_credential_of_an_admin_makes_nobody_who_outlives_it",
    ),
    (
        "a token made from a revoked one stays good",
        "a_token_made_from_a_revoked_one_ends_with_it",
    ),
    (
        "an admin may disable and delete themselves",
        "an_admin_neither_disables_nor_deletes_nor_demotes_themselves",
    ),
    (
        "an application credential that an unrestricted one made lasts on its own",
        "what_a_credential_makes_ends_with_it_and_not_later",
    ),
    (
        "`kernel_id` and `ramdisk_id` are any text unless a schema file is installed",
        "what_no_image_can_have_is_refused_by_the_name_of_its_field",
    ),
    (
        "a list has no end of filters, and as many bytes as its images make it",
        "a_page_of_large_images_ends_early",
    ),
    (
        "properties and tags have no limit in bytes",
        "a_value_is_counted_in_characters_and_an_image_in_bytes",
    ),
    (
        "of two changes of one property at once the later is kept",
        "of_two_changes_of_one_property_at_once_the_later_is_refused",
    ),
    (
        "staging and imports ask the policy `modify_image`",
        "no_way_in_passes_by_the_policy_of_uploads",
    ),
    (
        "a page of a list of which every image is refused by policy ends the list",
        "an_image_that_a_rule_refuses_is_as_none_and_ends_no_list",
    ),
    (
        "quotas are soft: uploads of unknown length pass `image_size_total`",
        "uploads_of_any_size_never_pass_the_limit_by_a_byte",
    ),
    (
        "use in `info/usage` leaves out what uploads under way will bring",
        "what_is_under_way_counts_as_used",
    ),
    (
        "a required property can be taken away after the create",
        "properties_that_the_operator_requires_are_required",
    ),
    (
        "a marker that was deleted meanwhile is 400",
        "a_page_goes_on_after_an_image_that_was_deleted",
    ),
    (
        "`next` is there whenever a page is full",
        "the_next_page_is_of_the_same_list_and_never_empty",
    ),
    (
        "`first` and `next` keep one of several `tag`, `sort_key`, `sort_dir`",
        "the_next_page_is_of_the_same_list_and_never_empty",
    ),
    (
        "moments are compared to the microsecond, and shown to the second",
        "a_list_is_filtered_by_every_field",
    ),
    (
        "`add` sets formats and owner where `replace` may not",
        "what_may_not_be_changed_is_named",
    ),
    (
        "an image can be staged before its formats are set, and never imported then",
        "staging_is_refused_as_in_glance",
    ),
    (
        "staged data stays for ever",
        "staged_bytes_that_nobody_imports_go_after_a_day",
    ),
    (
        "staged data is inspected when it is imported",
        "what_is_refused_while_it_is_staged_leaves_nothing",
    ),
    (
        "whoever sees an image sees its tasks",
        "a_member_sees_an_image_and_not_how_it_came",
    ),
    ("tasks convert formats", "a_task_makes_an_image"),
    (
        "an address is filtered by its text; a name may resolve to anything",
        "a_name_that_resolves_to_the_internal_network_is_refused",
    ),
    (
        "a failed task says \"internal error\"",
        "what_goes_wrong_leaves_nothing_and_says_why",
    ),
    (
        "data can be put to an image whose import waits",
        "nothing_else_comes_to_an_image_whose_import_waits",
    ),
    (
        "tags in the order given",
        "tags_are_shown_in_alphabetical_order",
    ),
    (
        "services, endpoints and regions are rows",
        "services_endpoints_and_the_region_come_from_the_configuration",
    ),
    (
        "ids of services and endpoints are 32 hex digits",
        "services_endpoints_and_the_region_come_from_the_configuration",
    ),
    (
        "the own password can be changed without a token",
        "everyone_is_asked_who_they_are",
    ),
    (
        "projects nest, and may be domains",
        "what_is_not_enforced_is_not_accepted",
    ),
    ("limits of domains", "what_is_not_enforced_is_not_accepted"),
    (
        "`access_rules` of application credentials",
        "what_is_not_enforced_is_not_accepted",
    ),
    (
        "there are a role `manager` and implied roles as rows",
        "four_roles_are_there_and_stay",
    ),
    (
        "groups, trusts, federation, OAuth, EC2",
        "what_is_not_enforced_is_not_accepted",
    ),
];
