import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,sw,client,bin,e2e}/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
  },
});
