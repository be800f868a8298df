// What a story needs done beforehand, done through the public API rather than the page under test.
import { ADMIN } from './server.mjs';

/** Calls as `who` in their project; every refusal is an error with the answer's text. */
export async function api(url, who = ADMIN) {
  const answer = await expectOk(fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: who.name, domain: { name: 'Default' }, password: who.password } } },
        scope: { project: { name: who.project, domain: { name: 'Default' } } },
      },
    }),
  }));
  const headers = { 'x-auth-token': answer.headers.get('x-subject-token') };

  return {
    /** An image with `bytes` in it, active; without, queued. */
    async image(name, bytes) {
      const created = await expectOk(fetch(`${url}/image/v2/images`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name, disk_format: 'raw', container_format: 'bare' }),
      }));
      const image = await created.json();
      if (bytes) {
        await expectOk(fetch(`${url}/image/v2/images/${image.id}/file`, {
          method: 'PUT',
          headers: { ...headers, 'content-type': 'application/octet-stream' },
          body: bytes,
        }));
      }
      return image;
    },

    async images() {
      return (await (await expectOk(fetch(`${url}/image/v2/images`, { headers }))).json()).images;
    },
  };
}

async function expectOk(answer) {
  const got = await answer;
  if (!got.ok) throw new Error(`${got.url}: ${got.status} ${await got.text()}`);
  return got;
}
