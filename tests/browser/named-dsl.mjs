// named-dsl.mjs: the report is about the DSL (D8). The Head leads, the CEO
// signs for the Head; the DSL finds nothing of it, anywhere.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, choose, says, risk, open, press, review, addPerson, waiting } from './steps.mjs';

const site = new Site({ incidents: 1 });
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, ceo, chair] = await Promise.all(
    [people.teacher, people.dsl, people.head, 'Nora Vale', 'Edwin Shaw'].map((name) => person(browser, site, name)));
let reference = '';
let incident = '';

async function dslFindsNothing() {
    for (const path of ['/', '/incidents', '/work/overdue', '/work/today', '/work/later', '/work/others', '/report', '/helping']) {
        await dsl.goto(site.base + path);
        expect(!(await dsl.content()).includes(reference), `${path} shows it to the DSL`);
    }
    for (const word of [reference, 'wheelhouse']) {
        await dsl.goto(`${site.base}/incidents`);
        await dsl.fill('[name=words]', word);
        await follow(dsl, dsl.locator('main form').getByRole('button').first());
        await says(dsl, 'No incident found');
    }
    for (const rest of ['', '/chronology', '/people', '/decision', '/agencies']) {
        const answer = await dsl.goto(incident + rest);
        expect(answer.status() === 404, `${rest}: ${answer.status()}`);
    }
}

await test('the report says whom it is about', async () => {
    await teacher.goto(`${site.base}/report/new`);
    await choose(teacher, 'safe', 'yes');
    await teacher.fill('[name=told]', 'A pupil spoke of messages, by the wheelhouse.');
    await teacher.locator('[name=staff-about]').selectOption({ label: `${people.dsl}, DSL` });
    await look(teacher, 'named-report-form');
    await press(teacher, 'Send report');
    await teacher.waitForURL(/\/report\/[A-Z0-9]{3}-[A-Z0-9]{3}/);
    reference = teacher.url().match(/[A-Z0-9]{3}-[A-Z0-9]{3}/)[0];
    incident = `${site.base}/incidents/${reference}`;
    await says(teacher, `Tell ${people.head} in person.`);
    await look(teacher, 'named-receipt');
});

await test('the DSL is not told of it, the Head is', async () => {
    await dslFindsNothing();
    const count = await waiting(dsl, site);
    const heads = await waiting(head, site);
    expect(heads === '1', `the Head is told of ${heads}`);
    expect(count === '0' || count === '1', `the DSL is told of ${count}`);
    await head.goto(site.base);
    await says(head, reference);
    await look(head, 'named-head-home');
});

await test('the Head leads: opens, records, reviews, assesses, proposes', async () => {
    await open(head, site, reference);
    await head.goto(`${incident}/people`);
    await says(head, `The report is about ${people.dsl}`);
    await look(head, 'named-people');
    await head.goto(`${incident}/people/p1`);
    await head.fill('[name=name]', people.dsl);
    await choose(head, 'type', 'staff');
    await choose(head, 'parts', 'affected');
    await head.locator('[name=user]').selectOption({ label: `${people.dsl}, DSL` });
    await press(head, 'Save this person');
    await addPerson(head, site, reference, 'Iris Lowe', 'pupil', ['received']);
    await review(head, site, reference);
    await risk(head, site, reference);
    await head.goto(`${incident}/decision/new`);
    await choose(head, 'choice', 'manage_in_school');
    await head.fill('[name=why]', 'The messages are explained and have ended.');
    await head.fill('[name=best]', 'Iris wants it to end here.');
    await head.check('[name=confident]');
    await says(head, 'Nora Vale, Chief Executive, in place of the Headteacher');
    await look(head, 'named-decision-form');
    await press(head, 'Record this decision');
    await says(head, 'The decision is sent for sign-off.');
    await look(head, 'named-decision');
});

await test('the CEO sees it and signs for the Head; the chair does not', async () => {
    await ceo.goto(`${site.base}/incidents`);
    const rows = await ceo.locator('main a[href^="/incidents/"]').evaluateAll((all) => new Set(all.map((a) => a.getAttribute('href'))).size);
    expect(rows === 1, `the CEO is shown ${rows} incidents`);
    await look(ceo, 'named-ceo-incidents');
    await ceo.goto(site.base);
    await says(ceo, reference);
    await look(ceo, 'named-ceo-home');
    await ceo.goto(`${incident}/decision/sign`);
    await look(ceo, 'named-ceo-sign');
    await choose(ceo, 'agree', 'agree');
    await press(ceo, 'Sign my answer');
    await says(ceo, 'Nora Vale, Chief Executive, in place of the Headteacher');
    await look(ceo, 'named-signed');
    const answer = await chair.goto(incident);
    expect(answer.status() === 404, `the chair gets ${answer.status()}`);
    await chair.goto(site.base);
    await look(chair, 'named-chair-home');
    await chair.goto(`${site.base}/incidents`);
    await look(chair, 'named-chair-incidents');
});

await test('still nothing for the DSL', dslFindsNothing);

await browser.close();
await site.stop();
site.remove();
done();
