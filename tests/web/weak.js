// Loaded first: one of the console's files is made weaker, to show that tests/evil notices.

import { registerHooks } from "node:module";

const { file, find, put } = JSON.parse(process.env.AFFIANCO_WEAK ?? "{}");

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/web/${file}`)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(find)) throw new Error(`${file} does not say: ${find}`);
    return { ...loaded, format: "module", source: source.replace(find, () => put) };
  },
});
