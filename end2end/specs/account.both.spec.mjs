// One's own account: the password, and credentials for programs.
import { api as apiOf } from '../api.mjs';
import { ADMIN, expect, fillIn, test } from '../fixtures.mjs';
import { member } from '../people.mjs';

test('a new password ends the session, and opens the next', async ({ page, vitrine, api }) => {
  const alice = await member(api, 'alice', 'research');
  await enter(page, alice);
  await page.getByLabel('Current password').fill(alice.password);
  await page.getByLabel('New password').fill('a quite new one, 8');
  await page.getByRole('button', { name: 'Change the password' }).click();

  await expect(page.getByText('Your password is changed. Sign in with the new one.')).toBeVisible();
  await expect(apiOf(vitrine.url, alice)).rejects.toThrow(/401/);
  await fillIn(page, { ...alice, password: 'a quite new one, 8' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Images');
});

test('a wrong current password changes nothing', async ({ page, vitrine, api, complaints }) => {
  complaints.allow(/status of (400|401|403)/);
  const alice = await member(api, 'alice', 'research');
  await enter(page, alice);
  await page.getByLabel('Current password').fill('not mine at all');
  await page.getByLabel('New password').fill('a quite new one, 8');
  await page.getByRole('button', { name: 'Change the password' }).click();

  await expect(page.getByRole('alert')).toBeVisible();
  await apiOf(vitrine.url, alice);
});

test('a key for a program is shown once, works, and ends', async ({ page, vitrine, signIn, api }) => {
  await signIn();
  await page.goto(`/projects/${api.project}/account`);
  await page.getByLabel('What is it for?').fill('nightly');
  await page.getByRole('button', { name: 'Create', exact: true }).click();

  const told = page.getByRole('status').filter({ hasText: 'nightly is created' });
  await expect(told).toBeVisible();
  const secret = (await told.locator('code').innerText()).trim();
  const { application_credentials: [made] } = await api.ask('GET', `/identity/v3/users/${api.user}/application_credentials`);
  expect(await opens(vitrine.url, made.id, secret)).toBe(201);
  await page.reload();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Revoke nightly' }).click();
  await expect(page.getByText('nightly is revoked.')).toBeVisible();
  expect(await opens(vitrine.url, made.id, secret)).toBe(401);
});

test('the files for clients name this server', async ({ page, vitrine, signIn, api }) => {
  await signIn();
  await page.goto(`/projects/${api.project}/account`);
  const link = page.getByRole('link', { name: 'Download clouds.yaml' });
  const file = decodeURIComponent((await link.getAttribute('href')).split(',')[1]);

  expect(file).toContain(`auth_url: ${vitrine.url}/identity/v3`);
  expect(file).toContain('v3applicationcredential');
  expect(file).not.toContain(ADMIN.password);
});

async function enter(page, who) {
  await page.goto('/login');
  await fillIn(page, who);
  await expect(page).toHaveURL(/\/images$/);
  await page.goto(`/projects/${who.projectId}/account`);
}

/** The status of a sign-in with a key. */
async function opens(url, id, secret) {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const answer = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity } }),
  });
  return answer.status;
}
