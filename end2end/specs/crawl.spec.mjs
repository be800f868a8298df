// Markup, template braces and turning marks in whatever a project may write; an admin looks at all of it. Nothing runs.
import { createServer } from 'node:http';
import { expect, test } from '../fixtures.mjs';
import { functions } from '../functions.mjs';
import { scripted } from '../life.mjs';
import { TOUR } from '../tour.mjs';
import { createSampleData, hostileNames } from '../sample_data.mjs';

/** As many pages as a tour with all its links leads to, and no more: a crawl of links that never repeat would not end. */
const MOST = 150;

for (const locale of ['en', 'zh-Hans']) {
  test(`what tenants write stays text, ${locale}`, async ({ page, vitrine, signIn }) => {
    test.setTimeout(300_000);
    const at = await createSampleData(vitrine, hostileNames);
    await listen(page);
    await signIn();
    await page.context().addCookies([{ name: 'locale', value: locale, url: vitrine.url }]);

    const waiting = TOUR.filter((stop) => !stop.guest).map((stop) => stop.path(at));
    const seen = new Set();
    let written = 0;
    while (waiting.length > 0 && seen.size < MOST) {
      const path = waiting.shift();
      if (seen.has(place(path))) continue;
      seen.add(place(path));
      await page.goto(path);
      await scripted(page);
      const found = await page.evaluate(look);
      expect.soft(found.wrong, path).toEqual([]);
      written += found.written;
      waiting.push(...found.links);
    }

    expect(waiting.filter((path) => !seen.has(place(path))), 'the crawl came to its end').toEqual([]);
    expect(written, 'the hostile words were on the pages').toBeGreaterThan(50);
    expect(await page.evaluate(() => sessionStorage.getItem('violations')), 'nothing offended the content security policy').toBeNull();
  });
}

test('a page of an error repeats no markup of the address', async ({ page, vitrine, signIn, complaints }) => {
  complaints.allow(/status of (400|404)/);
  await listen(page);
  await signIn();
  const { pathname } = new URL(page.url());
  const word = encodeURIComponent(hostileNames('x'));
  for (const path of [`${pathname}?sort=${word}`, `${pathname}?tab=${word}`, `${pathname}?status=${word}`, `${pathname}?q=${word}`, `/${word}`]) {
    await page.goto(path);
    expect.soft((await page.evaluate(look)).wrong, path).toEqual([]);
  }
});

test('no other site may use the session', async ({ page, vitrine, signIn, api, complaints }) => {
  test.setTimeout(120_000);
  complaints.allow(/status of 403/);
  // The refusal may run no script; what is kept from running is what these tests put into every page.
  complaints.allow(/Blocked script execution in '[^']*\/fn\//);
  const elsewhere = await anotherSite();
  const image = await api.image('mine', 'bytes');
  await signIn();
  try {
    for (const path of functions()) {
      await page.goto(elsewhere.url);
      const [answer] = await Promise.all([
        page.waitForResponse((got) => got.url().startsWith(vitrine.url) && got.request().method() === 'POST'),
        page.evaluate(({ to, id }) => {
          const form = document.createElement('form');
          form.method = 'post';
          form.action = to;
          for (const [name, value] of Object.entries({ id, ids: id, deed: 'delete', name: 'admin', password: 'x', locale: 'zh-Hans', project: id })) {
            const field = document.createElement('input');
            Object.assign(field, { name, value, type: 'hidden' });
            form.append(field);
          }
          document.body.append(form);
          form.submit();
        }, { to: `${vitrine.url}${path}`, id: image.id }),
      ]);
      expect.soft(answer.status(), path).toBe(403);
      await expect(page.getByText('This request comes from another site.')).toBeVisible();
    }
  } finally {
    await elsewhere.close();
  }
  expect((await api.images()).map(({ name }) => name), 'nothing was done').toEqual(['mine']);
  await page.goto(`${vitrine.url}/images`);
  await expect(page.locator('html'), 'nor was anything set').toHaveAttribute('lang', 'en');
  await expect(page, 'and the session is still there').toHaveURL(/\/projects\/[^/]+\/images$/);
});

/** A list in another order holds what it held. */
function place(path) {
  const url = new URL(path, 'http://here');
  url.searchParams.delete('sort');
  return url.pathname + url.search;
}

/** From now on every page notes what offends its policy, and a dialog is an error. */
async function listen(page) {
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const heard = JSON.parse(sessionStorage.getItem('violations') ?? '[]');
      sessionStorage.setItem('violations', JSON.stringify([...heard, `${event.violatedDirective}: ${event.blockedURI}`]));
    });
  });
  page.on('dialog', (dialog) => {
    throw new Error(`a dialog opened: ${dialog.message()}`);
  });
}

/** In the page: what should not be there, how often the hostile words are, and where its links lead. */
function look() {
  const turning = /[\u202a-\u202e\u2066-\u2069]/;
  const wrong = [];
  if ('ran' in window) wrong.push(`something ran: ${window.ran}`);
  if (document.querySelector('img[src="x"], [onerror]')) wrong.push('markup became an element');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let written = 0;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.data.includes('<img src=x onerror=ran=1>')) written += 1;
    if (turning.test(text.data) && !text.parentElement.closest('textarea')) wrong.push(`text turns around: ${text.data}`);
  }
  if (turning.test(document.title)) wrong.push('the title turns around');
  const links = [...document.querySelectorAll('a[href]')]
    .filter((link) => link.origin === location.origin && !link.hasAttribute('download') && !/\/(image|identity|uploads|api)\//.test(link.pathname))
    .map((link) => link.pathname + link.search);
  return { wrong, written, links };
}

/** A page of another origin, on this machine. */
async function anotherSite() {
  const server = createServer((request, answer) => answer.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>Elsewhere</title><link rel="icon" href="data:,"><body>'));
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => server.close(done)) };
}
