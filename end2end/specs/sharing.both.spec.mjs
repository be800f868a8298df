// An image goes to another project: offered, answered, used, taken back.
import { api as apiOf } from '../api.mjs';
import { expect, test } from '../fixtures.mjs';
import { member } from '../people.mjs';

test('an image is shared by name, accepted, and taken back', async ({ page, vitrine, signIn, api }) => {
  const image = await api.image('golden', 'bytes', { visibility: 'shared' });
  const alice = await member(api, 'alice', 'research');
  await signIn();
  await page.goto(`/images/${image.id}`);
  await page.getByLabel('Project name or id').fill('research');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Shared with research' })).toBeVisible();
  const members = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Shared with', exact: true }) });
  await expect(members.getByRole('listitem')).toContainText('Waiting for an answer');

  await signOut(page);
  await signIn(alice);
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: /Sharing/ }).click();
  await page.getByRole('button', { name: 'Accept golden' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'golden is accepted.' })).toBeVisible();
  await page.goto('/images?tab=shared');
  await expect((await apiOf(vitrine.url, alice)).images()).resolves.toMatchObject([{ name: 'golden' }]);

  await signOut(page);
  await signIn();
  await page.goto(`/images/${image.id}`);
  await page.getByRole('button', { name: 'Stop sharing with research' }).click();
  await expect(page.getByText('Not shared with any project yet.')).toBeVisible();
  await expect((await apiOf(vitrine.url, alice)).images()).resolves.toEqual([]);
});

test('a project that is not there is said to be none, and what was typed stays', async ({ page, signIn, api, complaints }) => {
  complaints.allow(/status of 400/);
  const image = await api.image('golden', 'bytes', { visibility: 'shared' });
  await signIn();
  await page.goto(`/images/${image.id}`);
  await page.getByLabel('Project name or id').fill('no such project!');
  await page.getByRole('button', { name: 'Share', exact: true }).click();

  await expect(page.getByRole('alert')).toContainText('no such project!');
  await expect(page.getByLabel('Project name or id')).toHaveValue('no such project!');
});

test('what is declined can still be accepted', async ({ page, vitrine, signIn, api }) => {
  const alice = await member(api, 'alice', 'research');
  const theirs = await apiOf(vitrine.url, alice);
  const image = await theirs.image('offer', 'bytes', { visibility: 'shared' });
  await theirs.ask('POST', `/image/v2/images/${image.id}/members`, { member: api.project });
  await signIn();
  await page.goto(`/projects/${api.project}/sharing`);

  await page.getByRole('button', { name: 'Decline offer' }).click();
  await expect(page.getByRole('heading', { name: 'Declined' })).toBeVisible();
  await page.getByRole('button', { name: 'Accept offer' }).click();

  await expect(page.getByRole('heading', { name: 'Accepted' })).toBeVisible();
  await expect(page.getByText('Nothing is waiting.')).toBeVisible();
});

async function signOut(page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
}
