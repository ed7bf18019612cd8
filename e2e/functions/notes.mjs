// What functions did, as they note it themselves: how often a step ran, and with what.
export function notes() {
  const kept = new Map();
  return {
    note(label, value = null) {
      if (!kept.has(label)) kept.set(label, []);
      kept.get(label).push(value);
      return kept.get(label).length;
    },
    noted: (label) => kept.get(label) ?? [],
    times: (label) => (kept.get(label) ?? []).length,
  };
}
