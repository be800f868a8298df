// What was done: by whom, when, from where; of a project, of an image, of everybody.
import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.mjs';
import { createSampleData, hostileNames } from '../sample_data.mjs';

const entries = (page) => page.locator('main .members > li');
const at = (page, rest) => new URL(page.url()).pathname.replace(/\/images$/, rest);

test('a change of an image is listed with who made it, and leads to the image', async ({ page, signIn, api }) => {
  const image = await api.image('debian-13', 'bytes');
  await api.ask('PATCH', `/image/v2/images/${image.id}`, [{ op: 'replace', path: '/name', value: 'debian-13.1' }]);
  await signIn();
  await page.getByRole('link', { name: 'Activity', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible();
  const newest = entries(page).filter({ hasText: 'Image changed' });
  await expect(newest).toContainText('debian-13.1');
  await expect(newest).toContainText('name: debian-13 → debian-13.1');
  await expect(newest).toContainText('admin');
  await expect(newest).toContainText('127.0.0.1');
  await newest.getByText('Details').click();
  await expect(newest).toContainText('image.update');
  await expect(newest.getByText(/^req-/)).toBeVisible();

  await newest.getByRole('link', { name: 'debian-13.1' }).click();
  await expect(page.getByRole('heading', { name: 'debian-13.1', level: 1 })).toBeVisible();
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Activity' }) });
  await expect(panel.locator('li[data-key]')).toHaveCount(3);
});

test('filters are in the address, and what they leave is downloaded', async ({ page, signIn, api }) => {
  await api.image('kept', 'bytes');
  const gone = await api.image('=gone');
  await api.ask('DELETE', `/image/v2/images/${gone.id}`);
  await signIn();
  await page.goto(at(page, '/activity'));

  await page.getByLabel('Everything done').selectOption('image.delete');
  const filter = page.getByRole('button', { name: 'Filter' });
  if (await filter.isVisible()) await filter.click();
  await expect(page).toHaveURL(/action=image\.delete/);
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText('=gone');
  await expect(entries(page).getByRole('link')).toHaveCount(0);

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV, for spreadsheets' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^activity-.*\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(",'=gone,");

  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(entries(page).filter({ hasText: 'Image created' })).toHaveCount(2);
});

test('a long record is leafed through', async ({ page, signIn, api }) => {
  for (let number = 0; number < 60; number += 1) await api.image(`image-${number}`);
  await signIn();
  await page.goto(`${at(page, '/activity')}?action=image.create`);
  await expect(entries(page)).toHaveCount(50);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(entries(page)).toHaveCount(10);
  await expect(entries(page).last()).toContainText('image-0');
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(entries(page)).toHaveCount(50);
});

test('an admin sees what everybody did, and filters by a person', async ({ page, signIn, vitrine }) => {
  await createSampleData(vitrine, hostileNames);
  await signIn();
  await page.getByRole('link', { name: 'Activity of all' }).click();
  await expect(entries(page).filter({ hasText: 'User created' })).toHaveCount(3);
  await expect(entries(page).filter({ hasText: 'in project research' }).first()).toBeVisible();
  await page.goto(`${new URL(page.url()).pathname}?action=session`);
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText('Signed in');
});

test('nothing that matches is said in words', async ({ page, signIn }) => {
  await signIn();
  await page.goto(`${at(page, '/activity')}?actor=nobody`);
  await expect(page.getByText('Nothing that was done matches these filters.')).toBeVisible();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/\/activity$/);
});

test('the pages of a project and of a user lead to what was done there, and by them', async ({ page, signIn, vitrine }) => {
  const { research, alice } = await createSampleData(vitrine);
  await signIn();
  await page.goto(at(page, `/admin/projects/${research.id}`));
  await page.locator('.page-actions').getByRole('link', { name: 'Activity' }).click();
  await expect(entries(page).filter({ hasText: 'Image created rocky-9' })).toHaveCount(1);
  await expect(entries(page).filter({ hasText: 'debian-13-generic' })).toHaveCount(1);
  await page.goto(page.url().replace(/\/activity.*/, `/users/${alice.id}`));
  await page.locator('.page-actions').getByRole('link', { name: 'Activity' }).click();
  await expect(entries(page).filter({ hasText: 'Image created' })).toHaveCount(3);
  await expect(entries(page).filter({ hasText: 'admin ·' })).toHaveCount(0);
});
