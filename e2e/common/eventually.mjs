// How long these tests wait for anything before they fail.
import { setTimeout as pause } from 'node:timers/promises';

const SECONDS = Number(process.env.RINGBACK_PATIENCE ?? 300);

export const PATIENCE = { timeout: SECONDS * 1000 };

const SOONEST = 5;
const LATEST = 250;

/** Asks again until the answer says that it has ended; ever less often, for many may ask at a time. */
export async function poll(ask, ended) {
  const begun = Date.now();
  let between = SOONEST;
  let answer = await ask();
  while (!ended(answer)) {
    if (Date.now() - begun > PATIENCE.timeout) {
      throw new Error(`waited in vain; the last answer is ${JSON.stringify(answer)}`);
    }
    await pause(between);
    between = Math.min(LATEST, between * 2);
    answer = await ask();
  }
  return answer;
}

/** What a promise brings, or an error that says what did not come. */
export async function eventually(what, promise) {
  let timer;
  const inVain = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain: ${what}`)), PATIENCE.timeout);
  });
  try {
    return await Promise.race([promise, inVain]);
  } finally {
    clearTimeout(timer);
  }
}
