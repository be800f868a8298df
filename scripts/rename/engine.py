"""The mechanism of rename.py: it reads Rust well enough to tell code, comments and strings apart, and to follow module paths."""
import os, re, subprocess, sys
from collections import defaultdict

SEG = re.compile(r'''(?P<c>//[^\n]*|/\*.*?\*/)|(?P<s>\b(?:b|c)?r(?P<h>\#*)".*?"(?P=h)|\b[bc]?"(?:\\.|[^"\\])*"|"(?:\\.|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\\n])')''', re.S)

def segments(text):
    pos = 0
    for m in SEG.finditer(text):
        if m.start() > pos:
            yield 'code', text[pos:m.start()]
        yield ('comment' if m.group('c') else 'string'), m.group(0)
        pos = m.end()
    if pos < len(text):
        yield 'code', text[pos:]

CRATES = {'app': 'app/src', 'frontend': 'frontend/src', 'server': 'server/src', 'vitrine': 'server/src', 'db': 'server/db/src', 'fetch': 'server/fetch/src',
          'identity': 'server/identity/src', 'inspect': 'server/inspect/src', 'model': 'server/model/src',
          'registry': 'server/registry/src', 'store': 'server/store/src', 'testkit': 'server/testkit/src'}
ROOTS = sorted(set(CRATES.values())) + ['server/tests/it', 'server/registry/tests/it', 'server/inspect/tests/it', 'server/inspect/fuzz/src']

def module_of(path):
    """(root, module path) of a Rust file."""
    for root in sorted(ROOTS, key=len, reverse=True):
        if path.startswith(root + '/'):
            parts = path[len(root) + 1:-3].split('/')
            if parts[-1] in ('lib', 'main', 'mod'):
                parts.pop()
            return root, tuple(parts)
    return None, ()

def match(path, scope):
    return any(path == s or path.startswith(s.rstrip('/') + '/') or (s.endswith('*') and path.startswith(s[:-1])) for s in scope)

