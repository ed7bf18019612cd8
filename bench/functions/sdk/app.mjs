// An app of npm inngest 4 with a function of three steps. It says how many runs have ended, and how long each
// event took to the first step. Usage: node app.mjs PORT yes|no (with checkpoints or without)
import { createServer } from 'node:http';
import { Inngest } from 'inngest';
import { serve } from 'inngest/node';

const [, , port, checkpoints] = process.argv;
const SILENT = { debug() {}, info() {}, warn() {}, error: console.error };
const client = new Inngest({ id: 'bench', logger: SILENT, checkpointing: checkpoints === 'yes' });

let ended = 0;
let firsts = [];
const run = client.createFunction({ id: 'f', triggers: [{ event: 'bench/go' }] }, async ({ event, step }) => {
  const a = await step.run('a', () => {
    firsts.push(Number(process.hrtime.bigint() / 1000n) - event.data.t);
    return { n: 1 };
  });
  const b = await step.run('b', () => ({ n: a.n + 1 }));
  const c = await step.run('c', () => ({ n: b.n + 1 }));
  ended++;
  return c.n;
});

const functions = serve({ client, functions: [run] });
const http = createServer((request, response) => {
  if (request.url !== '/figures') {
    functions(request, response);
    return;
  }
  const { user, system } = process.cpuUsage();
  const body = `${ended} ${user + system} ${firsts.join(' ')}`;
  firsts = [];
  response.writeHead(200, { 'Content-Length': body.length }).end(body);
});
http.keepAliveTimeout = 600_000;
http.listen(Number(port), '127.0.0.1');
