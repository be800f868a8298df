# ---- Phase 3: functions, fields and variables; test names with the private vocabulary.
# Server functions: their addresses stay.
for old, new, Old, New in (('turn_project', 'set_project_enabled', 'TurnProject', 'SetProjectEnabled'), ('turn_user', 'set_user_enabled', 'TurnUser', 'SetUserEnabled'),
                           ('give_role', 'assign_role', 'GiveRole', 'AssignRole'), ('take_role', 'revoke_role', 'TakeRole', 'RevokeRole')):
    W(old, new, 'app/src')
    W(Old, New, 'app/src')
W('TurnImage', 'SetActive', 'app/src')
W('TurnButton', 'SetActiveButton', 'app/src/pages/images')
R(r'(\n\s+)deed: String,', r'\1#[serde(rename = "deed")]\1action: String,', 'app/src/ssr/undo.rs', raw=True)
# Flash messages
W('say', 'flash_message', 'app/src/api', 'app/src/ssr.rs', 'app/src/ssr')
W('say_all', 'flash_outcome', 'app/src')
W('say_link', 'flash_with_link', 'app/src')
W('say_secret', 'flash_with_secret', 'app/src')
W('say_undo', 'flash_with_undo', 'app/src')
W('say_to_anybody', 'flash_to_anyone', 'app/src')
R(r'\bssr::said\(\)', 'ssr::take_flash()', 'app/src/pages')
W('said', 'take_flash', 'app/src/ssr.rs', 'app/src/ssr/flash.rs')
W('said', 'flash', 'app/src/pages/frame.rs')
W('returned', 'form_state', 'app/src/pages', 'app/src/ssr.rs')
R(r'\bpub fn returned<F', 'pub fn form_state<F', 'app/src/ssr/flash.rs')
W('returned_by', 'form_state_of', 'app/src')
W('caller_or_guest', 'require_session', 'app/src')
W('is_door', 'is_endpoint', 'app/src')
W('everybodys', 'all_projects', 'app/src/pages/activity.rs', 'app/src/pages/routes.rs')
W('guest', 'refusal', 'app/src/pages/frame.rs', 'app/src/pages/frame/account.rs', 'app/src/pages/shell.rs')
W('give', 'attach_file', 'app/src/upload/choose.rs', 'app/src/upload/engine', 'app/src/upload/queue.rs')
W('give_to_any', 'attach_to_any', 'app/src/upload')
W('note', 'record', 'app/src/upload/trace.rs', 'app/src/upload/tray/row.rs')
W('portion', 'list_page', 'app/src/pages/images/list.rs')
W('unfit', 'mismatch', 'app/src/upload')
# Identity
W('guest', 'without_roles', 'server/identity/src')
W('overseer', 'system_token', 'server/identity/src')
W('known_by', 'authenticate_token', 'server')
R(r'\bself\.seal\.close\(', 'self.cipher.encrypt(', *KS)
R(r'\bself\.seal\.open\(', 'self.cipher.decrypt(', *KS)
R(r'\bseal(: (?:Seal|TokenCipher))', r'cipher\1', 'server/identity/src/keystone.rs')
R(r'\bseal\((&?token)\)\?\.close\(', r'cipher(\1)?.encrypt(', 'server/identity/src/flash.rs')
R(r'\bseal\((&?token)\)\?\.open\(', r'cipher(\1)?.decrypt(', 'server/identity/src/flash.rs')
W('seal', 'cipher', 'server/identity/src/flash.rs', 'server/identity/src/seal.rs', 'server/identity/src/token_cipher.rs')
W('close', 'encrypt', 'server/identity/src/seal.rs', 'server/identity/src/token_cipher.rs')
W('open', 'decrypt', 'server/identity/src/seal.rs', 'server/identity/src/token_cipher.rs')
W('seal', 'encrypt_token', 'server/identity/src/keystone/web.rs', 'server/identity/src/requesters.rs')
W('unseal', 'decrypt_token', 'server/identity/src')
for f in ('turns.rs', 'hash_slots.rs', 'passwords.rs'):
    W('turns', 'slots', 'server/identity/src/' + f)
    W('turn', 'slot', 'server/identity/src/' + f)
