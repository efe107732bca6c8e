// Jest 30 cannot `require` ES modules below Node 24.9, and NestJS 12 ships nothing else: the ES-module
// dependencies are transformed to CommonJS together with our own TypeScript (docs/adr/0005).
const swc = (syntax) => ({
  swcrc: false,
  jsc: {
    parser: { syntax, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
});

module.exports = {
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/migrations', '<rootDir>/seeds', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc('typescript')],
    '^.+\\.m?js$': ['@swc/jest', swc('ecmascript')],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: [
    'node_modules/(?!(@nestjs|@fastify/cookie|cookie|intl-messageformat|@formatjs|p-limit|yocto-queue|file-type|strtok3|token-types|uint8array-extras|@borewit|@tokenizer|load-esm|uuid|iterare|croner)/)',
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // For a test that hangs. None is timed: machines are shared, and the slowest tests take a fifth of it on a quiet one.
  testTimeout: 300000,
};
