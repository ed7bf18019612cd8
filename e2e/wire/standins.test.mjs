// What Go's and Kotlin's SDKs say on the wire, as it was recorded: not every registry serves them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, poll } from '../common/eventually.mjs';
import { api } from '../functions/api.mjs';
import { listen } from '../functions/apps.mjs';
import { send } from '../functions/children.mjs';
import { notes } from '../functions/notes.mjs';
import { MODES, startServer } from '../functions/servers.mjs';
import { STYLES, standIn } from './standins.mjs';

for (const [language, style] of Object.entries(STYLES)) {
  for (const [name, mode] of Object.entries(MODES)) {
    describe(`${language}, ${name}`, () => {
      const kept = notes();
      let server;
      let app;
      let asked;

      const steps = [
        { id: 'one', answer: () => kept.note('one') && ['StepRun', 'one', { data: 21 }] },
        {
          id: 'shaky',
          answer: ({ ctx }) => {
            kept.note('attempts', ctx.attempt);
            return ctx.attempt < 2
              ? ['StepError', 'shaky', { error: style.error('not yet') }]
              : ['StepRun', 'shaky', { data: 'at last' }];
          },
        },
        { id: 'three', answer: () => kept.note('three') && ['StepRun', 'three', { data: null }] },
        { id: 'nap', answer: () => ['Sleep', 'nap', { opts: { duration: '1s' } }] },
        {
          id: 'emit',
          answer: async () => style.send('emit', [await send(server, 'wire/sent', { a: kept.note('emit') })]),
        },
        { id: 'paid', answer: () => ['WaitForEvent', 'paid', { opts: { event: 'wire/paid', timeout: '1h', if: 'async.data.n == event.data.n' } }] },
        { id: 'never', answer: () => ['WaitForEvent', 'never', { opts: { event: 'wire/never', timeout: '1s' } }] },
      ];

      before(async () => {
        server = await startServer(mode);
        asked = api(server);
        const bearer = mode.signingKey === undefined ? {} : { authorization: `Bearer ${bearerOf(mode.signingKey)}` };
        const register = (body) => fetch(`${server.url}/fn/register`, {
          method: 'POST', headers: { 'content-type': 'application/json', 'x-inngest-sdk': style.sdk, ...bearer },
          body: JSON.stringify(body),
        });
        app = await listen(standIn(style,
          { app: 'wire', name: 'flow', event: 'wire/begin', steps, signingKey: mode.signingKey, register }));
        await asked.sync(app.url);
      }, PATIENCE);

      after(async () => {
        app?.close();
        await server?.stop();
      });

      test('steps, a step that fails twice, a sleep, an event that is sent and one that is waited for', PATIENCE, async () => {
        const id = await send(server, 'wire/begin', { n: 1.5, big: 12345678901234567890n.toString(), odd: '\u2028é<&' });
        const [{ run_id }] = await poll(() => asked.runsOf(id), (runs) => runs.length > 0);
        await poll(() => asked.get(`/api/v1/runs/${run_id}`), (run) => JSON.stringify(run.steps).includes('wire/paid'));
        await send(server, 'wire/paid', { n: 2 });
        const paid = await send(server, 'wire/paid', { n: 1.5 });
        const [run] = await asked.endedRuns(id);
        assert.equal(run.status, 'Completed', JSON.stringify(run));
        const { output } = run;
        assert.deepEqual([output.one, output.shaky, output.three, output.nap, output.never],
          [{ data: 21 }, { data: 'at last' }, { data: null }, null, null]);
        assert.equal(output.paid.name, 'wire/paid');
        assert.equal(output.paid.id, paid);
        assert.deepEqual(kept.noted('attempts'), [0, 1, 2]);
        assert.deepEqual([kept.times('one'), kept.times('three'), kept.times('emit')], [1, 1, 1]);
      });
    });
  }
}

test('the SDK of Kotlin itself', { skip: 'Maven Central has no com.inngest:inngest' });

/** What stands in an Authorization header: the hash of the key's bytes, behind its prefix. */
function bearerOf(signingKey) {
  const [, prefix, hex] = /^(signkey-\w+-)(.*)$/.exec(signingKey);
  return prefix + createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
}
