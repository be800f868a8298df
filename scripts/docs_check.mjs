// Checks what the documentation says about the repository: paths, code symbols, tests, links and the index of decisions.
// Run without arguments. Each problem is one line: file:line, what was named, and what is wrong with it. Exit 1 if there are any.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rust } from './docs_check/rust.mjs';
import { slug, spans, tableColumn } from './docs_check/markdown.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(ROOT);

/** Files that the build, a run or the operator makes: documented, but not in the repository. */
const MADE = [/^target\//, /^end2end\/(node_modules|test-results)$/, /^vitrine\.toml$/, /^manifest\.json$/, /^database\.sqlite$/, /^clouds\.yaml$/];
/** Parts of request paths and media types, which have the shape of a file's path. */
const REQUESTS = [/^info\/usage$/, /^(application|text)\/[\w.+-]+$/];
const EXTENSIONS = /\.(rs|md|mjs|js|py|sh|toml|css|sql|json|c|ini|txt)$/;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  .split('\n')
  .filter((path) => path && existsSync(path));
const folders = new Set(tracked.flatMap((path) => path.split('/').slice(0, -1).map((_, at, parts) => parts.slice(0, at + 1).join('/'))));
const paths = [...tracked, ...folders];

const decisions = readdirSync('docs/decisions').filter((name) => /^\d{4}-/.test(name)).sort();
const records = decisions.map((name) => `docs/decisions/${name}`);
const topLevel = readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const pages = ['README.md', 'CONTRIBUTING.md', ...topLevel, ...records];

const problems = [];
const problem = (file, line, text) => problems.push(`${file}:${line}: ${text}`);

const rust = new Rust(tracked.filter((path) => path.endsWith('.rs')));
const specs = tracked.filter((path) => path.startsWith('end2end/specs/')).map((path) => readFileSync(path, 'utf8'));
/** The scripts and tests that are not Rust. */
const elsewhere = tracked.filter((path) => /\.(sh|mjs|py)$/.test(path)).map((path) => readFileSync(path, 'utf8')).join('\n');
const python = tracked.filter((path) => /^end2end\/.*\.py$/.test(path)).map((path) => readFileSync(path, 'utf8'));

for (const page of pages) checkPaths(page);
for (const page of [...pages, 'CHANGELOG.md', 'docs/decisions/README.md']) checkLinks(page);
for (const page of pages.filter((page) => !/^Status: superseded/m.test(readFileSync(page, 'utf8')))) checkSymbols(page);
checkIdentifiers('docs/architecture.md');
for (const page of pages) checkSettings(page);
checkDocumented();
checkTests('docs/faults.md', 'test');
checkTests('docs/security.md', 'shown by');
checkIndex();
for (const file of tracked.filter((path) => /\.(rs|mjs|py|sh|toml|yml)$/.test(path))) checkMentions(file);

for (const text of problems) console.error(`✗ ${text}`);
process.exit(problems.length > 0 ? 1 : 0);

/** Every path in backticks is a file or a folder of the repository: from its root, from the page's folder, or by its last parts. */
function checkPaths(page) {
  for (const { text, line } of spans(readFileSync(page, 'utf8'))) {
    if (!/^[\w.@-]+(\/[\w.@-]+)*\/?$/.test(text)) continue;
    if (!text.includes('/') && !EXTENSIONS.test(text)) continue;
    if ([...MADE, ...REQUESTS].some((pattern) => pattern.test(text))) continue;
    const path = text.replace(/\/$/, '');
    const found = paths.some((known) => known === path || known === join(dirname(page), path) || known.endsWith(`/${path}`));
    if (!found) problem(page, line, `\`${text}\`: no such file or folder`);
  }
}

/** Every page of the documentation that the source or a script names exists. */
function checkMentions(file) {
  readFileSync(file, 'utf8').split('\n').forEach((content, at) => {
    for (const [name] of content.matchAll(/\bdocs\/[\w/-]+\.md\b/g)) {
      if (!existsSync(name)) problem(file, at + 1, `${name} does not exist`);
    }
  });
}

/** Every relative link leads to a file, and its fragment to a heading of that file. */
function checkLinks(page) {
  const lines = readFileSync(page, 'utf8').split('\n');
  lines.forEach((content, at) => {
    for (const [, target] of content.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, fragment] = target.split('#');
      const path = file === '' ? page : join(dirname(page), file);
      if (!existsSync(path)) {
        problem(page, at + 1, `the link to ${target}: ${path} does not exist`);
      } else if (fragment) {
        const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading));
        if (!headings.includes(fragment)) problem(page, at + 1, `the link to ${target}: ${path} has no heading #${fragment}`);
      }
    }
  });
}

/** Every `Type::method`, `crate::NAME`, `macro!` and `function(…)` is defined in the source. */
function checkSymbols(page) {
  for (const { text, line } of spans(readFileSync(page, 'utf8'))) {
    const fault = rust.faultOfSymbol(text);
    if (fault) problem(page, line, `\`${text}\`: ${fault}`);
  }
}

