import { writeFile } from 'node:fs/promises';
import { withoutPicker } from '../browser.mjs';
import { makeOverlay, makeQcow2, sha512 } from '../disks.mjs';
import { expect, test } from '../fixtures.mjs';
import { download, drop } from '../files.mjs';
import { scripted } from '../life.mjs';
import { slowDown } from '../network.mjs';
import { row as inTray } from '../tray.mjs';

/** Several chunks of an upload; VITRINE_END2END_MEBIBYTES=1024 for the real thing. */
const MEBIBYTES = Number(process.env.VITRINE_END2END_MEBIBYTES ?? 72);
const TEST_TIMEOUT = 60_000 + MEBIBYTES * 200;

test.setTimeout(TEST_TIMEOUT);

test('a file dropped on the page becomes an image and comes back byte for byte', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('ubuntu.qcow2'), MEBIBYTES);
  await signIn();

  await drop(page, path);

  const row = page.getByRole('row', { name: 'ubuntu' });
  await expect(row).toContainText('Active', { timeout: TEST_TIMEOUT });
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

  await expect(link).toBeVisible({ timeout: TEST_TIMEOUT });
  await expect(async () => expect(await api.images()).toMatchObject([{ name: 'debian', status: 'active', os_hash_value: await sha512(path) }])).toPass({ timeout: TEST_TIMEOUT });
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

test('what does not look like a disk is sent only once the person insists, as raw', async ({ page, signIn, api }, info) => {
  const sent = [];
  page.on('request', (request) => new URL(request.url()).pathname.startsWith('/uploads') && sent.push(request.url()));
  const path = info.outputPath('download.qcow2');
  await writeFile(path, `<!doctype html><html><body>${'Not found. '.repeat(200)}</body></html>`);
  await signIn();
  await drop(page, path);

  const item = inTray(page, 'download');
  await expect(item).toHaveAttribute('data-state', 'not-a-disk');
  await expect(item).toContainText('This does not look like a disk image (it looks like an HTML page). Upload anyway as raw?');
  await expect(item).toContainText('The file name says qcow2, but the data is raw.');
  await page.waitForTimeout(500);
  expect(sent).toEqual([]);
  expect(await api.images()).toEqual([]);

  await item.getByRole('button', { name: 'Upload download.qcow2 anyway as raw' }).click();
  await expect(item).toHaveAttribute('data-state', 'finished', { timeout: 30_000 });
  expect(await api.images()).toMatchObject([{ name: 'download', disk_format: 'raw', status: 'active' }]);
});

test('what does not look like a disk can be cancelled, and others are sent meanwhile', async ({ page, signIn, api }, info) => {
  const text = info.outputPath('notes.img');
  await writeFile(text, 'Milk, bread, and a new disk.\n'.repeat(100));
  const disk = await makeQcow2(info.outputPath('disk.qcow2'), 1);
  await signIn();
  await drop(page, text);
  await expect(inTray(page, 'notes')).toHaveAttribute('data-state', 'not-a-disk');
  await drop(page, disk);
  await expect(inTray(page, 'disk.qcow2')).toHaveAttribute('data-state', 'finished', { timeout: 30_000 });
  await inTray(page, 'notes').getByRole('button', { name: 'Cancel notes.img' }).click();
  await expect(inTray(page, 'notes')).toHaveAttribute('data-state', 'cancelled');
  expect(await api.images()).toMatchObject([{ name: 'disk' }]);
});

test('a name that promises another format is pointed out, and the data counts', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('appliance.vmdk'), 1);
  await signIn();
  await drop(page, path);
  const item = inTray(page, 'appliance');
  await expect(item).toHaveAttribute('data-state', 'finished', { timeout: 30_000 });
  await expect(item.locator('.tray-hints')).toContainText('The file name says vmdk, but the data is qcow2.');
  expect(await api.images()).toMatchObject([{ disk_format: 'qcow2' }]);
});

test('what a quota has no room for is not sent, and is told once with both numbers', async ({ page, signIn, api }, info) => {
  const sent = [];
  page.on('request', (request) => new URL(request.url()).pathname.startsWith('/uploads') && sent.push(request.url()));
  const service = (await api.ask('GET', '/identity/v3/services?type=image')).services.find(({ type }) => type === 'image').id;
  const rule = { service_id: service, region_id: 'RegionOne', resource_name: 'image_size_total', default_limit: 2 };
  await api.ask('POST', '/identity/v3/registered_limits', { registered_limits: [rule] });
  const paths = [await makeQcow2(info.outputPath('large-1.qcow2'), 4), await makeQcow2(info.outputPath('large-2.qcow2'), 4)];
  await signIn();
  for (const path of paths) await drop(page, path);

  for (const name of ['large-1', 'large-2']) {
    const item = inTray(page, name);
    await expect(item).toHaveAttribute('data-state', 'failed');
    await expect(item).toContainText(/Not uploaded\. It needs 4\.\d MiB, but the project has 2\.0 MiB left\./);
    expect((await item.innerText()).match(/left/g)).toHaveLength(1);
  }
  await expect(page.getByRole('button', { name: 'Try all again' })).toBeHidden();
  expect(sent).toEqual([]);
});
