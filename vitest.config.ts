import { defineConfig } from 'vitest/config'

// Tests run real processes, databases and servers: a worker per core is enough, and a slow machine is no failure.
export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'e2e/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: ['packages/storage/src/testing/postgres-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
