// power-cut.mjs: the server dies in the middle of a form, and again right
// after an acknowledged save; started again, everything is there.
import { Site, browserOpen, person, look, test, done, expect } from './lib.mjs';
import { people, report, press, says, open } from './steps.mjs';

const site = new Site();
await site.start();
const port = new URL(site.base).port;
const browser = await browserOpen();
const [teacher, dsl] = await Promise.all([person(browser, site, people.teacher), person(browser, site, people.dsl)]);
const reference = await report(teacher, site);
await open(dsl, site, reference);
const form = `${site.base}/incidents/${reference}/chronology/new`;
const half = 'Half a sentence that nobody has sent';

// The draft with these words was answered: an earlier one proves nothing.
const kept = (page, words) => page.waitForResponse((answer) => answer.request().method() === 'POST'
    && answer.url().endsWith('/draft') && answer.status() === 204
    && new URLSearchParams(answer.request().postData()).get('body') === words);

await test('killed in the middle of a form: the draft is restored', async () => {
    await dsl.goto(form);
    await dsl.locator('[name=sort][value=fact]').check();
    await dsl.fill('[name=title]', 'The tutor rang');
    const first = kept(dsl, half);
    await dsl.fill('[name=body]', half);
    await first;
    await site.kill();
    await dsl.locator('[name=body]').pressSequentially(' and more');
    await dsl.getByText('Keep this page open').waitFor();
    await site.start(port);
    const again = kept(dsl, `${half} and more.`);
    await dsl.locator('[name=body]').pressSequentially('.');
    await again;
    dsl.problems.length = 0; // the browser speaks of the line that was down
    await dsl.goto(form);
    await says(dsl, 'You started this on');
    const restored = await dsl.locator('[name=body]').inputValue();
    expect(restored === `${half} and more.`, `the draft is lost: ${restored}`);
    expect(await dsl.locator('[name=title]').inputValue() === 'The tutor rang', 'the summary is lost');
    await look(dsl, 'power-cut-restored');
});

await test('put away in the middle of a word: what was typed is kept', async () => {
    await dsl.fill('[name=body]', 'The phone rang');
    await dsl.goto(`${site.base}/`); // long before the two seconds are over
    for (let i = 0, kept = ''; kept !== 'The phone rang'; i += 1) {
        expect(i < 100, `what was typed last is lost: ${kept}`);
        await dsl.goto(form); // it goes out behind the page, so it may come later
        kept = await dsl.locator('[name=body]').inputValue();
    }
});

await test('killed right after an acknowledged save: the entry is there', async () => {
    await dsl.fill('[name=body]', 'The tutor saw Robin at midday.');
    await press(dsl, 'Add to the chronology');
    await dsl.locator('.moj-alert').waitFor();
    await site.kill();
    await site.start(port);
    await dsl.goto(`${site.base}/incidents/${reference}/chronology`);
    await says(dsl, 'The tutor saw Robin at midday.');
    const titles = await dsl.locator('.moj-timeline__title').allInnerTexts();
    expect(titles.filter((t) => t === 'The tutor rang').length === 1, `kept once: ${titles.join(' | ')}`);
    await dsl.goto(form);
    expect(await dsl.locator('[name=body]').inputValue() === '', 'the draft outlives its entry');
});

await test('the chain and the tables are whole', async () => {
    await site.kill();
    site.run('verify');
    site.run('rebuild', '--compare');
});

await browser.close();
site.remove();
done();
