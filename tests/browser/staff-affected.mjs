// staff-affected.mjs: a pupil held a phone under a teacher's clothing (4): the
// teacher is supported and sees nothing, nobody is told for them, the pupil's
// side goes its usual way.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, addPerson, choose, says, fillRisk, press, proposeSchool, sign } from './steps.mjs';
import { Incident } from './incident.mjs';
import { chronology, endsAs } from './golden.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, executive] = await Promise.all([people.teacher, people.dsl, people.head, people.executive].map((name) => person(browser, site, name)));
const reference = await report(teacher, site, 'A phone was held low behind me on the stairs.');
const incident = `${site.base}/incidents/${reference}`;

await test('the teacher is recorded as affected, with their account', async () => {
    await open(dsl, site, reference);
    await dsl.goto(`${incident}/people/p1`);
    await dsl.fill('[name=name]', people.teacher);
    await choose(dsl, 'type', 'staff');
    await choose(dsl, 'parts', 'affected');
    await dsl.locator('[name=user]').selectOption({ label: `${people.teacher}, Staff` });
    await look(dsl, 'staff-person-form');
    await press(dsl, 'Save this person');
    await addPerson(dsl, site, reference, 'Rohan Dell', 'pupil', ['created']);
    await dsl.goto(`${incident}/people`);
    await says(dsl, 'This person has an account and cannot see this incident.');
    await look(dsl, 'staff-people');
});

await test('nobody is told for an adult, and the pupil has their part', async () => {
    await dsl.goto(`${incident}/parents`);
    expect(!(await dsl.locator('main').innerText()).includes(people.teacher), 'parents of a teacher are asked for');
    await says(dsl, 'Rohan');
    await dsl.goto(`${incident}/support`);
    expect(!(await dsl.locator('main').innerText()).includes(people.teacher), 'a teacher stands among the pupils');
});

await test('support is offered, and recorded', async () => {
    await head.goto(`${incident}/people`);
    await follow(head, head.locator('main a[href$="/staff/p1"]'));
    await says(head, 'Offer support to the member of staff who is affected');
    await look(head, 'staff-affected');
    await follow(head, head.getByRole('link', { name: 'Record support' }).first());
    await look(head, 'staff-support-form');
    await press(head, 'Save');
    await head.locator('.govuk-error-summary').waitFor();
    await look(head, 'staff-support-error');
    await head.fill('[name=helped]', 'Time to talk. Somebody covers the afternoon.');
    await choose(head, 'police-wish', 'undecided');
    await head.fill('[name=check]', '4 December 2030');
    await press(head, 'Save');
    await says(head, 'The support is recorded.');
    await says(head, 'Has not decided yet');
    await look(head, 'staff-supported');
});

await test('it is handled under the child protection policy', async () => {
    await fillRisk(dsl, site, reference);
    await choose(dsl, 'kinds', 'upskirting');
    await press(dsl, 'Save the assessment');
    await dsl.goto(incident);
    await says(dsl, '4.3');
    await look(dsl, 'staff-overview');
});

await test('the teacher keeps the receipt and sees nothing else', async () => {
    for (const rest of ['', '/people', '/staff/p1', '/chronology']) {
        const answer = await teacher.goto(incident + rest);
        expect(answer.status() === 404, `${rest}: ${answer.status()}`);
    }
    await teacher.goto(`${site.base}/report/${reference}`);
    await says(teacher, reference);
    expect(!(await teacher.locator('main').innerText()).includes('Time to talk'), 'the receipt tells of the support');
});

await test('two sign the decision, and the chronology says it all, in order', async () => {
    await proposeSchool(dsl, site, reference, 'The pupil was heard, the phone is put away, and the teacher is supported.');
    for (const page of [head, executive]) {
        await sign(page, site, reference);
        await page.locator('.moj-alert').waitFor();
    }
    await endsAs('staff-affected', dsl, new Incident(site, reference), 'Grace Lindqvist, Headteacher', 'The file of the incident.', 'own');
});

await test('a copy that leaves the school is without the support, and says so', async () => {
    const it = new Incident(site, reference);
    await it.go(dsl, '/documents/chronology');
    await says(dsl, 'Left out of a copy that leaves the school');
    await look(dsl, 'staff-document');
    const made = await chronology(dsl, it, 'Ann Price, social worker', 'They asked.', 'outside');
    const text = made.replace(/\s+/g, ' ');
    expect(!text.includes('Time to talk'), 'the support stands in it');
    expect(text.includes('1 entry is left out because it says how a member of staff is supported'), 'it does not say so');
});

await browser.close();
await site.stop();
site.remove();
done();
