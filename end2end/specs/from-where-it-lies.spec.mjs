import { Browser } from '../browser.mjs';
import { makeQcow2 } from '../disks.mjs';
import { ADMIN, expect, fillIn, test } from '../fixtures.mjs';
import { asksBeforeItReads, choosesWhatWasKept, keep } from '../handles.mjs';
import { KILLS, MEBIBYTES, TEST_TIMEOUT, arrived, lasting, tell } from '../long.mjs';
import { scripted } from '../life.mjs';
import { goOn, reaches } from '../tray.mjs';

test.setTimeout(TEST_TIMEOUT);

for (const { what, scripts, clicks } of [
  { what: 'by itself, where the browser may still read the file', scripts: [], clicks: 0 },
  { what: 'after one click, where the browser asks first', scripts: [asksBeforeItReads], clicks: 1 },
]) {
  test(`a browser that is killed goes on ${what}`, async ({ vitrine, api, launchOptions }, info) => {
    const path = await makeQcow2(info.outputPath('home.qcow2'), MEBIBYTES);
    const browser = new Browser(info.outputPath('browser'), vitrine.url, launchOptions);
    let page = await browser.start(choosesWhatWasKept);
    try {
      await page.goto('/login');
      await fillIn(page, ADMIN);
      await expect(page).toHaveURL(/\/images$/);
      await scripted(page);
      await keep(page, path, 'home.qcow2');
      await lasting(page, 3 * (KILLS + 1));
      await page.getByRole('button', { name: 'Upload images' }).click();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await reaches(page, 'home', Math.floor((95 * kill) / (KILLS + 1)), TEST_TIMEOUT);
        await browser.kill();
        page = await browser.start(choosesWhatWasKept, ...scripts);
        await page.goto('/images');
        await lasting(page, 3 * (KILLS + 1));
        expect(await goOn(page, 'home'), 'what the person had to do').toBe(clicks);
      }
      await expect(page.getByRole('row', { name: 'home' })).toContainText('Active', { timeout: TEST_TIMEOUT });
      await arrived(api, path, 'home');
      tell(info, `${MEBIBYTES} MiB, killed ${KILLS} times, ${clicks * KILLS} clicks`);
    } finally {
      await browser.stop();
    }
  });
}
