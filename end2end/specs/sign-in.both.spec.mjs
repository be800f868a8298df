import { ADMIN, expect, fillIn, test } from '../fixtures.mjs';

test('whoever knows the password comes in, and out again', async ({ page, signIn }) => {
  await signIn();

  await expect(page).toHaveTitle('Images · admin · Vitrine');
  await page.getByRole('button', { name: 'Sign out' }).click();

  await expect(page).toHaveURL(/\/login/);
  await page.goto('/images');
  await expect(page).toHaveURL(/\/login\?next=/);
});

test('a wrong password and an unknown name are told the same', async ({ page, complaints }) => {
  // The browser reports the refused request by itself.
  complaints.allow(/status of 401/);
  const answers = [];
  for (const who of [{ ...ADMIN, password: 'wrong' }, { ...ADMIN, name: 'nobody' }]) {
    await page.goto('/login');
    await fillIn(page, who);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('Wrong user name or password');
    answers.push(await alert.innerText());
    await expect(page.getByLabel('User name')).toHaveValue(who.name);
    await expect(page.getByLabel('Password')).toBeFocused();
  }
  expect(answers[0]).toBe(answers[1]);
});

test('signing in leads back to the page that asked for it', async ({ page, api }) => {
  const image = await api.image('cirros', 'some bytes');
  await page.goto(`/images/${image.id}`);
  await expect(page).toHaveURL(/\/login\?next=/);

  await fillIn(page, ADMIN);

  await expect(page).toHaveURL(new RegExp(`/images/${image.id}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('cirros');
});

test('signing in leads to no other site', async ({ page }) => {
  for (const next of ['https://example.org/', '//example.org/', '/\\example.org']) {
    // No page is left that would ask for its feed without a session.
    await page.goto('about:blank');
    await page.context().clearCookies();
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await fillIn(page, ADMIN);
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/projects\/\w+\/images$/);
  }
});
