// Programs in Go: whether there is a Go for them, and what their tests tell.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Go as it is here, with the modules that the sums of a folder name. */
export const GO = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };

/** Why there is no Go that is new enough for the module of a folder; false when there is. */
export function missing(folder) {
  const [, ...needed] = /^go (\d+)\.(\d+)/m.exec(readFileSync(`${folder}/go.mod`, 'utf8')).map(Number);
  const told = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });
  const [, ...found] = (/go(\d+)\.(\d+)/.exec(told.stdout ?? '') ?? []).map(Number);
  const suits = found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1]);
  return suits ? false : `there is no Go ${needed.join('.')} or newer, which its libraries ask for`;
}

/** A result of `go test -json`: what a test printed comes before what it came to. */
export function results() {
  const printed = new Map();
  return (line) => {
    const { Action: action, Test: name, Output: output } = JSON.parse(line);
    // A line without a test is about all of them, such as what the compiler says.
    if (['output', 'build-output'].includes(action)) printed.set(name, (printed.get(name) ?? '') + output);
    if (name && ['pass', 'fail', 'skip'].includes(action)) {
      return { name, failure: action === 'fail' ? printed.get(name) : null };
    }
    if (!name && action === 'fail') return { name: 'go test', failure: printed.get(name) };
    return null;
  };
}
