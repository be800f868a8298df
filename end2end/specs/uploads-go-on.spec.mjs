import { utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Browser, withoutPicker } from '../browser.mjs';
import { makeQcow2 } from '../disks.mjs';
import { ADMIN, expect, fillIn, test } from '../fixtures.mjs';
import { drop, dropForReal } from '../files.mjs';
import { scripted } from '../life.mjs';
import { KILLS, MEBIBYTES, TEST_TIMEOUT, RELOADS, arrived, lasting, speed, tell } from '../long.mjs';
import { slowDown } from '../network.mjs';
import { goOn, reaches, row } from '../tray.mjs';

test.setTimeout(TEST_TIMEOUT);

test('a browser that is killed goes on where it was, given the file once', async ({ vitrine, api, launchOptions }, info) => {
  const path = await makeQcow2(info.outputPath('phoenix.qcow2'), MEBIBYTES);
  const browser = new Browser(info.outputPath('browser'), vitrine.url, launchOptions);
  let page = await browser.start(withoutPicker);
  try {
    await page.goto('/login');
    await fillIn(page, ADMIN);
    await expect(page).toHaveURL(/\/images$/);
    await lasting(page, 3 * (KILLS + 1));
    await drop(page, path);
    let actions = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await reaches(page, 'phoenix', Math.floor((95 * kill) / (KILLS + 1)), TEST_TIMEOUT);
      await browser.kill();
      page = await browser.start(withoutPicker);
      await page.goto('/images');
      await lasting(page, 3 * (KILLS + 1));
      const took = await goOn(page, 'phoenix', path);
      expect(took, 'one action at most').toBeLessThanOrEqual(1);
      actions += took;
    }
    await expect(page.getByRole('row', { name: 'phoenix' })).toContainText('Active', { timeout: TEST_TIMEOUT });
    await arrived(api, path, 'phoenix');
    tell(info, `${MEBIBYTES} MiB, killed ${KILLS} times, ${actions} actions`);
  } finally {
    await browser.stop();
  }
});

test.describe('over a narrow line', () => {
  test.use({ line: speed(3 * (RELOADS + 1)) });

  for (const { what, scripts, give, clicks } of [
    { what: 'by itself, where the browser knows the file again', scripts: [], give: dropForReal, clicks: 0 },
    { what: 'once the file is given again, where it does not', scripts: [withoutPicker], give: drop, clicks: 1 },
  ]) {
    test(`a page that is reloaded goes on ${what}`, async ({ page, signIn, api }, info) => {
      const path = await makeQcow2(info.outputPath('again.qcow2'), MEBIBYTES);
      for (const script of scripts) await page.addInitScript(script);
      const offsets = [];
      page.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));
      await signIn();
      await give(page, path);
      let further = 0;
      for (let reload = 1; reload <= RELOADS; reload += 1) {
        await reaches(page, 'again', Math.floor((80 * reload) / (RELOADS + 1)), TEST_TIMEOUT);
        const before = offsets.length;
        await page.reload();
        expect(await goOn(page, 'again', path), 'what the person had to do').toBe(clicks);
        await expect.poll(() => offsets.length, { timeout: TEST_TIMEOUT }).toBeGreaterThan(before);
        expect(offsets[before], 'each page goes on further along than the one before').toBeGreaterThan(further);
        further = offsets[before];
      }
      await expect(page.getByRole('row', { name: 'again' })).toContainText('Active', { timeout: TEST_TIMEOUT });
      await arrived(api, path, 'again');
      tell(info, `${MEBIBYTES} MiB, reloaded ${RELOADS} times, ${clicks * RELOADS} actions`);
    });
  }
});

test('without a network it waits, and goes on by itself', async ({ page, signIn, api, complaints }, info) => {
  complaints.allow(/Failed to load resource/);
  const path = await makeQcow2(info.outputPath('tunnel.qcow2'), MEBIBYTES);
  await signIn();
  const network = await lasting(page, 8);
  await drop(page, path);
  await reaches(page, 'tunnel', 20, TEST_TIMEOUT);
  await network.cut();
  await expect(row(page, 'tunnel')).toHaveAttribute('data-state', 'retrying', { timeout: 30_000 });
  await sleep(2_000);
  await network.restore();
  await arrived(api, path, 'tunnel');
  tell(info, `${MEBIBYTES} MiB, offline once, 0 actions`);
});

test('a server that is restarted hears the rest', async ({ page, signIn, vitrine, api, complaints }, info) => {
  complaints.allow(/Failed to load resource/);
  const path = await makeQcow2(info.outputPath('restart.qcow2'), MEBIBYTES);
  await signIn();
  await lasting(page, 8);
  await drop(page, path);
  await reaches(page, 'restart', 30, TEST_TIMEOUT);
  await vitrine.kill();
  await sleep(1_000);
  await vitrine.start();
  await arrived(api, path, 'restart');
  tell(info, `${MEBIBYTES} MiB, the server killed once, 0 actions`);
});

