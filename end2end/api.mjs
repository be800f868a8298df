// What a test needs beforehand, made through the public API rather than the page under test.
import { ADMIN } from './server.mjs';

/** Calls as `who` in their project, from the program `agent`; every refusal is an error with the answer's text. */
export async function api(url, who = ADMIN, agent = 'specs') {
  const answer = await expectOk(fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: who.name, domain: { name: 'Default' }, password: who.password } } },
        scope: { project: { name: who.project, domain: { name: 'Default' } } },
      },
    }),
  }));
  const { token } = await answer.json();
  const headers = { 'x-auth-token': answer.headers.get('x-subject-token'), 'user-agent': agent };

  /** What is there after the call, or nothing where nothing is answered. */
  async function ask(method, path, body) {
    const patch = method === 'PATCH' && path.startsWith('/image/');
    const kind = patch ? 'application/openstack-images-v2.1-json-patch' : 'application/json';
    const got = await expectOk(fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': kind }) },
      body: body && JSON.stringify(body),
    }));
    const text = await got.text();
    return text ? JSON.parse(text) : undefined;
  }

  return {
    ask,
    project: token.project.id,
    user: token.user.id,

    /** An image with `bytes` in it, active; without, queued. `more` adds to what is said of it. */
    async image(name, bytes, more = {}) {
      const image = await ask('POST', '/image/v2/images', { name, disk_format: 'raw', container_format: 'bare', ...more });
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
      return (await ask('GET', '/image/v2/images')).images;
    },
  };
}

async function expectOk(answer) {
  const got = await answer;
  if (!got.ok) throw new Error(`${got.url}: ${got.status} ${await got.text()}`);
  return got;
}
