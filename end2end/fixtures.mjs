// What every test starts with: a server of its own, a page that reports its errors, and a sign-in.
import { test as base, expect } from '@playwright/test';
import { api } from './api.mjs';
import { narrowLine } from './narrow.mjs';
import { ADMIN, startVitrine } from './server.mjs';

export { ADMIN, expect };

export const test = base.extend({
  database: ['sqlite', { option: true }],

  /** So many mebibytes a second from the browser to the server; none: as many as there may be. */
  line: [undefined, { option: true }],

  /** A running server with nothing in it but its admin. */
  vitrine: async ({ database }, use, info) => {
    const vitrine = await startVitrine({ database });
    await use(vitrine);
    if (info.status !== info.expectedStatus) await info.attach('vitrine.log', { body: vitrine.log, contentType: 'text/plain' });
    await vitrine.stop();
  },

  baseURL: async ({ vitrine, line }, use) => {
    const narrow = line && (await narrowLine(vitrine.port, line));
    await use(narrow ? narrow.url : vitrine.url);
    narrow?.close();
  },

  /** The public API as the admin, for arranging and for a second opinion. */
  api: async ({ vitrine }, use) => use(await api(vitrine.url)),

  /** What the browser complained about. A test that provokes a complaint says so with `allow(pattern)`. */
  complaints: async ({}, use) => {
    const heard = [];
    const allowed = [];
    await use({ add: (text) => heard.push(text), allow: (pattern) => allowed.push(pattern) });
    const unexpected = heard.filter((text) => !allowed.some((pattern) => pattern.test(text)));
    expect(unexpected, 'the browser has nothing to complain about').toEqual([]);
  },

  page: async ({ page, complaints }, use) => {
    page.on('console', (message) => message.type() === 'error' && complaints.add(`${message.text()} (${message.location().url})`));
    page.on('pageerror', (error) => complaints.add(String(error.stack ?? error)));
    await use(page);
  },

  /** Signs in through the page, and ends on the list of images. */
  signIn: async ({ page }, use) => {
    await use(async (who = ADMIN) => {
      await page.goto('/login');
      await fillIn(page, who);
      await expect(page).toHaveURL(/\/images$/);
    });
  },
});

/** Fills in the sign-in form that is open, and sends it. */
export async function fillIn(page, who) {
  await page.getByLabel('User name').fill(who.name);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
