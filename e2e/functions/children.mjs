// An app in another language, as a process that says where it is served and what its functions do.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { notes } from './notes.mjs';

/** Starts an app for a server; it prints `ready URL` and then `note LABEL` for whatever it does. */
export async function startChild(command, args, server) {
  const kept = notes();
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('INNGEST_'));
  const env = { ...Object.fromEntries(inherited), ...server.mode.app(server.url) };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then((code) => reject(new Error(`the app ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, value] = line.split(' ');
      if (word === 'ready') resolve(value);
      if (word === 'note') kept.note(value);
    });
  });
  return {
    url,
    ...kept,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Sends an event as a script without an SDK does; answers with its id. */
export async function send(server, name, data) {
  const key = server.mode.app(server.url).INNGEST_EVENT_KEY ?? 'any';
  const response = await fetch(`${server.url}/e/${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, data }),
  });
  const { ids, error } = await response.json();
  if (error) throw new Error(error);
  return ids[0];
}
