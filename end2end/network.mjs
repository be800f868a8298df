/** Gives the page a line of so many `mebibytes` a second, so that the middle of an upload is long enough to be hit.
 *  What it returns takes the line away, and gives it back: nothing else could, while this holds. */
export async function slowDown(page, mebibytes) {
  const session = await page.context().newCDPSession(page);
  const line = (offline) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: mebibytes * 1024 * 1024,
    });
  await line(false);
  return { cut: () => line(true), restore: () => line(false) };
}
