// parents.mjs: parents are told, an agency is followed to its reply, and the
// pages about both are looked at (10, 11, D17).
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, addPerson, press, says } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl] = await Promise.all([person(browser, site, people.teacher), person(browser, site, people.dsl)]);
const reference = await report(teacher, site, 'A pupil said that a picture is going round.');
const at = (rest) => `${site.base}/incidents/${reference}${rest}`;

await open(dsl, site, reference);
await addPerson(dsl, site, reference, 'Maya Rowe', 'pupil', ['received']);

await test('parents who were not told are shown, with what can be done', async () => {
    await dsl.goto(at('/parents'));
    await says(dsl, 'Not told yet');
    await look(dsl, 'parents');
});

await test('a contact is recorded, and what is still owed stays', async () => {
    await dsl.goto(at('/children/p1/parents'));
    await look(dsl, 'parents-contact');
    await dsl.check('[name=contact][value=told]');
    await dsl.fill('[name=with]', 'Anna Rowe, mother');
    await dsl.check('[name=covered][value="10.3a"]');
    await dsl.check('[name=given][value="10.5a"]');
    await press(dsl, 'Save contact');
    await says(dsl, 'Anna Rowe, mother, for Maya');
    await says(dsl, '1 of 7. Still to cover');
    await look(dsl, 'parents-told');
});

await test('a teacher becomes the link person, and has a page of their own', async () => {
    await dsl.goto(at('/children/p1/parents'));
    await dsl.check('[name=contact][value=again]');
    const teachers = await dsl.locator('[name="link-person"] option').filter({ hasText: people.teacher }).getAttribute('value');
    await dsl.selectOption('[name="link-person"]', teachers);
    await press(dsl, 'Save contact');
    await teacher.goto(`${site.base}/report`);
    await follow(teacher, teacher.getByRole('link', { name: 'Be in touch with the parents, as their link person: Maya' }));
    await says(teacher, 'You have not been in touch yet');
    await look(teacher, 'link-person');
    await follow(teacher, teacher.locator('main').getByRole('link', { name: /Record a contact.*Maya Rowe/ }));
    await look(teacher, 'link-contact');
    await teacher.check('[name=contact][value=again]');
    await teacher.fill('[name="parent-said"]', 'They ask what happens next.');
    await press(teacher, 'Save contact');
    await says(teacher, 'They ask what happens next.');
    await look(teacher, 'link-person-met');
    await dsl.goto(at('/parents'));
    await says(dsl, 'They ask what happens next.');
});

await test('the letter, the wish and the delay have their pages', async () => {
    for (const page of ['letter', 'wishes', 'wait']) {
        await dsl.goto(at(`/children/p1/parents/${page}`));
        await look(dsl, `parents-${page}`);
    }
});

await test('a school writes down whom it rings', async () => {
    await dsl.goto(`${site.base}/agencies`);
    await look(dsl, 'agencies-none');
    await dsl.check('[name=kind][value=cscs]');
    await dsl.fill('[name=name]', 'Northshire duty desk');
    await dsl.fill('[name=telephone]', '01632 960 114');
    await press(dsl, 'Save this agency');
    await says(dsl, 'Northshire duty desk');
    await look(dsl, 'agencies');
});

await test('a referral is followed to its reply', async () => {
    await dsl.goto(at('/referral'));
    await says(dsl, '01632 960 114');
    await dsl.check('[name=to][value=cscs]');
    await dsl.check('[name=method][value=telephone]');
    await press(dsl, 'Record that they were told');
    await dsl.goto(at('/agencies'));
    await says(dsl, 'Confirm the referral in writing');
    await look(dsl, 'referral-waits');
    for (const page of ['written', 'ask', 'reply']) {
        await follow(dsl, dsl.getByRole('link', { name: page === 'written' ? /confirmed in writing/ : page === 'ask' ? /asked for the reply/ : /a reply or advice/ }));
        await look(dsl, `referral-${page}`);
        if (page === 'reply') break;
        await dsl.goto(at('/agencies'));
    }
    await dsl.check('[name=reply][value=assessment]');
    await press(dsl, 'Save the reply');
    await says(dsl, 'They assess the child and family');
    await look(dsl, 'referral-replied');
});

await test('a referral is written from the record, and prints alone', async () => {
    await dsl.goto(at('/children/p1/referral'));
    await says(dsl, 'Not recorded yet');
    await look(dsl, 'referral-words');
    await dsl.emulateMedia({ media: 'print' });
    expect(!await dsl.getByText('Telephone first: nothing').isVisible(), 'help is printed with the referral');
    expect(await dsl.getByText('No picture is held in this record').isVisible(), 'the statement is not printed');
    await dsl.emulateMedia({ media: 'screen' });
    await dsl.goto(at('/children/p1/referral/edit'));
    await look(dsl, 'referral-words-form');
    await dsl.goto(at('/shared'));
    await look(dsl, 'information-shared');
});

await browser.close();
await site.stop();
site.remove();
done();
