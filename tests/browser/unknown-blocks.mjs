// unknown-blocks.mjs: what is not known is not a no: while one referral
// question is open, nobody can decide not to refer (8.9, 8.10).
import { Site, browserOpen, person, look, test, done, expect } from './lib.mjs';
import { people, assessed, risk, says, proposeSchool } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl] = await Promise.all([person(browser, site, people.teacher), person(browser, site, people.dsl)]);
let reference;

await test('a question answered “not known yet” keeps the decision open', async () => {
    reference = await assessed(teacher, dsl, site, { c89d: 'unknown' });
    await says(dsl, 'Answer the question that is still open, 8.9(d)');
    await look(dsl, 'unknown-risk');
    await dsl.goto(`${site.base}/incidents/${reference}/decision/new`);
    expect(await dsl.locator('[name=choice][value=manage_in_school]').count() === 0, 'managing it in school is offered');
    await says(dsl, 'Managing this in school cannot be proposed yet');
    await says(dsl, '8.9(d)');
    await look(dsl, 'unknown-decision-form');
});

await test('the open question is a duty with its paragraph', async () => {
    await dsl.goto(`${site.base}/incidents/${reference}`);
    await says(dsl, 'Answer the question that is still open, 8.9(d)');
    await look(dsl, 'unknown-overview');
});

await test('an answer taken back to “not known yet” closes the choice again', async () => {
    const second = await assessed(teacher, dsl, site, {});
    await dsl.goto(`${site.base}/incidents/${second}/decision/new`);
    expect(await dsl.locator('[name=choice][value=manage_in_school]').count() === 1, 'seven noes do not open the choice');
    await risk(dsl, site, second, { c89f: 'unknown' });
    await dsl.goto(`${site.base}/incidents/${second}/decision/new`);
    expect(await dsl.locator('[name=choice][value=manage_in_school]').count() === 0, 'a later unknown does not close the choice');
    await says(dsl, '8.9(f)');
});

await test('once it is known, the choice opens', async () => {
    await risk(dsl, site, reference);
    await says(dsl, 'You and the Headteacher decide together');
    await proposeSchool(dsl, site, reference);
    await says(dsl, 'Decision not to refer');
});

await browser.close();
await site.stop();
site.remove();
done();
