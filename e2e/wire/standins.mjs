// Apps that answer as SDKs do which cannot be had everywhere: in the form of Go's, and of Kotlin's.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { text } from 'node:stream/consumers';

const hash = (id) => createHash('sha1').update(id).digest('hex');

/** What one SDK writes differently from another. */
export const STYLES = {
  go: {
    sdk: 'go:v0.16.0',
    inBand: true,
    query: (slug) => `fnId=${slug}&step=step`,
    function: (slug, name, event, url) => ({
      name, id: slug, triggers: [{ event }], Singleton: null,
      steps: { step: { id: 'step', name, runtime: { url }, retries: null } },
    }),
    op: (op, id, more) => ({
      op, id: hash(id), name: id, opts: null, data: null, error: null, displayName: null,
      timing: { a: 1795972539014318869, b: 1503 }, userland: { id }, ...more,
    }),
    error: (message) => ({ name: 'Step error', message, data: 0 }),
    send: (id, ids) => ['StepRun', id, { data: ids }],
  },
  kotlin: {
    sdk: 'inngest-kt:0.2.2',
    inBand: false,
    query: (slug) => `fnId=${slug}&stepId=step`,
    function: (slug, name, event, url) => ({
      id: slug, name, triggers: [{ event }],
      steps: { step: { id: 'step', name: 'step', retries: { attempts: 3 }, runtime: { type: 'http', url } } },
    }),
    op: (op, id, more) => ({ id: hash(id), name: id, op, statusCode: 'StepComplete', ...more }),
    error: (message) => ({ name: 'java.lang.IllegalStateException', message, stack: 'at Shop.kt:1' }),
    send: (id, ids) => ['Step', id, { data: { event_ids: ids } }],
  },
};

/** Checks the signature over the bytes as they came, and signs what is told to a sync; other answers these SDKs do not sign. */
function signer(signingKey) {
  if (signingKey === undefined) return { fits: () => true, headers: () => ({}) };
  const key = signingKey.replace(/^signkey-\w+-/, '');
  const digest = (body, seconds) => createHmac('sha256', key).update(body + seconds).digest('hex');
  return {
    fits(header, body) {
      const [, seconds, given] = /^t=(\d+)&s=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
      return given !== undefined && timingSafeEqual(Buffer.from(given), Buffer.from(digest(body, seconds)));
    },
    headers(body) {
      const seconds = Math.floor(Date.now() / 1000);
      return { 'x-inngest-signature': `t=${seconds}&s=${digest(body, seconds)}` };
    },
  };
}

/**
 * A handler of one function, whose steps are a list: each has an id and says what the app answers when its turn has come.
 *
 * @param register sends what an app sends that registers itself
 */
export function standIn(style, { app, name, event, steps, signingKey, register }) {
  const slug = `${app}-${name}`;
  const { fits, headers } = signer(signingKey);

  const registration = (url) => ({
    v: '0.1', url, deployType: 'ping', sdk: style.sdk, framework: '', appName: app,
    functions: [style.function(slug, name, event, `${url}?${style.query(slug)}`)],
  });

  async function sync(request, url) {
    if (style.inBand && request.headers['x-inngest-sync-kind'] === 'in_band') {
      const { functions } = registration(url);
      const [language, version] = style.sdk.split(':');
      return [200, {
        app_id: app, env: null, framework: '', functions, inspection: {}, platform: null, sdk: style.sdk,
        sdk_author: 'inngest', sdk_language: language, sdk_version: version, url, capabilities: {},
      }, true];
    }
    const { status } = await register(registration(url));
    return [status, { message: 'Successfully synced.', modified: true }];
  }

  async function step(body) {
    const next = steps.find(({ id }) => !(hash(id) in body.steps));
    if (next === undefined) return [200, Object.fromEntries(steps.map(({ id }) => [id, body.steps[hash(id)]]))];
    const [op, id, more] = await next.answer(body, style);
    return [206, [style.op(op, id, more)]];
  }

  return async (request, response) => {
    const raw = await text(request);
    const send = ([status, value, told = false]) => {
      const answer = JSON.stringify(value);
      response.writeHead(status, {
        'content-type': 'application/json', 'x-inngest-sdk': style.sdk, 'x-inngest-req-version': '2',
        ...(told ? { 'x-inngest-sync-kind': 'in_band', ...headers(answer) } : {}),
      });
      response.end(`${answer}\n`); // the line's end is not signed
    };
    if (!fits(request.headers['x-inngest-signature'], raw)) return send([401, { message: 'signature' }]);
    const url = `http://${request.headers.host}/api/inngest`;
    return send(request.method === 'PUT' ? await sync(request, url) : await step(JSON.parse(raw)));
  };
}
