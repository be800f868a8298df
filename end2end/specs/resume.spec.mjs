import { setTimeout as sleep } from 'node:timers/promises';
import { makeQcow2, sha512 } from '../disks.mjs';
import { expect, test } from '../fixtures.mjs';
import { drop } from '../files.mjs';
import { slowDown } from '../network.mjs';

test('an upload goes on by itself after the server was killed in the middle', async ({ page, signIn, vitrine, api, complaints }, info) => {
  test.setTimeout(120_000);
  // For a while the server does not answer, and the browser says so.
  complaints.allow(/Failed to load resource/);
  const path = await makeQcow2(info.outputPath('survivor.qcow2'), 64);
  await signIn();
  await slowDown(page, 12);
  const offsets = [];
  page.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));

  await drop(page, path);
  await expect.poll(() => offsets.at(-1), { timeout: 30_000 }).toBeGreaterThan(0);
  // Into the middle of a chunk.
  await sleep(300);
  const before = offsets.length;
  await vitrine.kill();
  await sleep(1_500);
  await vitrine.start();

  await expect(page.getByRole('row', { name: 'survivor' })).toContainText('Active', { timeout: 90_000 });
  expect(Math.min(...offsets.slice(before)), 'it went on where it was, not from the start').toBeGreaterThan(0);
  expect(await api.images()).toMatchObject([{ name: 'survivor', status: 'active', os_hash_value: await sha512(path) }]);
});
