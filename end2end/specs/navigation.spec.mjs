// Back and forward, places on a page, and what happens to a link while the server does not answer.
import { expect, test } from '../fixtures.mjs';
import { scripted } from '../life.mjs';

const scrolled = (page) => page.evaluate(() => Math.round(window.scrollY));

/** A list that is longer than the screen. */
async function longList(api) {
  for (let number = 0; number < 40; number += 1) await api.image(`image-${String(number).padStart(2, '0')}`);
}

test('back shows a list where it was left, and forward the page after it', async ({ page, signIn, api }) => {
  await longList(api);
  await signIn();
  await page.getByRole('link', { name: 'image-05', exact: true }).scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, 900));
  await page.waitForTimeout(400);
  const before = await scrolled(page);
  expect(before).toBeGreaterThan(500);

  await page.locator('tbody th a').nth(20).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Images');
  expect(await scrolled(page)).toBe(0);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Images');
  await expect.poll(() => scrolled(page)).toBe(before);
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Images');
  await expect.poll(() => scrolled(page)).toBe(0);
  await page.goBack();
  await expect.poll(() => scrolled(page)).toBe(before);
});

test('a page that is loaded anew is where it was', async ({ page, signIn, api }) => {
  await longList(api);
  await signIn();
  await page.evaluate(() => window.scrollTo(0, 700));
  await page.waitForTimeout(400);
  await page.reload();
  await scripted(page);
  await expect.poll(() => scrolled(page)).toBe(700);
});

test('the skip link leads to the content, and asks the server for nothing', async ({ page, signIn }) => {
  await signIn();
  await scripted(page);
  const asked = [];
  page.on('request', (request) => request.resourceType() === 'fetch' && request.headers().accept === 'text/html' && asked.push(request.url()));
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'Skip to the content' }).press('Enter');
  await expect(page).toHaveURL(/#main$/);
  await expect(page.locator('main')).toBeFocused();
  await page.goBack();
  await expect(page).not.toHaveURL(/#main$/);
  await page.goForward();
  await page.waitForTimeout(500);
  expect(asked).toEqual([]);
});

test('a filter that was chosen is a step of the history, and what was typed is none', async ({ page, signIn, api }) => {
  await api.image('alpine', 'bytes');
  await api.image('debian');
  await signIn();
  await scripted(page);
  const names = () => page.locator('tbody th a').allInnerTexts();
  const search = page.getByRole('search').getByRole('searchbox');
  await search.pressSequentially('a', { delay: 20 });
  await expect(page).toHaveURL(/q=a&|q=a$/);
  await search.pressSequentially('lp', { delay: 20 });
  await expect(page).toHaveURL(/q=alp/);
  await expect(search).toBeFocused();
  await search.fill('');
  await expect.poll(names).toEqual(['debian', 'alpine']);

  await page.locator('select[name=status]').selectOption('active');
  await expect(page).toHaveURL(/status=active/);
  await expect.poll(names).toEqual(['alpine']);
  await page.goBack();
  await expect(page).not.toHaveURL(/status=active/);
  await expect.poll(names).toEqual(['debian', 'alpine']);
  await expect(page.locator('select[name=status]')).toHaveValue('');
  await page.goForward();
  await expect(page.locator('select[name=status]')).toHaveValue('active');
});

test('all filters are cleared, and none comes back with the next letter', async ({ page, signIn, api }) => {
  await api.image('alpine', 'bytes');
  await api.image('debian', 'bytes', { os_hidden: true });
  await signIn();
  await scripted(page);
  await page.locator('select[name=status]').selectOption('active');
  await expect(page).toHaveURL(/status=active/);
  await page.locator('input[name=hidden]').check();
  await expect(page).toHaveURL(/hidden=/);
  await page.getByRole('search').getByRole('searchbox').fill('a');
  await expect(page).toHaveURL(/q=a/);

  await page.getByRole('link', { name: 'Clear all filters' }).click();
  await expect(page).not.toHaveURL(/status=active/);
  await expect(page.locator('select[name=status]')).toHaveValue('');
  await expect(page.locator('input[name=hidden]')).not.toBeChecked();
  await expect(page.getByRole('search').getByRole('searchbox')).toHaveValue('');
  await page.getByRole('search').getByRole('searchbox').fill('alp');
  await expect(page).toHaveURL(/q=alp/);
  expect(new URL(page.url()).searchParams.get('status') ?? '').toBe('');
  expect(new URL(page.url()).searchParams.has('hidden')).toBe(false);
});

test('the box that ticks all is not ticked on the next page', async ({ page, signIn, api }) => {
  test.setTimeout(120_000);
  for (let number = 0; number < 60; number += 1) await api.image(`image-${number}`);
  await signIn();
  await scripted(page);
  const all = page.locator('input[data-tick-all]');
  await all.check();
  expect(await page.locator('tbody input[type=checkbox]:checked').count()).toBe(50);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(10);
  await expect(all).not.toBeChecked();
  expect(await page.locator('tbody input[type=checkbox]:checked').count()).toBe(0);
});

test('a link that is followed without a network opens when there is one again', async ({ page, context, signIn, complaints }) => {
  complaints.allow(/ERR_INTERNET_DISCONNECTED/);
  await signIn();
  await scripted(page);
  await page.evaluate(() => { window.sameDocument = true; });
  const said = page.locator('[data-connection]');
  await context.setOffline(true);
  await expect(said).toContainText('You are offline.');
  await page.getByRole('link', { name: 'Sharing' }).click();
  await expect(said).toContainText('The page you chose opens when the connection is back.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Images');

  await context.setOffline(false);
  await expect(page).toHaveURL(/\/sharing$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sharing');
  await expect(said).toBeHidden();
  expect(await page.evaluate(() => window.sameDocument)).toBe(true);
});

test('a server that is away is said to be, and the page opens once it is back', async ({ page, signIn, vitrine, complaints }) => {
  complaints.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  await signIn();
  await scripted(page);
  const said = page.locator('[data-connection]');
  await vitrine.kill();
  await page.getByRole('link', { name: 'Sharing' }).click();
  await expect(said).toContainText('The server does not answer.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Images');
  await vitrine.start();
  await expect(page).toHaveURL(/\/sharing$/, { timeout: 30_000 });
  await expect(said).toBeHidden();
});

test('whoever clicks something else while waiting goes there alone', async ({ page, context, signIn, complaints }) => {
  complaints.allow(/ERR_INTERNET_DISCONNECTED/);
  await signIn();
  await scripted(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Sharing' }).click();
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await context.setOffline(false);
  await expect(page).toHaveURL(/\/activity$/);
  await page.waitForTimeout(2_500);
  await expect(page).toHaveURL(/\/activity$/);
});
