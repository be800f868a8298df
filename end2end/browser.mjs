// A Chromium that can be ended without a word of warning, and started again with the same profile.
import { mkdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { fullChromium } from './chromium.mjs';

/** A browser with a profile of its own in `folder`. */
export class Browser {
  #context;
  #cookies = [];

  constructor(folder, baseURL, options) {
    this.profile = join(folder, 'profile');
    this.baseURL = baseURL;
    this.options = options;
  }

  /** Starts it, and opens a page, on which `scripts` run before the page's own. */
  async start(...scripts) {
    await mkdir(this.profile, { recursive: true });
    this.#context = await chromium.launchPersistentContext(this.profile, { ...this.options, executablePath: fullChromium(), baseURL: this.baseURL, locale: 'en-GB' });
    for (const script of scripts) await this.#context.addInitScript(script);
    // Chromium writes cookies to disk only every half minute; a person's would be there.
    await this.#context.addCookies(this.#cookies);
    const [page] = this.#context.pages();
    return page ?? this.#context.newPage();
  }

  /** Kills it, as the system does when memory runs out. */
  async kill() {
    this.#cookies = await this.#context.cookies();
    const closed = new Promise((resolve) => this.#context.once('close', resolve));
    // Whoever holds a profile names itself in it: host-number. What it began ends with it.
    const lock = await readlink(join(this.profile, 'SingletonLock'));
    process.kill(Number(lock.split('-').at(-1)), 'SIGKILL');
    await closed;
  }

  async stop() {
    await this.#context?.close();
  }
}

/** Removes the file chooser that only Chromium has: a test can answer the one that all browsers have. */
export function withoutPicker() {
  delete window.showOpenFilePicker;
}
