import { defineConfig } from '@playwright/test'

/** Chromium as Debian packages it; nothing is downloaded. */
export default defineConfig({
  testDir: 'e2e/browser',
  outputDir: 'e2e/artefacts/results',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // On machines others share a test may have no time at the wrong moment: once more, and told as flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
