import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,sw,client,e2e}/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
  },
});
