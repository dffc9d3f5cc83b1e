// reopened.mjs: an incident is closed when nothing stands in the way, and
// opened again by new facts: a question is answered yes, and it must be
// referred (2.3h, 2.3i, 8.4, 8.10).
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { Incident, inDays } from './incident.mjs';
import { endsAs } from './golden.mjs';
import { people, proposed, sign, risk, careFor, writeNow, choose, press, send, says } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, executive] = await Promise.all([
    person(browser, site, people.teacher), person(browser, site, people.dsl),
    person(browser, site, people.head), person(browser, site, people.executive)]);
const reference = await proposed(teacher, dsl, site);
const at = (rest) => `${site.base}/incidents/${reference}${rest}`;
const later = inDays(60, '');

// What the DSL's lists say of this incident, whatever the time of day.
async function myWork() {
    let rows = '';
    for (const list of ['overdue', 'today', 'later']) {
        await dsl.goto(`${site.base}/work/${list}`);
        for (const row of await dsl.locator('main li').allInnerTexts())
            if (row.includes(reference)) rows += `${row.replace(/\s+/g, ' ')}\n`;
    }
    return rows;
}

await test('the page says what stands in the way, and whose turn it is', async () => {
    await dsl.goto(at('/closing'));
    await says(dsl, 'stand in the way');
    await says(dsl, 'Grace Lindqvist, Headteacher');
    await says(dsl, 'Write down how the pupil is now: Robin');
    await look(dsl, 'closing-open');
    await dsl.goto(at('/closing/close'));
    expect(new URL(dsl.url()).pathname.endsWith('/closing'), 'the form is not offered yet');
});

await test('what is done leaves the list; a reason stands where the policy leaves room', async () => {
    await sign(head, site, reference);
    await sign(executive, site, reference);
    await careFor(dsl, site, reference);
    await dsl.goto(at('/closing'));
    await says(dsl, '2 things stand in the way');
    await follow(dsl, dsl.getByRole('link', { name: /Say why this does not apply/ }));
    await look(dsl, 'closing-reason');
    await press(dsl, 'Record the reason');
    await dsl.locator('.govuk-error-summary').waitFor();
    await dsl.fill('[name=reason]', 'It was shown on one screen and never sent. Nobody has a copy.');
    await press(dsl, 'Record the reason');
    await says(dsl, 'Does not apply, with the reason');
    await writeNow(dsl, site, reference, 'p1', later);
    await says(dsl, 'Nothing stands in the way');
    await look(dsl, 'closing-ready');
});

await test('a reason is taken back: both are read, and the duty stands again until there is a new one', async () => {
    const back = () => dsl.getByRole('link', { name: /Say why it applies after all/ });
    await follow(dsl, back());
    await says(dsl, 'It was shown on one screen and never sent.');
    await look(dsl, 'closing-applies');
    await press(dsl, 'Let the duty stand again');
    await dsl.locator('.govuk-error-summary').waitFor();
    await dsl.fill('[name=reason]', 'A friend says that it was sent once.');
    await press(dsl, 'Let the duty stand again');
    await says(dsl, '1 thing stands in the way');
    expect(await back().count() === 0, 'no reason stands');
    expect(!(await myWork()).includes('Close the incident'), 'it is not the next thing to do');
    await dsl.goto(at('/closing'));
    await follow(dsl, dsl.getByRole('link', { name: /Say why this does not apply/ }));
    await dsl.fill('[name=reason]', 'The friend had only heard of it. Nobody has a copy.');
    await press(dsl, 'Record the reason');
    await says(dsl, 'Nothing stands in the way');
    expect((await myWork()).includes('Close the incident'), 'it is the next thing to do');
});

await test('it is closed with what came of it; a disclosure cannot end as nothing', async () => {
    await dsl.goto(at('/closing/close'));
    expect(await dsl.locator('[name=closed-as][value=nothing]').count() === 0, 'nothing to it is not offered');
    await says(dsl, 'a reason and a signature');
    await look(dsl, 'closing-close');
    await choose(dsl, 'closed-as', 'school');
    await dsl.fill('[name=ended]', 'The picture went no further. Both families know, and the class had a lesson.');
    await press(dsl, 'Close the incident');
    await says(dsl, 'The incident is closed.');
    await look(dsl, 'closing-closed');
    await dsl.goto(at('/closing/lessons'));
    await dsl.fill('[name=learned]', 'A quiet room was free at once, and that helped.');
    await dsl.fill('[name=different]', 'The room stays free at lunch from now on.');
    await look(dsl, 'closing-lessons');
    await press(dsl, 'Save');
});

