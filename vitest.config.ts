import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,sw,client,bin,e2e}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['shared/testing/seed-properties.ts'],
    // No test waits for these: they are for machines that are far slower, or have other things to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
