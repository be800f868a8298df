// The browsers of this machine.
import { execFileSync } from 'node:child_process';

const installed = (...names) =>
  execFileSync('sh', ['-c', names.map((name) => `command -v ${name}`).join(' || ')], { encoding: 'utf8' }).trim();

/** VITRINE_CHROMIUM, or the first of these: the headless shell draws no windows, and needs half of the processor. */
export const chromium = () =>
  process.env.VITRINE_CHROMIUM || installed('chromium-headless-shell', 'chromium', 'google-chrome');

/** The browser that people use, with a profile that outlives it. The headless shell keeps none. */
export const fullChromium = () => process.env.VITRINE_CHROMIUM || installed('chromium', 'google-chrome');
