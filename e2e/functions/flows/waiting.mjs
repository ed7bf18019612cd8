// Waiting: for a time, for an event, for a signal; and what ends a wait.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';

export const waiting = [
  {
    id: 'sleep',
    name: 'a sleep lasts at least as long as it says, and what was before is not repeated',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      const begun = await step.run('begin', () => note('begin') && Date.now());
      await step.sleep('a while', '2s');
      const ended = await step.run('end', () => note('end') && Date.now());
      return ended - begun;
    }),
    async test({ output, times }) {
      const took = await output('');
      assert.ok(took >= 1900, `${took} ms`);
      assert.deepEqual([times('begin'), times('end')], [1, 1]);
    },
  },
  {
    id: 'sleep-until',
    name: 'a sleep until a date ends then, and one until a date that has gone by at once',
    functions: ({ define }) => define('', {}, async ({ step }) => {
      await step.sleepUntil('gone by', '2020-01-01T00:00:00Z');
      const until = await step.run('date', () => Date.now() + 2000);
      await step.sleepUntil('to come', new Date(until));
      return (await step.run('now', () => Date.now())) - until;
    }),
    async test({ output }) {
      const late = await output('');
      assert.ok(late >= -1000, `${late} ms`); // rounded to whole seconds
    },
  },
  {
    id: 'wait',
    name: 'a wait is ended by the event that matches, and by no other',
    functions: ({ define, note, event: named }) => define('', {}, async ({ step }) => {
      await step.run('begin', () => note('begin'));
      const paid = await step.waitForEvent('payment', { event: named('/paid'), timeout: '1h', match: 'data.order' });
      const checked = await step.waitForEvent('check', {
        event: named('/checked'), timeout: '1h', if: 'event.data.order == async.data.order && async.data.good == true',
      });
      return { amount: paid.data.amount, name: paid.name, by: checked.data.by };
    }),
    async test({ send, ended, times, server, ...kit }) {
      const sent = await send('', { order: 'o-1' });
      await untilWaiting(kit, sent, '/paid');
      await send('/paid', { order: 'o-2', amount: 1 });
      await send('/paid', { order: 'o-1', amount: 2 });
      await untilWaiting(kit, sent, '/checked');
      await send('/checked', { order: 'o-1', good: false, by: 'nobody' });
      await send('/checked', { order: 'o-1', good: true, by: 'me' });
      assert.deepEqual((await ended(sent, 'Completed')).output, { amount: 2, name: 'flow/wait/paid', by: 'me' });
      assert.equal(times('begin'), 1);
    },
  },
  {
    id: 'wait-timeout',
    name: 'a wait that nothing ends gives null after its time',
    functions: ({ define, event: named }) => define('', {}, async ({ step }) => {
      const none = await step.waitForEvent('none', { event: named('/never'), timeout: '1s' });
      return { none };
    }),
    async test({ output }) {
      assert.deepEqual(await output(''), { none: null });
    },
  },
  {
    id: 'fast',
    name: 'an event that is faster than the wait for it is not missed',
    functions: ({ define, client, event: named }) => define('', {}, async ({ event, step }) => {
      await step.run('ask', async () => {
        await client.send({ name: named('/answer'), data: { key: event.data.key, text: 'quick' } });
      });
      const answer = await step.waitForEvent('answer', { event: named('/answer'), timeout: '1h', match: 'data.key' });
      return answer.data.text;
    }),
    async test({ output }) {
      const outputs = await Promise.all([1, 2, 3, 4, 5].map((key) => output('', { key })));
      assert.deepEqual(outputs, Array(5).fill('quick'));
    },
  },
  {
    id: 'signal',
    name: 'a signal ends the wait for it',
    functions: ({ define, note }) => [
      define('', {}, async ({ event, step }) => {
        const got = await step.waitForSignal('go', { signal: event.data.signal, timeout: '1h' });
        const late = await step.waitForSignal('none', { signal: `${event.data.signal}/none`, timeout: '1s' });
        return { got, late };
      }),
      define('/sender', {}, async ({ event, step }) => {
        note('sending');
        const sent = await step.sendSignal('send', { signal: event.data.signal, data: { by: 'sender' } });
        return sent;
      }),
    ],
    async test({ send, ended, output, ...kit }) {
      const sent = await send('', { signal: 'green' });
      await untilWaiting(kit, sent, 'green');
      await output('/sender', { signal: 'green' });
      const run = await ended(sent, 'Completed');
      assert.deepEqual(run.output, { got: { signal: 'green', data: { by: 'sender' } }, late: null });
    },
  },
  {
    id: 'cancel-on',
    name: 'cancelOn ends a run that waits, as cancelled and not as failed',
    functions: ({ define, note, event: named, sdk, client }) => [
      define('', {
        cancelOn: [{ event: named('/cancel'), match: 'data.order' }],
        onFailure: () => note('failed'),
      }, async ({ step }) => {
        await step.run('begin', () => note('begin'));
        await step.sleep('long', '1h');
        await step.run('end', () => note('end'));
      }),
      sdk.define(client, { id: 'cancel-on/told' }, {
        event: 'inngest/function.cancelled',
        if: "event.data.function_id == 'shop-cancel-on'",
      }, ({ event }) => note('told', event.data)),
    ],
    async test({ send, ended, noted, times, ...kit }) {
      const [one, two] = [await send('', { order: 1 }), await send('', { order: 2 })];
      await untilWaiting(kit, one);
      await untilWaiting(kit, two);
      await send('/cancel', { order: 2 });
      const run = await ended(two, 'Cancelled');
      await poll(() => noted('told'), (told) => told.length > 0);
      assert.equal(noted('told')[0].run_id, run.run_id);
      const [other] = await kit.runsOf(one);
      assert.equal(other.ended_at ?? null, null);
      await kit.cancel(other.run_id);
      await ended(one, 'Cancelled');
      assert.deepEqual([times('begin'), times('end'), times('failed')], [2, 0, 0]);
    },
  },
];

/** Until the run that an event started waits for something (whose name contains a text, where that is given). */
export async function untilWaiting(kit, event, text = '') {
  const [started] = await poll(() => kit.runsOf(event), (runs) => runs.length > 0);
  await poll(() => kit.get(`/api/v1/runs/${started.run_id}`), (run) =>
    run.status === 'waiting' &&
    run.steps.some((step) => !step.ended_at && JSON.stringify(step.waiting_for ?? step.due_at ?? '').includes(text)));
}
