import { defineConfig } from '@playwright/test';
import { chromium } from './chromium.mjs';

const projects = [
  { name: 'js', testIgnore: ['**/*.nojs.spec.mjs'] },
  { name: 'nojs', testMatch: ['**/*.both.spec.mjs', '**/*.nojs.spec.mjs'], use: { javaScriptEnabled: false } },
];
// The walk through every layer again, over the other database.
if (process.env.VITRINE_TEST_POSTGRES) {
  projects.push({ name: 'postgres', testMatch: ['**/*.both.spec.mjs', '**/upload.spec.mjs', '**/resume.spec.mjs'], use: { database: 'postgres' } });
}

export default defineConfig({
  testDir: 'specs',
  // A test that passes only the second time is a failing test.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  outputDir: 'test-results',
  // The specs make files of many mebibytes.
  preserveOutput: 'failures-only',
  projects,
  use: {
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
