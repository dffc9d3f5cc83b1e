// lib.mjs: a served demonstration, a browser, and eyes: every page that a
// journey looks at is checked at two widths by axe, by html-validate, and for
// anything that sticks out; a picture of it is kept for people.
//
// Environment: LANYARD (the program), SHOTS (folder for pictures), SLOW (a
// number: pages run so many times slower, to find tests that need a fast
// machine).
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const program = process.env.LANYARD;
const shots = process.env.SHOTS ?? join(tmpdir(), 'lanyard-shots');
const slow = Number(process.env.SLOW ?? 1);

export const widths = { desktop: 1280, phone: 390 };

// ---- tests that speak TAP ----

let number = 0;
let failed = 0;

export async function test(name, body) {
    number += 1;
    const began = Date.now();
    try {
        await body();
        console.log(`ok ${number} - ${name} # ${Date.now() - began} ms`);
        return true;
    } catch (error) {
        failed += 1;
        console.log(`not ok ${number} - ${name}`);
        for (const line of String(error.stack ?? error).split('\n'))
            console.log(`# ${line}`);
        return false;
    }
}

export function done() {
    console.log(`1..${number}`);
    process.exitCode = failed > 0 ? 1 : 0;
}

export function expect(condition, words) {
    if (!condition) throw new Error(words);
}

// ---- the program ----

// The options that name a new database on the server of tests/with-postgres.
let databases = 0;
function databaseMake() {
    const server = process.env.LANYARD_TEST_POSTGRES;
    const name = `browser_${process.pid}_${databases += 1}`;
    execFileSync('psql', ['--quiet', server, '-c', `CREATE DATABASE ${name}`]);
    return ['--database', server.replace(/\/\w+\?/, `/${name}?`)];
}

export class Site {
    constructor(options = {}) {
        this.folder = mkdtempSync(join(tmpdir(), 'lanyard-browser-'));
        this.data = join(this.folder, 'data');
        this.extra = options.serve ?? [];
        this.place = ['--data', this.data, ...(options.postgres ? databaseMake() : [])];
        this.real = options.real ?? false;
        this.quiet = options.quiet ?? true;
        const words = this.real
            ? ['init', '--trust', 'Test Trust', '--school', 'Test School',
                '--name', 'Ada Admin', '--sign-in', 'ada@test.example']
            : ['demo', '--incidents', String(options.incidents ?? 9), '--seed', String(options.seed ?? 1)];
        this.made = this.run(...words);
    }

    // On a port that it had before, somebody else's connection may sit for a
    // while: then it ends, and is started again.
    async start(port = 0) {
        for (let tries = port ? 100 : 1; ; tries -= 1) {
            try {
                return await this.startOnce(port);
            } catch (error) {
                if (tries <= 1) throw error;
            }
        }
    }

