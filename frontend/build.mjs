// Builds the scripts, styles, fonts and shapes of the pages into reportedly/desk/static, under names that change with
// what is in them, so that browsers may keep them for good. manifest.json says which name stands for which.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../reportedly/desk/static");

// The alphabets that names of people and places come in, of all that the fonts have.
const ALPHABETS = ["latin", "latin-ext", "cyrillic"];

// A font's own style sheet, less the alphabets that we do without.
const fewerAlphabets = {
  name: "fewer-alphabets",
  setup(build) {
    build.onLoad({ filter: /@fontsource-variable.*\.css$/ }, ({ path }) => {
      const wanted = new RegExp(`-(${ALPHABETS.join("|")})-wght-`);
      const faces = readFileSync(path, "utf8").match(/@font-face\s*\{[^}]*\}/g);
      const kept = faces.filter((face) => wanted.test(face));
      if (kept.length !== ALPHABETS.length) throw new Error(`${path}: ${kept.length} alphabets found`);
      return { contents: kept.join("\n"), loader: "css" };
    });
  },
};

// The atlas holds the land as one shape, too; the map draws it by its countries.
const countriesOnly = {
  name: "countries-only",
  setup(build) {
    build.onLoad({ filter: /world-atlas.*\.json$/ }, ({ path }) => {
      const atlas = JSON.parse(readFileSync(path, "utf8"));
      delete atlas.objects.land;
      return { contents: JSON.stringify(atlas), loader: "file" };
    });
  },
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["desk.js", "page.js", "map.js", "charts.js", "desk.css", "icon.svg"].map((name) =>
    join("src", name.endsWith(".css") ? "css" : "", name),
  ),
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox121", "safari16.4"],
  minify: true,
  legalComments: "linked",
  loader: { ".woff2": "file", ".png": "empty", ".svg": "copy" },
  plugins: [fewerAlphabets, countriesOnly],
  metafile: true,
  logLevel: "warning",
});

const manifest = { style_hashes: [] }; // no script of ours leaves a <style> in the page; see charts/frame.js
const packages = new Set();
const sizes = [];
for (const [path, output] of Object.entries(metafile.outputs)) {
  const name = relative(target, join(here, path));
  const source = output.entryPoint ?? Object.keys(output.inputs)[0];
  if (output.entryPoint) manifest[output.entryPoint.split("/").pop()] = name;
  else if (/\.json$/.test(name)) manifest[source.split("/").pop()] = name;
  for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
    const found = bytesInOutput && input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
  const bytes = readFileSync(join(target, name));
  sizes.push([name, bytes.length, /\.woff2$/.test(name) ? bytes.length : gzipSync(bytes, { level: 9 }).length]);
}

// What the licences of the packages ask for: their texts travel with what was made of them.
const texts = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no text of its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(target, "licences.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(10);
for (const [name, bytes, packed] of sizes.sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${name.padEnd(58)}${kilobytes(bytes)}${kilobytes(packed)} gzip`);
