// One image: changed in place, kept from use, defended against a change that somebody else made meanwhile.
import { expect, test } from '../fixtures.mjs';

test.beforeEach(async ({ page, signIn, api }, info) => {
  info.image = await api.image('debian', 'bytes', { tags: ['old'], os_distro: 'debian' });
  await signIn();
  await page.goto(`/images/${info.image.id}`);
});

test('everything that is said of an image can be changed', async ({ page, api }, info) => {
  await page.getByText('Change this image').click();
  await page.getByLabel('Name', { exact: true }).fill('debian-13');
  await page.getByLabel('Community').check();
  await page.getByLabel(/^Protected:/).check();
  await page.getByLabel('Minimum disk (GiB)').fill('12');
  await page.getByLabel('Remove old').check();
  await page.getByLabel('New tag').first().fill('new');
  await page.getByLabel('New tag').nth(1).fill('cloud');
  await page.getByLabel('New property', { exact: true }).first().fill('os_version');
  await page.getByLabel('Value of the new property').first().fill('13');
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'debian-13 is saved.' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('debian-13');
  const image = await api.ask('GET', `/image/v2/images/${info.image.id}`);
  expect(image).toMatchObject({ name: 'debian-13', visibility: 'community', protected: true, min_disk: 12, os_version: '13' });
  expect(image.tags.sort()).toEqual(['cloud', 'new']);
});

test('what is refused is told at the form, with all that was typed', async ({ page, complaints }) => {
  complaints.allow(/status of (400|422)/);
  await page.getByText('Change this image').click();
  await page.getByLabel('Name', { exact: true }).fill('debian-13');
  await page.getByLabel('Value of the new property').first().fill('no name');
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('debian-13');
  await expect(page.getByLabel('Value of the new property').first()).toHaveValue('no name');
});

test('a change that somebody else made is shown, not overwritten', async ({ page, api, complaints }, info) => {
  complaints.allow(/status of 409/);
  await page.getByText('Change this image').click();
  await page.getByLabel('Name', { exact: true }).fill('mine');
  await api.ask('PATCH', `/image/v2/images/${info.image.id}`, [{ op: 'replace', path: '/name', value: 'theirs' }]);
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('alert')).toContainText('This image has been changed since you opened it');
  await expect(page.getByText('Now: theirs')).toBeVisible();
  await expect(page.locator('input[name=name]')).toHaveValue('mine');
  expect((await api.ask('GET', `/image/v2/images/${info.image.id}`)).name).toBe('theirs');

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('mine');
});

test('an image is kept from use, and let be used again', async ({ page, api }, info) => {
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'debian is deactivated.' })).toBeVisible();
  expect((await api.ask('GET', `/image/v2/images/${info.image.id}`)).status).toBe('deactivated');

  await page.getByRole('button', { name: 'Reactivate' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'debian can be used again.' })).toBeVisible();
  expect((await api.ask('GET', `/image/v2/images/${info.image.id}`)).status).toBe('active');
});

test('a protected image says why it is not deleted', async ({ page, api }, info) => {
  await api.ask('PATCH', `/image/v2/images/${info.image.id}`, [{ op: 'replace', path: '/protected', value: true }]);
  await page.goto(`/images/${info.image.id}`);
  await page.getByRole('link', { name: 'Delete', exact: true }).click();

  await expect(page.getByText('This image is protected.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete this image' })).toHaveCount(0);
});
