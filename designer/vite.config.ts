import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

/** Puts the server pages' htmx beside the bundle, byte for byte (bundling it would warn about eval). */
function copyHtmx(): Plugin {
  return {
    name: "copy-htmx",
    apply: "build",
    generateBundle() {
      const source = readFileSync(require.resolve("htmx.org/dist/htmx.min.js"));
      this.emitFile({ type: "asset", fileName: "htmx.min.js", source });
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [react(), copyHtmx()],
  worker: { format: "es" },
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 640,
    rolldownOptions: { input: { designer: "src/main.tsx" } },
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
