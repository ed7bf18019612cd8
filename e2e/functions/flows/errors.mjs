// Errors: which are tried again, when, and what a function and its onFailure learn of them.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';

export const errors = [
  {
    id: 'thrown',
    name: 'a function that throws outside of steps is tried again',
    functions: ({ define, note }) => define('', {}, ({ attempt }) => {
      note('attempts', attempt);
      if (attempt < 2) throw new Error('outside');
      return 'recovered';
    }),
    async test({ output, noted }) {
      assert.equal(await output(''), 'recovered');
      assert.deepEqual(noted('attempts'), [0, 1, 2]);
    },
  },
  {
    id: 'thrown-always',
    name: 'a function that always throws fails after its retries, with its error',
    functions: ({ define, note }) => define('', { retries: 1 }, ({ attempt }) => {
      note('attempts', attempt);
      throw new TypeError('for ever');
    }),
    async test({ failure, noted }) {
      const error = await failure('');
      assert.equal(error.message, 'for ever');
      assert.equal(error.name, 'TypeError');
      assert.deepEqual(noted('attempts'), [0, 1]);
    },
  },
  {
    id: 'thrown-after',
    name: 'a throw between steps repeats no step',
    functions: ({ define, note }) => define('', {}, async ({ step }) => {
      await step.run('one', () => note('one'));
      if (note('throws') < 3) throw new Error('between');
      await step.run('two', () => note('two'));
      return 'through';
    }),
    async test({ output, times }) {
      assert.equal(await output(''), 'through');
      assert.deepEqual([times('one'), times('two')], [1, 1]);
    },
  },
  {
    id: 'non-retriable',
    name: 'a NonRetriableError in a step fails the run at once, or is caught',
    functions: ({ define, note, sdk }) => [
      define('', {}, async ({ step }) => {
        await step.run('stop', () => {
          note('stop');
          throw new sdk.NonRetriableError('no use', { cause: new Error('deeper') });
        });
      }),
      define('/caught', {}, async ({ step }) => {
        try {
          await step.run('stop', () => {
            throw new sdk.NonRetriableError('no use');
          });
        } catch (error) {
          return step.run('instead', () => `instead of ${error.message}`);
        }
      }),
      define('/outside', {}, () => {
        note('outside');
        throw new sdk.NonRetriableError('at all');
      }),
    ],
    async test({ failure, output, times }) {
      assert.equal((await failure('')).message, 'no use');
      assert.equal(times('stop'), 1);
      assert.equal(await output('/caught'), 'instead of no use');
      assert.equal((await failure('/outside')).message, 'at all');
      assert.equal(times('outside'), 1);
    },
  },
  {
    id: 'spent',
    name: 'a step that has used up its attempts throws into the function',
    functions: ({ define, note }) => [
      define('', { retries: 1 }, async ({ step }) => {
        try {
          await step.run('shaky', () => {
            note('shaky');
            throw new RangeError('never', { cause: new Error('the cause') });
          });
        } catch (error) {
          return { name: error.name, message: error.message, cause: error.cause?.message };
        }
      }),
      define('/uncaught', { retries: 0 }, async ({ step }) => {
        await step.run('shaky', () => {
          throw new RangeError('never');
        });
      }),
    ],
    async test({ output, failure, times }) {
      const seen = await output('');
      assert.equal(seen.message, 'never');
      assert.equal(seen.cause, 'the cause');
      assert.equal(times('shaky'), 2);
      assert.equal((await failure('/uncaught')).message, 'never');
    },
  },
  {
    id: 'retry-after',
    name: 'a RetryAfterError says when the next attempt is',
    functions: ({ define, note, sdk }) => define('', {}, async ({ step }) => {
      await step.run('later', () => {
        if (note('at', Date.now()) === 1) throw new sdk.RetryAfterError('busy', 4000);
      });
    }),
    async test({ output, noted }) {
      await output('');
      const [first, second] = noted('at');
      // Counted from a whole second, so up to one less.
      assert.ok(second - first >= 2900, `after ${second - first} ms`);
    },
  },
  {
    id: 'on-failure',
    name: 'onFailure is called once, with the error and the event',
    functions: ({ define, note }) => define('', {
      retries: 0,
      onFailure: async ({ error, event, step }) => {
        await step.run('tell', () => note('told', { message: error.message, event }));
      },
    }, () => {
      throw new Error('broken');
    }),
    async test({ send, ended, noted }) {
      const run = await ended(await send('', { order: 7 }), 'Failed');
      await poll(() => noted('told'), (told) => told.length > 0);
      const [{ message, event }] = noted('told');
      assert.equal(message, 'broken');
      assert.equal(event.name, 'inngest/function.failed');
      assert.equal(event.data.run_id, run.run_id);
      assert.deepEqual(event.data.event.data, { order: 7 });
      assert.equal(event.data.error.message, 'broken');
    },
  },
];
