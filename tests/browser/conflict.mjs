// conflict.mjs: the DSL and the deputy save the risk assessment at once: the
// second sees both, loses nothing, and chooses.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, review, fillRisk, choose, press, says } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl, deputy] = await Promise.all([
    person(browser, site, people.teacher), person(browser, site, people.dsl), person(browser, site, people.deputy)]);
const reference = await report(teacher, site);
await open(dsl, site, reference);
await review(dsl, site, reference);

async function risks() {
    await dsl.goto(`${site.base}/incidents/${reference}/chronology`);
    const titles = await dsl.locator('.moj-timeline__title').allInnerTexts();
    return titles.filter((t) => t === 'Risk assessment').length;
}

await test('of two who save at once one is asked to compare', async () => {
    await Promise.all([fillRisk(dsl, site, reference), fillRisk(deputy, site, reference)]);
    await dsl.fill('[name=qa]', 'Words of the DSL.');
    await deputy.fill('[name=qa]', 'Words of the deputy.');
    await choose(deputy, 'c89f', 'unknown');
    await Promise.all([dsl, deputy].map((page) => press(page, 'Save the assessment')));
    await Promise.all([dsl, deputy].map((page) => page.locator('.moj-alert, #conflict-h').first().waitFor()));
    const second = [dsl, deputy].filter((p) => p.url().endsWith('/edit'));
    expect(second.length === 1, `${second.length} were asked to compare`);
});

await test('the second sees both and nothing typed is lost', async () => {
    const lost = dsl.url().endsWith('/edit');
    const [mine, theirs, page] = lost ? ['Words of the DSL.', 'Words of the deputy.', dsl]
        : ['Words of the deputy.', 'Words of the DSL.', deputy];
    await says(page, 'Somebody saved before you');
    await says(page, theirs);
    expect(await page.locator('[name=qa]').inputValue() === mine, 'what was typed is lost');
    expect(await page.locator(`[name=c89f][value=${lost ? 'no' : 'unknown'}]`).isChecked(), 'what was chosen is lost');
    await look(page, 'conflict');
    await press(page, 'Save the assessment');
    await page.locator('.moj-alert').waitFor();
    await says(page, mine);
    expect(await risks() === 2, 'both assessments are kept');
});

await test('or leaves it as the other recorded it', async () => {
    await Promise.all([fillRisk(dsl, site, reference), fillRisk(deputy, site, reference)]);
    await dsl.fill('[name=qa]', 'The newest words.');
    await deputy.fill('[name=qa]', 'Words that shall not stand.');
    await press(dsl, 'Save the assessment');
    await dsl.locator('.moj-alert').waitFor();
    await press(deputy, 'Save the assessment');
    await follow(deputy, deputy.getByRole('link', { name: 'Leave it as they recorded it' }));
    await says(deputy, 'The newest words.');
    expect(await risks() === 3, 'only one more assessment is kept');
});

await browser.close();
await site.stop();
site.remove();
done();
