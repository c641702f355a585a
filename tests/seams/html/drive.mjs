// Drives a browser over the pages that `check` made, and fails on the first thing that is not as it should be.
//   node drive.mjs PAGES SCREENSHOTS

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [pages, screenshots] = process.argv.slice(2);

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
	// The sandbox needs rights that containers do not give; the pages are our own.
	args: ["--no-sandbox"],
});

const DESKTOP = { width: 1400, height: 1000 };
const PHONE = { width: 375, height: 800 };

// Opens a page in a context of its own, hands it to `look`, and holds that it asked for nothing, said nothing
// to the console and ran nothing that is not its own.
async function open(name, options, look) {
	const context = await browser.newContext({ viewport: DESKTOP, colorScheme: "light", ...options });
	const page = await context.newPage();
	const url = pathToFileURL(join(pages, `${name}.html`)).href;
	const said = [];
	const requests = [];
	page.on("console", (message) => said.push(message.text()));
	page.on("pageerror", (error) => said.push(String(error)));
	page.on("dialog", (dialog) => said.push(`dialog: ${dialog.message()}`));
	page.on("request", (request) => requests.push(request.url()));
	await page.goto(url);
	await look(page);
	assert.deepEqual(said, [], `${name}: the console`);
	assert.deepEqual(requests, [url], `${name}: the requests`);
	if (options.javaScriptEnabled !== false) assert.equal(await page.evaluate(() => window.owned), undefined, name);
	await context.close();
}

const shoot = (page, name) => page.screenshot({ path: join(screenshots, `${name}.png`) });
const visible = (page) => page.locator("article:visible").count();
const row = (page, facet, value) => page.locator(`[data-facet="${facet}"] li[data-value="${value}"] button`);

async function fits(page, name) {
	const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
	assert.ok(content <= window, `${name}: ${content} px of content in ${window}`);
}

async function accessible(page, name) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() =>
		// Browsers give areas that scroll the focus by themselves, which is tried below.
		window.axe.run(document, { rules: { "scrollable-region-focusable": { enabled: false } } }),
	);
	const found = violations.map((it) => `${it.id}: ${it.help}: ${it.nodes[0].html}`);
	assert.deepEqual(found, [], `${name}: accessibility`);
}

// Everything is there, and the filter leaves what it should.
await open("web-shop", {}, async (page) => {
	assert.equal(await page.locator("h1").textContent(), "Fail");
	const all = await visible(page);
	assert.ok(all > 50, `${all} findings`);
	assert.equal(await page.locator("#count").textContent(), `${all} shown`);
	await shoot(page, "light");

	// By severity.
	const high = Number(await row(page, "severity", "high").locator(".n").textContent());
	await row(page, "severity", "high").click();
	assert.equal(await visible(page), high);
	assert.equal(await page.locator("article.high:visible").count(), high);
	// By folder too: the facets narrow each other.
	await row(page, "folder", "ops/").click();
	const both = await visible(page);
	assert.ok(both > 0 && both < high, `${both} of ${high}`);
	assert.equal(await page.locator('section.file:visible:not([data-path^="ops/"])').count(), 0);
	// By severity once more: two values of one facet add up.
	await row(page, "severity", "medium").click();
	assert.ok((await visible(page)) > both);
	await page.locator("#reset").click();
	assert.equal(await visible(page), all);

	// By rule and by fix.
	const rule = page.locator('[data-facet="rule"] li').first();
	await rule.locator("button").click();
	const value = await rule.getAttribute("data-value");
	assert.equal(await visible(page), await page.locator(`article[data-rule="${value}"]`).count());
	await rule.locator("button").click();
	await row(page, "fix", "safe").click();
	assert.equal(await visible(page), await page.locator('article[data-fix="safe"]').count());

	// By text, with the keyboard alone.
	await page.keyboard.press("Escape");
	await page.keyboard.press("/");
	assert.equal(await page.evaluate(() => document.activeElement.id), "words");
	await page.keyboard.type("ops/compose.yaml PRIVILEGED");
	const found = await visible(page);
	assert.ok(found > 0 && found < all, `${found} of ${all}`);
	for (const text of await page.locator("article:visible").allTextContents()) assert.match(text, /privileged/i);
	await page.keyboard.type(" no such thing");
	assert.equal(await visible(page), 0);
	assert.ok(await page.locator("#none").isVisible());
	await page.keyboard.press("Escape");
	assert.equal(await visible(page), all);

	// From finding to finding, and into its code where that is wider than the page.
	await page.locator("#findings").focus();
	for (const key of ["j", "j", "k", "j"]) await page.keyboard.press(key);
	const second = await page.locator("article").nth(1).getAttribute("id");
	assert.equal(await page.evaluate(() => document.activeElement.id), second);
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.closest("article").id), second);
	await row(page, "severity", "high").focus();
	await page.keyboard.press("Enter");
	assert.equal(await visible(page), high);
	await page.keyboard.press("Enter");

	// Each finding leads to its rule, and each link within the page somewhere.
	const dangling = await page.evaluate(() => {
		const links = [...document.querySelectorAll('a[href^="#"]')];
		return links.map((link) => link.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id));
	});
	assert.deepEqual(dangling, []);
	const twice = await page.evaluate(() => {
		const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
		return ids.filter((id, at) => ids.indexOf(id) !== at);
	});
	assert.deepEqual(twice, []);

	await fits(page, "desktop");
	await accessible(page, "light");
	await page.emulateMedia({ colorScheme: "dark" });
	await accessible(page, "dark");
	await page.evaluate(() => scrollTo(0, 0));
	await shoot(page, "dark");
	await page.locator("#rules").scrollIntoViewIfNeeded();
	await shoot(page, "rules");
});

