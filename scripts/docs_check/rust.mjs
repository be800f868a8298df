// What the Rust source defines: functions, types, constants, macros and tests, found by their text.
import { readFileSync } from 'node:fs';

/** Names of libraries and browsers that the documentation uses without their module. */
const FOREIGN = new Set(['File', 'XMLHttpRequest', 'http_builder']);

export class Rust {
  constructor(paths) {
    this.files = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    this.functions = names(this.files, /\bfn ([a-zA-Z0-9_]+)/g);
    this.types = names(this.files, /\b(?:struct|enum|trait|type|union) ([A-Z][A-Za-z0-9_]*)/g);
    this.constants = names(this.files, /\b(?:const|static) ([A-Z][A-Z0-9_]*)\b/g);
    this.macros = names(this.files, /\bmacro_rules! ([a-z0-9_]+)/g);
    this.tests = this.files.flatMap(testsOf);
    this.modules = new Set(this.files.flatMap(({ path, text }) => [
      ...path.replace(/\.rs$/, '').split('/'),
      ...[...text.matchAll(/\bmod ([a-z0-9_]+)/g)].map(([, name]) => name),
    ]));
  }

  /** What is wrong with a symbol, or nothing: it is right, or the text is no symbol. */
  faultOfSymbol(text) {
    const macro = text.match(/^([a-z0-9_]+)!$/);
    if (macro) return this.macros.has(macro[1]) ? null : `no macro \`${macro[1]}!\` in the source`;
    // Names of other crates are not looked for.
    const [crate] = text.split('::');
    if (/^[a-z]/.test(crate) && crate !== text && !this.modules.has(crate)) return null;
    const method = text.match(/^(?:[a-z_]+::)*([A-Z]\w*)::(\w+)(\(.*\))?$/);
    if (method) return this.faultOfMember(method[1], method[2]);
    const constant = text.match(/^(?:[a-z_]+::)+([A-Z][A-Z0-9_]+)$/);
    if (constant) return this.constants.has(constant[1]) ? null : `no constant \`${constant[1]}\` in the source`;
    const type = text.match(/^(?:[a-z_]+::)+([A-Z][A-Za-z0-9]*)$/);
    if (type) return this.types.has(type[1]) ? null : `no type \`${type[1]}\` in the source`;
    // `receiver.method(…)?`, `module::function(…)`, `function(…)`: the last name before the parenthesis. HTTP and SQL are no symbols.
    const call = text.match(/^(?:[\w&]+(?:\.|::))*(\w+)\([^()]*\)\??$/);
    if (!call) return null;
    if (FOREIGN.has(call[1])) return null;
    // A type, or a variant of an enum.
    if (/^[A-Z]/.test(call[1])) return this.types.has(call[1]) || this.mentions(call[1]) ? null : `no type \`${call[1]}\` in the source`;
    return this.functions.has(call[1]) ? null : `no function \`${call[1]}\` in the source`;
  }

  /** Whether a word occurs in the source at all. */
  mentions(word) {
    const pattern = new RegExp(`\\b${word}\\b`);
    return this.files.some(({ text }) => pattern.test(text));
  }

  /** Whether a word is a key of the configuration: a field in `server/src/config`, or of Keystone's settings. */
  isSetting(key) {
    const name = key.replace(/^keystone_/, '');
    const pattern = new RegExp(`\\b(pub )?${name}: `);
    return this.files.some(({ path, text }) => /config|settings/.test(path) && pattern.test(text));
  }

  faultOfMember(type, member) {
    if (!this.types.has(type)) return FOREIGN.has(type) ? null : `no type \`${type}\` in the source`;
    const owner = new RegExp(`\\b(?:impl\\b[^{;]*|enum |trait )\\b${type}\\b[^;{]*\\{`);
    const definition = new RegExp(`\\b(?:fn|const|type) ${member}\\b|^\\s*${member}\\s*(?:[,({=]|$)`, 'm');
    const found = this.files.some(({ text }) => owner.test(text) && definition.test(text));
    return found ? null : `\`${type}\` has no \`${member}\` in the source`;
  }

  /** What is wrong with the name of a test: `module::name`, `module::…` for all of a module, `…` for a part of a name. */
  faultOfTest(name) {
    const segments = name.split('::').map((segment) => segment.trim());
    const last = segments.pop();
    const unknown = segments.find((segment) => !this.modules.has(segment));
    if (unknown) return `no module \`${unknown}\``;
    const wanted = new RegExp(`^${last.replace(/\*/g, '…').split('…').map((part) => part.replace(/\W/g, '')).join('.*')}$`);
    const named = this.tests.filter((test) => wanted.test(test.name));
    const inPlace = named.filter((test) => segments.every((segment) => test.modules.has(segment)));
    if (inPlace.length > 0) return null;
    if (named.length > 0) return `the test is in ${[...new Set(named.map((test) => test.path))].join(', ')}, not in \`${segments.join('::')}\``;
    // The name of a whole module of tests.
    const module = this.tests.some((test) => [...segments, last].every((segment) => test.modules.has(segment)));
    return module ? null : 'no test, and no module of tests, has this name';
  }
}

function names(files, pattern) {
  return new Set(files.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name)));
}

/** The functions of a file that is made for tests, or of the part of it that is. Only tests have a `TestDb`. */
function testsOf({ path, text }) {
  const whole = /(^|\/)(tests|testkit|conformance|corpus)(\/|\.rs$)/.test(path) || /\bTestDb\b/.test(text);
  const start = whole ? 0 : text.search(/^\s*(#\[cfg\(.*test.*\)\]|#\[(tokio::)?test)/m);
  if (start < 0) return [];
  const part = text.slice(start);
  const modules = new Set([...path.replace(/\.rs$/, '').split('/'), ...[...part.matchAll(/\bmod ([a-z0-9_]+)/g)].map(([, name]) => name)]);
  return [...part.matchAll(/\bfn ([a-z0-9_]+)/g)].map(([, name]) => ({ name, path, modules }));
}
