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
    testTimeout: 20_000,
  },
})
