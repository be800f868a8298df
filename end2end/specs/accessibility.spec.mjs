// WCAG 2.2 AA, as far as a program can tell, on every page in every dress; and what it cannot: the keyboard, the focus, 320 px.
import { AxeBuilder } from '@axe-core/playwright';
import { ADMIN, expect, test } from '../fixtures.mjs';
import { scripted } from '../life.mjs';
import { TOUR, unvisited } from '../tour.mjs';
import { createSampleData } from '../sample_data.mjs';

test('the tour visits every page', () => {
  expect(unvisited(), 'pages without a stop in tour.mjs').toEqual([]);
});

/** What each look at the pages finds there: nothing yet, everything, or an error. */
const STATES = {
  empty: async (vitrine, api) => ({ at: { project: api.project, user: api.user }, stops: TOUR.filter((stop) => !stop.full), path: 'path' }),
  full: async (vitrine) => ({ at: await createSampleData(vitrine), stops: TOUR, path: 'path' }),
  error: async (vitrine) => ({ at: await createSampleData(vitrine), stops: TOUR.filter((stop) => stop.wrong), path: 'wrong' }),
};

for (const locale of ['en', 'zh-Hans']) {
  for (const [state, prepare] of Object.entries(STATES)) {
    test(`every page is accessible in both themes, ${locale}, ${state}`, async ({ page, vitrine, api, complaints }) => {
      test.setTimeout(240_000);
      complaints.allow(/status of (400|403|404)/);
      const { at, stops, path } = await prepare(vitrine, api);
      await dress(page, vitrine, 'light', locale);
      for (const stop of [...stops].sort((a, b) => Number(b.guest ?? false) - Number(a.guest ?? false))) {
        if (!stop.guest) await enter(page);
        await page.goto(stop[path](at));
        await expect(page.locator('html')).toHaveAttribute('lang', locale);
        const everything = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
        expect.soft(told(await everything.analyze()), `${stop.name} (light, ${locale}, ${state})`).toEqual([]);
        // The themes differ in colours alone.
        await page.locator('html').evaluate((html) => {
          html.dataset.theme = 'dark';
          // A colour in transition has another contrast.
          for (const transition of document.getAnimations()) transition.finish();
        });
        const colours = new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']);
        expect.soft(told(await colours.analyze()), `${stop.name} (dark, ${locale}, ${state})`).toEqual([]);
      }
    });
  }
}

/** What axe found, a line for each rule. */
function told({ violations }) {
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
}

test('no page is wider than a screen of 320 px', async ({ page, vitrine }) => {
  test.setTimeout(120_000);
  const at = await createSampleData(vitrine);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const locale of ['en', 'zh-Hans']) {
    await dress(page, vitrine, 'light', locale);
    for (const stop of TOUR) {
      if (!stop.guest) await enter(page);
      await page.goto(stop.path(at));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(wide, `${stop.name} in ${locale}`).toBeLessThanOrEqual(320);
    }
  }
});

test('a page that comes in place of another has the focus on its heading, and its name in the title', async ({ page, vitrine, signIn }) => {
  test.setTimeout(120_000);
  const at = await createSampleData(vitrine);
  await signIn();
  await scripted(page);
  for (const stop of TOUR.filter((each) => !each.guest)) {
    // As a person comes to it: by a link of the page before.
    await page.evaluate((path) => {
      const link = document.createElement('a');
      link.href = path;
      link.id = 'way';
      document.querySelector('main').append(link);
      link.click();
    }, stop.path(at));
    await expect(page, stop.name).toHaveURL(stop.path(at));
    await expect(page.locator('h1'), stop.name).toBeFocused();
    expect(await page.title(), stop.name).toContain(await page.locator('h1').innerText());
  }
});

async function dress(page, vitrine, theme, locale) {
  await page.context().addCookies([
    { name: 'theme', value: theme, url: vitrine.url },
    { name: 'locale', value: locale, url: vitrine.url },
  ]);
}

/** Signs in once, whatever language the page is in. */
async function enter(page) {
  if ((await page.context().cookies()).some((cookie) => cookie.name === 'vitrine')) return;
  await page.goto('/login');
  await page.locator('input[name=name]').fill(ADMIN.name);
  await page.locator('input[name=password]').fill(ADMIN.password);
  await page.locator('input[name=password]').press('Enter');
  await expect(page).toHaveURL(/\/images$/);
}
