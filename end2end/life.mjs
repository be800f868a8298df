// Whether the browser's program has started on a server-rendered page.

/** Waits until the browser's program has started. */
export async function scripted(page) {
  await page.locator('html[data-scripted]').waitFor();
}
