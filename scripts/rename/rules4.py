# ---- Phase 4: comments, documents, the browser's tests and scripts.
RUST = ('app', 'frontend', 'server')
for pattern, to in (
    (r'\bfront doors\b', 'HTTP endpoints'), (r'\bdoors of the house\b', 'endpoints of the server'), (r'\bdoors of machines\b', 'API endpoints'),
    (r'\bopens a door\b', 'adds an endpoint'), (r'\bOpens a door\b', 'Adds an endpoint'), (r"\bdoor's dialect\b", "endpoint's error format"),
    (r'\bspeak of problems\b', 'write errors'), (r'\bin the dialect of\b', 'in the error format of'),
    (r'\ba door\b', 'an endpoint'), (r'\bA door\b', 'An endpoint'), (r'\bDoors\b', 'Endpoints'), (r'\bdoors\b', 'endpoints'), (r'\bdoor\b', 'endpoint'), (r'\bDoor\b', 'Endpoint'),
    (r'\bregistered and listed in one act\b', 'registered and listed in one call'),
    (r"\bIt is the whole house's\b", 'It belongs to no project'), (r"\bwhat is the whole house's\b", 'what belongs to no project'), (r"\bthe whole house's\b", "no single project's"),
    (r'\binside the house\b', "inside the operator's network"), (r'\bThe whole house\b', 'The whole server'), (r'\bthis house\b', 'this deployment'),
    (r'\bThe house\b', 'The server'), (r'\bA house\b', 'A server'), (r'\b(a|one|the) house\b', r'\1 server'),
    (r'\bwas no deed\b', 'is no action'), (r'\ba deed\b', 'an audit event'), (r'\bA deed\b', 'An audit event'), (r'\bdeeds\b', 'audit events'), (r'\bdeed\b', 'audit event'), (r'\bDeeds\b', 'Audit events'),
    (r'\btold as short stories\b', 'as short tests'), (r'\bEvery story, one after the other\b', 'Every test, one after the other'), (r'\bTells a story on\b', 'Runs a test on'),
    (r'\ba story that is not told is not passed\b', 'a test that does not run has not passed'), (r'\ba story that is told on both databases\b', 'a test that runs on both databases'),
    (r'\bStories of the registry\b', 'Tests of the registry'), (r'\bNonsense at every\b', 'Malformed requests to every'), (r'\bOne kind of nonsense\b', 'One kind of malformed input'),
    (r'\bis a quarrel: step back\b', 'means that offsets do not agree: step back'),
):
    C(pattern, to, *RUST)
C(r'\baudit event\b', 'action', 'server/registry/src/images/update.rs')
C(r'\bOne audit event, or\b', 'One action, or', 'server/registry/src/activity')
C(r'\bfirst word of each audit event\b', 'first word of each action', 'server/registry/src/activity')
C(r'\bThe opposite audit event\b', 'The opposite action', 'app/src/ssr')
C(r'\bServes the server\b', 'Serves it', TESTS)
# Documents: the same words, and code spans by the tables above.
p.documents += ['docs', 'CONTRIBUTING.md', 'README.md', 'end2end']
p.doc_words |= {'Act', 'Deed', 'Deeds', 'Doors', 'Asker', 'Warrant', 'Dialect', 'House', 'Trouble', 'Welcome', 'Flights', 'Spoken', 'Unfit', 'Doomed', 'News', 'speak', 'signpost', 'doors'}
# Addresses of server functions, which stay.
p.not_doc |= {'turn_project', 'turn_user', 'turn_image', 'give_role', 'take_role', 'stands_still'}
p.doc_files |= {'take', 'news', 'served', 'deeds', 'doors', 'otherwise', 'look_after'}
DOCS = ('docs/architecture.md', 'docs/security.md', 'docs/policies.md', 'docs/api.md', 'docs/decisions', 'docs/operations.md', 'docs/limits.md', 'CONTRIBUTING.md')
for pattern, to in (
    (r'`tx\.note\(', '`tx.record_audit_event('), (r'notes an? (deed|audit event|action) in the transaction', 'records an audit event in the transaction'), (r'made beside the deed\b', 'made beside the change'),
    (r'\*\*Doors\*\* are opened with `(Doors|Endpoints)::(door|endpoint)`, which registers a route and lists it in one act', '**Endpoints** are added with `Endpoints::endpoint`, which registers a route and lists it in one call'),
    (r'\bits door\'s dialect\b', "its endpoint's error format"), (r'\bevery door is listed and knocked at\b', 'every endpoint is listed and tried'), (r'\bdoors of machines\b', 'API endpoints'),
    (r'\bthe doors: configuration\b', 'the HTTP endpoints: configuration'), (r'\boutermost door\b', 'outermost interface'),
    (r'\ba door\b', 'an endpoint'), (r'\bdoors\b(?!::)', 'endpoints'), (r'\bdoor\b', 'endpoint'),
    (r'\ba deed\b', 'an action'), (r'\bdeed\b', 'audit event'), (r'\bdomain stories\b', 'domain tests'), (r'\bbrowser stories\b', 'browser tests'),
    (r'\bThe story\n  `everyone', 'The test\n  `everyone'), (r'\ba neighbour, a reader\b', "another project's member, a reader"),
    (r'\bend2end/stories\b', 'end2end/specs'), (r'\bapp/src/served\b', 'app/src/navigation'),
    (r'\bends in `redirect` and `say`', 'ends in `redirect` and `flash_message`'), (r'`SignedIn\(caller\)`', '`RequireCaller(caller)`'), (r'`SignedIn`, the query', '`RequireCaller`, the query'),
    (r'\bdoors::(?=\w)', 'endpoints::'), (r'`take\.rs`', '`write_body.rs`'), (r'\breplay/otherwise\.rs', 'replay/deviations.rs'),
):
    T(pattern, to, *DOCS)
