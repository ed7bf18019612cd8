// What the user guide shows, typed by somebody whose server and app have other ports than documented.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The code of a page that is in a language and holds a text, the first of them. */
export async function shown(page, language, text) {
  const markdown = await readFile(fileURLToPath(new URL(`../../docs/${page}`, import.meta.url)), 'utf8');
  const blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.find(([, lang, code]) => lang === language && code.includes(text));
  assert.ok(found, `${page} shows no ${language} with ${text}`);
  return found[2];
}

/** A port that nobody listens at. */
export async function freePort() {
  const plug = createServer().listen(0, '127.0.0.1');
  await once(plug, 'listening');
  const { port } = plug.address();
  plug.close();
  await once(plug, 'close');
  return port;
}

/** Runs a program until it is stopped; answers with what it has printed by then. */
export function running(command, args, options) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('INNGEST_'));
  const child = spawn(command, args, {
    ...options,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data) => { printed += data; });
  const ended = once(child, 'exit');
  return {
    printed: () => printed,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
