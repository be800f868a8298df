// Pictures of every page in both themes, for docs/screens: node end2end/screens.mjs [FOLDER [LOCALE [WIDTH]]]
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { api } from './api.mjs';
import { ADMIN, startVitrine } from './server.mjs';
import { TOUR } from './tour.mjs';
import { createSampleData } from './sample_data.mjs';
import config from './playwright.config.mjs';

const [folder = fileURLToPath(new URL('../docs/screens', import.meta.url)), locale = 'en', width = '1280'] = process.argv.slice(2);
const MIB = 1024 * 1024;

/** Images with something in them, so that sizes and quotas are not all nothing. */
async function stock(vitrine) {
  const admin = await api(vitrine.url);
  await admin.image('ubuntu-24.04', Buffer.alloc(48 * MIB, 7), { min_disk: 20, tags: ['lts'] });
  await admin.image('debian-12-generic', Buffer.alloc(21 * MIB, 9), { visibility: 'public', tags: ['lts', 'cloud'] });
}

await mkdir(folder, { recursive: true });
const vitrine = await startVitrine();
const browser = await chromium.launch(config.use.launchOptions);
try {
  const at = await createSampleData(vitrine);
  await stock(vitrine);
  for (const theme of ['light', 'dark']) {
    const context = await browser.newContext({ baseURL: vitrine.url, viewport: { width: Number(width), height: 800 }, locale: 'en-GB' });
    await context.addCookies([['theme', theme], ['locale', locale]].map(([name, value]) => ({ name, value, url: vitrine.url })));
    const page = await context.newPage();
    for (const stop of TOUR) {
      await page.goto(stop.path(at));
      if (!stop.guest && new URL(page.url()).pathname === '/login') {
        await page.locator('input[name=name]').fill(ADMIN.name);
        await page.locator('input[name=password]').fill(ADMIN.password);
        await page.locator('input[name=password]').press('Enter');
        await page.waitForURL((url) => url.pathname !== '/login');
        await page.goto(stop.path(at));
      }
      await page.locator('html[data-scripted]').waitFor();
      await page.screenshot({ path: `${folder}/${stop.name}-${theme}.png`, fullPage: true });
    }
    await context.close();
  }
} finally {
  await browser.close();
  await vitrine.stop();
}
