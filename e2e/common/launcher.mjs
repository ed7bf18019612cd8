// The packaged server as a process of its own, for as long as a test file needs it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER =
  process.env.RINGBACK_LAUNCHER ?? fileURLToPath(new URL('../../ringback', import.meta.url));
const READY = 'ringback ready ';

// A line for each attempt would bury what is worth reading.
const USUAL = ' INFO attempt ';

// Settings of the person who runs the tests must not reach the server.
function environment(more) {
  const kept = Object.entries(process.env)
    .filter(([name]) => !name.startsWith('RINGBACK_') && !name.startsWith('INNGEST_'));
  return { ...Object.fromEntries(kept), ...more };
}

/** A new directory for a server's data; the test file removes it by `remove`. */
export async function newData() {
  const path = await mkdtemp(join(tmpdir(), 'ringback-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts `dev` or `serve` and answers, when it takes requests, with its URL and with what ends it. */
export async function launch(args, env = {}) {
  // The launcher turns into the server's own process: a signal reaches the server.
  const child = spawn(LAUNCHER, args,
    { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!line.includes(USUAL)) console.error(line);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then((code) => reject(new Error(`the server ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(READY)) resolve(line.slice(READY.length));
    });
  });
  return { url, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
