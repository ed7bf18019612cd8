// A schedule: the shortest is a minute, so this flow is for one suite only.
import assert from 'node:assert/strict';
import { poll } from '../../common/eventually.mjs';

export const crons = [
  {
    id: 'cron',
    name: 'a schedule starts its function at the full minute, and tells for when',
    functions: ({ sdk, client, note }) => sdk.define(client, { id: 'cron' }, { cron: 'TZ=Asia/Tokyo * * * * *' },
      async ({ event, step }) => step.run('tick', () => note('ticked', event) && null)),
    async test({ noted }) {
      const [event] = await poll(() => noted('ticked'), (ticked) => ticked.length > 0);
      assert.equal(event.name, 'inngest/scheduled.timer');
      assert.equal(event.data.cron, 'TZ=Asia/Tokyo * * * * *');
      assert.match(event.id, /T\d\d:\d\d:00Z$/);
      assert.equal(event.ts % 60_000, 0);
    },
  },
];
