// Everything that people do here, done without a mouse: only the Tab key leads anywhere.
import { writeFile } from 'node:fs/promises';
import { api as apiOf } from '../api.mjs';
import { withoutPicker } from '../browser.mjs';
import { ADMIN, expect, test } from '../fixtures.mjs';
import { scripted } from '../life.mjs';
import { member } from '../people.mjs';
import { row } from '../tray.mjs';

test('an image comes in, is changed, shared, stopped and deleted by keyboard', async ({ page, api }, info) => {
  test.setTimeout(120_000);
  await member(api, 'alice', 'research');
  const path = info.outputPath('keys.raw');
  await writeFile(path, 'a disk of few words');
  await page.addInitScript(withoutPicker);
  await signIn(page);

  const choosing = page.waitForEvent('filechooser');
  await press(page, page.locator('button[data-choose-files]'), 'Enter');
  await (await choosing).setFiles(path);
  const anyway = row(page, 'keys').getByRole('button', { name: 'Upload keys.raw anyway as raw' });
  await expect(anyway).toBeVisible();
  await press(page, anyway, 'Enter');
  await expect.poll(async () => (await api.images()).map(({ name, status }) => [name, status])).toEqual([['keys', 'active']]);

  await page.reload();
  await scripted(page);
  await press(page, page.getByRole('link', { name: 'keys', exact: true }), 'Enter');
  await expect(page.locator('h1')).toHaveText('keys');
  await press(page, page.locator('summary', { hasText: 'Change this image' }), 'Enter');
  await type(page, page.getByLabel('Name', { exact: true }), 'keys-2');
  await press(page, page.getByRole('button', { name: 'Save' }), 'Enter');
  await expect(page.locator('h1')).toHaveText('keys-2');

  await type(page, page.getByLabel('Project name or id'), 'research');
  await press(page, page.getByRole('button', { name: 'Share', exact: true }), 'Enter');
  await expect(page.getByRole('button', { name: 'Stop sharing with research' })).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Deactivate' }), ' ');
  await expect(page.getByRole('button', { name: 'Reactivate' })).toBeVisible();

  await press(page, page.getByRole('link', { name: 'Delete', exact: true }), 'Enter');
  await press(page, page.getByRole('button', { name: 'Delete this image' }), 'Enter');
  await expect(page.getByText('keys-2 is deleted.')).toBeVisible();
  expect(await api.images()).toEqual([]);
});

test('the list is searched, ordered and ticked by keyboard', async ({ page, api }) => {
  await api.image('alpine', 'bytes');
  await api.image('debian', 'bytes');
  await signIn(page);
  await press(page, page.getByRole('link', { name: 'Name', exact: true }), 'Enter');
  await expect(page).toHaveURL(/sort=name/);
  await press(page, page.getByRole('checkbox', { name: 'Select all on this page' }), ' ');
  await press(page, page.getByRole('button', { name: 'Change the selected images…' }), 'Enter');
  await expect(page.locator('h1')).toHaveText('2 images selected');
  await press(page, page.getByRole('button', { name: 'Protect', exact: true }), 'Enter');
  await expect(page.getByText('2 images are changed.')).toBeVisible();
  await type(page, page.getByRole('searchbox'), 'deb');
  await expect(page).toHaveURL(/q=deb/);
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('an offer is answered by keyboard', async ({ page, vitrine, api }) => {
  const alice = await apiOf(vitrine.url, await member(api, 'alice', 'research'));
  const image = await alice.image('offer', 'bytes', { visibility: 'shared' });
  await alice.ask('POST', `/image/v2/images/${image.id}/members`, { member: api.project });
  await signIn(page);
  await press(page, page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: /Sharing/ }), 'Enter');
  await expect(page.locator('h1')).toHaveText('Sharing');
  await press(page, page.getByRole('button', { name: 'Accept offer' }), 'Enter');
  await expect(page.getByRole('button', { name: 'Decline offer' })).toBeVisible();
});

test('projects, people and keys are managed by keyboard', async ({ page, api }) => {
  test.setTimeout(120_000);
  await signIn(page);
  const sections = page.getByRole('navigation', { name: 'Sections' });
  await press(page, sections.getByRole('link', { name: 'Projects' }), 'Enter');
  await press(page, page.locator('summary', { hasText: 'New project' }), 'Enter');
  await type(page, page.getByLabel('Name', { exact: true }), 'lab');
  await press(page, page.getByRole('button', { name: 'Create', exact: true }), 'Enter');
  await expect(page.locator('h1')).toHaveText('lab');
  await type(page, page.getByLabel('User name'), ADMIN.name);
  await press(page, page.getByRole('button', { name: 'Give the role' }), 'Enter');
  await press(page, page.getByRole('button', { name: `Remove member from ${ADMIN.name}` }), 'Enter');
  await expect(page.getByText('Nobody has a role here.')).toBeVisible();

  await press(page, sections.getByRole('link', { name: 'Users' }), 'Enter');
  await press(page, page.locator('summary', { hasText: 'New user' }), 'Enter');
  await type(page, page.getByLabel('Name', { exact: true }), 'bob');
  await press(page, page.getByRole('button', { name: 'Create', exact: true }), 'Enter');
  await expect(page.locator('h1')).toHaveText('bob');
  await press(page, page.getByRole('button', { name: 'Disable' }), 'Enter');
  await expect(page.getByText('bob is disabled.')).toBeVisible();

  await press(page, sections.getByRole('link', { name: 'Account' }), 'Enter');
  await type(page, page.getByLabel('What is it for?'), 'nightly');
  await press(page, page.getByRole('button', { name: 'Create', exact: true }), 'Enter');
  await press(page, page.getByRole('button', { name: 'Revoke nightly' }), 'Enter');
  await expect(page.getByText('nightly is revoked.')).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Sign out' }), 'Enter');
  await expect(page.locator('h1')).toHaveText('Sign in');
});

test('the first Tab offers a way past the navigation', async ({ page }) => {
  await signIn(page);
  await page.reload();
  await page.keyboard.press('Tab');
  const way = page.locator(':focus');
  await expect(way).toHaveAttribute('href', /^#/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement.closest('main') !== null)).toBe(true);
});

async function signIn(page) {
  await page.goto('/login');
  await type(page, page.getByLabel('User name'), ADMIN.name);
  await type(page, page.getByLabel('Password'), ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/images$/);
  await scripted(page);
}

/** Goes to `target` by Tab alone, once around the page at most; it must be seen that it is there. */
async function reach(page, target) {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < 150; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const ring = await target.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      });
      expect(ring, `the focus on ${target} is seen`).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${target}`);
}

async function press(page, target, key) {
  await reach(page, target);
  await page.keyboard.press(key);
}

async function type(page, target, text) {
  await reach(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}
