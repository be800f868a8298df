// Turns the compiled frontend, style/ and public/ into target/site: small files with names that change with their content.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SITE = join(ROOT, 'target/site');
const WORK = join(ROOT, 'target/site-work');
const STAMP = join(WORK, 'stamp.json');
const COMPRESSIBLE = new Set(['.css', '.html', '.ico', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);
/** What the program may weigh on the wire. */
const WASM_LIMIT = 250_000;
/** What Rust's own target for browsers takes for granted, should the module not say so itself. */
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map((name) => `--enable-${name}`);
/** The oldest browsers that know `light-dark()`. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

const { values: options } = parseArgs({ options: { wasm: { type: 'string' }, 'wasm-bindgen': { type: 'string' } } });
const require = createRequire(join(ROOT, 'end2end/package.json'));
const esbuild = require('esbuild');
/** What decides how inputs become outputs: this text, and the versions of what it calls. */
const TOOLS = [fileURLToPath(import.meta.url), join(ROOT, 'end2end/package-lock.json'), join(ROOT, 'Cargo.lock')];
const say = (text) => console.error(`· ${text}`);

/** One name for the contents `parts` together. */
function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts.flat()) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** Every file below `folder`, in a fixed order. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

/** The program as wasm-bindgen and wasm-opt leave it; the slow half, so it is kept until its input changes. */
function program() {
  const key = digest(TOOLS.map((path) => readFileSync(path)), readFileSync(options.wasm));
  const folder = join(WORK, 'program');
  const mark = join(folder, 'key');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== key) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say('wasm-bindgen and wasm-opt');
    execFileSync(options['wasm-bindgen'], ['--target', 'web', '--no-typescript', '--out-dir', folder, '--out-name', 'vitrine', options.wasm], { stdio: 'inherit' });
    const wasm = join(folder, 'vitrine_bg.wasm');
    // Never a wasm-opt from PATH: Debian's is too old and breaks the module without a word.
    const optimiser = join(dirname(require.resolve('binaryen/package.json')), 'bin/wasm-opt');
    // Copies of one generic function have like names: side by side they compress better. Only then the names may go.
    const passes = ['-Oz', '--reorder-functions-by-name', '--strip-debug', '--strip-producers', '--strip-target-features'];
    execFileSync(process.execPath, [optimiser, ...FEATURES, ...passes, wasm, '-o', wasm], { stdio: 'inherit' });
    writeFileSync(mark, key);
  }
  return folder;
}

/** The one text that esbuild makes of `entry` and all it imports. */
function bundle(entry, more) {
  const result = esbuild.buildSync({ entryPoints: [entry], bundle: true, minify: true, write: false, legalComments: 'none', logLevel: 'warning', ...more });
  return Buffer.from(result.outputFiles[0].contents);
}

/** Writes `content` as `pkg/vitrine.<hash><extension>` and returns that file's name. */
function put(folder, extension, content) {
  const name = `vitrine.${digest([content]).slice(0, 16)}${extension}`;
  writeFileSync(join(folder, 'pkg', name), content);
  return name;
}

/** Puts `.br` and `.gz` beside a file where they are smaller; returns the three sizes. */
function compress(path) {
  const content = readFileSync(path);
  const sizes = { raw: content.length };
  if (!COMPRESSIBLE.has(extname(path))) return sizes;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  for (const [extension, compressed] of [['.br', brotliCompressSync(content, { params: quality })], ['.gz', gzipSync(content, { level: 9 })]]) {
    if (compressed.length < content.length) {
      writeFileSync(path + extension, compressed);
      sizes[extension] = compressed.length;
    }
  }
  return sizes;
}

/** Builds the whole site beside the old one, then takes its place: nobody sees half a site or a stale file. */
function build() {
  const next = join(WORK, 'next');
  rmSync(next, { recursive: true, force: true });
  mkdirSync(join(next, 'pkg'), { recursive: true });
  const built = program();
  const wasm = put(next, '.wasm', readFileSync(join(built, 'vitrine_bg.wasm')));
  // Bundling also takes in the snippets which crates may have left beside the glue.
  const glue = bundle(join(built, 'vitrine.js'), { format: 'esm', target: BROWSERS });
  put(next, '.js', Buffer.from(glue.toString().replaceAll('vitrine_bg.wasm', wasm)));
  // What lies in public/ is fetched by its own name; esbuild complains about any other address.
  const assets = filesUnder(join(ROOT, 'public')).map((path) => `/${relative(join(ROOT, 'public'), path)}*`);
  put(next, '.css', bundle(join(ROOT, 'style/main.css'), { external: assets, target: BROWSERS }));
  cpSync(join(ROOT, 'public'), next, { recursive: true });

  const sizes = Object.fromEntries(filesUnder(next).map((path) => [relative(next, path), compress(path)]));
  const wire = sizes[`pkg/${wasm}`]['.br'];
  show(sizes);
  if (wire > WASM_LIMIT) {
    console.error(`✗ the program is ${wire} bytes in brotli; ${WASM_LIMIT} is the limit. See what grew: cargo tree -p frontend --target wasm32-unknown-unknown, or twiggy`);
    process.exit(1);
  }
  rmSync(SITE, { recursive: true, force: true });
  renameSync(next, SITE);
  return sizes;
}

function show(sizes) {
  const cell = (size) => (size === undefined ? '' : size.toLocaleString('en')).padStart(11);
  console.error(`  ${'bytes'.padEnd(38)}${'raw'.padStart(11)}${'gzip'.padStart(11)}${'brotli'.padStart(11)}`);
  for (const [name, size] of Object.entries(sizes).sort()) {
    console.error(`  ${name.padEnd(38)}${cell(size.raw)}${cell(size['.gz'])}${cell(size['.br'])}`);
  }
}

for (const [path, advice] of [[options.wasm, 'cargo build -p frontend makes it'], [join(ROOT, 'style/main.css'), 'the site has no look without it'], [join(ROOT, 'public'), 'it holds the icons']]) {
  if (!existsSync(path)) {
    console.error(`✗ ${relative(ROOT, path)} is missing: ${advice}`);
    process.exit(1);
  }
}

const inputs = [options.wasm, ...TOOLS, ...filesUnder(join(ROOT, 'style')), ...filesUnder(join(ROOT, 'public'))];
const key = digest(inputs.map((path) => readFileSync(path)), inputs.map((path) => basename(path)).join());
const listing = () => (existsSync(SITE) ? filesUnder(SITE).map((path) => relative(SITE, path)).sort().join() : '');
const stamp = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {};
if (stamp.key === key && stamp.listing === listing()) {
  say('target/site is up to date');
  show(stamp.sizes);
} else {
  const sizes = build();
  writeFileSync(STAMP, JSON.stringify({ key, listing: listing(), sizes }));
}
