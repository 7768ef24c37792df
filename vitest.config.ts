import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'props/**/*.prop.test.ts'],
    setupFiles: ['./test/seed.ts'],
    reporters: ['default', './test/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['engines/**/*.ts'],
      reporter: ['json'],
      reportsDirectory: 'coverage',
    },
    // Vite would take clipanion's build for bundlers, which Node cannot load.
    server: { deps: { inline: ['clipanion'] } },
  },
});

export default config;
