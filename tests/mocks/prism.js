// Mocks a document with Prism on loopback: node prism.js DOCUMENT static|dynamic [SEED]
// static: the examples of the document; dynamic: made up by its schemas, always the same with a seed.
// Says its port in one JSON line, and ends when its standard input does.
'use strict';

const { createLogger } = require('@stoplight/prism-core');
const { getHttpOperationsFromSpec } = require('@stoplight/prism-http');
const { createServer } = require('@stoplight/prism-http-server');

async function main([document, mode, seed]) {
  // Prism serves at the root and leaves the path of the document's server out; instances have /api.
  const operations = (await getHttpOperationsFromSpec(document)).map((each) => ({ ...each, path: `/api${each.path}` }));
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      errors: false,
      validateRequest: true,
      validateResponse: false,
      upstreamProxy: undefined,
      mock: { dynamic: mode === 'dynamic', seed },
    },
    components: { logger: createLogger('prism', { level: 'silent' }) },
  });
  const address = await server.listen(0, '127.0.0.1');
  process.stdout.write(JSON.stringify({ port: Number(new URL(address).port) }) + '\n');
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
