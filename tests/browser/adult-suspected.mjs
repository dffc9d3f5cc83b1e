// adult-suspected.mjs: an adult may be involved: the incident is referred,
// and managing it in school is not offered (8.8, 8.9a).
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, report, open, addPerson, review, fillRisk, press, choose, says } from './steps.mjs';

const site = new Site();
await site.start();
const browser = await browserOpen();
const [teacher, dsl] = await Promise.all([person(browser, site, people.teacher), person(browser, site, people.dsl)]);
const reference = await report(teacher, site, 'An account nobody knows asked a pupil for pictures.');

await test('somebody unknown who may be an adult is recorded', async () => {
    await open(dsl, site, reference);
    await addPerson(dsl, site, reference, 'Unknown account', 'unknown', ['requested']);
    await review(dsl, site, reference);
});

await test('the risk page asks for a referral at once and says why', async () => {
    await fillRisk(dsl, site, reference, { c89a: 'yes', category: 'aggravated.adult' });
    const refer = dsl.locator('.ly-outcome--refer');
    expect(await refer.isVisible(), 'no referral is asked for');
    const because = await refer.locator('li:visible').allInnerTexts();
    expect(because.length === 1 && because[0].includes('adult') && because[0].includes('8.9(a)'), `because: ${because.join(' | ')}`);
    expect(!await dsl.locator('.ly-outcome--local').isVisible(), 'managing it in school is spoken of');
    await look(dsl, 'adult-risk-form');
    await press(dsl, 'Save and record the referral');
    await dsl.waitForURL(/\/referral(\?.*)?$/);
});

await test('managing it in school is not offered, and the page says why', async () => {
    await dsl.goto(`${site.base}/incidents/${reference}/decision/new`);
    expect(await dsl.locator('[name=choice][value=manage_in_school]').count() === 0, 'managing it in school is offered');
    await says(dsl, 'Managing this in school cannot be proposed: the policy requires a referral.');
    await says(dsl, 'The policy says immediately.');
    await says(dsl, '(8.9(a))');
    await look(dsl, 'adult-decision-form');
});

await test('a form made by hand is refused in the same words', async () => {
    await dsl.evaluate(`(() => {
        const radio = document.querySelector('[name=choice]');
        radio.value = 'manage_in_school';
        radio.checked = true;
    })()`);
    await dsl.fill('[name=why]', 'It seems small.');
    await press(dsl, 'Record this decision');
    await dsl.locator('.govuk-error-summary').waitFor();
    await says(dsl, 'There is a problem');
    expect(await dsl.locator('[name=why]').inputValue() === 'It seems small.', 'the reasons were lost');
    await look(dsl, 'adult-decision-refused');
});

await test('the referral is recorded and everything says so', async () => {
    await dsl.goto(`${site.base}/incidents/${reference}/referral`);
    await choose(dsl, 'to', 'cscs');
    await choose(dsl, 'method', 'telephone');
    await dsl.fill('[name=spoke-to]', 'Duty social worker');
    await dsl.fill('[name=shared]', 'What the pupil said. They advised to wait for the police.');
    await look(dsl, 'adult-referral-form');
    await follow(dsl, dsl.locator('main form').getByRole('button').first());
    await dsl.locator('.moj-alert').waitFor();
    await dsl.goto(`${site.base}/incidents/${reference}/risk`);
    await says(dsl, 'A referral is required, and one is recorded');
    await dsl.goto(`${site.base}/incidents/${reference}`);
    await look(dsl, 'adult-overview');
    await dsl.goto(`${site.base}/incidents/${reference}/chronology`);
    await says(dsl, 'Agency told');
});

await browser.close();
await site.stop();
site.remove();
done();
