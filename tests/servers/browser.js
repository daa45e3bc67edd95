// Looks at a report in headless Chromium: node browser.js CHROMIUM FILE. Prints one JSON object a look.
"use strict";
const fs = require("fs");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, file] = process.argv.slice(2);

async function opened(browser, options) {
  const page = await (await browser.newContext(options)).newPage();
  const look = { said: [], asked: [] };
  page.on("console", (message) => look.said.push(message.text()));
  page.on("pageerror", (error) => look.said.push(String(error)));
  page.on("request", (request) => look.asked.push(request.url()));
  await page.goto("file://" + file);
  return { page, look };
}

async function judged(browser, colorScheme, width) {
  const { page, look } = await opened(browser, { colorScheme, viewport: { width, height: 900 } });
  look.name = colorScheme + " " + width;
  look.overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  // Put in by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  look.violations = result.violations.map((one) => one.id + ": " + one.nodes[0].html.slice(0, 200));
  return look;
}

// Everything is reached and worked by keys alone.
async function keyed(browser) {
  const { page, look } = await opened(browser, { viewport: { width: 1280, height: 900 } });
  look.name = "keys";
  await page.keyboard.press("Tab");
  look.first = await page.evaluate(() => document.activeElement.className);
  await page.keyboard.press("Enter");
  look.skipped = await page.evaluate(() => document.activeElement.id);
  const first = (what) => page.evaluate((what) => {
    const tables = Array.from(document.querySelectorAll(".table")).filter((one) => !one.closest("details"));
    const table = tables.find((one) => one.querySelector(".filter"));
    table.querySelector(what).focus();
    return table.id;
  }, what);
  const id = await first("th button");
  await page.keyboard.press("Enter");
  look.sorted = await page.evaluate((id) => document.querySelector("#" + id + " th").getAttribute("aria-sort"), id);
  const rows = () => page.evaluate((id) => document.querySelectorAll("#" + id + " tbody tr:not([hidden])").length, id);
  const before = await rows();
  await first("input");
  await page.keyboard.type("no row says this");
  look.rows = [before, await rows()];
  look.said_of_rows = await page.evaluate((id) => document.querySelector("#" + id + " output").textContent, id);
  await page.evaluate(() => document.querySelector("summary").focus());
  await page.keyboard.press("Enter");
  look.unfolded = await page.evaluate(() => document.querySelector("details").open);
  return look;
}

// Without a script nothing is missing but sorting and filtering.
async function plain(browser) {
  const { page, look } = await opened(browser, { javaScriptEnabled: false });
  look.name = "plain";
  look.buttons = await page.locator("button, input").count();
  look.rows = await page.locator("tbody tr").count();
  return look;
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) console.log(JSON.stringify(await judged(browser, colorScheme, width)));
  }
  console.log(JSON.stringify(await keyed(browser)));
  console.log(JSON.stringify(await plain(browser)));
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
