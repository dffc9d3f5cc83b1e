// every-link.mjs: the pages of the stages are found as people find them: by
// the links of the demonstration's incidents, as DSL, Head, Executive Leader,
// administrator and teacher. The first page of each address is looked at. An
// address of routes.def that neither a link nor every-page.mjs leads to
// fails, unless it stands in OWED with what has to happen before it is there.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Site, browserOpen, person, look, answered, test, done, expect } from './lib.mjs';
import { people } from './steps.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = process.env.SOURCE_ROOT ?? '.';
const routes = [...readFileSync(join(root, 'src/web/routes.def'), 'utf8')
    .matchAll(/^R\(GET, "([^"]+)"/gm)].map((m) => m[1]);
const looked = new Set([...readFileSync(join(here, 'every-page.mjs'), 'utf8')
    .matchAll(/^ {4}'(\/[^']*)': /gm)].map((m) => m[1]));

// What leads there is an act, not a link of the demonstration as it is made.
const OWED = [
    // Nobody of a demonstration has a password or codes;
    // tests/browser/real-trust.mjs looks at both.
    '/account/password', '/account/codes',
    // A secret, for a calendar program; tests/browser/calendar.mjs reads it.
    '/calendar/:token',
    // Where the duty of D11 is in force; tests/web/own_duty.c goes there.
    '/report/:reference/duty',
    // Nothing stands in the way; tests/browser/reopened.mjs goes there.
    '/incidents/:reference/closing/close',
    // For a link person who has no other part; tests/browser/parents.mjs goes there.
    '/incidents/:reference/link', '/incidents/:reference/children/:person/parents/link',
    // A record that departs from 12.6 and gives no reason;
    // tests/browser/journeys/shown-to-teacher.mjs goes there.
    '/incidents/:reference/viewing/:number/reason',
];

const segment = (want, got) => want === got || want.startsWith(':');
function routeOf(path) {
    const got = path.split('/');
    return routes.find((route) => {
        const want = route.split('/');
        return want.length === got.length && want.every((w, i) => segment(w, got[i]));
    });
}

const incidents = 14;
const site = new Site({ incidents });
await site.start();
const browser = await browserOpen();
const reached = new Map(); // route: [who, path]

async function crawl(page) {
    const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
    const waiting = ['/', '/incidents', '/account', '/admin/people', '/helping'];
    const seen = new Set(waiting);
    const asked = new Map(); // route: how often; every incident has its turn
    for (let i = 0; i < waiting.length; i++) {
        const route = routeOf(waiting[i].split('?')[0]);
        asked.set(route, (asked.get(route) ?? 0) + 1);
        if (asked.get(route) > 2 * incidents) continue;
        const answer = await fetch(site.base + waiting[i], { headers: { cookie }, redirect: 'manual' })
            .catch((error) => { throw new Error(`${waiting[i]}: ${error.message}\n${site.log}`); });
        const to = answer.headers.get('location');
        if (to && !seen.has(to)) {
            seen.add(to);
            waiting.push(to);
        }
        if (answer.status !== 200) continue;
        if (route && !reached.has(route)) reached.set(route, [page, waiting[i]]);
        const html = await answer.text();
        answered(page, waiting[i], html);
        for (const [, href] of html.matchAll(/href="(\/[^"#]*)/g)) {
            const path = href.replaceAll('&amp;', '&');
            if (!seen.has(path) && !path.startsWith('/assets/') && !path.startsWith('/policy')) {
                seen.add(path);
                waiting.push(path);
            }
        }
    }
}

const began = Date.now();
for (const name of [people.dsl, people.head, people.executive, people.administrator, people.teacher])
    await crawl(await person(browser, site, name));
console.log(`# crawled in ${Date.now() - began} ms`);

await test('every address is led to by a link, or is known to wait for an act', async () => {
    const lost = routes.filter((route) => !looked.has(route) && !reached.has(route) && !OWED.includes(route));
    expect(lost.length === 0, `no link leads to ${lost.join(', ')}`);
    const found = OWED.filter((route) => reached.has(route) || looked.has(route) || !routes.includes(route));
    expect(found.length === 0, `a link leads to ${found.join(', ')}, or it is gone`);
});

for (const [route, [page, path]] of reached) {
    if (looked.has(route)) continue;
    await test(`GET ${route}`, async () => {
        await page.goto(site.base + path);
        await look(page, route.slice(1).replaceAll(/[/:]+/g, '-'));
    });
}

await browser.close();
await site.stop();
site.remove();
done();
