// What people write by hand to receive GitHub's webhooks: express verifies the signature and pushes to a stream of Redis.
//   SECRET=... REDIS_PORT=... PORT=... node server.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { Redis } from 'ioredis';

const { SECRET, REDIS_PORT, PORT } = process.env;
const redis = new Redis({ host: '127.0.0.1', port: Number(REDIS_PORT) });
const app = express();
app.disable('x-powered-by');

app.post('/github', express.raw({ type: '*/*', limit: '10mb' }), async (request, response) => {
  const expected = `sha256=${createHmac('sha256', SECRET).update(request.body).digest('hex')}`;
  const given = Buffer.from(request.get('x-hub-signature-256') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
    response.sendStatus(401);
    return;
  }
  await redis.xadd('webhooks', '*', 'id', request.get('x-github-delivery') ?? '',
    'event', request.get('x-github-event') ?? '', 'body', request.body);
  response.sendStatus(200);
});

app.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/github`));