/** Every identifier of several words (`write_body`, `PageResult`) occurs in the source. */
function checkIdentifiers(page) {
  for (const { text, line } of spans(readFileSync(page, 'utf8'))) {
    const identifier = /^[a-z]+(_[a-z0-9]+)+$/.test(text) || /^([A-Z][a-z0-9]+){2,}$/.test(text);
    if (identifier && !rust.mentions(text)) problem(page, line, `\`${text}\`: the identifier occurs nowhere in the source`);
  }
}

/** Every constant (`PART`) and every variable (`VITRINE_LISTEN`, the key `listen` of the configuration) is defined. */
function checkSettings(page) {
  for (const { text, line } of spans(readFileSync(page, 'utf8'))) {
    const [, variable] = text.match(/^VITRINE_([A-Z0-9_]+)(=.*)?$/) ?? [];
    if (variable && !rust.mentions(`VITRINE_${variable}`) && !rust.isSetting(variable.toLowerCase()) && !elsewhere.includes(`VITRINE_${variable}`)) {
      problem(page, line, `\`VITRINE_${variable}\`: neither a variable of the source, the scripts or the tests, nor a key of the configuration`);
    }
    if (page === 'docs/limits.md' && /^[A-Z]+(_[A-Z]+)*$/.test(text) && !text.startsWith('VITRINE_') && !rust.constants.has(text)) {
      problem(page, line, `\`${text}\`: no constant of this name in the source`);
    }
  }
}

/** Every key that `Config::KEYS` allows as a variable is in the table of README.md. */
function checkDocumented() {
  const file = 'server/src/config/settings.rs';
  const keys = existsSync(file) && readFileSync(file, 'utf8').match(/const KEYS: [^=]*= \[([^\]]*)\]/);
  if (!keys) return problem('scripts/docs_check.mjs', 1, `no list KEYS in ${file}: the list of variables has moved`);
  const readme = readFileSync('README.md', 'utf8');
  for (const [, key] of keys[1].matchAll(/"(\w+)"/g)) {
    if (!readme.includes(`\`VITRINE_${key.toUpperCase()}\``)) problem('README.md', 1, `the variable VITRINE_${key.toUpperCase()} (${file}) is not described`);
  }
}

/** Every test that the column `column` of a page's tables names exists, and is where its module path says. */
function checkTests(page, column) {
  for (const { cell, line } of tableColumn(readFileSync(page, 'utf8'), column)) {
    for (const { text } of spans(cell)) {
      if (!/^[a-z0-9_]+(::|$)/.test(text) || EXTENSIONS.test(text)) continue;
      for (const name of expand(text)) {
        const fault = rust.faultOfTest(name);
        const inPython = fault && python.some((source) => new RegExp(`def ${basename(name)}\\b`).test(source));
        if (fault && !inPython) problem(page, line, `\`${name}\`: ${fault}`);
      }
    }
    if (!/\.spec\b/.test(cell)) continue;
    for (const [, title] of cell.replace(/`[^`]*`/g, '').matchAll(/"([^"]{12,})"/g)) {
      if (!specs.some((source) => source.includes(title))) problem(page, line, `"${title}": no browser test has this title`);
    }
  }
}

/** `a::{b, c}` is `a::b` and `a::c`. */
function expand(name) {
  const group = name.match(/^(.*)\{(.*)\}$/);
  return group ? group[2].split(',').map((last) => group[1] + last.trim()) : [name];
}

/** Every decision has a title, a date, a status and its sections, and the index repeats the first three. */
function checkIndex() {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  for (const name of decisions) {
    const file = `docs/decisions/${name}`;
    const text = readFileSync(file, 'utf8');
    const number = Number(name.slice(0, 4));
    const title = text.match(/^# (\d+)\. (.*)$/m);
    const date = text.match(/^Date: (\d{4}-\d\d-\d\d)/m);
    const status = text.match(/^Status: ((accepted|superseded by \d+|amended).*)$/m);
    if (!title || Number(title[1]) !== number) problem(file, 1, `the title is not "# ${number}. …"`);
    if (!date) problem(file, 1, 'no line "Date: YYYY-MM-DD"');
    if (!status) problem(file, 1, 'no line "Status: accepted", "Status: superseded by N" or "Status: amended …"');
    for (const section of ['Context', 'Decision', 'Alternatives considered', 'Consequences']) {
      if (!text.includes(`\n## ${section}\n`)) problem(file, 1, `no section "## ${section}"`);
    }
    if (!title || !date || !status) continue;
    const row = `| ${number} | [${title[2]}](${name}) | ${date[1]} | ${status[1]} |`;
    if (!index.includes(row)) problem('docs/decisions/README.md', 1, `the index lacks this row: ${row}`);
  }
  for (const [, name] of index.matchAll(/\]\((\d{4}-[^)]*)\)/g)) {
    if (!decisions.includes(name)) problem('docs/decisions/README.md', 1, `${name} is no record`);
  }
}