for pattern, to in ((r'\bupload stories\b', 'upload tests'), (r'\bstories in a real\b', 'tests in a real'), (r'\bthe stories of long uploads\b', 'the tests of long uploads'), (r'\bStories named\b', 'Specs named'),
                    (r'\bfails a story\b', 'fails a test'), (r'\ba short story: arranged\b', 'short: arranged')):
    T(pattern, to, 'CONTRIBUTING.md', 'Makefile')
T(r'\bend2end/stories\b', 'end2end/specs', 'scripts', 'Makefile', '.github', 'end2end', 'docs', 'README.md')
T(r"\btestDir: 'stories'", "testDir: 'specs'", 'end2end/playwright.config.mjs')
T(r"(['\"/])stories/", r'\1specs/', 'end2end', 'scripts')
T(r"\bagent = 'stories'", "agent = 'specs'", 'end2end/api.mjs')
T(r'\b([Tt])he stories of\b', r'\1he specs of', 'end2end')
T(r'\bbrowser stories\b', 'browser specs', 'end2end')
T(r'\bBrowser stories\b', 'Browser specs', 'end2end')
T(r'\bThe stories make\b', 'The specs make', 'end2end')
T(r'\bfor stories\b', 'for specs', 'end2end')
M('end2end/world.mjs', 'end2end/sample_data.mjs')
T(r"\./world\.mjs'", "./sample_data.mjs'", 'end2end')
T(r"\bin a world as `furnish` leaves\b", 'on a server as `furnish` leaves', 'end2end')
M('end2end/faults/house.py', 'end2end/faults/deployment.py')
T(r'\bfrom house import\b', 'from deployment import', 'end2end/faults')
T(r'\bHouse\b', 'Deployment', 'end2end/faults')
T(r'\bhouse\b', 'deployment', 'end2end/faults')
T(r'\bcheck_books\b', 'check_consistency', 'end2end/faults')
T(r'\bsettle\(', 'wait_until_idle(', 'end2end/faults/races.py')
T(r'`faults/house\.py`|\bhouse\.py\b', lambda m: m.group(0).replace('house', 'deployment'), 'docs', 'CONTRIBUTING.md')
# CSS classes
R(r'class="deeds"', 'class="form-actions"', 'app/src', raw=True)
R(r'class="deed-more"', 'class="event-more"', 'app/src', raw=True)
R(r'class="deed"', 'class="event"', 'app/src', raw=True)
T(r'\.deeds\b', '.form-actions', 'style', 'end2end')
T(r'\.deed-more\b', '.event-more', 'style', 'end2end')
T(r'\.deed(?=[\s,{:.>])', '.event', 'style')
R(r'\bis no door any more\b', 'is no endpoint any more', TESTS, raw=True)
R(r'\blists its doors\b', 'lists its endpoints', TESTS, raw=True)

for old, new in (('deeds', 'audit_log'), ('endings', 'revocation'), ('revoked', 'revoked_imports'), ('said', 'verdicts'), ('desk', 'dashboard_forms'), ('late_news', 'late_changes'),
                 ('otherwise', 'deviations'), ('lending', 'delegation'), ('deceivers', 'polyglots'), ('no_disks', 'not_disks'), ('turns', 'hash_slots'), ('seal', 'token_cipher')):
    T(r'(?<=[`:])' + old + r'::(?=\w|…)', new + '::', 'docs', 'CHANGELOG.md', 'CONTRIBUTING.md')
T(r'\bfurnish\b', 'createSampleData', 'end2end')
T(r'\bplainly\b', 'plainNames', 'end2end/sample_data.mjs', 'end2end/world.mjs')
T(r'\bhostilely\b', 'hostileNames', 'end2end/sample_data.mjs', 'end2end/world.mjs', 'end2end/specs', 'end2end/stories')

import re as _re
for old, new in list(p.moves):
    if '/' in old and not old.startswith('end2end'):
        tail = r'(?![\w.])' if not old.endswith('.rs') else ''
        T(r'(?<![\w/])' + _re.escape(old) + tail, new, 'scripts', 'end2end', 'Makefile', '.github', 'deny.toml')

R(r'\bis a door, and table\b', 'is an endpoint, and table', TESTS, raw=True)
R(r'\band no door any more\b', 'and no endpoint any more', TESTS, raw=True)
R(r'\bthe first deed\b', 'the first event', TESTS, raw=True)
T(r'(?m)^# door    ', '# endpoint', 'server/tests/it/matrix/table')
T(r'\bis a door as\b', 'is an endpoint as', 'server/tests/it/matrix/table')
T(r'\bdoors\b', 'endpoints', 'server/tests/it/matrix/table')
T(r'\basker\b', 'sender', 'end2end/faults')
T(r'`Identity::standing\(', '`Identity::requester_status(', 'docs')
