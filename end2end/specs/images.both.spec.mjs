import { sha512 } from '../disks.mjs';
import { expect, test } from '../fixtures.mjs';
import { download } from '../files.mjs';
import { writeFile } from 'node:fs/promises';

test('an empty project says what to do', async ({ page, signIn }) => {
  await signIn();

  await expect(page.getByRole('heading', { name: 'There are no images yet' })).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('the list shows what there is and leads to each', async ({ page, signIn, api }) => {
  const image = await api.image('cirros', Buffer.alloc(2048, 7));
  await api.image('still-empty');
  await signIn();

  await expect(page.getByRole('row')).toHaveCount(3);
  const row = page.getByRole('row', { name: 'cirros' });
  await expect(row).toContainText('Active');
  await expect(row).toContainText('2.0 KiB');
  await expect(page.getByRole('row', { name: 'still-empty' })).toContainText('Queued');

  await row.getByRole('link', { name: 'cirros', exact: true }).click();

  await expect(page).toHaveURL(new RegExp(`/images/${image.id}$`));
  await expect(page).toHaveTitle('cirros · admin · Vitrine');
  await expect(page.getByText(image.id, { exact: true })).toBeVisible();
});

test('an image comes back as it went in', async ({ page, signIn, api }, info) => {
  const path = info.outputPath('noise.raw');
  await writeFile(path, Buffer.from('not a real disk, but a real file'));
  await api.image('noise', 'not a real disk, but a real file');
  await signIn();

  const got = await download(page, page.getByRole('link', { name: 'Download noise' }));

  expect(got).toEqual({ sha512: await sha512(path), name: 'noise.raw' });
});

test('deleting asks first, and then says what it did', async ({ page, signIn, api }) => {
  await api.image('old', 'bytes');
  await signIn();

  await page.getByRole('link', { name: 'Delete old' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delete old?');
  await page.getByRole('link', { name: 'Keep it' }).click();
  expect((await api.images()).map(({ name }) => name)).toEqual(['old']);

  await page.getByRole('link', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete this image' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'old is deleted.' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'There are no images yet' })).toBeVisible();
  expect(await api.images()).toEqual([]);
});

test('an image that is not there is not found', async ({ page, signIn, complaints }) => {
  complaints.allow(/status of 404/);
  await signIn();

  const answer = await page.goto('/images/00000000-0000-4000-8000-000000000000');

  expect(answer.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
});
