/** Gives the page a line of so many `mebibytes` a second, so that the middle of an upload is long enough to be hit. */
export async function slowDown(page, mebibytes) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: mebibytes * 1024 * 1024,
  });
}
