// The list: searched, filtered, ordered, leafed through, and changed many at a time. All of it is in the address.
import { expect, test } from '../fixtures.mjs';

const names = (page) => page.locator('tbody th a').allInnerTexts();

test('filters and order are in the address, and can be cleared', async ({ page, signIn, api }) => {
  await api.image('alpine', 'bytes');
  await api.image('debian-12', 'bytes');
  await api.image('debian-13');
  await signIn();

  await page.getByRole('search').getByRole('searchbox').fill('debian');
  await page.getByRole('search').getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/q=debian/);
  await expect.poll(() => names(page)).toEqual(['debian-13', 'debian-12']);

  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect.poll(() => names(page)).toEqual(['debian-12', 'debian-13']);

  await page.reload();
  await expect.poll(() => names(page)).toEqual(['debian-12', 'debian-13']);
  await page.getByRole('link', { name: 'Clear all filters' }).click();
  await expect.poll(() => names(page)).toEqual(['alpine', 'debian-12', 'debian-13']);
});

test('a search without a match says so', async ({ page, signIn, api }) => {
  await api.image('alpine', 'bytes');
  await signIn();
  const { pathname } = new URL(page.url());
  await page.goto(`${pathname}?q=nothing-like-it`);

  await expect(page.getByRole('heading', { name: 'No image matches' })).toBeVisible();
});

test('every image is on one page, and on only one', async ({ page, signIn, api }) => {
  test.setTimeout(120_000);
  const made = [];
  for (let number = 0; number < 120; number += 1) {
    const name = `image-${String(number).padStart(3, '0')}`;
    await api.image(name);
    made.push(name);
  }
  await signIn();
  const { pathname } = new URL(page.url());
  await page.goto(`${pathname}?sort=name:asc`);
  const seen = await names(page);
  expect(seen).toHaveLength(50);
  for (const length of [100, 120]) {
    const [first] = await names(page);
    await page.getByRole('link', { name: 'Next page' }).click();
    await expect.poll(async () => (await names(page))[0]).not.toBe(first);
    seen.push(...(await names(page)));
    expect(seen).toHaveLength(length);
  }
  expect(seen).toEqual(made);
  await expect(page.getByRole('link', { name: 'Next page' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to the first page' }).click();
  await expect.poll(async () => (await names(page))[0]).toBe('image-000');
});

test('several images are deleted at once, and the one that may not be says why', async ({ page, signIn, api }) => {
  await api.image('old-1', 'bytes');
  await api.image('old-2', 'bytes');
  await api.image('kept', 'bytes', { protected: true });
  await signIn();
  for (const name of ['old-1', 'old-2', 'kept']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('button', { name: 'Change the selected images…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 images selected');
  await page.getByRole('button', { name: 'Delete them all' }).click();

  await expect(page.getByText('2 images are changed.')).toBeVisible();
  await expect(page.getByText(/^kept: /)).toBeVisible();
  expect((await api.images()).map(({ name }) => name)).toEqual(['kept']);
});

test('several images get a tag at once', async ({ page, signIn, api }) => {
  await api.image('one', 'bytes');
  await api.image('two', 'bytes');
  await signIn();
  for (const name of ['one', 'two']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('button', { name: 'Change the selected images…' }).click();
  await page.getByLabel('Add a tag').fill('golden');
  await page.locator('form', { has: page.getByLabel('Add a tag') }).getByRole('button', { name: 'Apply' }).click();

  await expect(page.getByText('2 images are changed.')).toBeVisible();
  expect((await api.images()).map(({ tags }) => tags)).toEqual([['golden'], ['golden']]);
});
