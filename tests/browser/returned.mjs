// returned.mjs: a signer wants it looked at again; the proposal changes; who
// signs the old one is told (12.9).
import { Site, browserOpen, person, look, test, done, expect } from './lib.mjs';
import { people, assessed, proposeSchool, choose, press, sign, says, textOf } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head, executive] = await Promise.all([
    person(browser, site, people.teacher), person(browser, site, people.dsl),
    person(browser, site, people.head), person(browser, site, people.executive)]);
const reference = await assessed(teacher, dsl, site);
await proposeSchool(dsl, site, reference, 'The first reasons.');

await test('a return without a reason is refused, and the answer stays', async () => {
    await sign(head, site, reference, 'return');
    await head.locator('.govuk-error-summary').waitFor();
    expect(await head.locator('[name=agree][value=return]').isChecked(), 'the answer was lost');
    await look(head, 'returned-needs-reason');
});

await test('returned with a reason, the DSL is told what to do and why', async () => {
    // The other signer has the page of the first proposal open meanwhile.
    await executive.goto(`${site.base}/incidents/${reference}/decision/sign`);
    await says(executive, 'The first reasons.');
    await head.fill('[name=said]', 'Say who speaks with the parents, and when.');
    await press(head, 'Sign my answer');
    await head.locator('.moj-alert').waitFor();
    await dsl.goto(`${site.base}/incidents/${reference}/decision`);
    await says(dsl, 'Say who speaks with the parents, and when.');
    await says(dsl, 'Look at the decision again and propose anew');
    await look(dsl, 'returned-decision');
    // Due today or later: that turns on the time of day.
    let listed = '';
    for (const list of ['overdue', 'today', 'later']) {
        await dsl.goto(`${site.base}/work/${list}`);
        listed += await textOf(dsl);
    }
    expect(listed.includes(reference), `My work does not name ${reference}`);
});

await test('a signature on the old proposal is not taken, and says so', async () => {
    await proposeSchool(dsl, site, reference, 'The second reasons: the tutor speaks with the parents today.');
    await choose(executive, 'agree', 'agree');
    await executive.fill('[name=said]', 'Thank you for the detail.');
    await press(executive, 'Sign my answer');
    await executive.locator('.govuk-error-summary').or(executive.locator('#conflict-h')).first().waitFor();
    await says(executive, 'The second reasons');
    expect(await executive.locator('[name=said]').inputValue() === 'Thank you for the detail.', 'the comment was lost');
    await look(executive, 'returned-stale');
});

await test('read again, it is signed by both', async () => {
    await sign(executive, site, reference);
    await executive.locator('.moj-alert').waitFor();
    await sign(head, site, reference);
    await head.locator('.moj-alert').waitFor();
    await dsl.goto(`${site.base}/incidents/${reference}/decision`);
    await says(dsl, 'Both have signed');
    await look(dsl, 'returned-signed');
    await dsl.goto(`${site.base}/incidents/${reference}/chronology`);
    const titles = await dsl.locator('.moj-timeline__title').allInnerTexts();
    expect(titles.filter((t) => t.includes('Outcome proposed')).length === 2, 'both proposals are kept');
    expect(titles.filter((t) => t.includes('Sign-off')).length === 3, `three answers are kept: ${titles.join(' | ')}`);
});

await browser.close();
await site.stop();
site.remove();
done();
