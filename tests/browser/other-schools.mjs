// other-schools.mjs: a pupil of the trust's other school may be involved, and
// one of a school outside it (8.5h, D12). The other school gets a file of its
// own that says whom to call; neither finds anything of the other's child.
import { Site, browserOpen, person, look, follow, test, done, expect } from './lib.mjs';
import { Incident, fill, nine, save } from './incident.mjs';
import { people, press, says, waiting } from './steps.mjs';
import { chronology } from './golden.mjs';

const site = new Site({ incidents: 1 });
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, executive, other, otherHead] = await Promise.all(
    [people.teacher, people.dsl, people.head, people.executive, 'Owen Prescott', 'Martin Hale']
        .map((name) => person(browser, site, name)));
const duty = 'Tell the other school or setting';
let ours;
let theirs;

// Whoever is not of that school finds no page of the file, and no word of it.
async function findsNothing(page, incident, words) {
    for (const rest of ['', '/chronology', '/people', '/schools', '/documents/chronology']) {
        const answer = await page.goto(incident.at(rest));
        expect(answer.status() === 404, `${rest}: ${answer.status()}`);
    }
    for (const word of words) {
        await page.goto(`${site.base}/incidents`);
        await page.fill('[name=words]', word);
        await press(page, 'Search');
        await page.getByText('No incident found').first().waitFor();
    }
}

async function refused(page, button, ...words) {
    await press(page, button);
    await page.locator('.govuk-error-summary').waitFor();
    for (const w of words) await says(page, w);
}

await test('the review finds that another school must know', async () => {
    ours = await Incident.report(teacher, site, { about: 'Robin Example, 9B',
        told: 'Robin said that pupils of two other schools were in the group.' });
    await ours.open(dsl);
    await ours.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted'] });
    await ours.add(dsl, 'Somebody at Fellgate', 'pupil', { elsewhere: 'Fellgate High School' });
    await ours.review(dsl, 'The DSL and the Headteacher.', nine({ h: ['yes', 'Fellgate, and a school outside the trust.'] }));
    await ours.says(dsl, '', duty);
    await ours.says(dsl, '/schools', 'No other school is recorded.', 'House rule D12');
    await look(dsl, 'schools-none');
});

await test('a school is told when it is chosen, with whom to call', async () => {
    await ours.go(dsl, '/schools/new');
    await refused(dsl, 'Tell this school', 'Choose the school', 'Enter whom they can call');
    await look(dsl, 'schools-new');
    expect(await dsl.locator('input[name=school]').count() === 1, 'one’s own school is not offered');
    await dsl.locator('input[name=school]').check();
    await dsl.fill('[name=call]', 'Hannah Whitlock, 01632 960 180');
    await save(dsl);
    await says(dsl, 'Fellgate High School');
    await look(dsl, 'schools-told');
    const link = await dsl.locator('main a[href^="/report/"]').first().getAttribute('href');
    theirs = new Incident(site, link.match(/[0-9A-Z]{3}-[0-9A-Z]{3}/)[0]);
    expect(theirs.reference !== ours.reference, 'it is a file of its own');
    expect((await head.goto(ours.at('/schools/new'))).status() === 404, 'the Headteacher reads it and tells nobody');
});

await test('the other DSL gets a file that says whom to call, and no more', async () => {
    expect(await waiting(other, site) === '1', 'one report waits for them');
    await theirs.says(other, '', 'Brookmead Academy tells us that a pupil of Fellgate High School may be involved');
    await look(other, 'schools-their-file');
    await theirs.says(other, '/schools', 'Told by another school', 'Hannah Whitlock, 01632 960 180', ours.reference);
    await look(other, 'schools-their-page');
    await theirs.saysNot(other, '/chronology', /Robin|Priya/);
    await findsNothing(other, ours, ['Robin', 'group']);
    expect((await otherHead.goto(ours.at())).status() === 404, 'their Headteacher neither');
});

await test('who told them sees that it is opened, and nothing that they write', async () => {
    await dsl.goto(`${site.base}/report/${theirs.reference}`);
    await says(dsl, 'Nobody has opened it yet');
    await theirs.open(other);
    await theirs.add(other, 'Kit Sample', 'pupil', { parts: ['received'] });
    await theirs.record(other, '/chronology/new', { sort: 'contact', title: 'Rang Brookmead', body: 'Kit and I talked by the harbour.' });
    await dsl.goto(`${site.base}/report/${theirs.reference}`);
    await says(dsl, 'opened it');
    await findsNothing(dsl, theirs, ['Kit', 'harbour']);
    expect((await head.goto(theirs.at())).status() === 404, 'our Headteacher neither');
    for (const incident of [ours, theirs])
        expect((await executive.goto(incident.at())).status() === 200, 'the Executive Leader has both');
});

await test('a school outside the trust is a recorded contact', async () => {
    await ours.go(dsl, '/schools');
    await follow(dsl, dsl.getByRole('link', { name: 'outside the trust was told' }));
    expect(/\/shared\?setting=yes/.test(dsl.url()), `the link leads to ${dsl.url()}`);
    expect(await dsl.locator('[name=setting]').isChecked(), 'it is ticked that it went to a school');
    await refused(dsl, 'Record what was shared', 'There is a problem');
    await look(dsl, 'schools-outside');
    await fill(dsl, { recipient: 'The safeguarding lead of Ashdown School', sent: 'That a pupil of theirs may be involved, and whom to call.',
        why: 'So that their pupil is safe too.', basis: 'safeguarding', family: 'not_told', setting: true });
    await save(dsl);
    await says(dsl, 'A school or setting outside the trust');
    await says(dsl, 'Ashdown School');
    await look(dsl, 'schools-both');
    await ours.saysNot(dsl, '', new RegExp(duty));
});

await test('each chronology holds its own child only', async () => {
    const flat = (text) => text.replace(/\s+/g, ' ');
    const mine = flat(await chronology(dsl, ours, 'The file', 'To keep what was done.'));
    for (const words of ['Robin Example', 'Fellgate High School', 'Ashdown School', theirs.reference])
        expect(mine.includes(words), `our chronology lacks ${words}`);
    expect(!/Kit|harbour|Owen/.test(mine), `our chronology says ${mine.match(/Kit|harbour|Owen/)?.[0]}`);
    const kept = flat(await chronology(other, theirs, 'The file', 'To keep what was done.'));
    for (const words of ['Kit Sample', 'Brookmead Academy', 'harbour', ours.reference])
        expect(kept.includes(words), `their chronology lacks ${words}`);
    expect(!/Robin|Ashdown|Priya/.test(kept), `their chronology says ${kept.match(/Robin|Ashdown|Priya/)?.[0]}`);
});

await browser.close();
await site.stop();
site.remove();
done();