    async startOnce(port) {
        this.process = spawn(program, ['serve', ...this.place, '--port',
            String(port), '--request-seconds', '600', ...(this.quiet ? ['--quiet'] : []), ...this.extra], { stdio: ['ignore', 'pipe', 'pipe'] });
        this.log = '';
        this.process.stderr.on('data', (piece) => { this.log += piece; });
        this.ended = new Promise((resolve) => this.process.on('close', (code, signal) => resolve({ code, signal })));
        this.base = await new Promise((resolve, reject) => {
            let out = '';
            this.process.stdout.on('data', (piece) => {
                out += piece;
                const found = out.match(/http:\/\/[0-9.]+:\d+/);
                if (found) resolve(found[0]);
            });
            this.process.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${this.log}`)));
        });
        return this.base;
    }

    // A power cut as a process sees it.
    async kill() {
        this.process.kill('SIGKILL');
        await this.ended;
    }

    async stop() {
        this.process.kill('SIGTERM');
        const { code } = await this.ended;
        expect(code === 0, `serve ended with ${code}: ${this.log}`);
    }

    run(...words) {
        return execFileSync(program, [...words, ...this.place], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    }

    remove() {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

// ---- the browser ----

export async function browserOpen() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update',
            '--disable-sync', '--disable-dev-shm-usage'],
    });
}

const validator = new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
        // A group of radios or checkboxes shares its name.
        'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }],
        'no-trailing-whitespace': 'off',
    },
});

const markup = new WeakMap();

// Does what leaves the page, and comes back when the next one is all there:
// nothing of the page that was left can be taken for it.
export async function leave(page, act) {
    await page.waitForLoadState();
    const arrived = page.waitForEvent('load');
    arrived.catch(() => {}); // what went wrong with the act is told instead
    await act();
    await arrived;
}

// Follows a link, or presses a button, that leads to another page.
export async function follow(page, link) {
    await leave(page, () => link.click());
}

// A person with a browser of their own. script false: JavaScript is off.
export async function person(browser, site, name, options = {}) {
    const context = await browser.newContext({
        viewport: { width: widths.desktop, height: 900 },
        javaScriptEnabled: options.script ?? true,
        ...options.context,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60000 * slow);
    if (slow > 1) {
        page.wire = await context.newCDPSession(page);
        await page.wire.send('Emulation.setCPUThrottlingRate', { rate: slow });
    }
    const goto = page.goto.bind(page);
    page.goto = async (to, options) => {
        for (let tries = 10; ; tries -= 1) {
            try {
                const answer = await goto(to, options);
                // Without an answer it was another page that came, if this one
                // is not just another place of the page that is there.
                if (answer || tries === 0 || /^about:|#/.test(to)) return answer;
            } catch (error) {
                // My work read itself again just then, because a report had come.
                if (tries === 0 || !/interrupted by another navigation|ERR_ABORTED/.test(error.message)) throw error;
            }
            await page.waitForLoadState();
        }
    };
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(`script: ${error.message}`));
    page.on('console', (line) => {
        if (line.type() === 'error' && !/status of 4\d\d/.test(line.text()))
            page.problems.push(`console: ${line.text()}`);
    });
    page.on('response', async (response) => {
        if (response.request().resourceType() !== 'document' || response.status() === 303) return;
        markup.set(page, response.text().catch(() => ''));
    });
    page.scripted = options.script ?? true;
    if (name) {
        await page.goto(`${site.base}/sign-in`);
        await follow(page, page.getByRole('button', { name: new RegExp(name) }));
        expect(!page.url().includes('/sign-in'), `${name} is not let in: ${page.url()}`);
    }
    return page;
}

// The source goes to a document once; only what is wrong is put into words.
async function axe(page, where) {
    if (!page.scripted) return;
    if (!await page.evaluate('!!window.axe')) await page.evaluate(axeSource);
    const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'], runOnly: {
        type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
        .then((found) => found.violations.map((v) => v.id + ': ' + v.help + ': '
            + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')))`);
    expect(found.length === 0, `axe at ${where}: ${found[0]}`);
}

// The whole page, as fast as Chromium draws it: nobody keeps these.
async function picture(page, path) {
    page.wire ??= await page.context().newCDPSession(page);
    const { cssContentSize: size } = await page.wire.send('Page.getLayoutMetrics');
    const { data } = await page.wire.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true,
        captureBeyondViewport: true, clip: { x: 0, y: 0, width: size.width, height: size.height, scale: 1 } });
    writeFileSync(path, Buffer.from(data, 'base64'));
}

async function validate(page, where) {
    const html = await markup.get(page);
    if (!html) return;
    const report = await validator.validateString(html);
    for (const r of report.results)
        for (const m of r.messages)
            throw new Error(`html at ${where}:${m.line}: ${m.ruleId}: ${m.message}`);
    expect(!/<[^>]*\sstyle=/.test(html), `${where}: inline style`);
    expect(!/<[^>]*\son[a-z]+=/.test(html), `${where}: inline script`);
}

