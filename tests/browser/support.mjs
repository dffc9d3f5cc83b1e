// A pupil is heard, talked to and advised; the adult they chose sees that
// page and nothing else; under a hold nothing says to delete; the sheet names
// nobody. Sections 7.5(c), 9, 2.4, D3, D14.
import { Site, browserOpen, person, look, test, done, expect } from './lib.mjs';
import { press, send } from './steps.mjs';

const site = new Site({ incidents: 9 });
await site.start();
const browser = await browserOpen();
const dsl = await person(browser, site, 'Hannah');

// The incident of the demonstration where somebody asks for money.
async function incidentOf(page, words) {
    await page.goto(`${site.base}/incidents`);
    const links = await page.locator('a[href^="/incidents/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const href of links) {
        await page.goto(site.base + href);
        if ((await page.content()).includes(words)) return href;
    }
    throw new Error(`no incident says: ${words}`);
}

const money = await incidentOf(dsl, 'asked for money');

await test('the first hour leads through its steps', async () => {
    await dsl.goto(`${site.base}${money}/first-hour`);
    await look(dsl, 'first-hour');
    expect((await dsl.content()).includes('steps done'), 'it says how many');
});

await test('a pupil is heard, in their own words', async () => {
    await dsl.goto(`${site.base}${money}/support`);
    await look(dsl, 'support');
    await dsl.goto(`${site.base}${money}/children/p1/interview`);
    await look(dsl, 'interview');
    await dsl.getByLabel('Who asked?').fill('The DSL');
    await dsl.getByLabel('What did the pupil say, in their own words?').fill('“I want it to stop.”');
    await press(dsl, 'Save the account');
    expect((await dsl.content()).includes('I want it to stop.'), 'the words are kept');
});

await test('the adult chosen sees that pupil and nothing else', async () => {
    await dsl.goto(`${site.base}${money}/children/p1/support/adult`);
    await look(dsl, 'support-adult');
    await dsl.getByLabel('Another adult of the school').check();
    const staff = dsl.locator('#user option', { hasText: ', Staff' }).first();
    const label = await staff.textContent();
    await dsl.locator('#user').selectOption({ label });
    await press(dsl, 'Save the choice');
    const adult = await person(browser, site, label.split(',')[0]);
    await adult.goto(`${site.base}/helping`);
    await look(adult, 'helping');
    await adult.goto(`${site.base}${money}/support`);
    await look(adult, 'support-helper');
    const refused = await adult.goto(`${site.base}${money}`);
    expect(refused.status() === 404, 'the incident is not there');
});

await test('the conversation, the advice and the sheet', async () => {
    await dsl.goto(`${site.base}${money}/children/p1/support/talk`);
    await look(dsl, 'support-talk');
    await dsl.goto(`${site.base}${money}/children/p1/advice/9.5`);
    await look(dsl, 'advice');
    expect(!(await dsl.content()).includes('delete it there'), 'no text says to delete');
    await dsl.goto(`${site.base}${money}/children/p1/sheet/9.5`);
    await look(dsl, 'sheet');
});

await test('forms that say what is missing', async () => {
    for (const form of ['welfare', 'support/promise', 'framework', 'arrangements']) {
        await dsl.goto(`${site.base}${money}/children/p1/${form}`);
        await look(dsl, `support-${form.replace('/', '-')}`);
        await send(dsl);
        await look(dsl, `support-${form.replace('/', '-')}-error`);
    }
    await dsl.goto(`${site.base}${money}/disclosure`);
    await look(dsl, 'disclosure');
});

await browser.close();
await site.stop();
site.remove();
done();
