import { makeOverlay, makeQcow2, sha512 } from '../disks.mjs';
import { expect, test } from '../fixtures.mjs';

const MEBIBYTES = Number(process.env.VITRINE_END2END_MEBIBYTES ?? 40);

test.setTimeout(60_000 + MEBIBYTES * 1_000);

test('without JavaScript a form uploads a whole image', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('plain.qcow2'), MEBIBYTES);
  await signIn();
  await expect(page.getByText('Without JavaScript an upload cannot resume')).toBeVisible();

  await page.getByLabel('Disk image file', { exact: true }).setInputFiles(path);
  await page.getByRole('button', { name: 'Upload', exact: true }).click({ timeout: 60_000 + MEBIBYTES * 1_000 });

  await expect(page.getByText('plain was uploaded.')).toBeVisible({ timeout: 60_000 });
  expect(await api.images()).toMatchObject([{ name: 'plain', status: 'active', disk_format: 'qcow2', os_hash_value: await sha512(path) }]);
});

test('a disk that is refused comes back in the form, with its name, and leaves nothing behind', async ({ page, signIn, api }, info) => {
  const path = await makeOverlay(info.outputPath('overlay.qcow2'));
  await signIn();

  await page.getByLabel('Image name').fill('leaning');
  await page.getByLabel('Disk image file', { exact: true }).setInputFiles(path);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();

  const form = page.getByRole('region', { name: 'Upload an image' });
  await expect(form.getByRole('alert')).toContainText('backing file');
  await expect(form.getByLabel('Image name')).toHaveValue('leaning');
  expect(await api.images()).toEqual([]);
});
