// Runs one script in the sandbox. Evaluated once; what is in memory then is where every run begins,
// and so nothing that a script does outlasts its run.
(() => {
  "use strict";
  const host = globalThis.java_invoke;
  const evaluate = globalThis.eval; // under another name it sees global names only
  const { parse, stringify } = JSON;
  const { imul } = Math;
  const Text = String;
  const Failure = Error;
  const Syntax = SyntaxError;

  for (const name of ["java_invoke", "Javy", "plugin"]) {
    delete globalThis[name];
  }

  const ask = (what) => host("", what, "");
  const tell = (what, words) => {
    host("", what, words);
  };

  const tellThrown = (thrown) => {
    tell("thrown", "");
    const part = (what, read) => {
      try {
        tell(what, Text(read()));
      } catch {
        // Whoever throws what cannot be told is told so.
      }
    };
    if (thrown instanceof Failure) {
      part("name", () => thrown.name);
      part("message", () => thrown.message);
      part("stack", () => thrown.stack);
    } else {
      part("message", () => "threw " + (typeof thrown === "object" ? stringify(thrown) : Text(thrown)));
    }
  };

  // The same request makes the same numbers, and another one makes others (sfc32).
  const random = (seed) => {
    let [a, b, c, d] = seed;
    const next = () => {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + t) | 0;
      return t >>> 0;
    };
    return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  };

  const event = (kind, raw) => {
    if (kind === "form") {
      return parse(ask("form"));
    }
    try {
      return parse(raw);
    } catch (thrown) {
      if (thrown instanceof Syntax) {
        return null;
      }
      throw thrown;
    }
  };

  const kindOf = (value) => {
    if (typeof value !== "object") {
      return typeof value;
    }
    return typeof value.then === "function" ? "promise" : "object";
  };

  const tellResult = (result) => {
    if (result === undefined || result === null) {
      tell("dropped", "");
      return;
    }
    const kind = kindOf(result);
    const json = kind === "object" ? stringify(result) : undefined;
    if (json === undefined) {
      tell("nonsense", kind);
    } else {
      tell("result", json);
    }
  };

  globalThis.run = () => {
    delete globalThis.run;
    Math.random = random(parse(ask("seed")));
    let transform;
    try {
      transform = evaluate(ask("script"));
    } catch (thrown) {
      tellThrown(thrown);
      return;
    }
    tell("defined", typeof transform);
    const kind = ask("kind");
    if (kind === "none" || typeof transform !== "function") {
      return;
    }
    try {
      const raw = ask("raw");
      tellResult(transform(event(kind, raw), parse(ask("headers")), parse(ask("query")), raw));
    } catch (thrown) {
      tellThrown(thrown);
    }
  };
})();
