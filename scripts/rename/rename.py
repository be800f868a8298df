#!/usr/bin/env python3
"""Renames the private vocabulary of Vitrine to the field's terms, in the checkout TREE. Safe to run again.

usage: rename.py TREE            rename
       rename.py TREE --check    name collisions that the rules would make, file by file; changes nothing
       rename.py --table         the table old -> new, as Markdown
"""
import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from engine import Program

p = Program()
W, R, M, C, T = p.W, p.R, p.M, p.C, p.T
ALL = ('app', 'frontend', 'server')
MODEL, REG, IDENT, SRV, APP, DB, STORE, KIT = ('server/model', 'server/registry', 'server/identity', 'server/src', 'app/src', 'server/db', 'server/store', 'server/testkit')
TESTS = 'server/tests/it'
UP = 'server/registry/src/uploads'
KS = ('server/identity/src/keystone', 'server/identity/src/keystone.rs')
exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'rules1.py')).read())
for extra in ('rules2.py', 'rules3.py', 'rules4.py'):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), extra)
    if os.path.exists(path):
        exec(open(path).read())

def table():
    print('# Old and new names\n\nA name without a place is the same everywhere below it. The program (`rules1.py` to `rules4.py`) is the full truth.\n')
    print('## Identifiers\n\n| old | new | where |\n|---|---|---|')
    rows = {}
    for old, new, scope, but, _ in p.ids:
        rows.setdefault((old, new), []).extend(x for x in scope if x not in rows.get((old, new), []))
    for (old, new), scope in sorted(rows.items(), key=lambda row: row[0][0].lower()):
        print(f'| `{old}` | `{new}` | {", ".join(scope)} |')
    print('\n## Files and modules\n\n| old | new |\n|---|---|')
    for old, new in p.moves:
        print(f'| `{old}` | `{new}` |')
    print('\n## By pattern\n\n| pattern | new | where |\n|---|---|---|')
    for rx, to, scope, _ in p.res:
        to = '(computed)' if callable(to) else to
        print(f'| `{rx.pattern}` | `{to}` | {", ".join(scope)} |'.replace('\\|', '¦'))

if __name__ == '__main__':
    if sys.argv[1] == '--table':
        table()
    elif '--check' in sys.argv:
        p.collisions(sys.argv[1])
    else:
        p.run(sys.argv[1])
