// Tests in another language: a program that tells its results line by line, each a test of Node's runner here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a program whose output has a line for each of its tests, and is nothing else.
 *
 * @param context of the test to which these belong
 * @param read makes `{ name, failure }` of a line, or nothing of one that tells no result
 */
export async function tell(context, command, args, options, read) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const result = read(line);
    if (result) {
      told++;
      await context.test(result.name, () => assert.ok(!result.failure, result.failure));
    }
  }
  const code = await ended;
  assert.ok(told > 0, `${command} told of no test, and ended with exit code ${code}`);
  return code;
}
