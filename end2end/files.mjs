// Giving files to a page, and taking them from it.
import { scripted } from './life.mjs';
import { sha512 } from './disks.mjs';

/** Drops a real file from disk on the list of images, as a person does with the mouse. */
export async function drop(page, path) {
  await scripted(page);
  // Only a file input can be given a real file; its File is then handed to the events of a drop.
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'hand';
    input.hidden = true;
    document.body.append(input);
  });
  await page.locator('#hand').setInputFiles(path);
  await page.locator('main').evaluate((target) => {
    const hand = document.getElementById('hand');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(hand.files[0]);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
    hand.remove();
  });
}

/** Drops a real file with the browser's own drag and drop: such a file the browser finds again after a reload. */
export async function dropForReal(page, path) {
  await scripted(page);
  const session = await page.context().newCDPSession(page);
  const { x, y, width } = await page.locator('main').boundingBox();
  const place = { x: x + width / 2, y: y + 20, data: { items: [], files: [path], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, ...place });
  await session.detach();
}

/** Follows a download link; the SHA-512 of what arrives, and the name it arrives under. */
export async function download(page, link) {
  const arriving = page.waitForEvent('download');
  await link.click();
  const arrived = await arriving;
  return { sha512: await sha512(await arrived.path()), name: arrived.suggestedFilename() };
}