await test('closed, it is read and found, and asks nothing of anybody', async () => {
    await dsl.goto(at(''));
    await says(dsl, 'Closed');
    await look(dsl, 'closed-overview');
    expect((await dsl.locator('.ly-casebar__status').innerText()).includes('Closed'), 'its head says closed');
    await dsl.goto(`${site.base}/incidents`);
    const row = dsl.locator('li', { hasText: reference });
    expect((await row.innerText()).includes('Closed'), 'the list says closed');
    const rows = (await myWork()).trim().split('\n');
    expect(rows.length === 1 && rows[0].includes('Look again at how the pupil is: Robin'),
        `but the day that was set, nothing of it is on a list: ${rows.join(' | ')}`);
    await dsl.goto(`${site.base}/lessons`);
    await says(dsl, 'A quiet room was free at once');
    await look(dsl, 'lessons');
    await executive.goto(`${site.base}/lessons`);
    await says(executive, 'A quiet room was free at once');
});

await test('what the reporter adds asks the DSL to look', async () => {
    await teacher.goto(`${site.base}/report/${reference}/add`);
    await teacher.fill('[name=told]', 'Robin says that somebody much older wrote to them about it.');
    await send(teacher);
    expect(new URL(teacher.url()).pathname === `/report/${reference}`, `it leads to ${teacher.url()}`);
    expect((await myWork()).includes(`Incident ${reference}, closed`), 'it is on the list, as closed');
    await dsl.goto(at('/closing'));
    await says(dsl, 'Read 1 new entry');
    await says(dsl, 'somebody much older');
    await look(dsl, 'closing-news');
    await follow(dsl, dsl.getByRole('link', { name: 'It changes nothing' }));
    await look(dsl, 'closing-stays');
});

await test('opened again, everything comes back, and the decision is taken anew', async () => {
    await dsl.goto(at('/closing/open-again'));
    await look(dsl, 'closing-open-again');
    await dsl.fill('[name=new-facts]', 'Somebody much older may have written to Robin.');
    await dsl.fill('[name=reason]', 'An adult may be involved.');
    await press(dsl, 'Open it again');
    await says(dsl, 'The incident is open again');
    await says(dsl, 'Read what is new and look at the risk again');
    expect((await dsl.locator('.ly-casebar__status').innerText()).includes('opened again'), 'its head says so');
    await look(dsl, 'reopened-overview');
    await dsl.goto(at('/decision'));
    await says(dsl, 'Before it was opened again');
    await says(dsl, 'Yes, I agree');
    await look(dsl, 'reopened-decision');
    await head.goto(`${site.base}/incidents`);
    expect((await head.locator('li', { hasText: reference }).innerText()).includes('opened again'), 'the list says so');
});

await test('a question is answered yes: it must be referred', async () => {
    await risk(dsl, site, reference, { c89a: 'yes', category: 'aggravated.adult' });
    await dsl.goto(at(''));
    expect((await dsl.locator('.ly-casebar__status').innerText()).includes('Refer now'), 'it is to be referred now');
    await look(dsl, 'reopened-refer');
    await dsl.goto(at('/decision/new'));
    expect(await dsl.locator('[name=choice][value=manage_in_school]').count() === 0, 'nothing but a referral is offered');
    await dsl.goto(at('/referral'));
    await choose(dsl, 'to', 'police');
    await press(dsl, 'Record that they were told');
    await dsl.goto(at('/closing'));
    await says(dsl, 'Record what they decided');
    await look(dsl, 'reopened-closing');
    await dsl.goto(at('/chronology'));
    const titles = await dsl.locator('.moj-timeline__title').allInnerTexts();
    for (const title of ['Incident closed', 'Incident re-opened', 'Lessons learned', 'Duty that does not apply'])
        expect(titles.some((t) => t.includes(title)), `“${title}” stays in the chronology`);
});

await test('the chronology on paper says it all, in order', async () => {
    await endsAs('reopened', dsl, new Incident(site, reference), 'Officer in the case', 'What was known when, for the investigation.');
});

await browser.close();
await site.stop();
site.remove();
done();
