// When is a server-rendered page alive? It says so itself.

/** Waits until the browser's program has taken over. */
export async function scripted(page) {
  await page.locator('html[data-scripted]').waitFor();
}
