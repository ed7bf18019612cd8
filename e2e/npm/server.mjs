// A server for a test file, OpenAI's client for it, and its own API.
import * as newest from 'openai';
import * as older from 'openai-6';
import { launch, newData } from '../common/launcher.mjs';

export const KEY = 'dev';

/** Two major versions of OpenAI's client, by name. */
export const MAJORS = { 'openai 7': newest, 'openai 6': older };

/** Starts `dev` on a free port; answers with its URL and with what ends it. */
export async function startServer(...more) {
  const data = await newData();
  const server = await launch(['dev', '--port', '0', '--data', data.path, ...more]);
  const stop = async () => {
    await server.stop();
    await data.remove();
  };
  return { url: server.url, stop };
}

/** OpenAI's own client, which does not retry here, so that every refusal is seen. */
export function clientOf(OpenAI, server, { path = '/v1', apiKey = KEY } = {}) {
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
