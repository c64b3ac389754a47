import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

// Every file directly in src is the entry of a page; the server finds what was built by the manifest.
const src = resolve(import.meta.dirname, "src");
const entries = readdirSync(src).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

export default defineConfig({
  base: "/static/built/",
  build: {
    outDir: resolve(import.meta.dirname, "../src/tallybook/web/static/built"),
    emptyOutDir: true,
    manifest: true,
    license: { fileName: "LICENSES.md" },
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: { input: entries.map((name) => resolve(src, name)) },
  },
});
