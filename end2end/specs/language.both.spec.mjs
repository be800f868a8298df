import { expect, test } from '../fixtures.mjs';

test('the page is in Chinese as soon as it is asked to be, and stays so', async ({ page, signIn }) => {
  await signIn();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');

  await page.getByRole('button', { name: '简体中文' }).click();

  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('镜像');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('镜像');
});

test.describe('a browser that asks for Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('is greeted in Chinese', async ({ page }) => {
    await page.goto('/login');

    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('登录');
  });
});

test('the dark theme stays dark from the first byte on', async ({ page, signIn }) => {
  await signIn();

  await page.getByRole('button', { name: 'Dark', exact: true }).click();

  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const document = await page.context().request.get('/images');
  expect(await document.text()).toContain('data-theme="dark"');
});
