// Certificates that signatures of images are verified with: added, looked at, revoked and deleted by an admin.
import { readFileSync } from 'node:fs';
import { expect, test } from '../fixtures.mjs';

const PEM = readFileSync(new URL('../../server/tests/it/dashboard/acme.pem', import.meta.url), 'utf8');
const OTHER = readFileSync(new URL('../other_certificate.pem', import.meta.url), 'utf8');

test('a certificate is added, looked at, revoked and deleted', async ({ page, signIn, api }) => {
  await signIn();
  await page.goto(`/projects/${api.project}/admin/certificates`);
  await expect(page.getByText('There are no certificates yet.')).toBeVisible();
  await page.getByText('Add a certificate').click();
  await page.getByLabel(/^Name/).fill('Acme');
  await page.getByLabel('Certificate (PEM)').fill('-----BEGIN CERTIFICATE-----');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Certificate (PEM)')).toHaveValue('-----BEGIN CERTIFICATE-----');
  await page.getByLabel('Certificate (PEM)').fill(PEM);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Acme is added.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Acme');
  await expect(page.getByText('Self-signed', { exact: true })).toBeVisible();
  await page.getByText('Show as PEM').click();
  await expect(page.getByText(PEM.split('\n')[1])).toBeVisible();

  await page.getByLabel('Reason').fill('Its key was lost');
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Acme is revoked.')).toBeVisible();
  await expect(page.getByRole('note')).toContainText('Its key was lost');
  await expect(page.getByRole('button', { name: 'Revoke' })).toHaveCount(0);

  await expect(page.getByText('A revoked certificate cannot be deleted before it expires')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toHaveCount(0);

  const other = await api.ask('POST', '/api/v1/certificates', { name: 'Other', certificate: OTHER });
  await page.goto(`/projects/${api.project}/admin/certificates/${other.id}`);
  await page.getByLabel('To be sure, type the name: Other').fill('Other');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Other is deleted.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Other/ })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Acme.*Revoked/ })).toBeVisible();
});

test('a project takes signed images alone as long as an admin says so', async ({ page, signIn, api }) => {
  await signIn();
  await page.goto(`/projects/${api.project}/admin/projects/${api.project}`);
  const box = page.getByLabel('Images of this project must be signed');
  const save = page.locator('form', { has: box }).getByRole('button', { name: 'Save' });
  await box.check();
  await save.click();
  await expect(page.getByText(/Images of \w+ must be signed\./)).toBeVisible();
  await expect(box).toBeChecked();
  await expect(api.image('unsigned', 'data')).rejects.toThrow(/400.*must be signed/);
  await box.uncheck();
  await save.click();
  await expect(page.getByText(/Images of \w+ do not have to be signed\./)).toBeVisible();
  await api.image('unsigned', 'data');
});
