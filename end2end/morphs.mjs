// Pages of one's own in the dashboard's frame, to see how the browser's program makes one out of another.
import { expect } from '@playwright/test';
import { scripted } from './life.mjs';

const PAGE = '/case';

/** Serves `before` and then `after` as the main part of a page; ends on the first. `attributes` are those of both mains. */
export async function serve(page, before, after, attributes = '') {
  const frame = await (await page.request.get(page.url(), { headers: { accept: 'text/html' } })).text();
  const main = (step, part) => `<main id="main" tabindex="-1" data-key="${PAGE}" data-step="${step}" ${attributes}>${part}<a id="go" href="${PAGE}?step=2">Go</a></main>`;
  const whole = (step, part) => frame.replace(/<main[\s\S]*<\/main>/, () => main(step, part));
  let asked = 0;
  await page.route((url) => url.pathname === PAGE, (route) => {
    asked += 1;
    return route.fulfill({ contentType: 'text/html', body: asked === 1 ? whole(1, before) : whole(2, after) });
  });
  await page.goto(PAGE);
  await scripted(page);
}

/** Follows a link from the first page to the second. */
export async function follow(page) {
  await page.locator('#go').click();
  await arrived(page);
}

/** Waits until the second page is shown. */
export async function arrived(page) {
  await expect(page.locator('main')).toHaveAttribute('data-step', '2');
}