W('speaks_in', 'acts_in', 'server/identity')
W('lendable', 'delegable', 'server/identity')
# Registry
R(r'\bself\.held\(', 'self.query_reservations(', 'server/registry/src/quota/ledger.rs')
R(r'\bfn held\(', 'fn query_reservations(', 'server/registry/src/quota/ledger.rs')
R(r'\bself\.hold\(id\)', 'self.lock_reservation(id)', 'server/registry/src/quota/ledger.rs')
R(r'\bfn hold\(&mut self, id', 'fn lock_reservation(&mut self, id', 'server/registry/src/quota/ledger.rs')
W('held', 'reservation', 'server/registry/src/quota/ledger.rs')
W('HELD', 'RESERVATION_COLUMNS', 'server/registry/src/quota/ledger.rs')
R(r'\bfn take\(&mut self, name: &str', 'fn set_parameter(&mut self, name: &str', 'server/registry/src/activity/query.rs')
R(r'\bquery(\s*)\.take\((?=\s*\Z|&?\w+,)', r'query\1.set_parameter(', 'server/registry', 'server/src', 'app/src/pages/activity')
W('met', 'conflicting_field', 'server/registry/src/images/meet.rs', 'server/registry/src/images/conflict.rs', 'server/registry/src/images/update.rs')
M('server/registry/src/images/meet.rs', 'server/registry/src/images/conflict.rs')
W('let_go', 'release', 'server/registry/src/fsck/orphans.rs')
# Server
W('look', 'require_reader', 'server/src/identity/services.rs')
W('look', 'check', 'server/src/commands/fsck.rs')
W('there', 'redirect_to_keystone', 'server/src/identity/signpost.rs', 'server/src/identity/redirect.rs')
W('not_here', 'not_served_here', 'server/src/identity/signpost.rs', 'server/src/identity/redirect.rs')
W('nobody', 'not_authenticated', 'server/src/problem.rs')
R(r'\bProblem::nobody\(', 'Problem::not_authenticated(', 'server/src')
W('welcome', 'allows', 'server/src/config/cors.rs')
R(r'\.welcome\(', '.allows(', 'server/src/middleware')
# Tests
W('knock', 'send_to', TESTS)
for old, new in (
    ('what_becomes_of_a_user_is_the_whole_houses_affair', 'what_becomes_of_a_user_belongs_to_no_project'),
    ('what_the_server_makes_at_its_first_start_is_nobodys_deed', 'what_the_server_makes_at_its_first_start_is_nobodys_action'),
    ('pages_hold_each_deed_once_while_more_are_noted', 'pages_hold_each_event_once_while_more_are_recorded'),
    ('nonsense_is_refused_and_changes_nothing_on_sqlite', 'malformed_requests_are_refused_and_change_nothing_on_sqlite'),
    ('nonsense_is_refused_and_changes_nothing_on_postgres', 'malformed_requests_are_refused_and_change_nothing_on_postgres'),
    ('nonsense_in_forms_and_addresses_is_refused_and_changes_nothing_on_sqlite', 'malformed_forms_and_addresses_are_refused_and_change_nothing_on_sqlite'),
    ('nonsense_in_forms_and_addresses_is_refused_and_changes_nothing_on_postgres', 'malformed_forms_and_addresses_are_refused_and_change_nothing_on_postgres'),
    ('deeds_are_asked_for_one_by_one_or_by_kind', 'events_are_filtered_by_action_or_by_kind'),
    ('an_export_holds_every_deed_however_many_there_are', 'an_export_holds_every_event_however_many_there_are'),
    ('a_quarrel_without_end_has_an_end', 'repeated_offset_conflicts_end'),
    ('a_neighbours_token_is_none_of_my_business', 'another_users_token_cannot_be_seen'),
    ('a_deed_tells_who_did_what_to_what_and_from_where', 'an_event_tells_who_did_what_to_what_and_from_where'),
    ('a_deed_says_to_what_kind_of_thing_it_is_done', 'an_action_says_to_what_kind_of_thing_it_is_done'),
    ('a_neighbour_cannot_tell_my_image_from_none', 'another_project_cannot_tell_my_image_from_none'),
    ('a_neighbour_cannot_tell_my_upload_from_none', 'another_project_cannot_tell_my_upload_from_none'),
    ('a_name_that_stands_for_the_neighbourhood_is_refused', 'a_name_that_resolves_to_the_internal_network_is_refused'),
    ('a_neighbourhood_is_not_public', 'an_internal_network_is_not_public'),
):
    W(old, new, 'server', 'app')
W('may_go_on', 'check_may_continue', 'server/registry')
R(r'\b(guard|watch)\.holds\(', r'\1.verify(', 'server/registry/src')
R(r'\bfn holds\(&self', 'fn verify(&self', UP + '/watch.rs', UP + '/guard.rs')
R(r'\bself\.holds\(', 'self.verify(', UP + '/watch.rs', UP + '/guard.rs')
W('holds_so_far', 'verify_if_reachable', 'server/registry')
R(r'\.bar\(', '.withdraw_clearance(', 'server/registry/src')
R(r'\bfn bar\(', 'fn withdraw_clearance(', UP)
for old, new in (('disown', 'mark_orphaned'), ('or_give_back', 'restore_image_on_error'), ('keep_no_more', 'release_unused_reservation'), ('take_back', 'undo_create'), ('none_of', 'require_empty'),
                 ('take_last_step', 'finish_if_whole'), ('has_its_bytes', 'end_if_bytes_lost'), ('give_up_lost', 'end_lost'), ('look_into', 'inspect_stored'), ('stands_still', 'is_unchanged'),
                 ('give_back_task', 'retry_task_later'), ('hand_back_task', 'release_task'), ('let_go_of_task', 'release_lease'), ('usual_limits', 'default_limits'), ('lost_its_bytes', 'is_bytes_lost')):
    W(old, new, 'server', 'app/src')
W('goes_on', 'check_session', 'server')
R(r'\.stay\(', '.touch_session(', 'server/identity', 'server/src', 'app/src')
R(r'\bfn stay\(', 'fn touch_session(', 'server/identity')
W('learn_limits', 'sync_limits', 'server')
W('worded', 'convert', 'server/identity/src/keystone/peer.rs', 'server/identity/src/keystone/client.rs')
R(r'(use registry::\{[^}]*?)\bShared\b', r'\1SharedFilter', 'app/src', 'server/src', 'server/registry/tests')
R(r'(?<![\w:])Shared::(All|Only|default)\b', r'SharedFilter::\1', *ALL)
R(r'\.under_way\(', '.open_uploads(', 'server/registry/tests', 'server/tests', 'app/src')
W('DOORS', 'SERVER_FUNCTIONS', 'app/src')
