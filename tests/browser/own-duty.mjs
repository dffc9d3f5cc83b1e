// own-duty.mjs: the duty of the person who suspects (D11): off, nobody sees
// anything of it; the administrator switches it on with a source, and whoever
// reported says what they did.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, choose, press, says, textOf } from './steps.mjs';

const site = new Site({ incidents: 1 });
await site.start();
const browser = await browserOpen();
const [teacher, admin] = await Promise.all([people.teacher, people.administrator].map((name) => person(browser, site, name)));
const reference = await report(teacher, site);
const receipt = `${site.base}/report/${reference}`;

await test('off, it is nowhere', async () => {
    await teacher.goto(`${receipt}/duty`);
    expect(teacher.url() === receipt, 'there is a page of it');
    expect(!(await textOf(teacher)).includes('yourself, or say'), 'the receipt speaks of it');
});

await test('it is switched on with a day and a source', async () => {
    await admin.goto(`${site.base}/admin/settings`);
    await look(admin, 'own-duty-settings');
    await admin.goto(`${site.base}/admin/settings/own-duty`);
    await admin.check('[name=on]');
    await press(admin, 'Save this setting');
    await admin.locator('.govuk-error-summary').waitFor();
    await look(admin, 'own-duty-setting-error');
    await admin.fill('[name=from]', '1 September 2024');
    await admin.fill('[name=source]', 'An Act, section 1');
    await press(admin, 'Save this setting');
    await says(admin, 'In force from 1 September 2024. An Act, section 1.');
});

await test('the days of a school say who set them when', async () => {
    await admin.goto(`${site.base}/admin/settings`);
    await follow(admin, admin.getByRole('link', { name: /^Change the days of/ }).first());
    const address = admin.url();
    await admin.fill('[name=closed]', '5 May 2027\n21 December 2026 to 1 January 2027');
    await press(admin, 'Set these days');
    await admin.goto(address);
    await says(admin, 'How the days were set');
    await says(admin, 'Before that');
    await look(admin, 'school-days');
});

await test('whoever reported is shown it and says what they did', async () => {
    await teacher.goto(`${site.base}/report`);
    await says(teacher, 'Report it to the police or social care yourself');
    await teacher.goto(receipt);
    await look(teacher, 'own-duty-receipt');
    await follow(teacher, teacher.getByRole('link', { name: 'Say what you did' }));
    await look(teacher, 'own-duty-form');
    await choose(teacher, 'own-duty', 'exempt');
    await press(teacher, 'Record what I did');
    await says(teacher, 'Write the reasons');
    await look(teacher, 'own-duty-refused');
    await choose(teacher, 'own-duty', 'told');
    await choose(teacher, 'to', 'police');
    await press(teacher, 'Record what I did');
    await says(teacher, 'you have recorded what you did');
    await look(teacher, 'own-duty-done');
});

await browser.close();
await site.stop();
site.remove();
done();
