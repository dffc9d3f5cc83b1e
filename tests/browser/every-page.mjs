// every-page.mjs: every address of routes.def that answers to GET is opened by
// somebody whom it is for, and looked at. A new row without a look fails here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, proposed, press, waiting } from './steps.mjs';

const routes = [...readFileSync(join(process.env.SOURCE_ROOT ?? '.', 'src/web/routes.def'), 'utf8')
    .matchAll(/^R\(GET, "([^"]+)"/gm)].map((m) => m[1]);
const site = new Site();
await site.start();
const browser = await browserOpen();
const [nobody, teacher, dsl, head, administrator] = await Promise.all(
    [null, people.teacher, people.dsl, people.head, people.administrator].map((name) => person(browser, site, name)));
const real = new Site({ real: true });
await real.start();
const newcomer = await person(browser, real, null);

// An incident that has everything, waiting for signatures; one just reported.
const full = await proposed(teacher, dsl, site);
const fresh = await report(teacher, site, 'A pupil spoke of a picture in passing.');

async function visit(page, path, name, options) {
    const answer = await page.goto(new URL(path, options?.base ?? site.base).href);
    expect(answer.status() === (options?.status ?? 200), `${path}: ${answer.status()}`);
    await look(page, name, options);
}

async function plain(path, status) {
    const answer = await fetch(site.base + path);
    expect(answer.status === status, `${path}: ${answer.status}`);
}

// Somebody who has a password and no second step yet.
async function firstFactor() {
    const code = real.made.match(/setup code\s+(\S+)/)[1];
    await newcomer.goto(`${real.base}/sign-in/setup`);
    await newcomer.fill('[name=name]', 'ada@test.example');
    await newcomer.fill('[name=setup]', code);
    await newcomer.fill('[name=password]', 'lantern pebble orchard seven');
    await press(newcomer, 'Save my password');
    await newcomer.waitForURL(/enrol/);
}

const incident = `/incidents/${full}`;
const looks = {
    '/health': () => plain('/health', 200),
    '/assets/:name': () => plain('/assets/nothing.css', 404),
    '/favicon.ico': () => fetch(`${site.base}/favicon.ico`).then((a) => expect(a.status < 400, `icon: ${a.status}`)),
    '/alerts': async () => {
        expect(/^\d+$/.test((await waiting(dsl, site)).trim()), 'a count is expected');
    },
    '/sign-in': () => visit(nobody, '/sign-in', 'sign-in'),
    '/sign-in/setup': () => visit(nobody, '/sign-in/setup', 'sign-in-setup'),
    '/sign-in/code': async () => {
        // The page of somebody who has a second step is in real-trust.mjs.
        await firstFactor();
        await newcomer.goto(`${real.base}/sign-in/code`);
        await look(newcomer, 'sign-in-code');
    },
    '/sign-in/enrol': () => visit(newcomer, '/sign-in/enrol', 'sign-in-enrol', { base: real.base }),
    '/signed-out': () => visit(nobody, '/signed-out', 'signed-out'),
    '/help': () => visit(nobody, '/help', 'help'),
    '/policy': () => visit(dsl, '/policy', 'policy', { quotes: true, axe: 'phone' }),
    '/account': () => visit(dsl, '/account', 'account'),
    '/': async () => {
        await visit(dsl, '/', 'my-work');
        await visit(head, '/', 'my-work-head');
        await visit(administrator, '/', 'my-work-administrator');
    },
    '/work/:list': async () => {
        for (const list of ['overdue', 'others', 'waiting']) await visit(dsl, `/work/${list}`, `work-${list}`);
    },
    '/report': () => visit(teacher, '/report', 'report-start'),
    '/report/new': () => visit(teacher, '/report/new', 'report'),
    '/report/sent': async () => {
        await visit(teacher, '/report/sent', 'report-sent-list');
        await visit(head, '/report/sent', 'report-sent-empty');
    },
    '/report/:reference': () => visit(teacher, `/report/${fresh}`, 'receipt'),
    '/report/:reference/add': () => visit(teacher, `/report/${fresh}/add`, 'receipt-add'),
    '/report/:reference/seen': () => visit(teacher, `/report/${fresh}/seen`, 'receipt-seen'),
    '/report/:reference/told': () => visit(teacher, `/report/${fresh}/told`, 'receipt-told'),
    '/incidents': () => visit(dsl, '/incidents', 'incidents'),
    '/incidents/:reference': async () => {
        await visit(dsl, incident, 'overview');
        await visit(head, incident, 'overview-head');
        await visit(dsl, `/incidents/${fresh}`, 'overview-new');
    },
    '/incidents/:reference/chronology': async () => {
        await visit(dsl, `${incident}/chronology`, 'chronology');
        await visit(dsl, `${incident}/chronology?known=nonsense`, 'chronology-error');
        await visit(dsl, `${incident}/chronology?show=contact`, 'chronology-filtered');
    },
    '/incidents/:reference/chronology/new': () => visit(dsl, `${incident}/chronology/new`, 'note'),
    '/incidents/:reference/chronology/:number/correct': () => visit(dsl, `${incident}/chronology/1/correct`, 'correct'),
    '/incidents/:reference/people': async () => {
        await visit(dsl, `${incident}/people`, 'people');
        await visit(dsl, `/incidents/${fresh}/people`, 'people-empty');
    },
    '/incidents/:reference/people/:person': async () => {
        await dsl.goto(`${site.base}${incident}/people`);
        await follow(dsl, dsl.getByRole('link', { name: /^Change/ }).first());
        await look(dsl, 'person');
    },
    '/incidents/:reference/initial-review': async () => {
        await visit(dsl, `${incident}/initial-review`, 'initial-review');
        await visit(dsl, `/incidents/${fresh}/initial-review`, 'initial-review-empty');
    },
    '/incidents/:reference/initial-review/edit': () => visit(dsl, `/incidents/${fresh}/initial-review/edit`, 'initial-review-form'),
    '/incidents/:reference/risk': async () => {
        await visit(dsl, `${incident}/risk`, 'risk');
        await visit(dsl, `/incidents/${fresh}/risk`, 'risk-empty');
    },
    '/incidents/:reference/risk/edit': () => visit(dsl, `/incidents/${fresh}/risk/edit`, 'risk-form'),
    '/incidents/:reference/decision': async () => {
        await visit(dsl, `${incident}/decision`, 'decision');
        await visit(dsl, `/incidents/${fresh}/decision`, 'decision-empty');
    },
    '/incidents/:reference/decision/new': async () => {
        await visit(dsl, `${incident}/decision/new`, 'decision-form');
        await visit(dsl, `/incidents/${fresh}/decision/new`, 'decision-form-unassessed');
    },
    '/incidents/:reference/decision/sign': () => visit(head, `${incident}/decision/sign`, 'sign'),
    '/incidents/:reference/referral': () => visit(dsl, `${incident}/referral`, 'referral'),
    '/admin/people': () => visit(administrator, '/admin/people', 'admin-people'),
    '/pause': () => visit(administrator, '/pause', 'pause'),
};

// Addresses without a look here are the stages': every-link.mjs looks at them.
await test('every look is of an address', async () => {
    for (const route of Object.keys(looks)) expect(routes.includes(route), `${route} is no address any more`);
    expect(routes.length > 30, `only ${routes.length} addresses were read`);
});

for (const route of routes.filter((r) => looks[r])) await test(`GET ${route}`, () => looks[route]());

await browser.close();
await Promise.all([site.stop(), real.stop()]);
site.remove();
real.remove();
done();
