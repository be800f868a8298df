// A registry with 100,000 images, for the scripts that ask how long its answers take.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export const COUNT = 100_000;

/** Images of every visibility, a tenth of them of `project`; some hidden, some deleted; tags and properties of 100 kinds. */
export async function seed(vitrine, project) {
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
  // It took longer than a server keeps an idle line: what was closed meanwhile is heard of now.
  await setTimeout(100);
}

export async function token(url, { name, password, project }) {
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
export async function member(url, admin) {
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
  return { ...who, project: project.id, token: await token(url, who) };
}

/** The cookie of a session, as the sign-in form gives it. */
export async function signIn(url, { name, password }) {
  const answer = await fetch(`${url}/fn/sign_in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ name, password }),
  });
  const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('vitrine='));
  if (!cookie) throw new Error(`sign-in answered ${answer.status} and no session`);
  return cookie.split(';')[0];
}

/** The median of 9 answers in milliseconds, and the last of them. */
export async function median(url, headers) {
  const times = [];
  let text;
  for (let round = 0; round < 10; round++) {
    const begin = performance.now();
    const answer = await fetch(url, { headers });
    text = await answer.text();
    times.push(performance.now() - begin);
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 500)}`);
  }
  // The first one finds nothing warm.
  const [, ...warm] = times;
  return { text, ms: warm.sort((a, b) => a - b)[4] };
}

/** The id of the image that was made as the `index`th. */
export const image = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export const DATABASES = process.env.VITRINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