// A phone: nothing is wider than the page but code, which scrolls by itself.
await open("web-shop", { viewport: PHONE, deviceScaleFactor: 2 }, async (page) => {
	await fits(page, "phone");
	await shoot(page, "phone");
	const id = await page.locator("article:has(pre)").evaluateAll((articles) => {
		const wider = (pre) => pre.scrollWidth > pre.clientWidth;
		return articles.find((article) => wider(article.querySelector("pre"))).id;
	});
	const article = page.locator(`article[id="${id}"]`);
	await article.locator("a.place").focus();
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.tagName), "PRE");
	await article.scrollIntoViewIfNeeded();
	await shoot(page, "phone-finding");
});

// Without script and on paper, everything is there.
await open("web-shop", { javaScriptEnabled: false }, async (page) => {
	assert.ok((await visible(page)) > 50);
	assert.equal(await page.locator("#filter").isVisible(), false);
	const paper = await page.pdf({ path: join(screenshots, "print.pdf"), format: "A4" });
	assert.ok(paper.length > 10_000);
	await page.emulateMedia({ media: "print" });
	await page.setViewportSize({ width: 720, height: 1000 });
	await fits(page, "paper");
	await shoot(page, "print");
});

await open("clean", {}, async (page) => {
	assert.equal(await page.locator("h1").textContent(), "Pass");
	assert.equal(await page.locator("#filter").isVisible(), false);
	await accessible(page, "clean");
	await shoot(page, "clean");
});

await open("broken", { colorScheme: "dark" }, async (page) => {
	assert.equal(await page.locator("h1").textContent(), "Incomplete");
	assert.ok(await page.locator("#errors").isVisible());
	await accessible(page, "broken");
	await shoot(page, "broken");
});

// What a hostile author wrote is text. Each element that the page has is one of ours.
await open("hostile", {}, async (page) => {
	const elements = new Set(await page.evaluate(() => [...document.querySelectorAll("*")].map((it) => it.localName)));
	for (const foreign of ["img", "iframe", "object", "embed", "form script", "base", "b script"]) {
		assert.equal(await page.locator(foreign).count(), 0, foreign);
	}
	assert.equal(await page.locator("script").count(), 1);
	assert.ok(elements.size < 50);
	const handlers = await page.evaluate(() =>
		[...document.querySelectorAll("*")].flatMap((it) => it.getAttributeNames().filter((name) => /^(on|style|src)/.test(name))),
	);
	assert.deepEqual(handlers, []);
	const links = await page.evaluate(() => [...document.links].map((link) => link.protocol));
	assert.deepEqual([...new Set(links)].sort(), ["file:", "https:"]);
	const text = await page.locator("main").textContent();
	for (const shown of ["<img src=x onerror=window.owned=1>", "\\u{202e}", "escape\\u{1b}]0;title\\u{7}.yaml", "{{script}}"]) {
		assert.ok(text.includes(shown), shown);
	}
	assert.ok(!/[\u202e\u001b]/u.test(text));
	await row(page, "rule", "evil.rule/deny").click();
	assert.ok((await visible(page)) > 5);
	await fits(page, "hostile");
	await shoot(page, "hostile");
	await page.setViewportSize(PHONE);
	await fits(page, "hostile on a phone");
});

// The page's own policy, not the browser's manners, keeps foreign scripts and requests out.
const context = await browser.newContext();
const page = await context.newPage();
const refused = [];
page.on("console", (message) => refused.push(message.text()));
await page.goto(pathToFileURL(join(pages, "hostile.html")).href);
const ran = await page.evaluate(async () => {
	const script = document.createElement("script");
	script.textContent = "window.owned = 1";
	document.body.append(script);
	const image = document.createElement("img");
	image.src = "https://x.example/a.png";
	document.body.append(image);
	const fetched = await fetch("https://x.example/").then(() => true, () => false);
	return [window.owned, fetched];
});
assert.deepEqual(ran, [undefined, false]);
for (const kind of ["script-src", "img-src", "connect-src"]) {
	assert.ok(refused.some((text) => text.includes("Content Security Policy") && text.includes(kind)), `${kind}: ${refused}`);
}
await context.close();

await browser.close();
