// Who may know whom among the crates, as docs/architecture.md draws it; anything else fails.
import { execFileSync } from 'node:child_process';

// A crate and the crates of ours that it may name. `testkit` serves tests only and may know all below it.
const MAY_NAME = {
  model: [],
  inspect: [],
  db: ['model'],
  fetch: ['model'],
  store: ['model'],
  identity: ['db', 'model'],
  registry: ['db', 'fetch', 'inspect', 'model', 'store'],
  app: ['identity', 'inspect', 'model', 'registry'],
  frontend: ['app'],
  server: ['app', 'db', 'fetch', 'identity', 'inspect', 'model', 'registry', 'store'],
  testkit: ['db', 'identity', 'model', 'registry', 'store'],
};

// What must stay out of reach, however long the way there.
const NEVER_REACH = Object.fromEntries(
  ['model', 'inspect', 'db', 'fetch', 'store', 'identity', 'registry'].map((crate) => [crate, ['axum', 'leptos']]),
);

// What must not be named directly: pages ask the registry, they do not speak SQL or HTTP.
const NEVER_NAME = { app: ['axum', 'sqlx'] };

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }),
);
const names = new Map(metadata.packages.map((entry) => [entry.id, entry.name]));
const ours = new Map(metadata.packages.filter((entry) => metadata.workspace_members.includes(entry.id)).map((entry) => [entry.name, entry]));
const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
const complaints = [];

/** The names of everything that `id` is built with; tests may use what they like. */
function reach(id, seen = new Set()) {
  for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
    if (kinds.some(({ kind }) => kind === null) && !seen.has(pkg)) {
      seen.add(pkg);
      reach(pkg, seen);
    }
  }
  return seen;
}

for (const [name, entry] of ours) {
  if (!(name in MAY_NAME)) {
    complaints.push(`${name} is a new crate: say in scripts/directions.mjs whom it may know`);
    continue;
  }
  const direct = entry.dependencies.filter(({ kind }) => kind === null).map((dependency) => dependency.name);
  for (const other of direct.filter((other) => ours.has(other) && !MAY_NAME[name].includes(other))) {
    complaints.push(`${name} must not know ${other}`);
  }
  for (const other of direct.filter((other) => NEVER_NAME[name]?.includes(other))) {
    complaints.push(`${name} must not name ${other}`);
  }
  const reached = new Set([...reach(entry.id)].map((id) => names.get(id)));
  for (const other of (NEVER_REACH[name] ?? []).filter((other) => reached.has(other))) {
    complaints.push(`${name} must not reach ${other} (cargo tree -p ${name} -i ${other} shows the way)`);
  }
}

for (const complaint of complaints) console.error(`✗ ${complaint}`);
process.exit(complaints.length > 0 ? 1 : 0);
