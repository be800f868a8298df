// Pages that bring themselves up to date: what others change is there without a reload.
import { ADMIN, expect, test } from '../fixtures.mjs';

test('what another client does appears in the list, and what is ticked stays ticked', async ({ page, signIn, api }) => {
  await api.image('first', 'bytes');
  await signIn();
  const tick = page.getByRole('row', { name: 'first' }).getByRole('checkbox');
  await tick.check();
  const second = await api.image('second', 'bytes');
  await expect(page.getByRole('row', { name: 'second' })).toContainText('Active');
  await expect(tick).toBeChecked();
  await api.ask('DELETE', `/image/v2/images/${second.id}`);
  await expect(page.getByRole('row', { name: 'second' })).toHaveCount(0);
});

test('an image shows what became of it, and what somebody is writing is left alone', async ({ page, signIn, api }) => {
  const image = await api.image('debian', 'bytes');
  await signIn();
  await page.getByRole('link', { name: 'debian', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'debian', level: 1 })).toBeVisible();
  await api.ask('POST', `/image/v2/images/${image.id}/actions/deactivate`);
  await expect(page.locator('.page-head')).toContainText('Deactivated');

  const field = page.locator('main form[method=post] input[name=name]').first();
  await field.evaluate((input) => input.closest('details')?.setAttribute('open', ''));
  await field.fill('half-writ');
  await api.ask('POST', `/image/v2/images/${image.id}/actions/reactivate`);
  await page.waitForTimeout(4_000);
  await expect(field).toHaveValue('half-writ');
});

test('an outcome that was said once stays where it is', async ({ page, signIn, api }) => {
  const image = await api.image('debian', 'bytes');
  await signIn();
  await page.getByRole('link', { name: 'debian', exact: true }).click();
  await page.getByRole('link', { name: 'Delete', exact: true }).click();
  await page.locator('main form').getByRole('button', { name: /delete/i }).click();
  const said = page.locator('main > .notice');
  await expect(said).toContainText('debian');
  await api.image('another');
  await expect(page.getByRole('row', { name: 'another' })).toBeVisible();
  await expect(said).toContainText('debian');
  await page.getByRole('link', { name: 'Sharing' }).click();
  await expect(said).toHaveCount(0);
  expect(image.id).toBeTruthy();
});

test('where no events come, the page asks by itself', async ({ page, signIn, api, complaints }) => {
  test.setTimeout(60_000);
  complaints.allow(/api\/v1\/events/);
  await page.route('**/api/v1/events*', (route) => route.fulfill({ status: 503 }));
  await signIn();
  await api.image('late');
  await expect(page.getByRole('row', { name: 'late' })).toBeVisible({ timeout: 40_000 });
});

test('a session that is ended hears nothing more', async ({ page, signIn, api, browser, vitrine }) => {
  test.setTimeout(60_000);
  await signIn();
  await api.image('before');
  await expect(page.getByRole('row', { name: 'before' })).toBeVisible();
  const token = await page.context().cookies();
  const ask = await browser.newContext({ baseURL: vitrine.url, storageState: { cookies: token, origins: [] } });
  const elsewhere = await ask.newPage();
  const ended = elsewhere.request.get('/api/v1/events', { timeout: 45_000 });
  await api.ask('POST', `/identity/v3/users/${api.user}/password`, { user: { password: 'another one, 9', original_password: ADMIN.password } });
  expect(await (await ended).text()).toContain('event: end');
  await ask.close();
});
