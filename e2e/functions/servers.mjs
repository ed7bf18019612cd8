// A server as a developer starts it, and one as it runs in production; and what an app has to know of each.
import { launch, newData } from '../common/launcher.mjs';

const SIGNING_KEY = `signkey-test-${'0123456789abcdef'.repeat(4)}`;
const EVENT_KEY = 'an-event-key-of-the-tests-1234567890';
const API_KEY = 'an-admin-key-of-the-tests-1234567890';

export const MODES = {
  dev: {
    command: 'dev',
    flags: [],
    env: {},
    key: 'dev',
    app: (url) => ({ INNGEST_DEV: url }),
  },
  signed: {
    command: 'serve',
    flags: ['--allow-private-network', '--event-key', EVENT_KEY, '--signing-key', SIGNING_KEY],
    env: { RINGBACK_API_KEY: API_KEY },
    key: API_KEY,
    signingKey: SIGNING_KEY,
    app: (url) => ({
      INNGEST_DEV: '0',
      INNGEST_BASE_URL: url,
      INNGEST_SIGNING_KEY: SIGNING_KEY,
      INNGEST_EVENT_KEY: EVENT_KEY,
    }),
  },
};

/** Starts a server with a data directory of its own; `restart` kills it and starts it on the same port and data. */
export async function startServer(mode, ...more) {
  const data = await newData();
  const start = (port) =>
    launch([mode.command, '--port', port, '--data', data.path, '--retry-interval', '1s', ...mode.flags, ...more],
      mode.env);
  let running = await start('0');
  return {
    mode,
    url: running.url,
    data: data.path,
    kill: () => running.kill(),
    async start() {
      running = await start(new URL(running.url).port);
    },
    async stop() {
      await running.stop();
      await data.remove();
    },
  };
}
