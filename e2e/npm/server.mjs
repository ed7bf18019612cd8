// The server, started by its launcher: a process of its own for as long as a test file needs it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';

export const KEY = 'dev';

const LAUNCHER = fileURLToPath(new URL('../../ringback', import.meta.url));
const READY = 'ringback ready ';

// Settings of the person who runs the tests must not reach the server.
function environment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('RINGBACK_')));
}

/** Starts `dev` on a free port; answers with its URL and with what ends it. */
export async function startServer(...more) {
  const data = await mkdtemp(join(tmpdir(), 'ringback-e2e-'));
  // The launcher turns into the server's own process: the signal below reaches the server.
  const child = spawn(LAUNCHER, ['dev', '--port', '0', '--data', data, ...more],
    { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then((code) => reject(new Error(`the server ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(READY)) resolve(line.slice(READY.length));
    });
  });
  return { url, stop };
}

/** OpenAI's own client, which does not retry here, so that every refusal is seen. */
export function client(server, { path = '/v1', apiKey = KEY } = {}) {
  return new OpenAI({ baseURL: server.url + path, apiKey, maxRetries: 0 });
}

/** Sends JSON to the server's own API and reads the JSON of its answer. */
export function post(server, path, body) {
  return ask(server, path, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Reads JSON from the server's own API. */
export function get(server, path) {
  return ask(server, path, { headers: { authorization: `Bearer ${KEY}` } });
}

async function ask(server, path, request) {
  const response = await fetch(server.url + path, request);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${request.method ?? 'GET'} ${path} was answered ${response.status}: ${text}`);
  }
  return JSON.parse(text);
}
