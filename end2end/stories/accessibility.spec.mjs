import { AxeBuilder } from '@axe-core/playwright';
import { ADMIN, expect, test } from '../fixtures.mjs';

for (const theme of ['light', 'dark']) {
  for (const locale of ['en', 'zh-Hans']) {
    test(`every page is accessible, ${theme}, ${locale}`, async ({ page, vitrine, api, complaints }) => {
      test.setTimeout(120_000);
      complaints.allow(/status of 404/);
      await page.context().addCookies([
        { name: 'theme', value: theme, url: vitrine.url },
        { name: 'locale', value: locale, url: vitrine.url },
      ]);
      const look = async (name) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
        expect.soft(told, `${name} (${theme}, ${locale})`).toEqual([]);
      };

      await page.goto('/login');
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await look('sign-in');
      await page.locator('input[name=name]').fill(ADMIN.name);
      await page.locator('input[name=password]').fill(ADMIN.password);
      await page.locator('input[name=password]').press('Enter');
      await expect(page).toHaveURL(/\/images$/);
      await look('empty list');

      const image = await api.image('cirros', 'bytes');
      await api.image('still-empty');
      for (const [name, path] of [
        ['list', '/images'],
        ['image', `/images/${image.id}`],
        ['delete', `/images/${image.id}/delete`],
        ['no such image', '/images/00000000-0000-4000-8000-000000000000'],
        ['no such page', '/nowhere'],
      ]) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first()).toBeVisible();
        await look(name);
      }
    });
  }
}
