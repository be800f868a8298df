// What the specs of long uploads share: how long, and how it ends.
import { sha512 } from './disks.mjs';
import { expect } from './fixtures.mjs';
import { slowDown } from './network.mjs';

/** VITRINE_END2END_MEBIBYTES=512 VITRINE_END2END_KILLS=10 VITRINE_END2END_RELOADS=20 for the real thing. */
export const MEBIBYTES = Number(process.env.VITRINE_END2END_MEBIBYTES ?? 40);
export const KILLS = Number(process.env.VITRINE_END2END_KILLS ?? 2);
export const RELOADS = Number(process.env.VITRINE_END2END_RELOADS ?? 3);
export const TEST_TIMEOUT = 180_000 + MEBIBYTES * 2_000;

/** So many mebibytes a second that an upload takes about so many seconds. */
export const speed = (seconds) => Math.max(2, MEBIBYTES / seconds);
export const lasting = (page, seconds) => slowDown(page, speed(seconds));

/** Says what it took, in the report and where it is read as it runs. */
export function tell(info, text) {
  info.annotations.push({ type: 'figures', description: text });
  console.log(`${info.title}: ${text}`);
}

/** The file at `path` is the one image that there is, to the last byte. */
export async function arrived(api, path, name) {
  await expect(async () => {
    expect(await api.images()).toMatchObject([{ name, status: 'active', os_hash_value: await sha512(path) }]);
  }).toPass({ timeout: TEST_TIMEOUT });
}
