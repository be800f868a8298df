// A cloud with something on every page: projects, people, images of every kind, shares that wait and shares that were answered.
import { readFile } from 'node:fs/promises';

import { api } from './api.mjs';

const PASSWORD = 'a lab of one’s own, 7';

/** Names as people give them. */
export const plainNames = (word) => word;

/** Names as an attacker gives them: markup, template braces, a mark that turns the direction of what follows. */
export const hostileNames = (word) => `${word}"'><img src=x onerror=ran=1>{{ran=2}}\${ran=3}\u202etxt`;

/** Fills an empty server. Every name and text that a project may choose goes through `called`. */
export async function createSampleData(vitrine, called = plainNames) {
  const admin = await api(vitrine.url);
  const ask = admin.ask;
  const [research, closed] = [await project(ask, called('research')), await project(ask, called('closed'))];
  await ask('PATCH', `/identity/v3/projects/${closed.id}`, { project: { enabled: false } });
  const role = (await ask('GET', '/identity/v3/roles?name=member')).roles[0].id;
  const alice = await person(ask, called('alice'), research.id, role);
  const bob = await person(ask, called('bob'), research.id, role);
  await ask('PUT', `/identity/v3/projects/${admin.project}/users/${alice.id}/roles/${role}`);
  const theirs = await api(vitrine.url, { name: alice.name, password: PASSWORD, project: research.name }, inHeader(called('agent')));

  const more = { tags: [called('tag')], [`x_${called('key')}`.slice(0, 80)]: called('value'), os_distro: called('distro') };
  const image = await admin.image(called('debian-13-generic'), 'bytes', { min_disk: 10, min_ram: 512, ...more });
  await share(admin, image, research.id);
  const protectedImage = await admin.image(called('talos-1.11'), 'bytes', { protected: true, visibility: 'public' });
  const idle = await admin.image(called('fedora-41'), 'bytes');
  await ask('POST', `/image/v2/images/${idle.id}/actions/deactivate`);
  await admin.image(called('windows-2025'));
  await admin.image(called('ci-scratch'), 'bytes', { os_hidden: true });
  await admin.image(called('flatcar-stable'), 'bytes', { visibility: 'community' });

  for (const [name, status] of [['alma-9', 'pending'], ['rocky-9', 'accepted'], ['opensuse-15.6', 'rejected']]) {
    const shared = await theirs.image(called(name), 'bytes', { visibility: 'shared' });
    await share(theirs, shared, admin.project);
    if (status !== 'pending') await ask('PUT', `/image/v2/images/${shared.id}/members/${admin.project}`, { status });
  }
  await ask('POST', `/identity/v3/users/${admin.user}/application_credentials`, { application_credential: { name: called('ci') } });
  const pem = await readFile(new URL('sample_certificate.pem', import.meta.url), 'utf8');
  const certificate = await ask('POST', '/api/v1/certificates', { name: called('Release signing'), certificate: pem });
  return { project: admin.project, certificate, image, protected: protectedImage, research, closed, alice, bob };
}

/** The same, of what a header can carry. */
const inHeader = (text) => text.replaceAll(/[^\x20-\x7e]/g, '');

async function project(ask, name) {
  return (await ask('POST', '/identity/v3/projects', { project: { name, description: name } })).project;
}

async function person(ask, name, projectId, role) {
  const { user } = await ask('POST', '/identity/v3/users', { user: { name, password: PASSWORD } });
  await ask('PUT', `/identity/v3/projects/${projectId}/users/${user.id}/roles/${role}`);
  return user;
}

async function share(of, image, member) {
  await of.ask('POST', `/image/v2/images/${image.id}/members`, { member });
}