// What no screen says (ui.md, section 8). The page of the policy quotes.
const banned = /\b(victims?|perpetrators?|offenders?|sexting|explicit|naked|ypsi|please|in order to|why did you|allegedly|alleged|admitted|should have|inappropriate image)\b|[a-z]!/i;
const bannedButtons = /^(submit|ok|next|yes|continue to next)$/i;

function textOf(html) {
    return html.replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, ' ').replace(/<!DOCTYPE[^>]*>|<!--[\s\S]*?-->/g, ' ')
        .replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

function wording(html, where) {
    const found = textOf(html).match(banned);
    expect(!found, `${where}: “${found?.[0]}” is on the screen: ${textOf(html).slice(Math.max(0, (found?.index ?? 0) - 60), (found?.index ?? 0) + 60)}`);
    for (const [, label] of html.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g))
        expect(!bannedButtons.test(textOf(label).trim()), `${where}: a button says “${label}”`);
}

// Every link and anchor of the page leads somewhere. What was asked once for
// this person is not asked again.
const asked = new WeakMap();

function knownOf(page) {
    if (!asked.has(page)) asked.set(page, new Map());
    return asked.get(page);
}

// That address was answered with that page to this person: its links need not
// ask again.
export function answered(page, path, html) {
    knownOf(page).set(path, html);
}

async function links(page, html, where) {
    const known = knownOf(page);
    const here = new URL(page.url());
    for (const [, raw] of html.matchAll(/<a\s[^>]*href="([^"]*)"/g)) {
        const to = new URL(raw.replaceAll('&amp;', '&'), here);
        if (to.origin !== here.origin) continue;
        const anchor = decodeURIComponent(to.hash.slice(1));
        let target = html;
        if (!raw.startsWith('#')) {
            const path = to.pathname + to.search;
            // What was read before somebody was named has no place for them.
            if (!known.has(path) || (anchor && !known.get(path).includes(` id="${anchor}"`))) {
                const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
                const answer = await fetch(here.origin + path, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
                expect(answer.status < 400, `${where}: the link ${raw} leads to ${answer.status}`);
                if (/^\/(sign-in|pause)/.test(new URL(answer.url).pathname) && answer.redirected) {
                    expect(!html.includes('href="/account"'), `${where}: the link ${raw} asks to sign in again`);
                    continue;
                }
                known.set(path, await answer.text());
            }
            target = known.get(path);
        }
        expect(anchor === '' || target.includes(` id="${anchor}"`), `${where}: the anchor of ${raw} is nowhere`);
    }
}

// One main thing to do: at most one button of the first rank is in sight.
async function primary(page, where) {
    const buttons = page.locator('.govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning):visible');
    const labels = await buttons.allInnerTexts();
    expect(labels.length <= 1, `${where}: ${labels.length} primary buttons: ${labels.join(' | ')}`);
}

// Looks at the page as it is now, under that name. Options: quotes (it quotes
// the policy: its words are not ours), links: false, axe: at one width only.
export async function look(page, name, options = {}) {
    const width = page.viewportSize().width;
    await page.waitForLoadState();
    expect(page.problems.length === 0, `${name}: ${page.problems.join('; ')}`);
    await validate(page, name);
    const html = await markup.get(page);
    if (html) {
        if (!options.quotes) wording(html, name);
        if (options.links ?? true) await links(page, html, name);
    }
    await primary(page, name);
    for (const [folder, w] of Object.entries(widths)) {
        await page.setViewportSize({ width: w, height: 900 });
        const where = `${name} at ${w}`;
        if (page.scripted) {
            const wide = await page.evaluate('document.documentElement.scrollWidth');
            expect(wide <= w, `${where}: ${wide - w} px stick out`);
            const ones = await page.evaluate('document.querySelectorAll("h1").length');
            expect(ones === 1, `${where}: ${ones} main headings`);
        }
        if ((options.axe ?? folder) === folder) await axe(page, where);
        const to = join(shots, page.scripted ? folder : `${folder}-no-script`);
        mkdirSync(to, { recursive: true });
        await picture(page, join(to, `${name}.png`));
    }
    await page.setViewportSize({ width, height: 900 });
}
