// How long a list of 100,000 images takes, asked of a real server by a member and by an admin:
//   scripts/postgres.sh with node end2end/benchmarks/lists.mjs
// Prints the median of 9 answers in milliseconds, on SQLite and (where VITRINE_TEST_POSTGRES names a cluster) on PostgreSQL.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ADMIN, startVitrine } from '../server.mjs';

const COUNT = 100_000;

/** Images of every visibility, a tenth of them of `project`; some hidden, some deleted; tags and properties of 100 kinds. */
function seed(vitrine, project) {
  const postgres = Boolean(vitrine.database);
  const age = postgres ? 'to_timestamp(1600000000 + i * 60)' : "strftime('%Y-%m-%dT%H:%M:%SZ', 1600000000 + i * 60, 'unixepoch')";
  const id = postgres
    ? "'00000000-0000-4000-8000-' || lpad(cast(i as text), 12, '0')"
    : "'00000000-0000-4000-8000-' || printf('%012d', i)";
  const statements = `
    insert into image (id, name, status, visibility, owner, protected, hidden, disk_format, container_format, min_disk, min_ram,
        size, created_at, updated_at)
    with recursive number (i) as (select 0 union all select i + 1 from number where i < ${COUNT - 1})
    select ${id}, 'image-' || (i * 7919 % ${COUNT}),
        case when i % 50 = 1 then 'deleted' when i % 10 = 0 then 'queued' else 'active' end,
        case i % 10 when 0 then 'public' when 1 then 'community' when 2 then 'private' else 'shared' end,
        case when i % 10 = 5 then '${project}' else 'project-' || (i % 20) end, false, i % 25 = 3, 'raw', 'bare', 0, 0, i, ${age}, ${age}
    from number;
    insert into image_tag (image_id, tag) select id, 'tag-' || (size % 100) from image;
    insert into image_property (image_id, name, value) select id, 'kind', 'kind-' || (size % 100) from image;
    insert into member (image_id, project_id, status, created_at, updated_at)
        select id, '${project}', 'accepted', created_at, created_at from image where size % 500 = 3;
    analyze;`;
  if (postgres) {
    execFileSync('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--dbname', vitrine.database.url], { input: statements });
  } else {
    execFileSync('sqlite3', ['-bail', join(vitrine.folder, 'data', 'vitrine.db')], { input: statements });
  }
}

async function token(url, { name, password, project }) {
  const domain = { id: 'default' };
  const auth = {
    identity: { methods: ['password'], password: { user: { name, domain, password } } },
    scope: { project: { name: project, domain } },
  };
  const answer = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.headers.get('x-subject-token');
}

/** A member of a project of their own. */
async function member(url, admin) {
  const headers = { 'x-auth-token': admin, 'content-type': 'application/json' };
  const ask = async (method, path, body) => {
    const answer = await fetch(`${url}/identity/v3${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const who = { name: 'alice', password: 'alice in lab 7', project: 'lab' };
  const { project } = await ask('POST', '/projects', { project: { name: who.project } });
  const { user } = await ask('POST', '/users', { user: { name: who.name, password: who.password } });
  const { roles } = await ask('GET', '/roles?name=member');
  await ask('PUT', `/projects/${project.id}/users/${user.id}/roles/${roles[0].id}`);
  return { project: project.id, token: await token(url, who) };
}

async function median(url, path, headers) {
  const times = [];
  let images;
  for (let round = 0; round < 10; round++) {
    const begin = performance.now();
    const answer = await fetch(`${url}/image/v2/images?${path}`, { headers });
    const text = await answer.text();
    times.push(performance.now() - begin);
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    images = JSON.parse(text).images.length;
  }
  // The first one finds nothing warm.
  const [, ...warm] = times;
  return { images, ms: warm.sort((a, b) => a - b)[4] };
}

const marker = (index) => `marker=00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const PAGES = [
  ['first page', ''],
  ['first page by name', 'sort=name:asc'],
  ['status=active', 'status=active'],
  ['disk_format that nothing has', 'disk_format=vhdx'],
  ['a tag', 'tag=tag-7'],
  ['a property', 'kind=kind-7'],
  ['a property that nothing has', 'kind=none'],
  ['name that one image has', 'name=image-77'],
  ['at 90 %', marker(COUNT / 10)],
  ['at 90 % by size', `sort=size:desc&${marker(COUNT / 10)}`],
  ['last page', marker(20)],
];

for (const database of process.env.VITRINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite']) {
  const vitrine = await startVitrine({ database });
  try {
    const admin = await token(vitrine.url, ADMIN);
    const alice = await member(vitrine.url, admin);
    seed(vitrine, alice.project);
    for (const [who, secret] of [['member', alice.token], ['admin', admin]]) {
      for (const [page, query] of PAGES) {
        const { images, ms } = await median(vitrine.url, query, { 'x-auth-token': secret });
        console.log(`${database.padEnd(9)}${who.padEnd(7)}${page.padEnd(30)}${ms.toFixed(1).padStart(8)} ms ${String(images).padStart(4)} images`);
      }
    }
  } finally {
    await vitrine.stop();
  }
}
