// Pages that bring themselves up to date: what others change is there without a reload.
import { ADMIN, expect, fillIn, test } from '../fixtures.mjs';
import { scripted } from '../life.mjs';
import { member } from '../people.mjs';

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

test('a session that is ended hears nothing more', async ({ page, signIn, api, vitrine, complaints }) => {
  test.setTimeout(60_000);
  // The page asks whether its session goes on, and is told no.
  complaints.allow(/status of 401/);
  await signIn();
  await api.image('before');
  await expect(page.getByRole('row', { name: 'before' })).toBeVisible();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  // It has begun once its head is here: only then the session is ended.
  const feed = await fetch(`${vitrine.url}/api/v1/events`, { headers: { cookie }, signal: AbortSignal.timeout(45_000) });
  expect(feed.status).toBe(200);
  await api.ask('POST', `/identity/v3/users/${api.user}/password`, { user: { password: 'another one, 9', original_password: ADMIN.password } });
  expect(await feed.text()).toContain('event: end');
});

test('whoever signs out in another tab is told so at once in this one, and keeps what they wrote', async ({ page, context, signIn, api, complaints }) => {
  complaints.allow(/401/);
  const image = await api.image('debian', 'bytes');
  await signIn();
  await page.goto(`/projects/${api.project}/images/${image.id}`);
  await scripted(page);
  const other = await context.newPage();
  await other.goto(`/projects/${api.project}/images`);
  await scripted(other);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/login/);

  await expect(page.locator('[data-session]')).toContainText('You are signed out.', { timeout: 3_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('debian');
  await page.getByRole('link', { name: 'Sharing' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByText('your session has ended')).toBeVisible();
});

test('whoever is disabled is told so within seconds', async ({ page, api, complaints }) => {
  complaints.allow(/401/);
  const alice = await member(api, 'alice', 'research');
  await page.goto('/login');
  await fillIn(page, alice);
  await expect(page).toHaveURL(/\/images$/);
  await scripted(page);
  await page.waitForTimeout(1_000);
  await api.ask('PATCH', `/identity/v3/users/${alice.id}`, { user: { enabled: false } });
  await expect(page.locator('[data-session]')).toContainText('You are signed out.', { timeout: 8_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Images');
});

test('a page hears on after the server ended its listening, while the session goes on', async ({ page, signIn, api }) => {
  let heard = 0;
  await page.route('**/api/v1/events*', (route) => {
    heard += 1;
    return heard === 1 ? route.fulfill({ contentType: 'text/event-stream', body: 'event: end\ndata: {}\n\n' }) : route.continue();
  });
  await signIn();
  await expect.poll(() => heard).toBe(2);
  await api.image('late', 'bytes');
  await expect(page.getByRole('row', { name: 'late' })).toBeVisible();
});

test('a tab that nobody looks at asks for nothing, and is up to date when somebody does', async ({ page, context, signIn, api }) => {
  await signIn();
  await scripted(page);
  const front = await context.newPage();
  await front.goto('about:blank');
  // Headless browsers show every tab; the page is told otherwise.
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);
  await hide(true);
  const asked = [];
  page.on('request', (request) => request.headers().accept === 'text/html' && asked.push(request.url()));
  await api.image('unseen', 'bytes');
  await page.waitForTimeout(4_000);
  expect(asked).toEqual([]);
  await hide(false);
  await expect(page.getByRole('row', { name: 'unseen' })).toBeVisible();
});
