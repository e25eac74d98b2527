/** A hedged request: asked once more, several times over, where no answer comes soon. */

/** As many connections as browsers keep to one host. */
const CONNECTIONS = 6;

/**
 * A browser tries each connection that it still believes in before it opens one that works; where
 * the line died without a word, that is one wait for each of them. Asked all at once, they are tried
 * together, and what is left of the places is new connections.
 * @template T
 * @param {() => Promise<T>} ask may be called again; each answer is as good as another
 * @param {() => Promise<void>} patience over when the first answer is late
 * @returns {Promise<T>} the first answer; the first refusal where there is no answer
 */
export async function hedged(ask, patience) {
  const first = ask();
  const late = Symbol("late");
  const early = await Promise.race([first, patience().then(() => late)]);
  if (early !== late) return first;
  const more = Array.from({ length: CONNECTIONS - 1 }, ask);
  return Promise.any([first, ...more]).catch(({ errors }) => Promise.reject(errors[0]));
}
