import { withoutPicker } from '../browser.mjs';
import { makeOverlay, makeQcow2, sha512 } from '../disks.mjs';
import { expect, test } from '../fixtures.mjs';
import { download, drop } from '../files.mjs';
import { scripted } from '../life.mjs';
import { slowDown } from '../network.mjs';

/** Several chunks of an upload; VITRINE_END2END_MEBIBYTES=1024 for the real thing. */
const MEBIBYTES = Number(process.env.VITRINE_END2END_MEBIBYTES ?? 72);
const PATIENCE = 60_000 + MEBIBYTES * 200;

test.setTimeout(PATIENCE);

test('a file dropped on the page becomes an image and comes back byte for byte', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('ubuntu.qcow2'), MEBIBYTES);
  await signIn();

  await drop(page, path);

  const row = page.getByRole('row', { name: 'ubuntu' });
  await expect(row).toContainText('Active', { timeout: PATIENCE });
  const sent = await sha512(path);
  expect(await download(page, row.getByRole('link', { name: 'Download ubuntu' }))).toEqual({ sha512: sent, name: 'ubuntu.qcow2' });

  // What the Image API says of it must be the same.
  const [image] = await api.images();
  expect(image).toMatchObject({ name: 'ubuntu', status: 'active', disk_format: 'qcow2', container_format: 'bare', os_hash_algo: 'sha512', os_hash_value: sent });
});

test('a file can be chosen with a button, and the upload outlives the page it began on', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('debian.qcow2'), MEBIBYTES);
  await page.addInitScript(withoutPicker);
  await signIn();

  const button = page.getByRole('button', { name: 'Upload images' });
  await scripted(page);
  const opening = page.waitForEvent('filechooser');
  await button.click();
  await (await opening).setFiles(path);
  await expect(page.getByRole('progressbar', { name: /debian/ })).toBeVisible();
  const link = page.getByRole('link', { name: 'debian', exact: true }).first();
  await page.getByRole('link', { name: 'Vitrine, all images' }).click();

  await expect(link).toBeVisible({ timeout: PATIENCE });
  await expect(async () => expect(await api.images()).toMatchObject([{ name: 'debian', status: 'active', os_hash_value: await sha512(path) }])).toPass({ timeout: PATIENCE });
});

test('an image that needs another file is refused before a byte is sent', async ({ page, signIn, api }, info) => {
  const requests = [];
  page.on('request', (request) => request.url().includes('/uploads') && requests.push(request.url()));
  const path = await makeOverlay(info.outputPath('overlay.qcow2'));
  await signIn();

  await drop(page, path);

  await expect(page.locator('.tray-item[data-state=failed]')).toContainText('overlay.qcow2');
  expect(requests).toEqual([]);
  expect(await api.images()).toEqual([]);
});

test('a cancelled upload leaves nothing behind', async ({ page, signIn, api, complaints }, info) => {
  // What was on its way when the upload ended is told so.
  complaints.allow(/status of 410/);
  const path = await makeQcow2(info.outputPath('mistake.qcow2'), 40);
  await signIn();
  await slowDown(page, 8);
  const sending = page.waitForRequest((request) => request.method() === 'PATCH');

  await drop(page, path);
  await sending;
  await page.getByRole('button', { name: /^Cancel mistake/ }).click();

  await expect.poll(() => api.images()).toEqual([]);
  await expect(page.getByRole('row', { name: 'mistake' })).toHaveCount(0);
});
