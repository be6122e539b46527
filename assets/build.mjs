// Compiles the style sheet and collects what the pages need from the U.S. Web Design System into engage/static.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const uswds = join(here, "node_modules", "@uswds", "uswds");
const out = join(here, "..", "engage", "static");
const tests = join(here, "..", "tests", "support");
const LARGEST_CSS = 300 * 1024;
// Name in the sprite -> file of the icon set.
const ICONS = {
  arrow: "arrow_forward", back: "arrow_back", calendar: "calendar_today", check: "check", close: "close", error: "error",
  eye: "visibility", info: "info", lock: "lock", person: "person", phone: "phone", print: "print", search: "search", warning: "warning",
};

const version = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function sprite() {
  const symbols = Object.entries(ICONS).map(([name, file]) => {
    const svg = readFileSync(join(uswds, "dist", "img", "usa-icons", `${file}.svg`), "utf8");
    const [, box] = svg.match(/viewBox="([^"]+)"/);
    const [, inside] = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
    return `<symbol id="${name}" viewBox="${box}">${inside.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

function files(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

rmSync(out, { recursive: true, force: true });
const { css } = compile(join(here, "scss", "engage.scss"), {
  loadPaths: [join(uswds, "packages"), join(here, "scss")], style: "compressed", quietDeps: true,
});
if (css.length > LARGEST_CSS) throw new Error(`engage.css has ${css.length} bytes, more than ${LARGEST_CSS}`);
mkdirSync(join(out, "css"), { recursive: true });
writeFileSync(join(out, "css", "engage.css"), css + "\n");

// Every picture and font the style sheet names, and no other.
const named = new Set([...css.matchAll(/url\(["']?\.\.\/([^"')]+)["']?\)/g)].map((match) => match[1]));
for (const path of named) copy(join(uswds, "dist", path), join(out, path));

mkdirSync(join(out, "img"), { recursive: true });
writeFileSync(join(out, "img", "icons.svg"), sprite());
copy(join(here, "img", "favicon.svg"), join(out, "img", "favicon.svg"));
copy(join(here, "js", "engage.js"), join(out, "js", "engage.js"));
copy(join(uswds, "LICENSE.md"), join(out, "licenses", "uswds-LICENSE.md"));
copy(join(here, "licenses", "PublicSans-OFL.txt"), join(out, "licenses", "PublicSans-OFL.txt"));

// The accessibility checker that the browser tests inject.
copy(join(here, "node_modules", "axe-core", "axe.min.js"), join(tests, "axe.min.js"));
copy(join(here, "node_modules", "axe-core", "LICENSE"), join(tests, "axe-LICENSE.txt"));

const manifest = {
  "built-by": "assets/build.sh",
  packages: { "@uswds/uswds": version("@uswds/uswds"), sass: version("sass") },
  files: Object.fromEntries(files(out).map((path) => [
    relative(out, path), createHash("sha256").update(readFileSync(path)).digest("hex"),
  ])),
};
writeFileSync(join(out, "MANIFEST.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(`engage/static: ${Object.keys(manifest.files).length} files, css ${Math.round(css.length / 1024)} KB`);
