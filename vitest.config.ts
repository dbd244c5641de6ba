import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: [
      { find: /^#model\//, replacement: `${import.meta.dirname}/model/` },
      { find: /^#server\//, replacement: `${import.meta.dirname}/server/` },
      { find: /^#components\//, replacement: `${import.meta.dirname}/components/` },
    ],
  },
  test: {
    include: ['{model,server,components,e2e,bench}/**/*.test.{ts,tsx}'],
    exclude: ['node_modules', 'e2e/browser/**'],
    // Some properties are minutes of work on a slow machine; what hangs is ended all the same.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Otherwise one of two cores has nothing to do.
    maxWorkers: '100%',
  },
})