class Program:
    def __init__(self):
        self.ids, self.res, self.moves, self.prose, self.texts = [], [], [], [], []
        self.doc_words, self.doc_files, self.not_doc, self.documents = set(), set(), set(), []

    def W(self, old, new, *scope, prose=False, but=()):
        """An identifier: in code, in code spans of comments, as an inline argument of a format string."""
        self.ids.append((old, new, scope, but, prose))

    def R(self, pattern, to, *scope, raw=False):
        """A regular expression over code (raw: over the whole file)."""
        self.res.append((re.compile(pattern, re.S), to, scope, raw))

    def M(self, old, new):
        """A file or folder; for a Rust module its declaration and paths too."""
        self.moves.append((old, new))

    def C(self, pattern, to, *scope):
        """A replacement in comments."""
        self.prose.append((re.compile(pattern), to, scope))

    def T(self, pattern, to, *scope):
        """A replacement in whole text files that are not Rust (or in strings of Rust by R raw)."""
        self.texts.append((re.compile(pattern), to, scope))

    # ---------------------------------------------------------------- modules
    def module_renames(self, tree):
        """{(root, module path): new name} for every Rust module that a move renames."""
        found = {}
        for old, new in self.moves:
            if old.endswith('.rs'):
                root, path = module_of(old)
                if root and path and os.path.basename(old) != os.path.basename(new):
                    found[(root, path)] = os.path.basename(new)[:-3]
        return found

    def rename_paths(self, path, text, renames):
        root, here = module_of(path)
        if root is None:
            return text
        olds = {k[1][-1] for k in renames}
        by_last = defaultdict(list)
        for (r, p), new in renames.items():
            by_last[p[-1]].append((r, p, new))
        here_list = [here]
        segs = list(segments(text))
        # inline modules (`mod tests {`): `super` is then this file's module
        candidates_super = [here[:-1] if here else (), here]

        def resolve(prefix):
            """Module paths that a path prefix (list of segments) may stand for, as (root, tuple)."""
            if not prefix:
                return [(root, here)]
            out = []
            head, rest = prefix[0], tuple(prefix[1:])
            if head == 'crate':
                out.append((root, rest))
            elif head == 'self':
                out.append((root, here + rest))
            elif head == 'super':
                n = 0
                while n < len(prefix) and prefix[n] == 'super':
                    n += 1
                rest = tuple(prefix[n:])
                for base in (here, here + ('tests',)):
                    if len(base) >= n:
                        out.append((root, base[:len(base) - n] + rest))
            else:
                if head in CRATES:
                    out.append((CRATES[head], rest))
                out.append((root, here + (head,) + rest))
                for used in imported.get(head, ()):
                    out.append((used[0], used[1] + rest))
                for used in globs:
                    out.append((used[0], used[1] + (head,) + rest))
            return out

        imported, globs = defaultdict(set), [(root, here[:-1])] if False else []

        def new_name(prefix, word):
            for r, p, new in by_last.get(word, ()):
                for (cr, cp) in resolve(prefix):
                    if (cr, cp + (word,)) == (r, p):
                        return new
            return None

        # pass 1: use statements (walk the tree)
        joined = ''.join(t if k == 'code' else re.sub(r'[^\n]', ' ', t) for k, t in segs)
        edits = []
        for m in re.finditer(r'\buse\s+([^;]*);', joined):
            stack, prefix, pos = [], [], m.start(1)
            for t in re.finditer(r'\w+|::|[{},*]', m.group(1)):
                tok = t.group(0)
                if tok == '{':
                    stack.append(list(prefix))
                elif tok == '}':
                    prefix = stack.pop() if stack else []
                elif tok == ',':
                    prefix = list(stack[-1]) if stack else []
                elif tok == '*':
                    for c in resolve(prefix):
                        globs.append(c)
                elif tok == '::':
                    pass
                elif tok == 'as':
                    pass
                else:
                    if prefix[-1:] == ['as!']:
                        continue
                    new = new_name(prefix, tok) if tok in olds else None
                    if new:
                        edits.append((pos + t.start(), pos + t.end(), new))
                    if re.match(r'[a-z_]', tok) and tok not in ('self', 'super', 'crate'):
                        for c in resolve(prefix):
                            imported[tok].add((c[0], c[1] + (tok,)))
                    if tok == 'self':
                        if prefix:
                            for c in resolve(prefix):
                                imported[prefix[-1]].add(c)
                        else:
                            prefix = ['self']
                        continue
                    prefix = prefix + [tok]
        # pass 2: paths in expressions and types
        done = {e[0] for e in edits}
        for m in re.finditer(r'(?<![\w:.$])(?:::)?(?:\w+::)+', joined):
            words = [w for w in re.finditer(r'\w+', m.group(0))]
            prefix = []
            for w in words:
                tok = w.group(0)
                at = m.start() + w.start()
                if tok in olds and at not in done:
                    new = new_name(prefix, tok)
                    if new is None and not prefix:
                        # an imported module of that name
                        for r, p, cand in by_last[tok]:
                            if (r, p) in imported.get(tok, ()) or any((g[0], g[1] + (tok,)) == (r, p) for g in globs):
                                new = cand
                    if new:
                        edits.append((at, at + len(tok), new))
                        done.add(at)
                prefix.append(tok)
        # pass 3: declarations
        for m in re.finditer(r'\bmod\s+(\w+)\s*;', joined):
            new = renames.get((root, here + (m.group(1),)))
            if new:
                edits.append((m.start(1), m.end(1), new))
        for a, b, new in sorted(set(edits), reverse=True):
            text = text[:a] + new + text[b:]
        return text

    # ---------------------------------------------------------------- one Rust file
    def rust(self, path, text, renames):
        text = self.rename_paths(path, text, renames)
        for rx, to, scope, raw in self.res:
            if not match(path, scope):
                continue
            if raw:
                text = rx.sub(to, text)
            else:
                text = ''.join(rx.sub(to, t) if k == 'code' else t for k, t in segments(text))
        table, prose = {}, set()
        for old, new, scope, but, p in self.ids:
            if match(path, scope) and not match(path, but):
                table.setdefault(old, new)
                if p:
                    prose.add(old)
        word = re.compile(r'(?<![\w])[A-Za-z_]\w*')
        def ids(t):
            return word.sub(lambda m: table.get(m.group(0), m.group(0)), t)
        out = []
        for k, t in segments(text):
            if k == 'code':
                t = ids(t)
            elif k == 'string':
                if '{' in t:
                    t = re.sub(r'\{([A-Za-z_]\w*)(?=[:}])', lambda m: '{' + table.get(m.group(1), m.group(1)), t)
            else:
                t = re.sub(r'`[^`\n]+`', lambda m: ids(m.group(0)), t)
                if prose:
                    t = word.sub(lambda m: table[m.group(0)] if m.group(0) in prose and m.group(0) in table else m.group(0), t)
                for rx, to, scope in self.prose:
                    if match(path, scope):
                        t = rx.sub(to, t)
            out.append(t)
        return ''.join(out)

    # ---------------------------------------------------------------- documents
    def document(self, text):
        """Code spans of a Markdown file: paths of moved files, and names that have one new name everywhere."""
        if not hasattr(self, '_doc'):
            news = defaultdict(set)
            for old, new, *_ in self.ids:
                news[old].add(new)
            self._doc = {old: next(iter(n)) for old, n in news.items()
                         if len(n) == 1 and old not in self.not_doc and (re.search(r'[a-z]_[a-z]|[a-z][A-Z]', old) or old in self.doc_words)}
            self._paths = []
            for old, new in self.moves:
                a, b = (old[:-3], new[:-3]) if old.endswith('.rs') else (old, new)
                parts, to = a.split('/'), b.split('/')
                # the longest tail of the path that says which file it is: at least two elements, or one that is distinctive
                for n in range(len(parts), 0, -1):
                    tail = '/'.join(parts[-n:])
                    head = '/'.join(to[-n:]) if len(to) >= n else b
                    if n >= 2 or parts[-1] in self.doc_files:
                        self._paths.append((re.compile(r'(?<![\w/])(' + re.escape(tail) + r')(?=\.rs\b|/|`|$)'), head))
                    if n == 2 and '/src/' in a:
                        pass
        def span(m):
            t = m.group(0)
            for rx, to in self._paths:
                t = rx.sub(lambda x: to, t)
            return re.sub(r'[A-Za-z_]\w*', lambda w: self._doc.get(w.group(0), w.group(0)), t)
        return re.sub(r'`[^`\n]+`', span, text)

    # ---------------------------------------------------------------- all
    def run(self, tree):
        os.chdir(tree)
        renames = self.module_renames(tree)
        # Paths first as they are now; a second run finds the new names and changes nothing.
        files = subprocess.check_output(['git', 'ls-files'], text=True).split('\n')
        count = 0
        for path in filter(None, files):
            if not os.path.isfile(path) or os.path.islink(path):
                continue
            is_rust = path.endswith('.rs')
            is_document = path.endswith('.md') and match(path, self.documents)
            if not is_rust and not is_document and not any(match(path, s) for _, _, s in self.texts):
                continue
            try:
                text = open(path, encoding='utf-8', newline='').read()
            except UnicodeDecodeError:
                continue
            new = self.rust(path, text, renames) if is_rust else self.document(text) if is_document else text
            for rx, to, scope in self.texts:
                if match(path, scope):
                    new = rx.sub(to, new)
            if new != text:
                open(path, 'w', encoding='utf-8', newline='').write(new)
                count += 1
        moved = 0
        for old, new in self.moves:
            for a, b in ([(old, new)] if not old.endswith('.rs') else [(old, new), (old[:-3], new[:-3])]):
                if a == b or not os.path.exists(a):
                    continue
                if os.path.exists(b):
                    if os.path.isdir(a):
                        for f in subprocess.check_output(['git', 'ls-files', a], text=True).split():
                            target = b + f[len(a):]
                            os.makedirs(os.path.dirname(target), exist_ok=True)
                            subprocess.check_call(['git', 'mv', f, target])
                            moved += 1
                    else:
                        print(f'NOT moved, both are there: {a} {b}')
                    continue
                os.makedirs(os.path.dirname(b) or '.', exist_ok=True)
                subprocess.check_call(['git', 'mv', a, b])
                moved += 1
        print(f'{count} files changed, {moved} moved')

    def collisions(self, tree):
        """Words that are there already and that a rule gives to something else, by file (a warning, not an error)."""
        os.chdir(tree)
        for path in subprocess.check_output(['git', 'ls-files', '*.rs'], text=True).split():
            code = ''.join(t if k == 'code' else ' ' for k, t in segments(open(path).read()))
            words = set(re.findall(r'\b[A-Za-z_]\w*', code))
            for old, new, scope, but, _ in self.ids:
                if match(path, scope) and not match(path, but) and old in words and new in words:
                    print(f'{path}: {old} -> {new}, which is there already')