test('an upload whose session ended goes on once somebody signed in, on the same page', async ({ page, context, signIn, api, complaints }, info) => {
  complaints.allow(/401/);
  const path = await makeQcow2(info.outputPath('session.qcow2'), MEBIBYTES);
  await signIn();
  await lasting(page, 8);
  await drop(page, path);
  await reaches(page, 'session', 20, TEST_TIMEOUT);
  await page.evaluate(() => { window.sameDocument = true; });
  await context.clearCookies();
  const place = row(page, 'session');
  await expect(place).toHaveAttribute('data-state', 'needs-sign-in', { timeout: 60_000 });
  await place.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await fillIn(page, ADMIN);
  await expect(place).toHaveAttribute('data-state', /sending|finished/, { timeout: 30_000 });
  expect(await page.evaluate(() => window.sameDocument), 'the upload never left its document').toBe(true);
  await arrived(api, path, 'session');
  tell(info, `${MEBIBYTES} MiB, signed in again once`);
});

test('a file that was changed meanwhile is refused with words', async ({ page, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('changed.qcow2'), 24);
  await page.addInitScript(withoutPicker);
  await signIn();
  await slowDown(page, 4);
  await drop(page, path);
  await reaches(page, 'changed', 10, TEST_TIMEOUT);
  await page.reload();
  const place = row(page, 'changed');
  await expect(place).toHaveAttribute('data-state', 'needs-file');
  await utimes(path, new Date(), new Date(Date.now() + 60_000));
  expect(await goOn(page, 'changed', path)).toBe(1);
  await expect(place).toContainText('This file has been changed since the upload began');
  // Nothing of it went out.
  await expect(place).toHaveAttribute('data-state', 'needs-file');
  await place.getByRole('button', { name: 'Cancel changed.qcow2' }).click();
  await expect.poll(() => api.images()).toEqual([]);
});

test('of two tabs one uploads; the other takes over when it is gone', async ({ page, context, signIn, api }, info) => {
  const path = await makeQcow2(info.outputPath('tabs.qcow2'), MEBIBYTES);
  await context.addInitScript(withoutPicker);
  await signIn();
  await lasting(page, 12);
  await drop(page, path);
  await reaches(page, 'tabs', 10, TEST_TIMEOUT);
  const other = await context.newPage();
  await other.goto(page.url());
  await scripted(other);
  const place = row(other, 'tabs');
  await expect(place).toContainText('Goes on in another tab');
  await expect(place.getByRole('button')).toHaveCount(0);
  await page.close();
  await expect(place).toHaveAttribute('data-state', 'needs-file');
  expect(await goOn(other, 'tabs', path)).toBe(1);
  await arrived(api, path, 'tabs');
});

test('an upload goes on while its owner switches to another project, and so does another tab', async ({ page, context, signIn, api }, info) => {
  const { project } = await api.ask('POST', '/identity/v3/projects', { project: { name: 'research' } });
  const [role] = (await api.ask('GET', '/identity/v3/roles?name=member')).roles;
  await api.ask('PUT', `/identity/v3/projects/${project.id}/users/${api.user}/roles/${role.id}`);
  const path = await makeQcow2(info.outputPath('switch.qcow2'), MEBIBYTES);
  await signIn();
  const other = await context.newPage();
  await other.goto(`/projects/${api.project}/images`);
  await page.bringToFront();
  await lasting(page, 8);
  const unwelcome = [];
  page.on('response', (response) => response.status() === 401 && unwelcome.push(response.url()));
  await drop(page, path);
  await reaches(page, 'switch', 20, TEST_TIMEOUT);
  const states = [];
  await page.exposeFunction('report', (state) => states.push(state));
  await row(page, 'switch').evaluate((item) => new MutationObserver(() => window.report(item.dataset.state)).observe(item, { attributes: true }));

  await page.getByLabel('Project', { exact: true }).selectOption({ label: 'research (member)' });
  await expect(page).toHaveURL(new RegExp(`/projects/${project.id}/images$`));

  await arrived(api, path, 'switch');
  expect(states, 'it never asked for a sign-in').not.toContain('needs-sign-in');
  expect(unwelcome).toEqual([]);
  // The other tab stayed in its project, is signed in, and hears of what comes.
  await other.bringToFront();
  await expect(other.getByRole('row', { name: 'switch' })).toContainText('Active', { timeout: 30_000 });
  await expect(other.locator('[data-session]')).toBeHidden();
});

test('a single 401 on the way is not taken for the end of the session', async ({ page, signIn, api, complaints }, info) => {
  complaints.allow(/401/);
  const path = await makeQcow2(info.outputPath('stale.qcow2'), MEBIBYTES);
  await signIn();
  await lasting(page, 8);
  let refused = 0;
  await page.route('**/uploads/**', async (route) => {
    if (route.request().method() === 'HEAD' || refused > 0) return route.continue();
    refused += 1;
    return route.fulfill({ status: 401, body: '' });
  });
  await drop(page, path);
  await arrived(api, path, 'stale');
  expect(refused).toBe(1);
});
