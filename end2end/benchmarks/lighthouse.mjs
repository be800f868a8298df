// What Lighthouse says, as on a desktop, of the sign-in, a list of 100 images and one image:
//   (cd end2end/benchmarks && npm ci) && node end2end/benchmarks/lighthouse.mjs
// Prints the scores, with what cost them; ends with 1 below performance 95, accessibility 100 or best practices 100.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { api } from '../api.mjs';
import config from '../playwright.config.mjs';
import { ADMIN, startVitrine } from '../server.mjs';
import { signIn } from './many.mjs';

const WANTED = { performance: 95, accessibility: 100, 'best-practices': 100 };

const vitrine = await startVitrine();
const profile = await mkdtemp(join(tmpdir(), 'vitrine-lighthouse-'));
const { executablePath: chromePath, args: chromeFlags } = config.use.launchOptions;
const chrome = await launch({ chromePath, chromeFlags: [...chromeFlags, '--headless'], userDataDir: profile });
let short = false;
try {
  const admin = await api(vitrine.url);
  const images = [];
  for (let number = 0; number < 100; number += 1) images.push(await admin.image(`image-${number}`, 'bytes', { tags: ['one'] }));
  const list = `/projects/${admin.project}/images`;
  const cookie = await signIn(vitrine.url, ADMIN);
  for (const [name, path, headers] of [
    ['sign-in', '/login', {}],
    ['100 images', list, { cookie }],
    ['an image', `${list}/${images[0].id}`, { cookie }],
  ]) {
    const { lhr } = await lighthouse(`${vitrine.url}${path}`, { port: chrome.port, extraHeaders: headers, onlyCategories: Object.keys(WANTED), logLevel: 'error' }, desktopConfig);
    if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
    const scores = Object.entries(WANTED).map(([category, least]) => {
      const score = Math.round(lhr.categories[category].score * 100);
      short ||= score < least;
      return `${category} ${score}`;
    });
    console.log(`${name.padEnd(12)}${scores.join(', ')}`);
    for (const category of Object.keys(WANTED)) {
      for (const { id, weight } of lhr.categories[category].auditRefs) {
        const { score, title, displayValue = '' } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 1) console.log(`  ${category}: ${title} ${displayValue} (${score})`);
      }
    }
  }
} finally {
  await chrome.kill();
  await rm(profile, { recursive: true, force: true });
  await vitrine.stop();
}
process.exit(short ? 1 : 0);
