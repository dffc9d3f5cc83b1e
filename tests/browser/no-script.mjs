// no-script.mjs: the short path on a phone without JavaScript: report, take
// up, assess, propose, sign, come back later, search.
import { Site, browserOpen, person, look, follow, test, done, expect } from './lib.mjs';
import { people, report, open, review, risk, proposeSchool, sign, says, press } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const plain = { script: false, context: { viewport: { width: 390, height: 844 } } };
const [teacher, dsl, head, executive] = await Promise.all(
    [people.teacher, people.dsl, people.head, people.executive].map((name) => person(browser, site, name, plain)));
let reference;

await test('a report waits until it is sent', async () => {
    await teacher.goto(`${site.base}/report/new`);
    await teacher.fill('[name=told]', 'The first half of what was said');
    await press(teacher, 'Save and come back later');
    await teacher.waitForURL((url) => !url.pathname.endsWith('/new'));
    await look(teacher, 'later');
    await teacher.goto(`${site.base}/report/new`);
    expect(await teacher.locator('[name=told]').inputValue() === 'The first half of what was said', 'what was written is lost');
    await look(teacher, 'report-form');
    reference = await report(teacher, site, 'A pupil spoke of a kingfisher sticker on the phone in question.');
    await look(teacher, 'receipt');
    await follow(teacher, teacher.getByRole('link', { name: 'Add something you missed' }));
    await teacher.fill('[name=told]', 'The pupil was naive.');
    await press(teacher, 'Send what I added');
    await says(teacher, 'It is saved as you wrote it.');
    await look(teacher, 'receipt-tone');
    await follow(teacher, teacher.getByRole('link', { name: 'Add to your report in other words' }));
});

await test('every page says that it waits, until somebody opens it', async () => {
    await dsl.goto(`${site.base}/incidents`);
    await dsl.locator('[data-alerts]').getByText('not been opened.').waitFor();
    await look(dsl, 'waits');
    await head.goto(`${site.base}/incidents`);
    expect(!await head.getByText('not been opened').count(), 'the Head is called to a report the DSL opens');
});

await test('the DSL takes it up and assesses it', async () => {
    await dsl.goto(site.base);
    await says(dsl, reference);
    await look(dsl, 'my-work');
    await open(dsl, site, reference);
    await review(dsl, site, reference);
    await risk(dsl, site, reference);
    await says(dsl, 'You and the Headteacher decide together');
    await look(dsl, 'risk');
});

await test('it is proposed and signed', async () => {
    await proposeSchool(dsl, site, reference);
    for (const page of [head, executive]) {
        await sign(page, site, reference);
        await page.locator('.moj-alert').waitFor();
    }
    await dsl.goto(`${site.base}/incidents/${reference}/decision`);
    await says(dsl, 'Both have signed');
    await look(dsl, 'decision');
});

await test('a word and a reference find it', async () => {
    for (const words of ['kingfisher', reference, 'Robin']) {
        await dsl.goto(`${site.base}/incidents`);
        await dsl.fill('[name=words]', words);
        await press(dsl, 'Search');
        await says(dsl, reference);
    }
    await look(dsl, 'found');
    await dsl.fill('[name=words]', 'nosuchwordanywhere');
    await press(dsl, 'Search');
    expect(!await dsl.getByText(reference).count(), 'a word that nobody wrote finds something');
    await look(dsl, 'found-nothing');
});

await browser.close();
await site.stop();
site.remove();
done();
