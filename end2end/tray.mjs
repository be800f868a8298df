// What a person sees and does in the tray.
import { expect } from '@playwright/test';

/** The row of the file `name`. */
export function row(page, name) {
  return page.locator('.tray-item', { hasText: name });
}

/** Waits until so many per cent of the file are out, or it is finished. */
export async function reaches(page, name, percent, timeout) {
  const place = row(page, name);
  await expect
    .poll(async () => {
      if ((await place.getAttribute('data-state').catch(() => null)) === 'finished') return 100;
      const bar = place.getByRole('progressbar');
      return (await bar.count()) ? Number(await bar.getAttribute('value')) : 0;
    }, { timeout, intervals: [50] })
    .toBeGreaterThanOrEqual(percent);
}

/** Does what the tray asks for after an interruption, if anything; how many things that were. */
export async function goOn(page, name, path) {
  const place = row(page, name);
  await expect(place).toHaveAttribute('data-state', /sending|finished|needs-file|needs-sign-in/, { timeout: 60_000 });
  if ((await place.getAttribute('data-state')) !== 'needs-file') return 0;
  const again = place.getByRole('button', { name: 'Choose the file again' });
  if (await again.count()) {
    const opening = page.waitForEvent('filechooser');
    await again.click();
    await (await opening).setFiles(path);
  } else {
    await place.getByRole('button', { name: 'Go on' }).click();
  }
  return 1;
}
