// deletion-refused.mjs: a pupil is asked to delete a copy and refuses; it goes
// up; the incident cannot be closed while that stands (12.8, 12.10, 2.3h).
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { Incident, inDays } from './incident.mjs';
import { endsAs } from './golden.mjs';
import { people, assessed, addPerson, proposeSchool, sign, careFor, writeNow, choose, press, send, says, textOf } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, executive] = await Promise.all([
    person(browser, site, people.teacher), person(browser, site, people.dsl),
    person(browser, site, people.head), person(browser, site, people.executive)]);
const reference = await assessed(teacher, dsl, site);
const at = (rest) => `${site.base}/incidents/${reference}${rest}`;
const soon = inDays(2, '');

await addPerson(dsl, site, reference, 'Robin Example', 'pupil', ['affected'], '14');
await addPerson(dsl, site, reference, 'Alex Sample', 'pupil', ['affected'], '14');

async function copyStep(fields) {
    await dsl.goto(at('/deletion'));
    await follow(dsl, dsl.locator('main a[href*="/deletion/"]', { hasText: 'Alex Sample' }).first());
    await follow(dsl, dsl.getByRole('link', { name: /Record what/ }).first());
    for (const step of fields.steps ?? []) await choose(dsl, 'steps', step);
    if (fields.deadline) await dsl.fill('[name=deadline]', fields.deadline);
    await choose(dsl, 'result', fields.result);
    if (fields.how) await dsl.fill('[name=result-how]', fields.how);
    if (fields.look) await look(dsl, fields.look);
    await press(dsl, 'Save');
}

await test('a copy is recorded, and nobody is asked before both have signed', async () => {
    await dsl.goto(at('/deletion/new'));
    await dsl.locator('[name=holds]').selectOption({ label: 'Alex Sample' });
    await choose(dsl, 'store', 'phone');
    await send(dsl);
    await dsl.goto(at('/deletion'));
    await says(dsl, 'Ask nobody to delete anything yet');
    await proposeSchool(dsl, site, reference);
    await sign(head, site, reference);
    await sign(executive, site, reference);
});

await test('the pupil is asked, with a deadline, and refuses', async () => {
    await copyStep({ steps: ['reminded', 'asked', 'warned'], deadline: soon, result: 'open' });
    await copyStep({ result: 'refused', how: 'Alex says that the phone is private.', look: 'deletion-refuse' });
    await dsl.goto(at('/deletion'));
    await look(dsl, 'deletion-refused');
    await dsl.goto(at(''));
    await says(dsl, 'Paragraph 12.10(e)');
});

await test('it cannot be closed, and no reason stands instead', async () => {
    for (const pupil of ['p1', 'p2']) {
        await careFor(dsl, site, reference, pupil);
        await writeNow(dsl, site, reference, pupil);
    }
    await dsl.goto(at('/closing'));
    await says(dsl, 'Alex');
    await says(dsl, 'Paragraph 12.10(e)');
    await says(dsl, 'Paragraph 12.10(b)');
    expect(await dsl.getByRole('link', { name: /Say why this does not apply/ }).count() === 0,
        `no reason is taken: ${await textOf(dsl)}`);
    await look(dsl, 'closing-refusal');
    // A form that was made earlier, or by hand, is answered with the paragraph.
    const cookie = (await dsl.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
    const csrf = await dsl.locator('[name=csrf]').first().inputValue();
    const answer = await fetch(at('/closing/close'), {
        method: 'POST', redirect: 'manual',
        headers: { cookie, 'sec-fetch-site': 'same-origin', origin: site.base, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ csrf, key: '0123456789abcdef0123456789abcdef', 'made-from': '99', 'closed-as': 'school', ended: 'x' }),
    });
    expect(answer.status === 409 || answer.status === 422, `closing is refused: ${answer.status}`);
    await dsl.goto(at(''));
    expect(!(await dsl.locator('.ly-casebar__status').innerText()).includes('Closed'), 'it is not closed');
});

await test('it goes up: decided with the Headteacher whether to tell the police', async () => {
    await copyStep({ steps: ['decided'], result: 'refused', how: 'Decided with the Headteacher: the parents first, the police tomorrow.' });
    await dsl.goto(at('/closing'));
    await says(dsl, 'Paragraph 12.10(b)');
    expect(!(await textOf(dsl)).includes('Paragraph 12.10(e)'), 'the decision was taken');
});

await test('confirmed with a parent, nothing stands in the way any more', async () => {
    await copyStep({ steps: ['parents'], result: 'confirmed', how: 'Alex, with the mother in the room.' });
    await dsl.goto(at('/closing'));
    await says(dsl, 'Nothing stands in the way');
    await look(dsl, 'deletion-settled');
});

await test('the chronology on paper says it all, in order', async () => {
    await endsAs('deletion-refused', dsl, new Incident(site, reference), 'Grace Lindqvist, Headteacher', 'The file of the incident.');
});

await browser.close();
await site.stop();
site.remove();
done();
