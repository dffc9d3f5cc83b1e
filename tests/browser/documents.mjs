// Documents: the list says what can be made, each form asks who it is for,
// and the PDF comes as a download with an entry of its own. Sections 6.3, 9,
// 10, 12.6, D12.
import { readFileSync } from 'node:fs';
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';

const site = new Site({ incidents: 9 });
await site.start();
const browser = await browserOpen();
const dsl = await person(browser, site, 'Hannah');

// An incident of the demonstration with two pupils.
async function withTwoPupils(page) {
    await page.goto(`${site.base}/incidents`);
    const links = await page.locator('a[href^="/incidents/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const href of links) {
        await page.goto(`${site.base}${href}/documents`);
        const text = await page.content();
        if (['p1', 'p2'].every((id) => text.includes(`/children/${id}/documents/referral`))) return href;
    }
    throw new Error('no incident has two pupils');
}

async function bytesOf(page, button) {
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
    ]);
    return { name: download.suggestedFilename(), data: readFileSync(await download.path()) };
}

const incident = await withTwoPupils(dsl);
const entries = async () => {
    await dsl.goto(`${site.base}${incident}/chronology`);
    return (await dsl.content()).split('Document made').length - 1;
};

await test('the list of documents says what can be made', async () => {
    await dsl.goto(`${site.base}${incident}/documents`);
    await look(dsl, 'documents');
    const page = await dsl.content();
    expect(page.includes('Can be made') && page.includes('Not yet'), 'both are said');
});

await test('a referral pack is read, asked for and made', async () => {
    const before = await entries();
    await dsl.goto(`${site.base}${incident}/children/p1/referral`);
    await look(dsl, 'referral-pack');
    await follow(dsl, dsl.getByRole('link', { name: 'Make the referral pack as a PDF' }));
    await look(dsl, 'referral-document');
    await dsl.getByLabel('Who is it for?').fill('Ann Price, social worker');
    await dsl.getByLabel('What do they need it for?').fill('They asked.');
    const file = await bytesOf(dsl, 'Make the document');
    expect(/^referral-.*\.pdf$/.test(file.name), file.name);
    expect(file.data.subarray(0, 5).toString() === '%PDF-', 'it is a PDF');
    expect(await entries() === before + 1, 'it is in the chronology');
});

await test('the letter and the sheet have their forms', async () => {
    await dsl.goto(`${site.base}${incident}/children/p1/parents/letter`);
    await look(dsl, 'letter');
    await dsl.goto(`${site.base}${incident}/children/p1/documents/letter`);
    await look(dsl, 'letter-document');
    await dsl.goto(`${site.base}${incident}/children/p1/sheet/9.5`);
    await look(dsl, 'sheet');
    await follow(dsl, dsl.getByRole('link', { name: 'Make the sheet as a PDF' }));
    await look(dsl, 'sheet-document');
    const file = await bytesOf(dsl, 'Make the sheet');
    expect(/^sheet-.*\.pdf$/.test(file.name), file.name);
});

await browser.close();
await site.stop();
site.remove();
done();
