// full-path.mjs: four people at once carry one concern from a phone to a
// decision that two have signed.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, addPerson, review, fillRisk, press, choose, proposeSchool, says, textOf } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const phone = { context: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } };
const [teacher, dsl, head, executive] = await Promise.all([
    person(browser, site, people.teacher, phone), person(browser, site, people.dsl),
    person(browser, site, people.head), person(browser, site, people.executive)]);
let reference;

// Who comes second is shown the other's answer first, and signs then.
async function signNow(page) {
    await press(page, 'Sign my answer');
    await page.locator('.moj-alert, #conflict-h').first().waitFor();
    if (!await page.locator('#conflict-h').isVisible()) return;
    await says(page, 'Yes, I agree');
    expect(await page.locator('[name=agree][value=agree]').isChecked(), 'the answer of the second is lost');
    await press(page, 'Sign my answer');
    await page.locator('.moj-alert').waitFor();
}

await test('the report reaches an open My work without a reload', async () => {
    await dsl.goto(site.base);
    reference = await report(teacher, site);
    await says(teacher, 'Nobody has opened it yet');
    await dsl.locator(`a[href="/incidents/${reference}"]`).first().waitFor();
    await look(dsl, 'full-my-work-new');
    await look(teacher, 'full-receipt');
});

await test('the DSL takes it up and the reporter sees it', async () => {
    await open(dsl, site, reference);
    await look(dsl, 'full-overview-opened');
    await teacher.reload();
    await says(teacher, 'Hannah Whitlock');
    expect(!(await textOf(teacher)).includes('Nobody has opened it'), 'the receipt still says that nobody opened it');
    await press(teacher, 'I have told them in person');
    await teacher.getByRole('button', { name: 'I have told them in person' }).waitFor({ state: 'detached' });
});

await test('people, review and risk are recorded; the page says what follows', async () => {
    await addPerson(dsl, site, reference, 'Robin Example', 'pupil', ['depicted'], '14');
    await addPerson(dsl, site, reference, 'Alex Sample', 'pupil', ['received', 'shared_on'], '14');
    await look(dsl, 'full-people');
    await review(dsl, site, reference);
    await look(dsl, 'full-review');
    await fillRisk(dsl, site, reference);
    expect(await dsl.getByText('You and the Headteacher decide together').isVisible(), 'the outcome of seven noes is not shown');
    expect(!await dsl.getByRole('heading', { name: 'Refer now' }).isVisible(), 'a referral is asked for though all are no');
    await choose(dsl, 'c89b', 'yes');
    expect(await dsl.getByRole('heading', { name: 'Refer now' }).isVisible(), 'a yes does not ask for a referral');
    await choose(dsl, 'c89b', 'no');
    await look(dsl, 'full-risk-form');
    await press(dsl, 'Save the assessment');
    await dsl.waitForURL(/\/risk(\?.*)?$/);
    await look(dsl, 'full-risk');
});

await test('the DSL proposes; two sign at the same time', async () => {
    await proposeSchool(dsl, site, reference);
    await says(dsl, 'Until both have signed');
    await look(dsl, 'full-decision-proposed');
    for (const page of [head, executive]) {
        await page.goto(site.base);
        await says(page, reference);
        await page.goto(`${site.base}/incidents/${reference}/decision/sign`);
        await says(page, 'Paragraph 12.9');
        await choose(page, 'agree', 'agree');
    }
    await look(head, 'full-sign');
    await Promise.all([head, executive].map((page) => signNow(page)));
    await dsl.goto(`${site.base}/incidents/${reference}/decision`);
    await says(dsl, 'Both have signed');
    await look(dsl, 'full-decision-signed');
});

await test('everyone sees why, which paragraph and by when', async () => {
    for (const page of [dsl, head, executive]) {
        await page.goto(`${site.base}/incidents/${reference}`);
        const duties = page.locator('.ly-duties li, .ly-req');
        expect(await duties.count() > 0, `${page.url()}: no duty is shown`);
        for (const words of await duties.allInnerTexts())
            if (words.trim()) expect(/Paragraph \d|\b\d+\.\d+/.test(words), `a duty without its paragraph: ${words}`);
        await says(page, 'Not to refer. Both have signed');
    }
    await look(dsl, 'full-overview-decided');
});

await test('the chronology holds every act, in order', async () => {
    await dsl.goto(`${site.base}/incidents/${reference}/chronology`);
    const titles = await dsl.locator('.moj-timeline__title').allInnerTexts();
    for (const [title, times] of [['Concern reported', 1], ['Report opened by the DSL', 1], ['DSL told in person', 1],
        ['Person: ', 2], ['Initial review', 1], ['Risk assessment', 1], ['Outcome proposed', 1], ['Sign-off', 2]])
        expect(titles.filter((t) => t.includes(title)).length === times, `${times} × “${title}” expected in: ${titles.join(' | ')}`);
    await look(dsl, 'full-chronology');
});

await test('the paragraph beside a duty leads to its place in the policy', async () => {
    await dsl.goto(`${site.base}/incidents/${reference}`);
    const link = dsl.locator('main a.ly-cite[href^="/policy#"]').first();
    const anchor = (await link.getAttribute('href')).split('#')[1];
    await follow(dsl, link);
    await dsl.waitForURL(`**/policy#${anchor}`);
    // The browser goes there once it has drawn the page.
    await dsl.waitForFunction(`(() => {
        const top = document.getElementById(${JSON.stringify(anchor)}).getBoundingClientRect().top;
        return top >= -1 && top < innerHeight;
    })()`);
});

await test('the teacher sees the receipt and not the incident', async () => {
    await teacher.goto(`${site.base}/report/${reference}`);
    await says(teacher, reference);
    const answer = await teacher.goto(`${site.base}/incidents/${reference}`);
    expect(answer.status() === 404, `a teacher got ${answer.status()} for the incident`);
});

await browser.close();
await site.stop();
site.remove();
done();
